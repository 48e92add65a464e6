import { Schema } from "effect"

/**
 * How a file travels: `chunkCount` consecutive pieces of `chunkBytes`, the last one with the remainder merged in. Kept with
 * the publication, because an upload can only be resumed with the plan it was opened with.
 */
export const ChunkPlan = Schema.Struct({
  bytes: Schema.Int.pipe(Schema.positive()),
  chunkBytes: Schema.Int.pipe(Schema.positive()),
  chunkCount: Schema.Int.pipe(Schema.positive())
})
export type ChunkPlan = typeof ChunkPlan.Type

/** A piece of the file, both ends inclusive as in `Content-Range`. */
export interface Chunk {
  readonly first: number
  readonly last: number
}

/**
 * Up to here a file goes in one piece: 64 MB in the smaller (decimal) reading of TikTok's "64 MB" (media transfer guide,
 * September 2026).
 */
export const WHOLE_FILE_BYTES = 64_000_000

/** TikTok's own example value, and clear of both ends of its 5 to 64 MB range in either reading of "MB". */
export const CHUNK_BYTES = 10_000_000

/** TikTok's ceiling is "4 GB" (media transfer guide, September 2026); the smaller reading. */
export const MAX_VIDEO_BYTES = 4_000_000_000

/**
 * The plan that holds under every known reading of the rules: the count is rounded down, one chunk means the whole file,
 * more than 64 MB means more than one. `bytes` is at least 1.
 */
export const chunkPlan = (bytes: number): ChunkPlan =>
  bytes <= WHOLE_FILE_BYTES
    ? { bytes, chunkBytes: bytes, chunkCount: 1 }
    : { bytes, chunkBytes: CHUNK_BYTES, chunkCount: Math.floor(bytes / CHUNK_BYTES) }

export const chunkAt = (plan: ChunkPlan, index: number): Chunk => ({
  first: index * plan.chunkBytes,
  last: index === plan.chunkCount - 1 ? plan.bytes - 1 : (index + 1) * plan.chunkBytes - 1
})

/** The pieces that are still to be sent when everything before `fromByte` (a boundary) has arrived. */
export const chunksFrom = (plan: ChunkPlan, fromByte: number): ReadonlyArray<Chunk> =>
  Array.from({ length: plan.chunkCount }, (_, index) => chunkAt(plan, index)).filter((chunk) => chunk.first >= fromByte)

/**
 * The byte to go on from, given TikTok's figure of what has arrived. Whether that figure is a count or the last byte's
 * index is not documented; pieces arrive whole or not at all, so a figure one short of a boundary can only be an index.
 * Equals `plan.bytes` when everything is there.
 */
export const resumeByte = (plan: ChunkPlan, uploaded: number): number => {
  if (uploaded <= 0) return 0
  if (uploaded >= plan.bytes - 1) return plan.bytes
  return Math.min(Math.floor((uploaded + 1) / plan.chunkBytes), plan.chunkCount - 1) * plan.chunkBytes
}
