import { Schema } from "effect"
import { Script } from "../asset/Script.ts"
import { DrawnBrand } from "../org/BrandKit.ts"
import { MediaRefused, Probed } from "./LibraryMedia.ts"

/** A file of the library that a line of a script may show, and where it lies. */
export const DeskPicture = Schema.Struct({
  line: Schema.Int,
  path: Schema.String,
  sha256: Schema.String,
  kind: Schema.Literal("image", "clip"),
  width: Schema.NullOr(Schema.Int),
  height: Schema.NullOr(Schema.Int),
  name: Schema.String,
  tags: Schema.Array(Schema.String),
  words: Schema.String
})
export type DeskPicture = typeof DeskPicture.Type

/** What a script is written of, where nobody has written one yet. */
export const DeskBrief = Schema.Struct({
  topic: Schema.String,
  language: Schema.String,
  hashtags: Schema.Array(Schema.String),
  notes: Schema.optional(Schema.String),
  seed: Schema.String
})

/** What the server asks of the studio's desk, a process of its own. */
export const DeskAsk = Schema.Union(
  /** Load what the first preview would wait for. */
  Schema.TaggedStruct("warm", {}),
  Schema.TaggedStruct("probe", { path: Schema.String }),
  /** The words of a plan without a model: the rules write them of its notes. */
  Schema.TaggedStruct("write", { brief: DeskBrief }),
  Schema.TaggedStruct("preview", {
    script: Script,
    handle: Schema.NullOr(Schema.String),
    brand: Schema.NullOr(DrawnBrand),
    pictures: Schema.Array(DeskPicture),
    /** Which line to speak, from 0. */
    speak: Schema.NullOr(Schema.Int),
    folder: Schema.String
  })
)
export type DeskAsk = typeof DeskAsk.Type

export const DeskPreview = Schema.Struct({
  look: Schema.String,
  millis: Schema.Number,
  cover: Schema.String,
  stills: Schema.Array(Schema.Struct({ file: Schema.String, line: Schema.Int, atMillis: Schema.Number })),
  sound: Schema.NullOr(Schema.Struct({ file: Schema.String, engine: Schema.String, durationMillis: Schema.Number }))
})
export type DeskPreview = typeof DeskPreview.Type

/** What the desk answers. `failed`: the cause is not the file that was sent. */
export const DeskAnswer = Schema.Union(
  Schema.TaggedStruct("warmed", {}),
  Schema.TaggedStruct("probed", { probed: Probed }),
  Schema.TaggedStruct("written", { script: Script }),
  Schema.TaggedStruct("previewed", { preview: DeskPreview }),
  Schema.TaggedStruct("refused", { error: MediaRefused }),
  Schema.TaggedStruct("failed", { tag: Schema.String, message: Schema.String, remedy: Schema.String })
)
export type DeskAnswer = typeof DeskAnswer.Type

export const DeskAskFrame = Schema.Struct({ id: Schema.Number, ask: DeskAsk })
export const DeskAnswerFrame = Schema.Struct({ id: Schema.Number, answer: DeskAnswer })
