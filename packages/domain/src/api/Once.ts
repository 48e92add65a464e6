import * as RpcMiddleware from "@effect/rpc/RpcMiddleware"
import { ApiError } from "./ApiError.ts"

/**
 * Runs each idempotency key at most once: the same key with the same body gets the first answer, with another body or in
 * another call it is refused. It runs inside the authorisation, because an idempotency key belongs to the API key that used it first.
 */
export class Once extends RpcMiddleware.Tag<Once>()("@callsheet/domain/Once", { failure: ApiError, wrap: true }) {}
