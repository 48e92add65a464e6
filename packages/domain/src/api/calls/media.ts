import { Schema } from "effect"
import { Sha256 } from "../../asset/Media.ts"
import { MediaId, UploadId } from "../../Ids.ts"
import { MediaForm, MediaKind } from "../../library/LibraryMedia.ts"
import { list, name, text } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, IsoInstant, maybeOrg, ofOrg, optional, page } from "../Fields.ts"
import { everyone, planners } from "../Role.ts"

const Tags = list(name(60), 30)

/** What people say of a file. */
export const MediaWords = Schema.Struct({
  tags: optional(Tags, "Words it is found by."),
  text: optional(text(1_000), "What is to be seen or heard. Scenes find it by these words."),
  licence: optional(Schema.NullOr(name(200)), "On which terms it may be used; null takes away what was said."),
  author: optional(Schema.NullOr(name(200)), "Who made it; null takes away what was said."),
  source: optional(Schema.NullOr(name(500)), "Where it is from; null takes away what was said.")
})
export type MediaWords = typeof MediaWords.Type

export const MediaView = Schema.Struct({
  id: field(MediaId, "The file's id."),
  orgId: field(Schema.String, "The org it belongs to."),
  kind: field(MediaKind, "What it is for."),
  form: field(MediaForm, "Its form, as its bytes show it."),
  contentType: field(Schema.String, "The same as a content type."),
  sha256: field(Sha256, "The SHA-256 of its bytes."),
  bytes: field(Schema.Number, "How large it is."),
  width: field(Schema.NullOr(Schema.Number), "Pixels; null for sound and fonts."),
  height: field(Schema.NullOr(Schema.Number), "Pixels; null for sound and fonts."),
  durationMillis: field(Schema.NullOr(Schema.Number), "How long it lasts; null for pictures and fonts."),
  name: field(Schema.String, "The name it was uploaded under."),
  tags: field(Schema.Array(Schema.String), "Words it is found by."),
  text: field(Schema.String, "What is to be seen or heard."),
  licence: field(Schema.NullOr(Schema.String), "On which terms it may be used; null where nobody said."),
  author: field(Schema.NullOr(Schema.String), "Who made it; null where nobody said."),
  source: field(Schema.NullOr(Schema.String), "Where it is from; null where nobody said."),
  usedBy: field(Schema.Array(Schema.String), "What uses it: plans by their id, and `brand`."),
  path: field(Schema.String, "An address on this server that shows it for 15 minutes, without a key."),
  by: field(Schema.String, "Who brought it."),
  createdAt: field(IsoInstant, "When.")
}).annotations({ identifier: "Media" })
export type MediaView = typeof MediaView.Type

export const UploadView = Schema.Struct({
  id: field(UploadId, "The upload."),
  path: field(
    Schema.String,
    "Send the bytes here with PUT, in pieces of at most 8 MiB, each with `Content-Range: bytes FROM-TO/ALL`."
  ),
  bytes: field(Schema.Number, "How many bytes the whole file has."),
  offset: field(Schema.Number, "How many have arrived: the next piece begins here."),
  expiresAt: field(IsoInstant, "An upload that is not finished by then is given up.")
}).annotations({ identifier: "Upload" })
export type UploadView = typeof UploadView.Type

const MediaOrUpload = Schema.Struct({
  media: field(Schema.NullOr(MediaView), "The file where the library has it already; nothing needs to be sent."),
  upload: field(Schema.NullOr(UploadView), "Where to send it; null where the library has it already.")
}).annotations({ identifier: "MediaOrUpload" })

const MediaPage = Schema.Struct({
  media: field(Schema.Array(MediaView), "The files, newest first."),
  next: field(Schema.NullOr(Schema.String), "Pass this as `after` to read the next page. Null on the last page."),
  counts: optional(
    Schema.Array(Schema.Struct({
      kind: field(MediaKind, "A kind."),
      files: field(Schema.Number, "How many files of it there are.")
    })),
    "How many files of each kind the filters find, `kind` aside; only on the first page."
  )
}).annotations({ identifier: "MediaPage" })

const id = field(MediaId, "The file.")
const upload = field(UploadId, "The upload.")

export const mediaCalls = noun(
  "The library of an org: pictures, clips, sound, fonts and logos that its people brought.",
  change("media.create", {
    roles: planners,
    answer: "stored",
    summary: "Begin to upload a file to the library",
    description:
      "Then send its bytes with PUT to the `path` of the answer, and call media.finish. With `sha256`, an upload that was cut goes on where it stands, and a file that is there already is not sent again.",
    payload: {
      orgId: ofOrg,
      name: field(name(200), "The name of the file. What it is, its bytes show."),
      bytes: field(Schema.Int.pipe(Schema.positive(), Schema.lessThanOrEqualTo(2 ** 40)), "How many bytes it has."),
      sha256: optional(Sha256, "The SHA-256 of its bytes."),
      logo: optional(Schema.Boolean, "True for a picture that stands as a sign, never as a scene."),
      words: optional(MediaWords, "What is to be known of it.")
    },
    success: MediaOrUpload
  }),
  read("media.upload", {
    roles: planners,
    summary: "Show how much of an upload has arrived",
    payload: { id: upload },
    success: UploadView
  }),
  change("media.finish", {
    roles: planners,
    answer: "stored",
    summary: "Take an uploaded file into the library",
    description: "The file is looked into first. One that is damaged, too large or no form we know is dropped whole.",
    payload: { id: upload },
    success: MediaView
  }),
  read("media.list", {
    roles: everyone,
    summary: "List the files of the library",
    payload: {
      orgId: maybeOrg,
      kind: optional(MediaKind, "Only this kind."),
      tag: optional(name(60), "Only files with this tag."),
      unused: optional(Schema.Boolean, "True for files that neither a plan nor the brand kit uses."),
      text: optional(name(200), "Only files whose name, tags or text have each of these words."),
      ...page
    },
    success: MediaPage
  }),
  read("media.show", {
    roles: everyone,
    summary: "Show a file of the library and what uses it",
    payload: { id },
    success: MediaView
  }),
  change("media.edit", {
    roles: planners,
    answer: "stored",
    summary: "Change the words of a file of the library",
    description: "What you leave out stays as it is.",
    payload: { id, words: field(MediaWords, "What changes.") },
    success: MediaView
  }),
  change("media.remove", {
    roles: planners,
    answer: "stored",
    summary: "Remove a file from the library",
    description: "A file that an open plan or the brand needs stays.",
    payload: { id },
    success: MediaView
  })
)
