import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import { Redacted } from "effect"
import { createHash, timingSafeEqual } from "node:crypto"

/** Decides who may read how the installation as a whole is doing. */
export type IsInsider = (request: HttpServerRequest.HttpServerRequest) => boolean

const hashOf = (text: string) => createHash("sha256").update(text).digest()

/**
 * Who sends one of the tokens as `Authorization: Bearer`, and nobody else: another account of this machine is as foreign as
 * another machine.
 */
export const insiders = (tokens: ReadonlyArray<Redacted.Redacted>): IsInsider => {
  const wanted = tokens.map((token) => hashOf(Redacted.value(token)))
  return (request) => {
    const given = /^Bearer +(\S{1,200}) *$/i.exec(request.headers["authorization"] ?? "")?.[1]
    return given !== undefined && wanted.some((one) => timingSafeEqual(hashOf(given), one))
  }
}
