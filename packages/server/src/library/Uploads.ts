import { Actors } from "@callsheet/actors/Actors"
import { LibraryIndex, type MediaRecord, type UploadRecord } from "@callsheet/database/library/LibraryIndex"
import { Busy } from "@callsheet/domain/Envelope"
import { deriveCommandId, encodeId, MediaId } from "@callsheet/domain/Ids"
import {
  type MediaKind,
  type MediaRefused,
  mediaRefused,
  MOST_OPEN_UPLOADS,
  type Probed,
  tooLarge
} from "@callsheet/domain/library/LibraryMedia"
import type { OrgCommand } from "@callsheet/domain/org/OrgCommand"
import type { LibraryFault } from "@callsheet/library/LibraryFault"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import { Clock, Context, Effect, Layer, Option } from "effect"
import { randomBytes } from "node:crypto"
import { deskFault, StudioDesk } from "./StudioDesk.ts"

/** Longer than a piece takes on its way, and than looking into a file takes. */
const CLAIM_MILLIS = 180_000

const refOf = (uploadId: string) => `media:${uploadId}`

/** A store's fault in words for anyone who uploads; the log has the rest. */
const told = (fault: LibraryFault): Effect.Effect<never, MediaRefused> =>
  Effect.zipRight(
    Effect.logError(`The library's store: ${fault.message}`),
    mediaRefused(fault.kind === "full" ? "DiskFull" : "Damaged", fault.message, fault.remedy)
  )

const kindOf = (
  { logo }: UploadRecord,
  probed: Probed
): MediaKind => (logo && probed.kind === "image" ? "logo" : probed.kind)

/** Moves the bytes an upload may take in the org's ledger: reserved, settled, or given back. */
const makeLedger = Effect.map(
  Actors,
  (actors) => (orgId: string, uploadId: string, command: OrgCommand) =>
    Effect.asVoid(actors.org(orgId, {
      commandId: deriveCommandId("media", command._tag, uploadId),
      by: "library",
      traceId: null,
      closes: null,
      keyed: false
    }, command))
)

/** One request at a time writes to an upload. */
const makeClaimed = Effect.map(
  LibraryIndex,
  (index) => <A, E, R>(id: string, work: (upload: UploadRecord) => Effect.Effect<A, E, R>) =>
    Effect.acquireUseRelease(
      Effect.flatMap(
        index.claim(id, CLAIM_MILLIS),
        Option.match({
          onNone: () => new Busy({ what: "Another request that writes to this upload", retryAfterMillis: 1_000 }),
          onSome: Effect.succeed
        })
      ),
      work,
      () => Effect.ignoreLogged(index.release(id, null))
    )
)

/** What ends an upload without a file. */
const makeForgetting = Effect.gen(function*() {
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const ledger = yield* makeLedger

  const forget = ({ id, orgId }: UploadRecord) =>
    library.drop(id).pipe(
      Effect.catchAll(told),
      Effect.zipRight(ledger(orgId, id, { _tag: "Free", reference: refOf(id) })),
      Effect.zipRight(index.forget(id))
    )

  /** What was left behind goes: its bytes, the room it was promised, its row. */
  const sweep = Effect.flatMap(index.expired, (left) =>
    Effect.forEach(left, (upload) =>
      Effect.catchAll(
        forget(upload),
        (error) => Effect.logWarning(`An upload that was given up stays behind: ${String(error)}`)
      ), { discard: true }))

  return { forget, sweep }
})

const makeBegin = Effect.gen(function*() {
  const index = yield* LibraryIndex
  const ledger = yield* makeLedger
  const { sweep } = yield* makeForgetting

  return (wish: Omit<UploadRecord, "received">) =>
    Effect.gen(function*() {
      yield* sweep
      const { bytes, id, orgId } = wish
      const large = tooLarge(bytes)
      if (large !== undefined) return yield* large
      const opened = yield* index.open(wish, MOST_OPEN_UPLOADS)
      if (Option.isNone(opened)) {
        return yield* mediaRefused(
          "TooMany",
          `This org has ${MOST_OPEN_UPLOADS} uploads open.`,
          "Finish them; what is left alone is given up after a day."
        )
      }
      if (opened.value.id === id && opened.value.received === 0) {
        const amounts = [{ kind: "stored_bytes" as const, amount: bytes }] as const
        yield* ledger(orgId, id, { _tag: "Reserve", reference: refOf(id), amounts }).pipe(
          Effect.tapError(() => index.forget(id))
        )
      }
      return opened.value
    })
})

const makeWrite = Effect.gen(function*() {
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const claimed = yield* makeClaimed

  return (id: string, offset: number, all: number, piece: Uint8Array) =>
    claimed(id, (upload) =>
      Effect.gen(function*() {
        if (all !== upload.bytes || offset !== upload.received || offset + piece.length > upload.bytes) {
          return yield* mediaRefused(
            "WrongPlace",
            `This upload has ${upload.received} of ${upload.bytes} bytes; the piece begins at ${offset} of ${all}.`,
            `Send on from byte ${upload.received}.`,
            upload.received
          )
        }
        yield* library.write(id, offset, piece).pipe(Effect.catchAll(told))
        const received = offset + piece.length
        yield* index.release(id, received)
        return { ...upload, received }
      }))
})

/** Looks into a file that has arrived: what it is, and whether it may be as large as it is. */
const makeLookInto = Effect.map(StudioDesk, (desk) => (upload: UploadRecord, path: string) =>
  Effect.gen(function*() {
    const answer = yield* desk.ask(upload.orgId, { _tag: "probe", path })
    if (answer._tag === "refused") return yield* answer.error
    if (answer._tag !== "probed") return yield* deskFault(answer)
    const kind = kindOf(upload, answer.probed)
    const large = tooLarge(upload.bytes, kind)
    return large === undefined ? { kind, probed: answer.probed } : yield* large
  }))

/** A whole file becomes one of the library's. */
const makeTakeIn = Effect.gen(function*() {
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const ledger = yield* makeLedger
  const lookInto = yield* makeLookInto

  return (upload: UploadRecord) =>
    Effect.gen(function*() {
      const { bytes, id, orgId, words } = upload
      if (upload.received < bytes) {
        return yield* mediaRefused(
          "Incomplete",
          `Of ${bytes} bytes ${upload.received} have arrived.`,
          `Send on from byte ${upload.received}, then finish.`,
          upload.received
        )
      }
      const { path, sha256 } = yield* library.whole(id, bytes).pipe(Effect.catchAll(told))
      if (upload.sha256 !== null && upload.sha256 !== sha256) {
        return yield* mediaRefused(
          "Damaged",
          "The bytes that arrived are not those that were announced: their SHA-256 is another.",
          "Upload the file again; nothing of it was kept."
        )
      }
      const { kind, probed } = yield* lookInto(upload, path)
      const amounts = [{ kind: "stored_bytes" as const, amount: bytes }] as const
      yield* ledger(orgId, id, { _tag: "Settle", reference: refOf(id), amounts, note: `library: ${upload.name}` })
      const now = yield* Clock.currentTimeMillis
      const { durationMillis, form, height, width } = probed
      const media = yield* index.take(id, {
        id: MediaId.make(encodeId("med", now, randomBytes(10))),
        orgId,
        sha256: sha256 as MediaRecord["sha256"],
        kind,
        form,
        bytes,
        width,
        height,
        durationMillis,
        name: upload.name,
        tags: words.tags ?? [],
        words: words.text ?? "",
        licence: words.licence ?? null,
        author: words.author ?? null,
        source: words.source ?? null,
        by: upload.by
      }, library.keep(id, { orgId, sha256, form }).pipe(Effect.catchAll(told)))
      // Where the org had the file already, this copy is one too many.
      yield* library.drop(id).pipe(Effect.catchAll(told))
      return media
    })
})

const make = Effect.gen(function*() {
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const begin = yield* makeBegin
  const write = yield* makeWrite
  const takeIn = yield* makeTakeIn
  const claimed = yield* makeClaimed
  const { forget } = yield* makeForgetting

  const finish = (id: string) =>
    claimed(id, (upload) =>
      Effect.tapErrorTag(
        takeIn(upload),
        "MediaRefused",
        // A full disk passes and a piece that is missing can be sent; everything else is no file for the library.
        ({ problem }) => problem === "Incomplete" || problem === "DiskFull" ? Effect.void : forget(upload)
      ))

  const remove = (orgId: string, id: string, by: string) =>
    index.remove(orgId, id, by, (media) => library.remove(media).pipe(Effect.catchAll(told)))

  return { begin, write, finish, remove }
})

/** How files come into the library: piece by piece, looked into, and then whole or not at all. And how they go. */
export class Uploads extends Context.Tag("@callsheet/server/Uploads")<Uploads, Effect.Effect.Success<typeof make>>() {
  static readonly layer = Layer.effect(this, make)
}
