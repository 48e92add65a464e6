import type { Answered } from "@callsheet/database/commit/ActorStore"
import { isSqlError, wordsOf } from "@callsheet/database/SqlFault"
import type { ActionCall } from "@callsheet/domain/Action"
import type { Api } from "@callsheet/domain/api/Api"
import { type Fault, InvalidInput, NotFound } from "@callsheet/domain/api/ApiError"
import type { Principal } from "@callsheet/domain/api/Principal"
import { Busy, type Envelope, KeyReused } from "@callsheet/domain/Envelope"
import { CommandId, encodeId } from "@callsheet/domain/Ids"
import type { Instant } from "@callsheet/domain/Instant"
import { PlanView } from "@callsheet/domain/plan/PlanView"
import type { Kept } from "@callsheet/domain/planning/Planner"
import { readInstant } from "@callsheet/domain/planning/Slot"
import type * as Rpc from "@effect/rpc/Rpc"
import type * as RpcGroup from "@effect/rpc/RpcGroup"
import type { SqlError } from "@effect/sql/SqlError"
import { type Context, Effect, Either, Option, Schema } from "effect"
import { createHash, randomUUID } from "node:crypto"

type Calls = RpcGroup.Rpcs<typeof Api>
type Call<Name extends Calls["_tag"]> = Rpc.ExtractTag<Calls, Name>

/** Handlers of some calls of the contract. They need the caller and nothing else; the rest they hold already. */
export type Handlers<Names extends Calls["_tag"]> = {
  readonly [Name in Names]: (
    payload: Rpc.Payload<Call<Name>>
  ) => Effect.Effect<Rpc.Success<Call<Name>>, Rpc.Error<Call<Name>>, Principal>
}

export type Caller = Context.Tag.Service<Principal>

/** Names one wish of a caller; without a key every request is a wish of its own. */
export const commandIdOf = (orgId: string, key: string | undefined): CommandId =>
  CommandId.make(key === undefined ? `req:${randomUUID()}` : `key:${orgId}:${key}`)

/** Who did it, as the timeline shows it. */
export const byOf = (caller: Caller): string => `key:${caller.name}`.slice(0, 120)

export const envelopeOf = (caller: Caller, commandId: CommandId, keyed: boolean): Effect.Effect<Envelope> =>
  Effect.map(Effect.option(Effect.currentSpan), (span) => ({
    commandId,
    by: byOf(caller),
    traceId: Option.getOrNull(Option.map(span, ({ traceId }) => traceId)),
    closes: null,
    keyed
  }))

/** The envelope of a call that may carry an idempotency key. */
export const envelopeFor = (caller: Caller, key: string | undefined): Effect.Effect<Envelope> =>
  envelopeOf(caller, commandIdOf(caller.orgId, key), key !== undefined)

/** The key as the caller wrote it, not the command id made of it. */
export const underKey = (key: string | undefined) => <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  key === undefined
    ? work
    : Effect.mapError(work, (error) => error instanceof KeyReused ? new KeyReused({ key }) as E & KeyReused : error)

/** A database that is away is no error of the caller's: nothing was done, and asking again is safe. The log has the cause. */
export const orBusy =
  (what: string) =>
  <A, E, R>(work: Effect.Effect<A, E | SqlError, R>): Effect.Effect<A, Exclude<E, SqlError> | Busy, R> =>
    Effect.catchAll(work, (error): Effect.Effect<never, Exclude<E, SqlError> | Busy> =>
      isSqlError(error)
        ? Effect.zipRight(
          Effect.logError(`The database could not serve ${what}: ${wordsOf(error)}`),
          new Busy({ what, retryAfterMillis: 2_000, why: "database" })
        )
        : Effect.fail(error as Exclude<E, SqlError>))

/**
 * An id of our form that follows from an org and a wish: anyone who repeats the wish, however often and wherever at once,
 * means the same thing.
 */
export const derivedId = (prefix: string, ...parts: ReadonlyArray<string>): string => {
  const hash = createHash("sha256").update(JSON.stringify(parts)).digest()
  return encodeId(prefix, hash.readUIntBE(0, 6), hash.subarray(6, 16))
}

/** What a kept answer says of the plan: what the wish meant when it was first made. Null: the wish is new. */
export const keptPlan = (earlier: Option.Option<Answered>): Kept | null =>
  Option.match(Option.flatMap(earlier, ({ answer }) => planIn(answer)), {
    onNone: () => null,
    onSome: ({ hashtags, language, preset, slot }) => ({
      slot: Date.parse(slot),
      hashtags,
      language,
      preset: preset ?? null
    })
  })

export const planIn = Schema.decodeUnknownOption(PlanView)

export const fault = (column: string | null, message: string, row: number | null = null): Fault => ({
  row,
  column,
  message
})

export const invalid = (faults: ReadonlyArray<Fault>): InvalidInput => {
  const [first = fault(null, "It cannot be used"), ...rest] = faults
  return new InvalidInput({ faults: [first, ...rest] })
}

/** A moment of a filter: a date alone is its first moment. */
export const momentIn = (
  timeZone: string,
  column: string,
  text: string | undefined
): Effect.Effect<Instant | null, InvalidInput> =>
  text === undefined
    ? Effect.succeed(null)
    : Either.match(readInstant(text, timeZone, { dateAlone: true }), {
      onLeft: (message) => invalid([fault(column, message)]),
      onRight: ({ at }) => Effect.succeed(at)
    })

/** What was looked for, or that there is no such thing. */
export const found =
  (what: string, id: string, list: ActionCall) => <A>(value: Option.Option<A>): Effect.Effect<A, NotFound> =>
    Option.match(value, {
      onNone: () => new NotFound({ what, id, list }),
      onSome: (one) => Effect.succeed(one)
    })
