import { after, backoff, type Failure, failureWith, never, type RetryAdvice } from "@callsheet/domain/Failure"
import { remedyText, step, type Steps } from "@callsheet/domain/Remedy"
import { Schema } from "effect"
import { faultOf, isKnownCode, type TikTokFault } from "./TikTokFaults.ts"

/**
 * The name of our call ("initDirect"), TikTok's name for the fault, and the id TikTok's support asks for. No field ever
 * holds a token, a secret or an upload address.
 */
const common = {
  operation: Schema.String,
  code: Schema.String,
  logId: Schema.NullOr(Schema.String)
}

const retryOf = (fault: TikTokFault): RetryAdvice =>
  fault.holdMillis !== undefined ? after(fault.holdMillis) : fault.kind === "retry" ? backoff : never

const words = (error: { readonly code: string; readonly logId: string | null; readonly detail: string }): string => {
  const fault = faultOf(error.code)
  const quote = fault.quotes === true && error.detail !== "" ? ` It says: "${error.detail}".` : ""
  const name = fault.quotes === true ? ` (${error.code})` : ""
  return `${fault.message.slice(0, -1)}${name}.${quote}`
}

/** TikTok understood and said no. `code` is an error code, an OAuth error or a `fail_reason`; the table says what it means. */
export class TikTokRefused extends Schema.TaggedError<TikTokRefused>()("TikTokRefused", {
  ...common,
  detail: Schema.String
}) {
  override get message(): string {
    return words(this)
  }
  get steps(): Steps {
    return this.fault.steps
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return retryOf(this.fault)
  }
  get fault(): TikTokFault {
    return faultOf(this.code)
  }
}

/**
 * The token, the consent or a scope. `refreshHelps` is true only where a newer access token may cure it; everything else
 * needs the owner on TikTok's consent page.
 */
export class TikTokTokenInvalid extends Schema.TaggedError<TikTokTokenInvalid>()("TikTokTokenInvalid", {
  ...common,
  detail: Schema.String
}) {
  override get message(): string {
    return words(this)
  }
  get steps(): Steps {
    return this.fault.steps
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return never
  }
  get fault(): TikTokFault {
    return faultOf(this.code)
  }
  get refreshHelps(): boolean {
    return this.code === "access_token_invalid"
  }
}

/** The window of this call is full. `retryAfterMillis` is TikTok's own figure where it gives one, else a whole window. */
export class TikTokRateLimited extends Schema.TaggedError<TikTokRateLimited>()("TikTokRateLimited", {
  ...common,
  retryAfterMillis: Schema.Number
}) {
  override get message(): string {
    return this.fault.message
  }
  get steps(): Steps {
    return this.fault.steps
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return after(this.retryAfterMillis)
  }
  get fault(): TikTokFault {
    return faultOf("rate_limit_exceeded")
  }
}

/**
 * No usable answer: network, time-out, 5xx. `sent` is "no" only where the request certainly never left, for example when
 * no connection could be made; otherwise TikTok may have acted on it and a blind repeat may do it twice.
 */
export class TikTokUnavailable extends Schema.TaggedError<TikTokUnavailable>()("TikTokUnavailable", {
  ...common,
  sent: Schema.Literal("no", "maybe"),
  reason: Schema.Literal("connect", "transport", "timeout", "server"),
  status: Schema.NullOr(Schema.Number)
}) {
  override get message(): string {
    switch (this.reason) {
      case "connect":
        return "TikTok cannot be reached."
      case "transport":
        return "The connection to TikTok broke off."
      case "timeout":
        return "TikTok did not answer in time."
      case "server":
        return this.fault.message
    }
  }
  get steps(): Steps {
    return this.fault.steps
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return backoff
  }
  get fault(): TikTokFault {
    return faultOf("internal_error")
  }
}

/** TikTok answered with something this version cannot read: malformed, cut off, or of the wrong shape. It may have acted. */
export class TikTokAnswerUnreadable extends Schema.TaggedError<TikTokAnswerUnreadable>()("TikTokAnswerUnreadable", {
  ...common,
  status: Schema.Number,
  detail: Schema.String,
  /** The answer itself, of calls whose answers hold nothing secret; not for logs, which would fill with it. */
  raw: Schema.optional(Schema.String)
}) {
  override get message(): string {
    return `TikTok's answer to ${this.operation} cannot be read: ${this.detail}.`
  }
  get steps(): Steps {
    return [
      step("It is tried again with growing pauses. If it stays, a newer version of Callsheet may know the new form")
    ]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return backoff
  }
  get fault(): TikTokFault {
    return {
      kind: "retry",
      tag: "TikTokAnswerUnreadable",
      message: this.message,
      steps: this.steps,
      stops: "call"
    }
  }
}

export const TikTokError = Schema.Union(
  TikTokRefused,
  TikTokTokenInvalid,
  TikTokRateLimited,
  TikTokUnavailable,
  TikTokAnswerUnreadable
)
export type TikTokError = typeof TikTokError.Type

/** The failure as it is stored and shown. Its tag is the table's, so one fault has one name in every way in. */
export const tikTokFailure = (error: TikTokError): Failure =>
  failureWith({ tag: error.fault.tag, message: error.message }, ...error.steps)

/** The error for a name TikTok gave, whichever call it came from. */
export const errorOfCode = (options: {
  readonly operation: string
  readonly code: string
  readonly logId: string | null
  readonly detail: string
  readonly status: number
  readonly retryAfterMillis?: number | undefined
}): TikTokRefused | TikTokTokenInvalid | TikTokRateLimited | TikTokUnavailable => {
  const { code, logId, operation, status } = options
  // A name of the future says little; the status then says more.
  const fault = isKnownCode(code)
    ? faultOf(code)
    : status === 429
    ? faultOf("rate_limit_exceeded")
    : status >= 500
    ? faultOf("internal_error")
    : faultOf(code)
  // Free text of another party: enough to be useful, not enough to flood a timeline.
  const detail = options.detail.slice(0, 200)
  switch (fault.kind) {
    case "wait":
      return new TikTokRateLimited({
        operation,
        code,
        logId,
        retryAfterMillis: options.retryAfterMillis ?? fault.holdMillis ?? 60_000
      })
    case "reauth":
      return new TikTokTokenInvalid({ operation, code, logId, detail })
    case "retry":
      return fault.stops === "call"
        ? new TikTokUnavailable({ operation, code, logId, sent: "maybe", reason: "server", status })
        : new TikTokRefused({ operation, code, logId, detail })
    default:
      return new TikTokRefused({ operation, code, logId, detail })
  }
}

/** Why a post failed, from the `fail_reason` of a status answer or the `reason` of a webhook. */
export const errorOfFailReason = (reason: string): TikTokError =>
  errorOfCode({ operation: "statusFetch", code: reason, logId: null, detail: "", status: 200 })
