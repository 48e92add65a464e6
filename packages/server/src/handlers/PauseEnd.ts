import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Views } from "@callsheet/database/views/Views"
import { fault, invalid } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { iso } from "@callsheet/domain/Instant"
import { Clock, Effect, Option } from "effect"
import { commandIdOf, momentIn } from "./Commands.ts"

interface Wish {
  readonly until?: string | undefined
  readonly key?: string | undefined
}

/** When a pause is to end by itself: undefined where a person ends it. */
export const makePauseEnd = Effect.gen(function*() {
  const store = yield* ActorStore
  const views = yield* Views

  return ({ key, until }: Wish) =>
    Effect.gen(function*() {
      if (until === undefined) return undefined
      const { orgId } = yield* Principal
      // The installation itself has no time zone.
      const timeZone = Option.match(yield* views.orgState(orgId), {
        onNone: () => "UTC",
        onSome: ({ org }) => org.timeZone
      })
      const end = yield* momentIn(timeZone, "until", until)
      if (end === null) return undefined
      // A wish that was granted before is answered as it was then.
      const earlier = key === undefined ? Option.none() : yield* store.answered(commandIdOf(orgId, key))
      if (Option.isNone(earlier) && end <= (yield* Clock.currentTimeMillis)) {
        return yield* invalid([fault("until", `${iso(end)} has passed; name a later moment`)])
      }
      return end
    })
})
