import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import { Redacted } from "effect"
import { createHash, timingSafeEqual } from "node:crypto"
import { isOwnAccount } from "./OwnAccount.ts"

/** Decides who may read how the installation as a whole is doing. */
export type IsInsider = (request: HttpServerRequest.HttpServerRequest) => boolean

const hashOf = (text: string) => createHash("sha256").update(text).digest()

/** A proxy of this account would make everybody one of us, so what it passed on does not count. */
const isPassedOn = ({ headers }: HttpServerRequest.HttpServerRequest): boolean =>
  ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"].some((name) => name in headers)

/**
 * Who sends one of the tokens as `Authorization: Bearer`. `trustsOwnAccount`: also the programs of this process's own account
 * on this machine, which could read the token from its file. Another account of this machine is as foreign as another machine.
 */
export const insiders = (
  tokens: ReadonlyArray<Redacted.Redacted>,
  trustsOwnAccount: boolean
): IsInsider => {
  const wanted = tokens.map((token) => hashOf(Redacted.value(token)))
  return (request) => {
    if (request.headers["authorization"] === undefined) {
      return trustsOwnAccount && !isPassedOn(request) &&
        isOwnAccount(NodeHttpServerRequest.toIncomingMessage(request).socket)
    }
    const given = /^Bearer +(\S{1,200}) *$/i.exec(request.headers["authorization"])?.[1]
    return given !== undefined && wanted.some((one) => timingSafeEqual(hashOf(given), one))
  }
}
