import { Schema } from "effect"
import { field, optional } from "../Field.ts"
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
  role: field(LineRole, "What it does: hook, beat, turn or call to action."),
  text: field(
    Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(400)),
    "The words that are spoken and shown; `*word*` emphasises one."
  ),
  emoji: optional(Schema.String.pipe(Schema.maxLength(32)), "The line's sticker."),
  kicker: optional(Schema.String.pipe(Schema.maxLength(40)), "The small label above the line."),
  shows: optional(Shows, "What is to be seen while it is spoken. Without it, the words decide.")
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
  word: field(
    Schema.String.pipe(
      Schema.minLength(1),
      Schema.maxLength(60),
      Schema.pattern(/^\S+$/u),
      Schema.filter(isOneLine)
    ),
    "The word as it is written, without spaces."
  ),
  say: field(name(120), "How the voice says it, written as you would spell the sound.")
}).annotations({ identifier: "Saying" })
export type Saying = typeof Saying.Type

export const MOST_SAYINGS = 300

/** Who speaks, and how. What is absent is as the org has it, or the installation. */
export const Manner = Schema.Struct({
  voice: optional(name(80), "The voice, such as `thorsten`, `kokoro:af_heart`, `endpoint:nova` or `plain`."),
  speed: optional(
    Schema.Number.pipe(Schema.between(0.5, 2)),
    "How fast it speaks, as a factor from 0.5 to 2; 1 is the voice's own pace."
  ),
  pauseMillis: optional(
    Schema.Int.pipe(Schema.between(0, 3_000)),
    "Silence after each line in milliseconds, besides what its cut needs."
  ),
  says: optional(list(Saying, MOST_SAYINGS), "How single words are said.")
}).annotations({ identifier: "Manner" })
export type Manner = typeof Manner.Type

/** Who wrote it. Decides, with the other stages, whether TikTok's AI label is due. */
export const ScriptSource = Schema.Union(
  Schema.TaggedStruct("person", {}).annotations({ description: "A person wrote it." }),
  Schema.TaggedStruct("rules", { version: field(Schema.String, "Which version of the rules.") })
    .annotations({ description: "The built-in rules wrote it from the notes." }),
  Schema.TaggedStruct("model", { model: field(Schema.String, "The model, as its provider names it.") })
    .annotations({ description: "A language model wrote it." })
)
export type ScriptSource = typeof ScriptSource.Type

/**
 * The words of one video. `language` is a BCP 47 tag ("en", "de-AT"). `caption` is the text under the post without its
 * hashtags; `hashtags` carry no `#`. `title` is the short name that some looks show on a tag ("Espresso, fixed").
 */
export class Script extends Schema.Class<Script>("Script")({
  language: field(Schema.NonEmptyTrimmedString, "Its language as a BCP 47 tag, such as `en` or `de-AT`."),
  title: optional(
    Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(40)),
    "A short name that some looks show on a tag."
  ),
  look: optional(LookName, "How the video is laid out. Without it, the preset or the content decides."),
  captions: optional(CaptionStyle, "How spoken words are set. Without it, the preset or the look decides."),
  mood: optional(Mood, "What the music feels like. Without it, the preset or the words decide."),
  music: optional(
    LibraryRecording,
    "A piece of music of the library, by name or hash, in place of music made here. Without it, the preset decides."
  ),
  voice: optional(
    Manner,
    "Who speaks, and how. What it leaves out is as the preset, the org or the installation has it."
  ),
  recording: optional(
    LibraryRecording,
    "An audio file of the library, by name or hash, in which a person speaks all lines in their order."
  ),
  lines: field(Schema.NonEmptyArray(ScriptLine), "The lines in the order they are spoken."),
  caption: field(Schema.String, "The text under the post, without its hashtags."),
  hashtags: field(Schema.Array(Schema.NonEmptyTrimmedString), "Hashtags of the post, without `#`."),
  source: field(ScriptSource, "Who wrote it. With the other parts it decides whether the AI label is due.")
}) {}
