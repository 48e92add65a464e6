import { isRecord } from "./World.ts"

/** A refusal of an init: an error code and the message under it. */
export interface InitRefusal {
  readonly code: string
  readonly message: string
}

export interface Source {
  readonly size: number
  readonly chunkSize: number
  readonly chunkCount: number
}

const invalid = (message: string): InitRefusal => ({ code: "invalid_params", message })

/** MB is not defined: chunks are held to the reading that is harder to meet (binary at the bottom, decimal at the top). */
const MIN_CHUNK_BYTES = 5_242_880
const MAX_CHUNK_BYTES = 64_000_000
const MAX_CHUNKS = 1_000

const whole = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value) && value > 0

/** Why TikTok's servers would not take this split, or null (refusals seen live, January to August 2026). */
const chunkFault = ({ chunkCount, chunkSize, size }: Source, maxVideoBytes: number): InitRefusal | null => {
  if (size > maxVideoBytes) return invalid("The video size is invalid")
  if (chunkCount !== Math.floor(size / chunkSize) || chunkCount > MAX_CHUNKS) {
    return invalid("The total chunk count is invalid")
  }
  // The last chunk takes the remainder and stays under twice the chunk size, hence under 128 MB.
  const alone = chunkCount === 1 && chunkSize === size
  if (chunkSize > MAX_CHUNK_BYTES || (!alone && (chunkCount === 1 || chunkSize < MIN_CHUNK_BYTES))) {
    return invalid("The chunk size is invalid")
  }
  return null
}

/** `source_info` of a video init. No address is verified for this app, so pulling is refused as TikTok refuses it. */
export const readSource = (info: unknown, maxVideoBytes: number): Source | InitRefusal => {
  if (!isRecord(info)) return invalid("The source_info is invalid")
  if (info["source"] === "PULL_FROM_URL") {
    const url = info["video_url"]
    return typeof url === "string" && URL.canParse(url) && new URL(url).protocol === "https:"
      ? { code: "url_ownership_unverified", message: "The ownership of the URL is not verified." }
      : invalid("The video url is invalid")
  }
  if (info["source"] !== "FILE_UPLOAD") return invalid("The source is invalid")
  const { chunk_size: chunkSize, total_chunk_count: chunkCount, video_size: size } = info
  if (!whole(size)) return invalid("The video size is invalid")
  if (!whole(chunkSize)) return invalid("The chunk size is invalid")
  if (!whole(chunkCount)) return invalid("The total chunk count is invalid")
  const source = { size, chunkSize, chunkCount }
  return chunkFault(source, maxVideoBytes) ?? source
}
