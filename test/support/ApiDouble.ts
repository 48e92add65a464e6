import { Api, type CallName } from "@callsheet/domain/api/Api"
import { Unauthorized } from "@callsheet/domain/api/ApiError"
import { factsOf } from "@callsheet/domain/api/Call"
import { Authorized, Principal } from "@callsheet/domain/api/Principal"
import type { Role } from "@callsheet/domain/api/Role"
import { KeyId, type OrgId } from "@callsheet/domain/Ids"
import { admit } from "@callsheet/server/auth/Auth"
import type * as Rpc from "@effect/rpc/Rpc"
import type * as RpcGroup from "@effect/rpc/RpcGroup"
import { Effect, Layer } from "effect"

type Calls = RpcGroup.Rpcs<typeof Api>

/** An answer may ask who calls and needs nothing else. */
type Handlers = { readonly [Name in CallName]: Rpc.ToHandlerFn<Rpc.ExtractTag<Calls, Name>, Principal> }

/** What a test wants answered; every other call of the contract is unexpected. */
export type Answers = Partial<Handlers>

/**
 * The whole contract, of which only these calls answer. Any other call fails with its name, so a new call of the contract
 * needs no line here and cannot pass unnoticed.
 */
export const answering = (answers: Answers) => {
  const known: Readonly<Record<string, unknown>> = answers
  const handlers = Object.fromEntries(
    [...Api.requests.keys()].map((name) => [
      name,
      known[name] ?? (() => Effect.dieMessage(`This test does not expect the call ${name}.`))
    ])
  )
  // Every name of the group is there; that each answer fits its call is checked by `Answers`.
  return Api.toLayer(handlers as unknown as Handlers)
}

/** Keys of one org by their bearer text. Each call's own roles decide, as in the product. */
export const authorizing = (
  orgId: OrgId,
  keys: Readonly<Record<string, Role>>,
  keyId = KeyId.make(`key_${"0".repeat(26)}`)
) =>
  Layer.succeed(
    Authorized,
    Authorized.of(({ headers, rpc }) => {
      const role = keys[(headers["authorization"] ?? "").replace("Bearer ", "")]
      return role === undefined
        ? new Unauthorized()
        : Effect.map(admit(factsOf(rpc), { keyId, orgId, role, name: `the ${role}` }), Principal.of)
    })
  )
