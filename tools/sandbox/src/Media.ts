import type { MediaDescription } from "./Records.ts"

/** Gives bytes of a file; fewer than `length` at its end. */
export type ReadMedia = (offset: number, length: number) => Uint8Array

interface Box {
  readonly type: string
  /** Where its content starts and ends. */
  readonly start: number
  readonly end: number
}

/** Larger indexes than this are no short video. */
const MAX_MOOV_BYTES = 64_000_000

/** The boxes of a stretch, or null if they do not fit it exactly. */
const boxesOf = (view: DataView, start: number, end: number): ReadonlyArray<Box> | null => {
  const boxes: Array<Box> = []
  for (let at = start; at < end;) {
    if (end - at < 8) return null
    const small = view.getUint32(at)
    const wide = small === 1
    if (wide && end - at < 16) return null
    const size = wide ? Number(view.getBigUint64(at + 8)) : small === 0 ? end - at : small
    const header = wide ? 16 : 8
    if (size < header || at + size > end) return null
    boxes.push({ type: typeAt(view, at + 4), start: at + header, end: at + size })
    at += size
  }
  return boxes
}

const typeAt = (view: DataView, at: number): string =>
  String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))

const find = (view: DataView, from: Box, ...path: ReadonlyArray<string>): Box | null => {
  let box: Box | null = from
  for (const type of path) {
    if (box === null) return null
    box = boxesOf(view, box.start, box.end)?.find((inner) => inner.type === type) ?? null
  }
  return box
}

/** Ticks and their length from `mdhd`, which has a short and a long form. */
const timing = (view: DataView, mdhd: Box): { readonly timescale: number; readonly duration: number } => {
  const long = view.getUint8(mdhd.start) === 1
  return {
    timescale: view.getUint32(mdhd.start + (long ? 20 : 12)),
    duration: long ? Number(view.getBigUint64(mdhd.start + 24)) : view.getUint32(mdhd.start + 16)
  }
}

const sampleCount = (view: DataView, stts: Box): number => {
  const entries = view.getUint32(stts.start + 4)
  let samples = 0
  for (let entry = 0; entry < entries; entry++) samples += view.getUint32(stts.start + 8 + entry * 8)
  return samples
}

/** H.264, H.265, VP8 and VP9 (Media Transfer Guide, 11 September 2026). */
const codecs = new Set(["avc1", "avc3", "hvc1", "hev1", "vp08", "vp09"])

const trackMedia = (view: DataView, trak: Box): MediaDescription | null => {
  const hdlr = find(view, trak, "mdia", "hdlr")
  if (hdlr === null || typeAt(view, hdlr.start + 8) !== "vide") return null
  const mdhd = find(view, trak, "mdia", "mdhd")
  const stsd = find(view, trak, "mdia", "minf", "stbl", "stsd")
  const stts = find(view, trak, "mdia", "minf", "stbl", "stts")
  if (mdhd === null || stsd === null || stts === null) return null
  const { duration, timescale } = timing(view, mdhd)
  const samples = sampleCount(view, stts)
  const codec = typeAt(view, stsd.start + 12)
  if (timescale === 0 || duration === 0 || samples === 0 || !codecs.has(codec)) return null
  const seconds = duration / timescale
  return {
    // Counted from the content of `stsd`: its version and entry count, then the entry's own header, then 24 bytes.
    width: view.getUint16(stsd.start + 40),
    height: view.getUint16(stsd.start + 42),
    seconds,
    framesPerSecond: samples / seconds,
    codec
  }
}

/** Top-level boxes, read header by header because `mdat` may be as large as the file. */
const topLevel = (read: ReadMedia, size: number): ReadonlyArray<Box> | null => {
  const boxes: Array<Box> = []
  for (let at = 0; at < size;) {
    const head = read(at, 16)
    if (head.length < 8) return null
    const view = new DataView(head.buffer, head.byteOffset, head.length)
    const small = view.getUint32(0)
    if (small === 1 && head.length < 16) return null
    const length = small === 1 ? Number(view.getBigUint64(8)) : small === 0 ? size - at : small
    const header = small === 1 ? 16 : 8
    if (length < header || at + length > size) return null
    boxes.push({ type: typeAt(view, 4), start: at + header, end: at + length })
    at += length
  }
  return boxes
}

/**
 * What an MP4 or MOV says about its picture; null for everything that is not a whole file of that kind with one readable
 * video track. WebM is null too: TikTok takes it, this check cannot read it and does not guess.
 */
export const mediaOf = (read: ReadMedia, size: number): MediaDescription | null => {
  try {
    const boxes = topLevel(read, size)
    const moov = boxes?.find((box) => box.type === "moov")
    if (boxes?.[0]?.type !== "ftyp" || moov === undefined || !boxes.some((box) => box.type === "mdat")) return null
    if (moov.end - moov.start > MAX_MOOV_BYTES) return null
    const bytes = read(moov.start, moov.end - moov.start)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (const box of boxesOf(view, 0, bytes.length) ?? []) {
      const media = box.type === "trak" ? trackMedia(view, box) : null
      if (media !== null) return media
    }
    return null
  } catch (error) {
    // A count or size inside a box points past its end: the file is broken.
    if (error instanceof RangeError) return null
    throw error
  }
}

/** The check that fails, or null. `maxSeconds` is the creator's own limit, or ten minutes for a draft. */
export const mediaFault = (media: MediaDescription | null, maxSeconds: number): string | null => {
  if (media === null) return "file_format_check_failed"
  const sides = [media.width, media.height]
  if (sides.some((side) => side < 360 || side > 4_096)) return "picture_size_check_failed"
  // 24000/1001 is 23.976; rounding inside the file must not make it 22.99.
  if (media.framesPerSecond < 22.99 || media.framesPerSecond > 60.01) return "frame_rate_check_failed"
  // The last frame may end a moment after the limit.
  return media.seconds > maxSeconds + 0.1 ? "duration_check_failed" : null
}
