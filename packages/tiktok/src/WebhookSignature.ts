import { hours, minutes } from "@callsheet/domain/Instant"
import { Either, Redacted, Schema } from "effect"
import { createHmac, timingSafeEqual } from "node:crypto"

/** Not from TikTok, altered, or too old. The one who sent it learns no more than that. */
export class WebhookRefused extends Schema.TaggedError<WebhookRefused>()("WebhookRefused", {
  reason: Schema.Literal("no signature", "wrong signature", "too old", "from the future")
}) {
  override get message(): string {
    return `The webhook was refused: ${this.reason}.`
  }
  get remedy(): string {
    return "Check CALLSHEET_TIKTOK_CLIENT_SECRET and this machine's clock; TikTok repeats an event for 72 hours."
  }
}

/**
 * TikTok repeats an undelivered event for 72 hours, and whether it signs each try again is not documented: a tight window
 * would drop late ones. Repeats are caught by what they say, not by their age.
 */
export const WEBHOOK_TOLERANCE_MILLIS = hours(73)

const CLOCK_SKEW_MILLIS = minutes(5)

/** `TikTok-Signature` of a body: hex HMAC-SHA256 over `t.body` under the client secret. */
export const signWebhook = (secret: Redacted.Redacted, seconds: number, rawBody: Uint8Array): string =>
  createHmac("sha256", Redacted.value(secret)).update(`${seconds}.`).update(rawBody).digest("hex")

/**
 * Checks the header against the bytes as they arrived; re-serialised JSON does not verify. Right: when TikTok signed it,
 * in epoch milliseconds.
 */
export const verifyWebhook = (options: {
  readonly header: string | undefined
  readonly rawBody: Uint8Array
  readonly secret: Redacted.Redacted
  readonly nowMillis: number
  readonly toleranceMillis?: number
}): Either.Either<number, WebhookRefused> => {
  const { header = "", nowMillis, rawBody, secret, toleranceMillis = WEBHOOK_TOLERANCE_MILLIS } = options
  const parts = new Map(
    header.split(",").map((part) => {
      const [key = "", ...value] = part.trim().split("=")
      return [key, value.join("=")]
    })
  )
  const time = parts.get("t") ?? ""
  const given = parts.get("s") ?? ""
  if (!/^\d{1,12}$/.test(time) || !/^[0-9a-f]{64}$/i.test(given)) {
    return Either.left(new WebhookRefused({ reason: "no signature" }))
  }
  const expected = Buffer.from(signWebhook(secret, Number(time), rawBody), "hex")
  if (!timingSafeEqual(expected, Buffer.from(given, "hex"))) {
    return Either.left(new WebhookRefused({ reason: "wrong signature" }))
  }
  const signedAt = Number(time) * 1_000
  if (nowMillis - signedAt > toleranceMillis) return Either.left(new WebhookRefused({ reason: "too old" }))
  if (signedAt - nowMillis > CLOCK_SKEW_MILLIS) return Either.left(new WebhookRefused({ reason: "from the future" }))
  return Either.right(signedAt)
}
