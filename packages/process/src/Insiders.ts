import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Headers from "@effect/platform/Headers"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import { Option, Redacted } from "effect"
import { createHash, timingSafeEqual } from "node:crypto"

/** Decides who may read how the installation as a whole is doing. */
export type IsInsider = (request: HttpServerRequest.HttpServerRequest) => boolean

/** A proxy on this machine speaks for callers elsewhere, and says so by one of these. */
const forwarding = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"]

/** The other end of the connection is a program on this machine that speaks for itself. */
const isOnThisMachine: IsInsider = (request) => {
  const { localAddress, remoteAddress } = NodeHttpServerRequest.toIncomingMessage(request).socket
  const plain = (remoteAddress ?? "").replace(/^::ffff:/i, "")
  const isHere = plain === "::1" || plain.startsWith("127.") || (plain !== "" && remoteAddress === localAddress)
  return isHere && forwarding.every((name) => Option.isNone(Headers.get(request.headers, name)))
}

const hashOf = (text: string) => createHash("sha256").update(text).digest()

/**
 * With a token, who sends it as `Authorization: Bearer`, and nobody else. Without one, programs on this machine: it is the
 * setting of a person who tries the product, and strangers still see nothing.
 */
export const insiders = (token: Option.Option<Redacted.Redacted>): IsInsider =>
  Option.match(token, {
    onNone: () => isOnThisMachine,
    onSome: (secret) => {
      const wanted = hashOf(Redacted.value(secret))
      return (request) => {
        const given = /^Bearer +(\S{1,200}) *$/i.exec(request.headers["authorization"] ?? "")?.[1]
        return given !== undefined && timingSafeEqual(hashOf(given), wanted)
      }
    }
  })
