import type { Vault } from "@callsheet/database/secrets/Vault"
import type { LinkedFile } from "@callsheet/domain/api/calls/asset"
import type { MediaRef } from "@callsheet/domain/asset/Media"
import { mediaAddressPath, mediaFileName } from "@callsheet/domain/asset/MediaLayout"
import type { Context } from "effect"
import { Redacted } from "effect"
import { createHmac, timingSafeEqual } from "node:crypto"

const PURPOSE = "media links"

/** A file as its address names it, such as `<sha256>.mp4`: a link opens this one and no other. */
export interface SignedFile {
  readonly path: string
  readonly until: number
}

const textOf = ({ path, until }: SignedFile) => JSON.stringify([path, until])

/**
 * Addresses that open one file without a key, until a moment that is part of the signature. Nothing is stored: a link ends
 * by its time alone, so it is short-lived. The keys follow from the master key; while that is replaced both are good.
 */
export const makeMediaLinks = (vault: Pick<Context.Tag.Service<Vault>, "derived">) => {
  const keys = vault.derived(PURPOSE)
  const signature = (key: (typeof keys)[number], file: SignedFile) =>
    createHmac("sha256", Redacted.value(key.bytes)).update(textOf(file)).digest()

  return {
    /** The path with its query, `until` in seconds. */
    sign: (path: string, untilMillis: number): string => {
      const [key] = keys
      const until = Math.floor(untilMillis / 1_000)
      return `${path}?until=${until}&sign=${signature(key, { path, until }).toString("base64url")}`
    },
    /** Whether this query opens this path now. */
    opens: (path: string, query: URLSearchParams, now: number): boolean => {
      const [until, sign] = [Number(query.get("until")), Buffer.from(query.get("sign") ?? "", "base64url")]
      if (!Number.isSafeInteger(until) || until * 1_000 <= now) return false
      return keys.some((key) => {
        const right = signature(key, { path, until })
        return right.length === sign.length && timingSafeEqual(right, sign)
      })
    }
  }
}

export type MediaLinks = ReturnType<typeof makeMediaLinks>

/** The query of a request is that of a signed address. */
export const isSigned = (query: URLSearchParams): boolean => query.has("sign") || query.has("until")

/** A file with the address that opens it until then. */
export const linkedFile = (links: MediaLinks, publicUrl: string, ref: MediaRef, until: number): LinkedFile => {
  const path = links.sign(mediaAddressPath(mediaFileName(ref)), until)
  const { bytes, contentType, sha256 } = ref
  return { path, url: `${publicUrl}${path}`, contentType, bytes, sha256 }
}
