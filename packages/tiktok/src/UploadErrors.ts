import { backoff, never, type RetryAdvice } from "@callsheet/domain/Failure"
import { remedyText, step, type Steps } from "@callsheet/domain/Remedy"
import { Schema } from "effect"

/**
 * The upload address is dead (403 after its hour, 404 for an upload TikTok no longer knows). Whether the video arrived is
 * for `status` to say; only a publication known to be incomplete may be opened again.
 */
export class UploadUrlExpired extends Schema.TaggedError<UploadUrlExpired>()("UploadUrlExpired", {
  status: Schema.Number
}) {
  override get message(): string {
    return "TikTok's address for this upload has expired."
  }
  get remedy(): string {
    return "Nothing to do: it is found out how far the upload got, and it goes on from there."
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** TikTok holds another part of the file than we thought. `uploadedBytes` is its own figure, where it gave one. */
export class UploadOutOfStep extends Schema.TaggedError<UploadOutOfStep>()("UploadOutOfStep", {
  sentFrom: Schema.Number,
  uploadedBytes: Schema.NullOr(Schema.Number)
}) {
  override get message(): string {
    return "TikTok has received another part of the video than expected."
  }
  get remedy(): string {
    return "Nothing to do: TikTok is asked what it has, and the upload goes on from there."
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** TikTok's answer names an address that is not TikTok's: no video goes there. */
export class UploadElsewhere extends Schema.TaggedError<UploadElsewhere>()("UploadElsewhere", { host: Schema.String }) {
  override get message(): string {
    return `The upload address leads to ${this.host}, which is not TikTok's.`
  }
  get steps(): Steps {
    return [step("Look whether CALLSHEET_TIKTOK_API_URL or a proxy is somebody else's, then try again", "plan.retry")]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** TikTok says our request was malformed: a fault of ours that a repeat does not cure. */
export class UploadRefused extends Schema.TaggedError<UploadRefused>()("UploadRefused", { status: Schema.Number }) {
  override get message(): string {
    return `TikTok refused a piece of the video (HTTP ${this.status}).`
  }
  get steps(): Steps {
    return [step("Report this with the plan's timeline, then try again", "plan.retry")]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return never
  }
}
