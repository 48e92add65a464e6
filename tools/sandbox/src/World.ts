import { hex } from "./Entropy.ts"
import type { Entropy } from "./Entropy.ts"
import type { Store } from "./Store.ts"
import type { UploadBytes } from "./UploadBytes.ts"
import type { Windows } from "./Windows.ts"

/** What the rules work on. */
export interface SandboxWorld {
  readonly store: Store
  readonly windows: Windows
  readonly uploads: UploadBytes
  readonly entropy: Entropy
  readonly app: { readonly clientKey: string; readonly clientSecret: string }
}

export interface Request {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array
}

/**
 * Base of this sandbox's own addresses as the asker reached it, without a slash at the end: inside a network of
 * containers the address it listens on is of no use to others. Without a socket no address is ever resolved.
 */
export const baseUrl = (request: Request): string => `http://${request.headers["host"] ?? "sandbox.invalid"}`

/** One request while it is answered. The answering rules leave here what the books should say about it. */
export interface Call {
  readonly request: Request
  readonly now: number
  readonly logId: string
  openId: string | null
  token: string | null
  publishId: string | null
  window: string | null
}

/** As in TikTok's examples: a time, then digits that support can look up. */
export const logIdAt = (entropy: Entropy, now: number): string =>
  new Date(now).toISOString().replace(/\D/g, "").slice(0, 14) + hex(entropy, 8).toUpperCase()

/** The JSON object in a body; an empty body is an empty object, anything else than an object is null. */
export const jsonBody = (request: Request): Readonly<Record<string, unknown>> | null => {
  if (request.body.length === 0) return {}
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "")) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(request.body).toString("utf8"))
    return isRecord(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
