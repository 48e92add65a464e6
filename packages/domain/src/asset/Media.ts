import { Schema } from "effect"

/** Lower-case hex SHA-256 of a file's bytes. */
export const Sha256 = Schema.String.pipe(Schema.pattern(/^[0-9a-f]{64}$/), Schema.brand("Sha256"))
export type Sha256 = typeof Sha256.Type

/** A whole, verified file in the media store. Content-addressed: the store finds it by `sha256` alone. */
export class MediaRef extends Schema.Class<MediaRef>("MediaRef")({
  sha256: Sha256,
  bytes: Schema.Int.pipe(Schema.positive()),
  contentType: Schema.Literal("video/mp4", "image/jpeg")
}) {}

/** The rendered short. `coverAtMillis` is the frame TikTok is told to use as cover. */
export class VideoFacts extends Schema.Class<VideoFacts>("VideoFacts")({
  durationMillis: Schema.Int.pipe(Schema.positive()),
  width: Schema.Int,
  height: Schema.Int,
  coverAtMillis: Schema.Int.pipe(Schema.nonNegative())
}) {}

/**
 * What one stage used to make its part. `synthetic` means a machine imitated what a person, a voice or a camera makes;
 * the AI label is derived from these records and from nothing else.
 */
export class Provenance extends Schema.Class<Provenance>("Provenance")({
  stage: Schema.Literal("script", "voice", "picture", "music"),
  engine: Schema.String,
  synthetic: Schema.Boolean,
  /** What else should be known: where a picture is from and on which terms, or why a card stands in for one. */
  note: Schema.optional(Schema.String),
  /** What a critic would change, where the stage was criticised. */
  remarks: Schema.optional(Schema.Array(Schema.String))
}) {}
