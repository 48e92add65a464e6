import { Schema } from "effect"
import { lineFault, list, name } from "../Text.ts"
import { LibraryRecording, Shows } from "./Shows.ts"

/** What a line does in a short: stops the thumb, tells one thing, turns the story, or asks for one action. */
export const LineRole = Schema.Literal("hook", "beat", "turn", "cta")
export type LineRole = typeof LineRole.Type

/**
 * One spoken and shown line. `*word*` marks an emphasised word. `emoji` becomes the line's sticker, `kicker` the small
 * pill above it. `shows` is what is to be seen; without it, `scenesOf` derives it from the words.
 */
export class ScriptLine extends Schema.Class<ScriptLine>("ScriptLine")({
  role: LineRole,
  text: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(400)),
  emoji: Schema.optional(Schema.String.pipe(Schema.maxLength(32))),
  kicker: Schema.optional(Schema.String.pipe(Schema.maxLength(40))),
  shows: Schema.optional(Shows)
}) {}

/** How a whole video is laid out. Without a wish, the content chooses. */
export const LookName = Schema.Literal("block", "third", "figure", "split", "cards", "pane")
export type LookName = typeof LookName.Type

/** How spoken words are set. Without a wish, the look chooses. */
export const CaptionStyle = Schema.Literal("box", "pop", "karaoke", "punch", "calm")
export type CaptionStyle = typeof CaptionStyle.Type

/** What the music under the voice feels like. Without a wish, the words choose. */
export const Mood = Schema.Literal("calm", "warm", "bright", "playful", "drive", "tense", "grand", "wistful")
export type Mood = typeof Mood.Type

const isOneLine = (text: string) => lineFault(text) ?? true

/** How a word is said, where the voice does not know it; what is shown stays as it is written. */
export const Saying = Schema.Struct({
  word: Schema.String.pipe(
    Schema.minLength(1),
    Schema.maxLength(60),
    Schema.pattern(/^\S+$/u),
    Schema.filter(isOneLine)
  ),
  say: name(120)
}).annotations({ identifier: "Saying" })
export type Saying = typeof Saying.Type

export const MOST_SAYINGS = 300

/** Who speaks, and how. What is absent is as the org has it, or the installation. */
export const Manner = Schema.Struct({
  /** A voice: `thorsten`, `kokoro:af_heart`, `endpoint:nova`, or `plain`. */
  voice: Schema.optional(name(80)),
  /** 1 is the voice's own pace. */
  speed: Schema.optional(Schema.Number.pipe(Schema.between(0.5, 2))),
  /** Silence after each line, besides what its cut needs. */
  pauseMillis: Schema.optional(Schema.Int.pipe(Schema.between(0, 3_000))),
  says: Schema.optional(list(Saying, MOST_SAYINGS))
}).annotations({ identifier: "Manner" })
export type Manner = typeof Manner.Type

/** Who wrote it. Decides, with the other stages, whether TikTok's AI label is due. */
export const ScriptSource = Schema.Union(
  Schema.TaggedStruct("person", {}),
  Schema.TaggedStruct("rules", { version: Schema.String }),
  Schema.TaggedStruct("model", { model: Schema.String })
)
export type ScriptSource = typeof ScriptSource.Type

/**
 * The words of one video. `language` is a BCP 47 tag ("en", "de-AT"). `caption` is the text under the post without its
 * hashtags; `hashtags` carry no `#`. `title` is the short name that some looks show on a tag ("Espresso, fixed").
 */
export class Script extends Schema.Class<Script>("Script")({
  language: Schema.NonEmptyTrimmedString,
  title: Schema.optional(Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(40))),
  look: Schema.optional(LookName),
  captions: Schema.optional(CaptionStyle),
  mood: Schema.optional(Mood),
  voice: Schema.optional(Manner),
  /** An audio file of the library, by name or hash, in which a person speaks all lines in their order. */
  recording: Schema.optional(LibraryRecording),
  lines: Schema.NonEmptyArray(ScriptLine),
  caption: Schema.String,
  hashtags: Schema.Array(Schema.NonEmptyTrimmedString),
  source: ScriptSource
}) {}
