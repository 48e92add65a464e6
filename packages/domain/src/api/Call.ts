import * as Rpc from "@effect/rpc/Rpc"
import * as RpcGroup from "@effect/rpc/RpcGroup"
import { Context, type Schema } from "effect"
import { ApiError } from "./ApiError.ts"
import { idempotencyKey } from "./Fields.ts"
import type { Role } from "./Role.ts"

/**
 * Who keeps the first answer to an idempotency key.
 *
 * - `none`: the call only reads, so there is nothing to repeat.
 * - `actor`: the actor keeps it in the commit of the change itself, or the call itself finds what it made under the key. Who repeats
 *   the call is looked at again.
 * - `stored`: the server stores it after the call.
 * - `secret`: the server stores that the call ran, but not its answer, because the answer holds a secret.
 */
export type AnswerKeeper = "none" | "actor" | "stored" | "secret"

export type CallPath = `/api/v1/${string}`

/** What is known of a call besides its schemas. Every way in reads it from here. */
export interface Facts {
  /** `plan.approve` */
  readonly name: string
  /** `plan` */
  readonly noun: string
  readonly roles: ReadonlyArray<Role>
  readonly effect: "read" | "change"
  readonly answer: AnswerKeeper
  /** One line, such as "Approve a plan". */
  readonly summary: string
  /** What a caller should know beyond the summary; empty where the summary says it all. */
  readonly description: string
  /** `/api/v1/plan/approve` */
  readonly path: CallPath
}

/** The facts travel with the call, as an annotation of its Rpc. */
export class CallFacts extends Context.Tag("@callsheet/domain/CallFacts")<CallFacts, Facts>() {}

/** A call of the contract. One that was built without the builders below is a mistake in the program. */
export const factsOf = (rpc: { readonly _tag: string; readonly annotations: Context.Context<never> }): Facts =>
  Context.getOrElse(rpc.annotations, CallFacts, () => {
    throw new Error(`${rpc._tag} was not made by a builder of Call.ts.`)
  })

type Name = `${string}.${string}`

interface Told {
  readonly roles: ReadonlyArray<Role>
  readonly summary: string
  readonly description?: string
}

interface Shaped<P extends Schema.Struct.Fields, A extends Schema.Schema.Any> extends Told {
  readonly payload: P
  readonly success: A
}

const facts = (
  name: Name,
  { description = "", roles, summary }: Told,
  effect: Facts["effect"],
  answer: AnswerKeeper
): Facts => ({
  name,
  noun: name.slice(0, name.indexOf(".")),
  roles,
  effect,
  answer,
  summary,
  description,
  path: `/api/v1/${name.replace(".", "/")}`
})

/** A call that changes nothing. Over HTTP it also answers GET. */
export const read = <const N extends Name, P extends Schema.Struct.Fields, A extends Schema.Schema.Any>(
  name: N,
  { payload, success, ...told }: Shaped<P, A>
) => Rpc.make(name, { payload, success, error: ApiError }).annotate(CallFacts, facts(name, told, "read", "none"))

/** A call that changes something. It takes an idempotency key, and `answer` says who keeps the first answer to it. */
export const change = <const N extends Name, P extends Schema.Struct.Fields, A extends Schema.Schema.Any>(
  name: N,
  { answer, payload, success, ...told }: Shaped<P, A> & { readonly answer: Exclude<AnswerKeeper, "none"> }
) =>
  Rpc.make(name, { payload: { ...payload, key: idempotencyKey }, success, error: ApiError })
    .annotate(CallFacts, facts(name, told, "change", answer))

/** A call that answers with a stream of items for as long as the caller listens. */
export const follow = <const N extends Name, P extends Schema.Struct.Fields, A extends Schema.Schema.Any>(
  name: N,
  { payload, success, ...told }: Shaped<P, A>
) =>
  Rpc.make(name, { payload, success, error: ApiError, stream: true })
    .annotate(CallFacts, facts(name, told, "read", "none"))

/** What a noun of the contract is, for the documents that group calls by noun. */
export class NounDescription extends Context.Tag("@callsheet/domain/NounDescription")<NounDescription, string>() {}

export const nounDescriptionOf = (rpc: { readonly annotations: Context.Context<never> }): string =>
  Context.getOrElse(rpc.annotations, NounDescription, () => "")

/** The calls of one noun, with one sentence that says what the noun is. */
export const noun = <const Calls extends ReadonlyArray<Rpc.Any>>(description: string, ...calls: Calls) =>
  RpcGroup.make(...calls).annotateRpcs(NounDescription, description)
