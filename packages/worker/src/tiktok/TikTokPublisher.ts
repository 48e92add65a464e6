import { readPieces } from "@callsheet/studio/media/FileHash"
import { MediaMissing, storeError } from "@callsheet/studio/media/MediaErrors"
import { type Chunk, type ChunkPlan, chunkPlan, chunksFrom, resumeByte } from "@callsheet/tiktok/ChunkPlan"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { UploadOutOfStep } from "@callsheet/tiktok/UploadErrors"
import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Layer, Stream } from "effect"
import { createHash, type Hash } from "node:crypto"
import { FileNotReleased, type PublicationStatus, Publisher, type VideoUpload } from "./Publisher.ts"

/** TikTok's words. One that is not here is a step we do not know yet: it is followed until the plan's deadline. */
const statuses: { readonly [word: string]: PublicationStatus["status"] } = {
  PROCESSING_UPLOAD: "processing",
  PROCESSING_DOWNLOAD: "processing",
  SEND_TO_USER_INBOX: "inbox",
  PUBLISH_COMPLETE: "complete",
  FAILED: "failed"
}

/**
 * Hashes the whole file before anything is sent, and keeps the hash as it stood at `fromByte`: what lies before was sent
 * from a file of this same hash, what follows is hashed again as it is sent.
 */
const hashUpTo = (fs: FileSystem.FileSystem, path: string, fromByte: number) =>
  Effect.suspend(() => {
    const whole = createHash("sha256")
    let atFromByte: Hash | undefined = fromByte === 0 ? whole.copy() : undefined
    let bytes = 0
    return readPieces(fs, path).pipe(
      Stream.runForEach((piece) =>
        Effect.sync(() => {
          const before = fromByte - bytes
          if (atFromByte === undefined && before <= piece.length) {
            atFromByte = whole.copy().update(piece.subarray(0, before))
          }
          whole.update(piece)
          bytes += piece.length
        })
      ),
      Effect.mapError(storeError(path, "reading")),
      Effect.map(() => ({ sha256: whole.digest("hex"), bytes, running: atFromByte ?? createHash("sha256") }))
    )
  })

/** A read may return less than asked for; a piece is only a piece when it is whole. */
const readChunk = (file: FileSystem.File, chunk: Chunk, path: string) =>
  Effect.gen(function*() {
    const bytes = new Uint8Array(chunk.last - chunk.first + 1)
    yield* file.seek(chunk.first, "start")
    for (let filled = 0; filled < bytes.length;) {
      const read = Number(yield* Effect.mapError(file.read(bytes.subarray(filled)), storeError(path, "reading")))
      if (read === 0) return yield* new MediaMissing({ path })
      filled += read
    }
    return bytes
  })

const make = Effect.gen(function*() {
  const api = yield* TikTokApi
  const fs = yield* FileSystem.FileSystem

  const upload = <E, R>({ expectedSha256, fromByte, onChunk, path, plan, uploadUrl }: VideoUpload<E, R>) =>
    Effect.gen(function*() {
      const start = resumeByte(plan, fromByte)
      const { bytes, running, sha256 } = yield* hashUpTo(fs, path, start)
      if (sha256 !== expectedSha256 || bytes !== plan.bytes) {
        return yield* new FileNotReleased({ released: expectedSha256, found: sha256 })
      }
      const file = yield* fs.open(path, { flag: "r" }).pipe(Effect.mapError(storeError(path, "reading")))
      for (const chunk of chunksFrom(plan, start)) {
        const piece = yield* readChunk(file, chunk, path)
        running.update(piece)
        const isLast = chunk.last === plan.bytes - 1
        // Without its last piece TikTok posts nothing: the file may have changed since it was hashed.
        if (isLast) {
          const sent = running.digest("hex")
          if (sent !== expectedSha256) return yield* new FileNotReleased({ released: expectedSha256, found: sent })
        }
        const done = yield* api.putChunk({
          uploadUrl,
          bytes: piece,
          first: chunk.first,
          total: plan.bytes,
          contentType: "video/mp4"
        })
        if (done !== isLast) return yield* new UploadOutOfStep({ sentFrom: chunk.first, uploadedBytes: null })
        yield* onChunk(chunk.last + 1)
      }
    }).pipe(Effect.scoped, Effect.withSpan("Publisher.upload", { attributes: { fromByte, bytes: plan.bytes } }))

  return Publisher.of({
    open: Effect.fn("Publisher.open")(function*({ bytes, delivery, post, token }) {
      const plan: ChunkPlan = chunkPlan(bytes)
      const opened = yield* delivery === "direct"
        ? api.initDirect({ token, post, plan })
        : api.initInbox({ token, plan })
      return { ...opened, plan }
    }),
    upload,
    status: Effect.fn("Publisher.status")(function*({ publishId, token }) {
      const answer = yield* api.statusFetch({ token, publishId })
      return {
        status: (Object.hasOwn(statuses, answer.status) ? statuses[answer.status] : undefined) ?? "processing",
        word: answer.status,
        postIds: [...new Set(answer.postIds)],
        failReason: answer.failReason ?? null,
        uploadedBytes: answer.uploadedBytes ?? null
      }
    })
  })
})

/** Publishing by TikTok's official API. */
export const layer: Layer.Layer<Publisher, never, TikTokApi | FileSystem.FileSystem> = Layer.effect(Publisher, make)
