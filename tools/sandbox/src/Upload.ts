import { bare, type WireAnswer } from "./Answer.ts"
import { mediaOf } from "./Media.ts"
import type { PublicationRecord } from "./Records.ts"
import type { Settings } from "./Settings.ts"
import { sha256Of } from "./UploadBytes.ts"
import type { Call, Request, SandboxWorld } from "./World.ts"

const contentTypes = new Set(["video/mp4", "video/quicktime", "video/webm"])

interface Range {
  readonly first: number
  readonly last: number
  readonly total: number
}

const rangeOf = (request: Request): Range | null => {
  const found = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(request.headers["content-range"] ?? "")
  return found === null ? null : { first: Number(found[1]), last: Number(found[2]), total: Number(found[3]) }
}

const uploadOf = (world: SandboxWorld, request: Request): PublicationRecord | null => {
  const id = request.query.get("upload_id")
  const token = request.query.get("upload_token")
  if (id === null || token === null) return null
  return world.store.all("publications").find((one) => one.uploadId === id && one.uploadToken === token) ?? null
}

/** The publication a chunk belongs to, for the books and for faults aimed at one creator. */
export const ownerOfUpload = (world: SandboxWorld, request: Request): string | null =>
  uploadOf(world, request)?.openId ?? null

/** `bytes 0-{UPLOADED_BYTES}/{TOTAL}`; before the first chunk there is no last byte to name. */
const progress = (settings: Settings, { received, size }: PublicationRecord): string => {
  if (settings.contentRangeMeans === "count") return `bytes 0-${received}/${size}`
  return received === 0 ? `bytes */${size}` : `bytes 0-${received - 1}/${size}`
}

/** The last byte of the chunk that begins at `first`, or null if none begins there. The last chunk takes the remainder. */
const lastByte = ({ chunkCount, chunkSize, size }: PublicationRecord, first: number): number | null => {
  const index = first / chunkSize
  if (!Number.isInteger(index) || index >= chunkCount) return null
  return index === chunkCount - 1 ? size - 1 : first + chunkSize - 1
}

const stored = (
  world: SandboxWorld,
  call: Call,
  publication: PublicationRecord,
  { first, last, total }: Range
): WireAnswer => {
  const { settings } = world.store
  world.uploads.write(publication.uploadId, first, call.request.body)
  const received = last + 1
  const whole = received === publication.size
  const now: PublicationRecord = {
    ...publication,
    received,
    receivedAt: call.now,
    known: publication.received,
    ...(whole ? finished(world, call, publication) : {})
  }
  world.store.put("publications", publication.publishId, now)
  world.store.note(call.now, { kind: "chunk", publishId: publication.publishId, first, last, total, again: false })
  if (whole) {
    world.store.note(call.now, {
      kind: "received",
      publishId: publication.publishId,
      bytes: publication.size,
      sha256: now.sha256 ?? "",
      media: now.media
    })
    world.uploads.remove(publication.uploadId)
  }
  return bare(whole ? 201 : 206, progress(settings, now))
}

/** What is known of a file once its last byte is there, and when its processing ends. */
const finished = (world: SandboxWorld, call: Call, { size, uploadId }: PublicationRecord) => ({
  sha256: sha256Of(world.uploads, uploadId, size),
  media: mediaOf((offset, length) => world.uploads.read(uploadId, offset, length), size),
  dueAt: call.now + world.store.settings.processingMillis
})

/** PUT on the upload address: strictly one chunk after the other, each exactly as declared at init. */
export const putChunk = (world: SandboxWorld, call: Call): WireAnswer => {
  const { settings } = world.store
  const { request } = call
  const publication = uploadOf(world, request)
  if (publication === null) return bare(404)
  call.openId = publication.openId
  call.publishId = publication.publishId
  if (publication.status === "FAILED") return bare(404)
  if (call.now >= publication.uploadExpiresAt) return bare(403)
  const range = rangeOf(request)
  const length = request.headers["content-length"]
  if (
    range === null || !contentTypes.has(request.headers["content-type"] ?? "") || range.total !== publication.size ||
    range.last < range.first || length === undefined || Number(length) !== request.body.length ||
    request.body.length !== range.last - range.first + 1
  ) return bare(400)
  const isChunk = lastByte(publication, range.first) === range.last
  if (isChunk && range.last < publication.received && settings.rePutStatus === 206) {
    world.store.note(call.now, { kind: "chunk", publishId: publication.publishId, ...range, again: true })
    return bare(publication.received === publication.size ? 201 : 206, progress(settings, publication))
  }
  if (publication.received === publication.size && settings.rePutStatus === 404) return bare(404)
  if (range.first !== publication.received) return bare(416, progress(settings, publication))
  return isChunk ? stored(world, call, publication, range) : bare(400)
}
