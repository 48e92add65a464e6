import { Schema } from "effect"
import { field, optional } from "../Field.ts"

/** Lower-case hex SHA-256 of a file's bytes. */
export const Sha256 = Schema.String.pipe(Schema.pattern(/^[0-9a-f]{64}$/), Schema.brand("Sha256"))
export type Sha256 = typeof Sha256.Type

/** A whole, verified file in the media store. Content-addressed: the store finds it by `sha256` alone. */
export class MediaRef extends Schema.Class<MediaRef>("MediaRef")({
  sha256: field(Sha256, "The SHA-256 of its bytes in lower-case hex; the file is at `/media/<sha256>`."),
  bytes: field(Schema.Int.pipe(Schema.positive()), "Its size in bytes."),
  contentType: field(Schema.Literal("video/mp4", "image/jpeg"), "Its media type.")
}) {}

/** The rendered short. `coverAtMillis` is the frame TikTok is told to use as cover. */
export class VideoFacts extends Schema.Class<VideoFacts>("VideoFacts")({
  durationMillis: field(Schema.Int.pipe(Schema.positive()), "Its length in milliseconds."),
  width: field(Schema.Int, "Its width in pixels."),
  height: field(Schema.Int, "Its height in pixels."),
  coverAtMillis: field(
    Schema.Int.pipe(Schema.nonNegative()),
    "The moment whose frame is the cover, in milliseconds from the beginning."
  )
}) {}

/**
 * What one stage used to make its part. `synthetic` means a machine imitated what a person, a voice or a camera makes;
 * the AI label is derived from these records and from nothing else.
 */
export class Provenance extends Schema.Class<Provenance>("Provenance")({
  stage: field(Schema.Literal("script", "voice", "picture", "music"), "Which part it made."),
  engine: field(Schema.String, "What made it: a voice, a model, a search, or the built-in rules."),
  synthetic: field(
    Schema.Boolean,
    "Whether a machine imitated what a person, a voice or a camera makes; the AI label follows from it."
  ),
  note: optional(
    Schema.String,
    "What else should be known: where a picture is from and on which terms, or why a card stands in for one."
  ),
  remarks: optional(Schema.Array(Schema.String), "What a critic would change, where the stage was criticised.")
}) {}
