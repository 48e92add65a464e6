import * as RpcMiddleware from "@effect/rpc/RpcMiddleware"
import { Context } from "effect"
import type { KeyId, OrgId, SessionId } from "../Ids.ts"
import { ApiError } from "./ApiError.ts"
import type { Role } from "./Role.ts"

/** Who calls: a key of one org with one role. */
export class Principal extends Context.Tag("@callsheet/domain/Principal")<Principal, {
  readonly keyId: KeyId
  readonly orgId: OrgId
  readonly role: Role
  readonly name: string
  /** The browser session it was asked from, if it was. */
  readonly sessionId?: SessionId
}>() {}

/** Finds the principal behind the bearer key and checks the call's roles before any handler runs. */
export class Authorized extends RpcMiddleware.Tag<Authorized>()("@callsheet/domain/Authorized", {
  provides: Principal,
  failure: ApiError
}) {}
