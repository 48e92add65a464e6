import { Actors } from "@callsheet/actors/Actors"
import { type Abandoned, PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import { deriveCommandId } from "@callsheet/domain/Ids"
import { days, hours } from "@callsheet/domain/Instant"
import type { OrgCommand } from "@callsheet/domain/org/OrgCommand"
import { Clock, Effect, Layer, Schedule } from "effect"

/**
 * A purchase is taken up again within minutes while its plan wants it. Of one that was quiet for a day nobody knows more
 * tomorrow, and longer than a day no provider is known to remember an idempotency key.
 */
const QUIET_MILLIS = hours(24)
/** Bought answers are kept this long after they were last of use. */
const KEPT_MILLIS = days(30)
const EVERY = "1 hour"
const AT_ONCE = 200

/** What the org's ledger hears of a call that nobody comes back to. */
const lastWord = ({ amounts, answered, planId, provider, requestId, sent }: Abandoned): OrgCommand => {
  const [first, ...rest] = amounts
  if (first === undefined || (sent === 0 && !answered)) return { _tag: "Free", reference: requestId }
  const whom = `${provider} for ${planId ?? "the organisation"}`
  return {
    _tag: "Settle",
    reference: requestId,
    amounts: [first, ...rest],
    note: answered
      ? whom
      : `${whom}: asked ${sent === 1 ? "once" : `${sent} times`}, never answered, counted as estimated`
  }
}

/**
 * Ends what abandoned purchases hold. A call that left may have been billed, so it is counted at its estimate; one that never
 * left is freed. The ledger hears it under the name of the call's own settlement, so it counts once, no matter who tells it first.
 */
export const endAbandoned = Effect.gen(function*() {
  const calls = yield* PaidCalls
  const actors = yield* Actors
  const now = yield* Clock.currentTimeMillis
  const found = yield* calls.abandoned(now - QUIET_MILLIS, now, AT_ONCE)
  yield* Effect.forEach(found, (call) => {
    const { orgId, planId, requestId } = call
    const command = lastWord(call)
    return actors.org(orgId, {
      commandId: deriveCommandId("paid", requestId, command._tag === "Settle" ? "settle" : "abandoned"),
      by: "clock",
      traceId: null,
      closes: null,
      keyed: false
    }, command).pipe(
      Effect.zipRight(calls.settled(requestId, now)),
      Effect.zipRight(Effect.logInfo(
        `The purchase ${requestId} for ${planId ?? orgId} was abandoned; its reservation is ${
          command._tag === "Settle" ? "counted as spent" : "free"
        }.`
      )),
      Effect.catchAll((error) => Effect.logWarning(`The abandoned purchase ${requestId} waits: ${error.message}`))
    )
  }, { discard: true })
  return found.length
})

/** Removes bought answers that were of no use to anybody for long. */
export const pruneOld = Effect.gen(function*() {
  const calls = yield* PaidCalls
  const now = yield* Clock.currentTimeMillis
  return yield* calls.prune(now - KEPT_MILLIS, AT_ONCE).pipe(
    Effect.repeat({ until: (removed) => removed < AT_ONCE })
  )
})

/** Every worker looks after the purchases of all; that two look at once changes nothing. */
export const layer = Layer.scopedDiscard(
  Effect.zipRight(endAbandoned, pruneOld).pipe(
    Effect.catchTag("SqlError", (error) => Effect.logWarning(`Old purchases cannot be looked at: ${error.message}`)),
    Effect.repeat(Schedule.spaced(EVERY)),
    Effect.forkScoped
  )
)
