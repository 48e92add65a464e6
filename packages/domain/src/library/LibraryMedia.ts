import { Schema } from "effect"
import { Step } from "../Remedy.ts"

/** What a file of the library is for. A logo is a picture that stands as a sign, never as a scene. */
export const MediaKind = Schema.Literal("image", "clip", "audio", "font", "logo")
export type MediaKind = typeof MediaKind.Type

/** The forms that are taken, as their bytes show them; a file's name is only a name. */
export const MediaForm = Schema.Literal(
  "png",
  "jpg",
  "webp",
  "mp4",
  "webm",
  "mp3",
  "wav",
  "flac",
  "ogg",
  "m4a",
  "ttf",
  "otf"
)
export type MediaForm = typeof MediaForm.Type

export const contentTypeOf: { readonly [F in MediaForm]: string } = {
  png: "image/png",
  jpg: "image/jpeg",
  webp: "image/webp",
  mp4: "video/mp4",
  webm: "video/webm",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  flac: "audio/flac",
  ogg: "audio/ogg",
  m4a: "audio/mp4",
  ttf: "font/ttf",
  otf: "font/otf"
}

const MIB = 1_024 * 1_024

/** The largest file of each kind: what a phone's screen can show of it needs less. */
export const mostBytes: { readonly [K in MediaKind]: number } = {
  image: 50 * MIB,
  logo: 20 * MIB,
  clip: 500 * MIB,
  audio: 100 * MIB,
  font: 20 * MIB
}
export const MOST_FILE_BYTES = Math.max(...Object.values(mostBytes))

/** One request brings at most this much of a file. */
export const MOST_PIECE_BYTES = 8 * MIB
/** Uploads an org may have open; one that was left is given up after `UPLOAD_LIFE_MILLIS`. */
export const MOST_OPEN_UPLOADS = 20
export const UPLOAD_LIFE_MILLIS = 24 * 3_600_000

/** What a look into the file found. */
export const Probed = Schema.Struct({
  form: MediaForm,
  kind: Schema.Literal("image", "clip", "audio", "font"),
  width: Schema.NullOr(Schema.Int),
  height: Schema.NullOr(Schema.Int),
  durationMillis: Schema.NullOr(Schema.Int)
})
export type Probed = typeof Probed.Type

/** Why a file is not taken. */
export const MediaProblem = Schema.Literal(
  "WrongType",
  "TooLarge",
  "Damaged",
  "Incomplete",
  "WrongPlace",
  "TooMany",
  "DiskFull",
  "InUse"
)
export type MediaProblem = typeof MediaProblem.Type

/** Nothing was stored, or nothing was removed: the library is as it was before. */
export class MediaRefused extends Schema.TaggedError<MediaRefused>()("MediaRefused", {
  problem: MediaProblem,
  what: Schema.String,
  next: Schema.String,
  /** How many bytes the upload has, so that the caller can send the rest. */
  offset: Schema.NullOr(Schema.Number),
  steps: Schema.optional(Schema.Array(Step))
}) {
  override get message(): string {
    return this.what
  }
  get remedy(): string {
    return this.next
  }
}

export const mediaRefused = (problem: MediaProblem, what: string, next: string, offset: number | null = null) =>
  new MediaRefused({ problem, what, next, offset })

const megabytes = (bytes: number) => `${Math.round(bytes / MIB)} MiB`

/** Undefined where a file of that kind, or of any, may be so large. */
export const tooLarge = (bytes: number, kind?: MediaKind): MediaRefused | undefined => {
  const most = kind === undefined ? MOST_FILE_BYTES : mostBytes[kind]
  const limit = kind === undefined ? "the library takes files of up to" : "a file of this kind may have"
  return bytes <= most
    ? undefined
    : mediaRefused(
      "TooLarge",
      `The file has ${megabytes(bytes)}; ${limit} ${megabytes(most)}.`,
      "Save it smaller and upload that."
    )
}
