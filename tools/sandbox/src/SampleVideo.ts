const text = (value: string): Buffer => Buffer.from(value, "latin1")
const u32 = (...values: ReadonlyArray<number>): Buffer => {
  const buffer = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => buffer.writeUInt32BE(value, index * 4))
  return buffer
}
const u16 = (...values: ReadonlyArray<number>): Buffer => {
  const buffer = Buffer.alloc(values.length * 2)
  values.forEach((value, index) => buffer.writeUInt16BE(value, index * 2))
  return buffer
}
const box = (type: string, ...parts: ReadonlyArray<Buffer>): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([u32(content.length + 8), text(type), content])
}

export interface SampleVideoOptions {
  readonly width?: number
  readonly height?: number
  readonly framesPerSecond?: number
  readonly seconds?: number
  readonly codec?: string
  /** Size of the whole file; the picture data is filled up to it. */
  readonly size?: number
  /** Makes two samples of the same form different files. */
  readonly mark?: string
}

/** The smallest file that passes the media check: an index that is true to the options, and no pictures. */
export const sampleVideo = (options: SampleVideoOptions = {}): Uint8Array => {
  const { codec = "avc1", framesPerSecond = 30, height = 1920, mark = "", seconds = 10, size = 0, width = 1080 } =
    options
  const timescale = 90_000
  const frames = Math.round(framesPerSecond * seconds)
  const entry = box(codec, Buffer.alloc(6), u16(1), Buffer.alloc(16), u16(width, height), Buffer.alloc(50))
  const stbl = box(
    "stbl",
    box("stsd", u32(0, 1), entry),
    box("stts", u32(0, 1, frames, Math.round(timescale / framesPerSecond)))
  )
  const mdia = box(
    "mdia",
    box("mdhd", u32(0, 0, 0, timescale, Math.round(seconds * timescale)), u16(0x55c4, 0)),
    box("hdlr", u32(0, 0), text("vide"), u32(0, 0, 0), text("\0")),
    box("minf", stbl)
  )
  const head = Buffer.concat([
    box("ftyp", text("isom"), u32(512), text("isomavc1")),
    box("moov", box("trak", mdia))
  ])
  const filling = Buffer.alloc(Math.max(0, size - head.length - 8 - mark.length))
  return Buffer.concat([head, box("mdat", text(mark), filling)])
}
