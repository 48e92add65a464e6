import { EventFeed } from "@callsheet/database/feed/EventFeed"
import { Views } from "@callsheet/database/views/Views"
import type { ApiError } from "@callsheet/domain/api/ApiError"
import type { FeedItem } from "@callsheet/domain/api/calls/events"
import { Principal } from "@callsheet/domain/api/Principal"
import { Effect, Option, Stream } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { found, orBusy } from "../handlers/Commands.ts"

interface Follow {
  readonly orgId?: string | undefined
  readonly planId?: string | undefined
  readonly since?: string | undefined
}

/** The feed of the caller's org, or of one of its plans. */
export const makeLive = Effect.gen(function*() {
  const feed = yield* EventFeed
  const views = yield* Views

  return {
    "events.follow": ({ orgId, planId, since }: Follow): Stream.Stream<FeedItem, ApiError, Principal> =>
      Stream.unwrap(
        Effect.gen(function*() {
          const org = yield* ownOrg(yield* Principal, orgId)
          if (planId !== undefined && !(yield* views.ownsPlan(org, planId))) {
            return yield* found("plan", planId, "callsheet plan list")(Option.none())
          }
          return feed.follow({ orgId: org, planId, since })
        }).pipe(orBusy("the feed of events"))
      )
  }
})
