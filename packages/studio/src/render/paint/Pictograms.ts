import { openSync, readSync } from "node:fs"
import { inflateRawSync } from "node:zlib"
import { asset } from "../../Assets.ts"

interface Pack {
  readonly file: number
  readonly bodiesAt: number
  /** Where each picture's body lies and how long it is. */
  readonly index: ReadonlyMap<string, readonly [at: number, length: number]>
}

let opened: Pack | null = null

/** The pack's format is told in assets/pictograms/make-pictograms.mjs. */
const open = (): Pack => {
  if (opened !== null) return opened
  const path = asset("pictograms", "pictograms.bin")
  const file = openSync(path, "r")
  const head = Buffer.alloc(1 << 17)
  readSync(file, head, 0, head.length, 0)
  const length = head.readUInt32BE(0)
  const lines = head.toString("latin1", 4, 4 + length).split("\n")
  const index = new Map(lines.map((line) => {
    const [key = "", at, size] = line.split(" ")
    return [key, [Number(at), Number(size)]] as const
  }))
  opened = { file, bodiesAt: 4 + length, index }
  return opened
}

/** Its key in the pack: code points without variation selectors and skin tones. */
const keyOf = (grapheme: string): string =>
  Array.from(grapheme, (character) => character.codePointAt(0)?.toString(16) ?? "")
    .filter((point) => point !== "fe0f" && !/^1f3f[b-f]$/.test(point))
    .join("-")

export const hasPictogram = (grapheme: string): boolean => open().index.has(keyOf(grapheme))

/** The picture as an SVG of `size` pixels; null where the pack lacks it. */
export const pictogramSvg = (grapheme: string, size: number): string | null => {
  const { bodiesAt, file, index } = open()
  const found = index.get(keyOf(grapheme))
  if (found === undefined) return null
  const [at, length] = found
  const packed = Buffer.alloc(length)
  readSync(file, packed, 0, length, bodiesAt + at)
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${size}" height="${size}" ` +
    `viewBox="0 0 32 32">${inflateRawSync(packed).toString("utf8")}</svg>`
}
