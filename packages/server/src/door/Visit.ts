import type { SessionHolder } from "@callsheet/database/secrets/Sessions"
import { TooManyAttempts } from "@callsheet/domain/api/ApiError"
import { Busy } from "@callsheet/domain/Envelope"
import { makeOnceAMinute, timesOf } from "@callsheet/domain/OnceAMinute"
import { Clock, Context, Effect, Option } from "effect"
import { makeBuckets, type RequestAllowance } from "../auth/RequestLimits.ts"

/** Who was found to call, by a key or by a session. */
export type VisitProof = Pick<SessionHolder, "keyId"> & { readonly sessionId?: string }

/** One caller's time at the door: a request, or a WebSocket while it is open. */
export class Visit extends Context.Tag("@callsheet/server/Visit")<Visit, {
  /** Refuses whose address asks too often for what anybody may ask and the database answers. */
  readonly knock: Effect.Effect<void, Busy>
  /** Refuses whose address has just given many keys that nobody has. */
  readonly mayTry: Effect.Effect<void, TooManyAttempts>
  /** The key, session or link that was given is nobody's. */
  readonly failed: Effect.Effect<void>
  /** A key or a session was found to be good. */
  readonly proved: (proof: VisitProof) => Effect.Effect<void>
}>() {}

/** Many more than a person mistypes, and few enough that guessing costs the database nothing. */
const UNKNOWN_KEYS: RequestAllowance = { perSecond: 0.5, burst: 30 }
/** Links and consents are opened by people, at most by all of an office at once. */
const KNOCKS: RequestAllowance = { perSecond: 5, burst: 200 }

/** In a request without a door, such as one from inside this process, there is nobody to limit. */
export const knocking = Effect.flatMap(
  Effect.serviceOption(Visit),
  Option.match({ onNone: () => Effect.void, onSome: ({ knock }) => knock })
)

/** Counts unknown keys and visits by address, for all requests of one server. */
export const makeAttempts = () => {
  const attempts = makeBuckets(UNKNOWN_KEYS)
  const knocks = makeBuckets(KNOCKS)
  const onceAMinute = makeOnceAMinute()
  return {
    knock: (address: string): Effect.Effect<void, Busy> =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const wait = knocks.take(address, now)
        return wait === 0
          ? Effect.void
          : new Busy({ what: "This many visits", retryAfterMillis: Math.max(1_000, wait) })
      }),
    mayTry: (address: string): Effect.Effect<void, TooManyAttempts> =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const wait = attempts.wait(address, now)
        return wait === 0 ? Effect.void : new TooManyAttempts({ retryAfterMillis: Math.max(1_000, wait) })
      }),
    failed: (address: string): Effect.Effect<void> =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        attempts.take(address, now)
        return onceAMinute((times) =>
          Effect.logInfo(`A key or session that nobody has was refused, from ${address}.${timesOf(times)}`)
        )
      })
  }
}
