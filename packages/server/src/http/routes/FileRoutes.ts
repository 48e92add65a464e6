import { field } from "@callsheet/domain/Field"
import { UploadId } from "@callsheet/domain/Ids"
import { MOST_PIECE_BYTES } from "@callsheet/domain/library/LibraryMedia"
import { Schema } from "effect"
import { bytes, type OtherRoute, type Parameter, pathParameter, queryParameter, text } from "./OtherRoute.ts"

const signature: ReadonlyArray<Parameter> = [
  queryParameter(
    "until",
    "Until when the link works, in seconds since 1970. Part of a signed address; do not change it."
  ),
  queryParameter("sign", "The signature of a signed address. With it no key is needed.")
]

const range: ReadonlyArray<Parameter> = [
  {
    name: "Range",
    in: "header",
    description: "One range of bytes, as players ask for it, such as `bytes=0-1023`.",
    schema: text
  },
  {
    name: "If-None-Match",
    in: "header",
    description: "The ETag you have. If the file is the same, the answer is 304.",
    schema: text
  }
]

const fileAnswers = (...types: ReadonlyArray<string>): OtherRoute["answers"] => ({
  "200": { description: "The whole file.", content: types.map(bytes) },
  "206": { description: "The range that was asked for; `Content-Range` names it.", content: types.map(bytes) },
  "304": { description: "You have it already." },
  "416": { description: "The file has no such range." }
})

const fileErrors = ["401", "403", "404", "429", "503"]
const FORM = "(png|jpg|webp|mp4|webm|mp3|wav|flac|ogg|m4a|ttf|otf)"

const UploadState = Schema.Struct({
  id: field(UploadId, "The upload."),
  offset: field(Schema.Number, "How many bytes have arrived; the next piece begins here."),
  bytes: field(Schema.Number, "How many bytes the whole file has.")
}).annotations({ identifier: "UploadState" })

export const files: ReadonlyArray<OtherRoute> = [
  {
    method: "get",
    path: "/media/{file}",
    id: "media.file",
    tag: "files",
    summary: "Read a rendered video or cover",
    description:
      "With a key of an org that owns the file, or by a signed address from `asset.link`, which needs no key and ends by its time.",
    access: ["key", "session", "signed"],
    parameters: [
      pathParameter("file", "The SHA-256 of the file and its form.", "^[0-9a-f]{64}\\.(mp4|jpg)$"),
      ...signature,
      ...range
    ],
    answers: fileAnswers("video/mp4", "image/jpeg"),
    errors: fileErrors
  },
  {
    method: "get",
    path: "/media/library/{org}/{file}",
    id: "media.libraryFile",
    tag: "files",
    summary: "Read a file of the library",
    description: "With a key of the org, or by the signed address that `media.show` gives as `path`.",
    access: ["key", "session", "signed"],
    parameters: [
      pathParameter("org", "The org whose library has the file.", "^org_[0-9a-z]{26}$"),
      pathParameter("file", "The SHA-256 of the file and its form.", `^[0-9a-f]{64}\\.${FORM}$`),
      ...signature,
      ...range
    ],
    answers: fileAnswers("image/*", "video/*", "audio/*", "font/*"),
    errors: fileErrors
  },
  {
    method: "get",
    path: "/media/preview/{key}/{file}",
    id: "media.previewFile",
    tag: "files",
    summary: "Read a picture or a sound of a preview",
    description: "By the signed addresses that `plan.preview` gives, and no other way.",
    access: ["signed"],
    parameters: [
      pathParameter("key", "Names the preview.", "^[0-9a-f]{64}$"),
      pathParameter("file", "A part of it.", "^(cover|still-\\d|line-\\d{1,3})\\.(jpg|wav)$"),
      ...signature,
      ...range
    ],
    answers: fileAnswers("image/jpeg", "audio/wav"),
    errors: ["403", "404"]
  },
  {
    method: "put",
    path: "/media/upload/{id}",
    id: "media.piece",
    tag: "files",
    summary: "Send a piece of a file to the library",
    description:
      `Between \`media.create\`, which gives the address as \`path\`, and \`media.finish\`. Pieces come in order, each of at most ${MOST_PIECE_BYTES} bytes. A piece at another place than \`offset\` is refused, and the error names the right one, so an upload that was cut goes on where it stands.`,
    access: ["key", "session"],
    parameters: [
      pathParameter("id", "The upload."),
      {
        name: "Content-Range",
        in: "header",
        description: "Where the piece lies, such as `bytes 0-8388607/20971520`. Without it the body is the whole file.",
        schema: { ...text, pattern: "^bytes \\d{1,15}-\\d{1,15}/\\d{1,15}$" }
      }
    ],
    body: bytes("application/octet-stream"),
    answers: {
      "200": {
        description: "The piece is stored.",
        content: [{ type: "application/json", schema: UploadState }]
      }
    },
    errors: ["401", "403", "404", "408", "409", "413", "422", "429", "503"]
  }
]
