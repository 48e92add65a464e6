import { IdempotencyStore, type KeyedCall } from "@callsheet/database/commit/IdempotencyStore"
import { ApiError, errorKindOf, refused } from "@callsheet/domain/api/ApiError"
import { type AnswerKeeper, factsOf } from "@callsheet/domain/api/Call"
import { Once } from "@callsheet/domain/api/Once"
import { Principal } from "@callsheet/domain/api/Principal"
import { canonicalJson, sha256Hex } from "@callsheet/domain/Digest"
import { Busy, KeyReused } from "@callsheet/domain/Envelope"
import { afterwards, step } from "@callsheet/domain/Remedy"
import type { SuccessValue } from "@effect/rpc/RpcMiddleware"
import * as RpcSchema from "@effect/rpc/RpcSchema"
import { Cause, type Context, Duration, Effect, Exit, Layer, Option, Schedule, Schema } from "effect"
import { makeServerFairQueue } from "../auth/FairQueue.ts"
import { type Caller, orBusy } from "../handlers/Commands.ts"

/** Refused for how things stand; all other refusals say nothing of the wish itself, so the same key may try again. */
const isFinal = (error: ApiError): boolean => errorKindOf(error._tag) === "state"

const LOOK_AGAIN = Duration.millis(50)
const LOOKS = 100
/** How often each server forgets what is old. */
const FORGET_EVERY = Duration.hours(1)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What the key of this payload names; none without a key, and none for a rehearsal, which does nothing. */
const keyedCall = ({ keyId, orgId }: Caller, call: string, payload: unknown): KeyedCall | null => {
  if (!isRecord(payload) || typeof payload["key"] !== "string" || payload["dryRun"] === true) return null
  // Sorted as JSON: what is absent and what is undefined are the same wish.
  const bodyHash = sha256Hex(canonicalJson({ call, body: { ...payload, key: undefined } }))
  return { orgId, keyId, key: payload["key"], call, bodyHash }
}

/** A secret is shown once and stands in no table, so its second asking has an answer of its own. */
const secretWasShown = refused(
  "This idempotency key has made an API key already, and its text was shown then; it is stored nowhere.",
  step("If it was lost, find it", "key.list"),
  afterwards("revoke it", "key.revoke"),
  afterwards("and make another one under another idempotency key", "key.create")
)

type Ended = Exit.Exit<unknown, ApiError>

const kept = (answer: AnswerKeeper, exit: Ended): Ended =>
  answer === "secret" && Exit.isSuccess(exit) ? Exit.fail(secretWasShown) : exit

/** Runs beside the calls. A database that is away is asked again at the next turn. */
const forgetting = ({ forgetOld }: Context.Tag.Service<IdempotencyStore>) =>
  forgetOld.pipe(
    Effect.catchAll((error) => Effect.logWarning(`Old idempotency keys could not be forgotten: ${error.message}`)),
    Effect.repeat(Schedule.spaced(FORGET_EVERY)),
    Effect.forkScoped
  )

/**
 * The same idempotency key with the same body gets the first answer; with another body, in another call or under another
 * API key, it is refused. What was refused for the state of things stays refused for this key: a late repeat does not come true.
 * Orgs are served in turns; calls without a caller (none today) would pass.
 */
export const IdempotencyLive: Layer.Layer<Once, never, IdempotencyStore> = Layer.scoped(
  Once,
  Effect.gen(function*() {
    const calls = yield* IdempotencyStore
    yield* forgetting(calls)
    const turns = makeServerFairQueue()
    const once = ({ next, payload, rpc }: Parameters<Context.Tag.Service<Once>>[0]) =>
      Effect.gen(function*() {
        const caller = yield* Effect.serviceOption(Principal)
        const keyed = Option.isNone(caller) ? null : keyedCall(caller.value, rpc._tag, payload)
        if (keyed === null) return yield* next
        const { answer } = factsOf(rpc)
        const isKeptByActor = answer === "actor"
        const answers = Schema.Exit({
          // The group's schemas need no services, which the untyped view of a call cannot say.
          success: rpc.successSchema as Schema.Schema<unknown, unknown>,
          failure: ApiError,
          defect: Schema.Defect
        })

        const settle = (exit: Ended, isFirst: boolean) => {
          const error = Exit.isFailure(exit) ? Option.getOrNull(Cause.failureOption(exit.cause)) : null
          // A later try of a call whose actor answered long ago may be refused for what has happened since.
          const isOver = isKeptByActor
            ? isFirst && error !== null && isFinal(error)
            : Exit.isSuccess(exit) || (error !== null && isFinal(error))
          if (isOver) {
            return Effect.flatMap(
              Effect.orDie(Schema.encode(answers)(kept(answer, exit))),
              (encoded) => calls.keep(keyed, encoded)
            )
          }
          // Unless somebody knows that nothing was done, the key goes on naming this request.
          return isFirst && error !== null && error._tag !== "Busy" ? calls.forget(keyed) : Effect.void
        }

        for (let look = 0; look < LOOKS; look++) {
          const claim = yield* orBusy("the request")(calls.claim(keyed))
          if (claim._tag === "Other") return yield* new KeyReused({ key: keyed.key })
          if (claim._tag === "Answered") {
            const exit = yield* Effect.orDie(Schema.decodeUnknown(answers)(claim.answer))
            return (yield* exit) as SuccessValue
          }
          if (claim._tag === "Mine") {
            const exit = yield* Effect.exit(next)
            yield* Effect.uninterruptible(orBusy("the request")(settle(exit, claim.first)))
            return yield* exit
          }
          if (isKeptByActor) return yield* next
          yield* Effect.sleep(LOOK_AGAIN)
        }
        return yield* new Busy({ what: "A request that is still being answered", retryAfterMillis: 5_000 })
      })
    return Once.of((call) =>
      Effect.flatMap(Effect.serviceOption(Principal), (caller) =>
        Option.isNone(caller)
          ? once(call)
          : turns(caller.value.orgId, RpcSchema.isStreamSchema(call.rpc.successSchema))(once(call)))
    )
  })
)
