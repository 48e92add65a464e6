import { allowedRoles, type CallName } from "@callsheet/domain/api/Role"
import * as RpcSchema from "@effect/rpc/RpcSchema"
import { Option, type Schema } from "effect"
import { Served } from "./Served.ts"

/** One call of the group, as HTTP needs to know it: its name, and the schemas of what it takes and gives. */
export interface CallShape {
  readonly name: CallName
  readonly payload: Schema.Schema<unknown, unknown>
  /** Of each item, where the call streams. */
  readonly success: Schema.Schema<unknown, unknown>
  readonly streams: boolean
  /** Nothing changes by it, so it may also be asked with GET. */
  readonly reads: boolean
  /** `/api/v1/plan/approve` */
  readonly path: `/api/v1/${string}`
}

const isCallName = (name: string): name is CallName => Object.hasOwn(allowedRoles, name)

const readingVerbs = new Set(["list", "show", "timeline", "export", "follow"])
const readingNouns = new Set(["system", "metrics", "usage"])

const onlyReads = (name: string): boolean => {
  const [noun = "", verb = ""] = name.split(".")
  return readingVerbs.has(verb) || readingNouns.has(noun) || name === "account.connection"
}

interface Schemas {
  readonly payloadSchema: Schema.Schema.All
  readonly successSchema: Schema.Schema.All
}

const shapeOf = (name: CallName, rpc: Schemas): CallShape => {
  const stream = RpcSchema.getStreamSchemas(rpc.successSchema.ast)
  const success = Option.isSome(stream) ? stream.value.success : rpc.successSchema
  return {
    name,
    // The group's schemas need no services, which the untyped view of a call cannot say.
    payload: rpc.payloadSchema as Schema.Schema<unknown, unknown>,
    success: success as Schema.Schema<unknown, unknown>,
    streams: Option.isSome(stream),
    reads: onlyReads(name),
    path: `/api/v1/${name.replace(".", "/")}`
  }
}

const requests: ReadonlyMap<string, Schemas> = Served.requests

const named = (name: CallName): Schemas => {
  const rpc = requests.get(name)
  if (rpc === undefined) throw new Error(`The group has no call ${name}.`)
  return rpc
}

/** Every call of the group, in the group's order. */
export const callShapes: ReadonlyArray<CallShape> = [...requests].flatMap(([name, rpc]) =>
  isCallName(name) ? [shapeOf(name, rpc)] : []
)

/** Who the caller is; refuses whoever has no valid key. */
export const whoami = shapeOf("system.whoami", named("system.whoami"))

/** What this installation is and how it stands. */
export const systemInfo = shapeOf("system.info", named("system.info"))
