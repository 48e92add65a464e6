import { never, RetryAdvice } from "@callsheet/domain/Failure"
import { afterwards, remedyText, step, type Steps } from "@callsheet/domain/Remedy"
import { Schema } from "effect"

/** The speech engine did not answer, or not with speech. Lines that are already spoken stay spoken. */
export class VoiceUnavailable extends Schema.TaggedError<VoiceUnavailable>()("VoiceUnavailable", {
  engine: Schema.String,
  reason: Schema.String,
  retry: RetryAdvice
}) {
  override get message(): string {
    return `The speech engine ${this.engine} does not serve: ${this.reason}.`
  }
  get steps(): Steps {
    return this.retry._tag === "never"
      ? this.engine.startsWith("neural")
        ? [
          step(
            "Try the voice (callsheet voice try VOICE), and add it again or remove it (callsheet voice add, callsheet voice remove)"
          ),
          afterwards("then go on", "plan.retry")
        ]
        : [
          step(
            "Check CALLSHEET_TTS_URL, CALLSHEET_TTS_KEY and CALLSHEET_TTS_VOICE, or unset CALLSHEET_TTS_URL to speak with the local engine"
          ),
          afterwards("then go on", "plan.retry")
        ]
      : [
        step("It is tried again by itself. To go on without it, unset CALLSHEET_TTS_URL: the local engine speaks then")
      ]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
}

/** The engine answered with silence for a line that has words. */
export class VoiceEmpty extends Schema.TaggedError<VoiceEmpty>()("VoiceEmpty", {
  engine: Schema.String,
  text: Schema.String
}) {
  override get message(): string {
    return `The speech engine ${this.engine} gave no sound for "${this.text}".`
  }
  get steps(): Steps {
    return [
      step("Word the line differently, or choose another voice with CALLSHEET_TTS_VOICE", "plan.edit", {}, ["lines"]),
      afterwards("then go on", "plan.retry")
    ]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** A person's recording in which the lines of the script cannot be found. */
export class RecordingUnusable extends Schema.TaggedError<RecordingUnusable>()("RecordingUnusable", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `The recording ${this.file} cannot be used: ${this.reason}.`
  }
  get steps(): Steps {
    return [
      step("Record it again and add it", "media.create"),
      afterwards("then name it", "plan.edit", {}, ["recording"]),
      afterwards("then go on", "plan.retry"),
      step("Or let a voice speak", "plan.edit", { change: { recording: null } }),
      afterwards("then go on", "plan.retry")
    ]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return never
  }
}
