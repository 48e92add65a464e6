import { EventFeed } from "@callsheet/database/feed/EventFeed"
import { Sessions } from "@callsheet/database/secrets/Sessions"
import { Views } from "@callsheet/database/views/Views"
import { type ApiError, Unauthorized } from "@callsheet/domain/api/ApiError"
import type { FeedItem } from "@callsheet/domain/api/calls/events"
import type { HintItem } from "@callsheet/domain/api/calls/hints"
import { Principal } from "@callsheet/domain/api/Principal"
import { Effect, Option, Schedule, Stream } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { type Caller, found, orBusy } from "../handlers/Commands.ts"

interface Follow {
  readonly orgId?: string | undefined
  readonly planId?: string | undefined
  readonly since?: string | undefined
}

/** A stream that is open ends this soon after its key is revoked or its session is ended. */
const LOOK_WHETHER_IT_STANDS = "5 seconds"

/** The feed of the caller's org, or of one of its plans, and hints of what leaves no event. */
export const makeLive = Effect.gen(function*() {
  const feed = yield* EventFeed
  const sessions = yield* Sessions
  const views = yield* Views

  /** Fails once the caller may call no more. A database that is away decides nothing. */
  const mayNoMore = (caller: Caller): Effect.Effect<never, Unauthorized> =>
    sessions.stands(caller).pipe(
      Effect.catchAll((error) => Effect.as(Effect.logDebug(`Whether a caller may go on: ${error.message}`), true)),
      Effect.delay(LOOK_WHETHER_IT_STANDS),
      Effect.repeat({ while: (stands) => stands, schedule: Schedule.forever }),
      Effect.zipRight(new Unauthorized())
    )

  return {
    "events.follow": ({ orgId, planId, since }: Follow): Stream.Stream<FeedItem, ApiError, Principal> =>
      Stream.unwrap(
        Effect.gen(function*() {
          const caller = yield* Principal
          const org = yield* ownOrg(caller, orgId)
          if (planId !== undefined && !(yield* views.ownsPlan(org, planId))) {
            return yield* found("plan", planId, "plan.list")(Option.none())
          }
          return Stream.interruptWhen(feed.follow({ orgId: org, planId, since }), mayNoMore(caller))
        }).pipe(orBusy("the feed of events"))
      ),

    "hints.follow": (): Stream.Stream<HintItem, ApiError, Principal> =>
      Stream.unwrap(
        Effect.map(Principal, (caller) =>
          feed.hints(caller.orgId).pipe(
            Stream.map((subject) => ({ subject })),
            Stream.interruptWhen(mayNoMore(caller))
          ))
      )
  }
})
