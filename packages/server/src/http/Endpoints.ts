import type { CallName } from "@callsheet/domain/api/Api"
import { type CallPath, type Facts, factsOf, nounDescriptionOf } from "@callsheet/domain/api/Call"
import * as RpcSchema from "@effect/rpc/RpcSchema"
import { type Context, Option, type Schema } from "effect"
import { MeteredApi } from "../rpc/MeteredApi.ts"

/** One call of the group, as HTTP needs to know it: its name, and the schemas of what it takes and gives. */
export interface CallShape {
  readonly name: string
  readonly facts: Facts
  /** What the noun of the call is, in a sentence. */
  readonly nounDescription: string
  readonly payload: Schema.Schema<unknown, unknown>
  /** Of each item, where the call streams. */
  readonly success: Schema.Schema<unknown, unknown>
  readonly streams: boolean
  /** Nothing changes by it, so it may also be asked with GET. */
  readonly reads: boolean
  /** `/api/v1/plan/approve` */
  readonly path: CallPath
}

interface ServedCall {
  readonly _tag: string
  readonly annotations: Context.Context<never>
  readonly payloadSchema: Schema.Schema.All
  readonly successSchema: Schema.Schema.All
}

const shapeOf = (rpc: ServedCall): CallShape => {
  const facts = factsOf(rpc)
  const stream = RpcSchema.getStreamSchemas(rpc.successSchema.ast)
  const success = Option.isSome(stream) ? stream.value.success : rpc.successSchema
  return {
    name: facts.name,
    facts,
    nounDescription: nounDescriptionOf(rpc),
    // The group's schemas need no services, which the untyped view of a call cannot say.
    payload: rpc.payloadSchema as Schema.Schema<unknown, unknown>,
    success: success as Schema.Schema<unknown, unknown>,
    streams: Option.isSome(stream),
    reads: facts.effect === "read",
    path: facts.path
  }
}

const requests: ReadonlyMap<string, ServedCall> = MeteredApi.requests

const named = (name: CallName): CallShape => {
  const rpc = requests.get(name)
  if (rpc === undefined) throw new Error(`The group has no call ${name}.`)
  return shapeOf(rpc)
}

/** Every call of the group, in the group's order. */
export const callShapes: ReadonlyArray<CallShape> = [...requests.values()].map(shapeOf)

/** Who the caller is; refuses anyone who has no valid key. */
export const whoami = named("system.whoami")

/** Whether the caller may write to an upload. */
export const mediaUpload = named("media.upload")
