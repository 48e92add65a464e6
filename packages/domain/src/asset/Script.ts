import { Schema } from "effect"

/** What a line does in a short: stops the thumb, tells one thing, or asks for one action. */
export const LineRole = Schema.Literal("hook", "beat", "cta")
export type LineRole = typeof LineRole.Type

/**
 * One spoken and shown line. `*word*` marks an emphasised word. `emoji` becomes the line's sticker, `kicker` the small
 * pill above it.
 */
export class ScriptLine extends Schema.Class<ScriptLine>("ScriptLine")({
  role: LineRole,
  text: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(400)),
  emoji: Schema.optional(Schema.String.pipe(Schema.maxLength(32))),
  kicker: Schema.optional(Schema.String.pipe(Schema.maxLength(40)))
}) {}

/** Who wrote it. Decides, with the other stages, whether TikTok's AI label is due. */
export const ScriptSource = Schema.Union(
  Schema.TaggedStruct("person", {}),
  Schema.TaggedStruct("rules", { version: Schema.String }),
  Schema.TaggedStruct("model", { model: Schema.String })
)
export type ScriptSource = typeof ScriptSource.Type

/**
 * The words of one video. `language` is a BCP 47 tag ("en", "de-AT"). `caption` is the text under the post without its
 * hashtags; `hashtags` carry no `#`.
 */
export class Script extends Schema.Class<Script>("Script")({
  language: Schema.NonEmptyTrimmedString,
  lines: Schema.NonEmptyArray(ScriptLine),
  caption: Schema.String,
  hashtags: Schema.Array(Schema.NonEmptyTrimmedString),
  source: ScriptSource
}) {}
