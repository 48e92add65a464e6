import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import { Effect, Option } from "effect"

/** One track of an MP4, as its header tells it. */
export interface Mp4Track {
  readonly kind: "video" | "sound" | "other"
  /** Four letters, such as "avc1" or "mp4a". */
  readonly codec: string
  readonly width: number
  readonly height: number
  /** Length after the edit list, in milliseconds. */
  readonly durationMillis: number
  readonly samples: number
  /** Samples (frames) a second if every one lasts equally long, else null. */
  readonly steadyRate: number | null
  /** H.264 profile and level as in the specification: 100 is High, 40 is 4.0. Null for other codecs. */
  readonly avc: { readonly profile: number; readonly level: number } | null
  readonly sampleRate: number
  readonly channels: number
}

export interface Mp4 {
  /** Types of the outermost boxes in the order of the file. */
  readonly boxes: ReadonlyArray<string>
  readonly tracks: ReadonlyArray<Mp4Track>
}

interface Atom {
  readonly type: string
  readonly body: DataView
}

const text = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)))

const atomsIn = (view: DataView, from = 0): ReadonlyArray<Atom> => {
  const atoms: Array<Atom> = []
  for (let at = from; at + 8 <= view.byteLength;) {
    const size = view.getUint32(at)
    if (size < 8 || at + size > view.byteLength) break
    atoms.push({ type: text(view, at + 4), body: new DataView(view.buffer, view.byteOffset + at + 8, size - 8) })
    at += size
  }
  return atoms
}

const find = (view: DataView, ...path: ReadonlyArray<string>): DataView | null => {
  let here: DataView | null = view
  for (const type of path) here = here === null ? null : atomsIn(here).find((atom) => atom.type === type)?.body ?? null
  return here
}

const KINDS: { readonly [handler: string]: Mp4Track["kind"] } = { vide: "video", soun: "sound" }
/** Sample entries carry fixed fields before their own boxes. */
const VIDEO_ENTRY_BYTES = 78

const avcOf = (entry: DataView): Mp4Track["avc"] => {
  const avc = atomsIn(entry, VIDEO_ENTRY_BYTES).find(({ type }) => type === "avcC")?.body
  return avc === undefined ? null : { profile: avc.getUint8(1), level: avc.getUint8(3) }
}

/** Null if a box that every file of ours has is missing. `movieScale`: units a second of the whole file's times. */
const trackOf = (trak: DataView, movieScale: number): Mp4Track | null => {
  const tkhd = find(trak, "tkhd")
  const mdhd = find(trak, "mdia", "mdhd")
  const hdlr = find(trak, "mdia", "hdlr")
  const stsd = find(trak, "mdia", "minf", "stbl", "stsd")
  const stts = find(trak, "mdia", "minf", "stbl", "stts")
  if (tkhd === null || mdhd === null || hdlr === null || stsd === null || stts === null) return null
  const entry = atomsIn(stsd, 8)[0]
  if (entry === undefined) return null
  const kind = KINDS[text(hdlr, 8)] ?? "other"
  const isLong = tkhd.getUint8(0) === 1
  const duration = isLong ? Number(tkhd.getBigUint64(28)) : tkhd.getUint32(20)
  const size = isLong ? 88 : 76
  const scale = mdhd.getUint32(mdhd.getUint8(0) === 1 ? 20 : 12)
  const runs = Array.from({ length: stts.getUint32(4) }, (_, run) => ({
    count: stts.getUint32(8 + run * 8),
    step: stts.getUint32(12 + run * 8)
  }))
  const steps = new Set(runs.map(({ step }) => step))
  const [step] = steps
  return {
    kind,
    codec: entry.type,
    width: tkhd.getUint32(size) >>> 16,
    height: tkhd.getUint32(size + 4) >>> 16,
    durationMillis: (duration * 1000) / movieScale,
    samples: runs.reduce((sum, { count }) => sum + count, 0),
    steadyRate: steps.size === 1 && step !== undefined ? scale / step : null,
    avc: kind === "video" ? avcOf(entry.body) : null,
    sampleRate: kind === "sound" ? entry.body.getUint32(24) >>> 16 : 0,
    channels: kind === "sound" ? entry.body.getUint16(16) : 0
  }
}

/** A header larger than this is not one of ours. */
const MOST_HEADER_BYTES = 64 << 20

/**
 * Reads the structure of an MP4 without decoding it, which needs no ffprobe and takes no time. What cannot be read is absent
 * from the answer.
 */
export const readMp4 = (path: string): Effect.Effect<Mp4, PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const file = yield* fs.open(path, { flag: "r" })
    const { size: end } = yield* file.stat
    const read = Effect.fnUntraced(function*(at: bigint, bytes: number) {
      yield* file.seek(FileSystem.Size(at), "start")
      const piece = yield* file.readAlloc(FileSystem.Size(bytes))
      return Option.map(piece, (found) => new DataView(found.buffer, found.byteOffset, found.byteLength))
    })
    const boxes: Array<string> = []
    let moov: DataView | null = null
    for (let at = 0n; at + 8n <= end;) {
      const header = yield* read(at, 16)
      if (Option.isNone(header) || header.value.byteLength < 8) break
      const short = BigInt(header.value.getUint32(0))
      const size = short === 1n && header.value.byteLength === 16 ? header.value.getBigUint64(8) : short
      if (size < 8n) break
      const type = text(header.value, 4)
      boxes.push(type)
      if (type === "moov" && size < MOST_HEADER_BYTES) {
        moov = Option.getOrNull(yield* read(at + 8n, Number(size) - 8))
      }
      at += size
    }
    const mvhd = moov === null ? null : find(moov, "mvhd")
    if (moov === null || mvhd === null) return { boxes, tracks: [] }
    const movieScale = mvhd.getUint32(mvhd.getUint8(0) === 1 ? 20 : 12)
    const tracks = atomsIn(moov)
      .filter(({ type }) => type === "trak")
      .map(({ body }) => trackOf(body, movieScale))
      .filter((track) => track !== null)
    return { boxes, tracks }
  }).pipe(Effect.scoped)
