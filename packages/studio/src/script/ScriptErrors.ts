import { after, backoff, never, type RetryAdvice } from "@callsheet/domain/Failure"
import { afterwards, remedyText, step, type Steps } from "@callsheet/domain/Remedy"
import { Schema } from "effect"
import { SpendingError } from "../spending/SpendingErrors.ts"

/** Tokens as the provider counts them; `costMicros` are millionths of a US dollar, absent where it tells no price. */
export const ScriptUsage = Schema.Struct({
  promptTokens: Schema.Int,
  completionTokens: Schema.Int,
  costMicros: Schema.optional(Schema.Int)
})
export type ScriptUsage = typeof ScriptUsage.Type

export const nothingUsed: ScriptUsage = { promptTokens: 0, completionTokens: 0 }

const bringOwnWords: Steps = [
  step("Or bring a script", "plan.edit", {}, ["script"]),
  afterwards("then go on", "plan.retry")
]

/** The model cannot be reached, is overloaded or limits our rate. Whether it was bought is known only where it says so (`rate`). */
export class ScriptModelUnavailable extends Schema.TaggedError<ScriptModelUnavailable>()("ScriptModelUnavailable", {
  reason: Schema.Literal("network", "timeout", "server", "rate"),
  status: Schema.NullOr(Schema.Number),
  retryAfterMillis: Schema.NullOr(Schema.Number)
}) {
  override get message(): string {
    switch (this.reason) {
      case "network":
        return "The language model cannot be reached."
      case "timeout":
        return "The language model did not answer in time."
      case "server":
        return "The language model's service has a fault."
      case "rate":
        return "The language model's service limits our requests."
    }
  }
  get remedy(): string {
    return "Nothing to do: it is tried again with growing pauses. If it stays, check CALLSHEET_LLM_URL."
  }
  get retry(): RetryAdvice {
    return this.retryAfterMillis === null ? backoff : after(this.retryAfterMillis)
  }
}

/**
 * The model answered, but not with a script; `usage` is what this answer has cost. Every unreadable answer was paid for: it is
 * asked once more, then (`last`) a person decides, whose own retry buys again.
 */
export class ScriptUnreadable extends Schema.TaggedError<ScriptUnreadable>()("ScriptUnreadable", {
  detail: Schema.String,
  last: Schema.Boolean,
  usage: ScriptUsage,
  requestId: Schema.NullOr(Schema.String)
}) {
  override get message(): string {
    return `The language model's answer is not a script: ${this.detail}.`
  }
  get steps(): Steps {
    return this.last
      ? [step("Choose another CALLSHEET_LLM_MODEL, then try again", "plan.retry"), ...bringOwnWords]
      : [step("Nothing to do: it is asked once more")]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return this.last ? never : backoff
  }
}

/** There will be no script for this brief from this writer. */
export class ScriptRefused extends Schema.TaggedError<ScriptRefused>()("ScriptRefused", {
  why: Schema.Literal("model", "filter", "credentials", "credit", "request", "language", "notes", "take"),
  detail: Schema.String,
  usage: ScriptUsage,
  requestId: Schema.NullOr(Schema.String)
}) {
  override get message(): string {
    switch (this.why) {
      case "model":
        return "The language model refused to write about this topic."
      case "filter":
        return "The language model's content filter stopped the script."
      case "credentials":
        return "The language model's service does not accept our key."
      case "credit":
        return "The account with the language model's service has no credit left."
      case "request":
        return `The language model's service does not take our request (${this.detail}).`
      case "notes":
        return `There are no notes to write a video about "${this.detail}" from, and the writer without a model invents nothing.`
      case "take":
        return `The writer without a model has no other ${this.detail}: it writes from your notes alone, and they hold no more.`
      case "language":
        return `The rule-based writer does not know the language "${this.detail}".`
    }
  }
  get steps(): Steps {
    switch (this.why) {
      case "model":
      case "filter":
        return [
          step("Word the topic differently", "plan.edit", {}, ["topic"]),
          afterwards("then go on", "plan.retry"),
          ...bringOwnWords
        ]
      case "credentials":
        return [step("Check CALLSHEET_LLM_KEY, then try again", "plan.retry")]
      case "credit":
        return [step("Top the account up, then try again", "plan.retry")]
      case "request":
        return [step("Check CALLSHEET_LLM_URL and CALLSHEET_LLM_MODEL, then try again", "plan.retry")]
      case "notes":
        return [
          step("Add notes", "plan.edit", {}, ["notes"]),
          afterwards("then go on", "plan.retry"),
          ...bringOwnWords,
          step("Or name a model in CALLSHEET_LLM_MODEL, then try again", "plan.retry")
        ]
      case "take":
        return [
          step("Add to the notes", "plan.edit", {}, ["notes"]),
          step("Or write it in your own words", "plan.edit", {}, ["lines"]),
          step("Or name a model in CALLSHEET_LLM_MODEL, then ask for the take again")
        ]
      case "language":
        return [
          step("Choose en, de, es or fr", "plan.edit", {}, ["language"]),
          afterwards("then go on", "plan.retry"),
          ...bringOwnWords,
          step("Or name a model in CALLSHEET_LLM_MODEL, then try again", "plan.retry")
        ]
    }
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return never
  }
}

export const ScriptError = Schema.Union(ScriptModelUnavailable, ScriptUnreadable, ScriptRefused, SpendingError)
export type ScriptError = typeof ScriptError.Type
