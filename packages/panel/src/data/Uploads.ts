import { ApiError } from "@callsheet/domain/api/ApiError"
import type { MediaView, UploadView } from "@callsheet/domain/api/calls/media"
import { MOST_FILE_BYTES } from "@callsheet/domain/library/LibraryMedia"
import { Either, Schema } from "effect"
import { t } from "../text/Text.ts"
import { ask, state, tell } from "./Live.ts"
import { newKey, refusalFrom } from "./Requests.ts"
import { Refusal, refused } from "./Wire.ts"

/** Pieces small enough that progress is seen, and that a cut costs little. */
const PIECE_BYTES = 2 * 1_024 * 1_024
const READ_BYTES = 4 * 1_024 * 1_024
const AT_ONCE = 2
const AGAIN_MILLIS = 1_000

export type UploadStage = "waiting" | "reading" | "sending" | "cut" | "checking" | "done" | "refused" | "stopped"

/** A file on its way into the library. It goes on while other pages are open. */
export interface Upload {
  readonly id: string
  readonly file: File
  readonly logo: boolean
  stage: UploadStage
  /** How many bytes of the stage are done. */
  sent: number
  startedAt: number
  endedAt: number | null
  media: MediaView | null
  error: Refusal | null
}

let uploads: ReadonlyArray<Upload> = []
export const uploadsNow = (): ReadonlyArray<Upload> => uploads

const isOpen = ({ stage }: Upload) => stage !== "done" && stage !== "refused" && stage !== "stopped"
export const openUploads = (): number => uploads.filter(isOpen).length

const doneWatchers = new Set<() => void>()
/** Called when a file has come into the library. */
export const onUploaded = (heard: () => void): () => void => {
  doneWatchers.add(heard)
  return () => void doneWatchers.delete(heard)
}

const set = (upload: Upload, change: Partial<Upload>) => {
  if (upload.stage === "stopped") return
  Object.assign(upload, change)
  tell()
}

const isStopped = (upload: Upload) => upload.stage === "stopped"
class Stopped extends Error {}

const unreadable = () => new Refusal("Unreadable", t.library.unreadable, t.library.unreadableRemedy)

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => {
  try {
    return new Uint8Array(await blob.arrayBuffer())
  } catch {
    throw unreadable()
  }
}

/** The file's SHA-256: by it the server knows a file it has, and where one that was cut goes on. */
const hashOf = async (upload: Upload): Promise<string> => {
  const [{ sha256 }, { bytesToHex }] = await Promise.all([
    import("@noble/hashes/sha2.js"),
    import("@noble/hashes/utils.js")
  ])
  const hash = sha256.create()
  for (let at = 0; at < upload.file.size; at += READ_BYTES) {
    if (isStopped(upload)) throw new Stopped()
    hash.update(await bytesOf(upload.file.slice(at, at + READ_BYTES)))
    set(upload, { sent: Math.min(upload.file.size, at + READ_BYTES) })
  }
  return bytesToHex(hash.digest())
}

const Answer = Schema.Struct({ offset: Schema.Number })
const Fault = Schema.Struct({
  error: Schema.Struct(
    { tag: Schema.String, message: Schema.String, remedy: Schema.String },
    { key: Schema.String, value: Schema.Unknown }
  )
})

type Sent = { readonly at: number } | "cut" | Refusal

/** Sends one piece. Nobody knows whether a piece without an answer arrived. */
const sendPiece = async ({ bytes, path }: UploadView, from: number, piece: Uint8Array<ArrayBuffer>): Promise<Sent> => {
  const answer = await fetch(path, {
    method: "PUT",
    headers: {
      "content-type": "application/octet-stream",
      "content-range": `bytes ${from}-${from + piece.length - 1}/${bytes}`
    },
    body: piece
  }).catch(() => null)
  if (answer === null || answer.status >= 502) return "cut"
  const body: unknown = await answer.json().catch(() => null)
  const taken = Schema.decodeUnknownEither(Answer)(body)
  if (answer.ok && Either.isRight(taken)) return { at: taken.right.offset }
  const fault = Schema.decodeUnknownEither(Fault)(body)
  if (Either.isLeft(fault)) return "cut"
  const { error: { message, remedy, tag, ...fields } } = fault.right
  const known = Schema.decodeUnknownEither(ApiError)({ ...fields, _tag: tag })
  if (Either.isRight(known) && known.right._tag === "MediaRefused" && known.right.offset !== null) {
    return { at: known.right.offset }
  }
  // Another request of the same person writes to this upload, or the line is full: it passes.
  return tag === "Busy" || answer.status === 429 ? "cut" : refused(tag, { message, remedy })
}

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))

/** Where the upload stands, asked until there is a connection again. */
const standing = async (upload: Upload, id: UploadView["id"]): Promise<number> => {
  set(upload, { stage: "cut" })
  for (;;) {
    if (isStopped(upload)) throw new Stopped()
    await pause(AGAIN_MILLIS)
    try {
      const { offset } = await ask("media.upload", { id })
      return offset
    } catch (error) {
      if (refusalFrom(error).tag !== "Offline") throw error
    }
  }
}

const sendAll = async (upload: Upload, to: UploadView) => {
  let at = to.offset
  set(upload, { stage: "sending", sent: at })
  while (at < to.bytes) {
    if (isStopped(upload)) throw new Stopped()
    const piece = await bytesOf(upload.file.slice(at, Math.min(to.bytes, at + PIECE_BYTES)))
    const outcome = await sendPiece(to, at, piece)
    if (outcome instanceof Refusal) throw outcome
    at = outcome === "cut" ? await standing(upload, to.id) : outcome.at
    set(upload, { stage: "sending", sent: at })
  }
}

/** A call that waits for the connection instead of failing without one. Repeating these calls does no harm. */
const patient = async <A>(upload: Upload, call: () => Promise<A>): Promise<A> => {
  for (;;) {
    if (isStopped(upload)) throw new Stopped()
    try {
      return await call()
    } catch (error) {
      const { tag } = refusalFrom(error)
      if (tag !== "Offline" && tag !== "Busy") throw error
      await pause(AGAIN_MILLIS)
    }
  }
}

/** Characters that no name may have, and half an emoji where a long name was cut. */
const unusable = /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/gu
const nameOf = (file: File): string => file.name.slice(0, 200).replaceAll(unusable, "").trim() || "file"

const bring = async (upload: Upload): Promise<MediaView> => {
  const { file, logo } = upload
  if (file.size === 0) throw new Refusal("Empty", t.library.emptyFile, t.library.emptyFileRemedy)
  if (file.size > MOST_FILE_BYTES) throw new Refusal("TooLarge", t.library.tooLarge, t.library.tooLargeRemedy)
  set(upload, { stage: "reading", startedAt: Date.now() })
  const sha256 = await hashOf(upload)
  const key = newKey()
  const { media, upload: to } = await patient(upload, () =>
    ask("media.create", {
      orgId: state.me?.orgId as never,
      name: nameOf(file),
      bytes: file.size,
      sha256: sha256 as never,
      logo,
      key
    }))
  if (media !== null) return media
  if (to === null) throw unreadable()
  await sendAll(upload, to)
  set(upload, { stage: "checking" })
  return await patient(upload, () => ask("media.finish", { id: to.id, key: `${key}.finish` }))
}

const work = async (upload: Upload) => {
  try {
    const media = await bring(upload)
    set(upload, { stage: "done", media, sent: upload.file.size, endedAt: Date.now() })
    for (const heard of doneWatchers) heard()
  } catch (error) {
    if (!(error instanceof Stopped)) set(upload, { stage: "refused", error: refusalFrom(error), endedAt: Date.now() })
  } finally {
    next()
  }
}

const next = () => {
  const running = uploads.filter((upload) => isOpen(upload) && upload.stage !== "waiting").length
  for (const upload of uploads.filter(({ stage }) => stage === "waiting").slice(0, AT_ONCE - running)) {
    upload.stage = "reading"
    void work(upload)
  }
  tell()
}

/** A page that is closed ends its uploads: the browser asks first. */
const warn = (event: BeforeUnloadEvent) => {
  if (openUploads() > 0) event.preventDefault()
}

export const addFiles = (files: ReadonlyArray<File>, logo: boolean) => {
  addEventListener("beforeunload", warn)
  uploads = [
    ...uploads,
    ...files.map((file): Upload => ({
      id: newKey(),
      file,
      logo,
      stage: "waiting",
      sent: 0,
      startedAt: Date.now(),
      endedAt: null,
      media: null,
      error: null
    }))
  ]
  next()
}

/** What has not arrived yet is left; the server gives it up after a day. */
export const stopUploads = () => {
  for (const upload of uploads) if (isOpen(upload)) upload.stage = "stopped"
  tell()
}

export const againWith = ({ file, id, logo }: Upload) => {
  uploads = uploads.filter((one) => one.id !== id)
  addFiles([file], logo)
}

export const forgetUpload = (id: string) => {
  uploads = uploads.filter((one) => one.id !== id || isOpen(one))
  tell()
}
export const forgetEnded = () => {
  uploads = uploads.filter(isOpen)
  tell()
}
