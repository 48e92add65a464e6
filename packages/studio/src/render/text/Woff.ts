import { inflateSync } from "node:zlib"

/** "wOFF" */
const SIGNATURE = 0x774f4646
const HEADER = 44
const ENTRY = 20

/** The font inside a WOFF file, whose tables are deflated one by one; any other file is given back as it is. */
export const unpackFont = (file: Uint8Array): Uint8Array => {
  const from = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (from.readUInt32BE(0) !== SIGNATURE) return file
  const count = from.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, index) => {
    const at = HEADER + index * ENTRY
    const [offset, packed, length] = [from.readUInt32BE(at + 4), from.readUInt32BE(at + 8), from.readUInt32BE(at + 12)]
    const bytes = from.subarray(offset, offset + packed)
    return {
      tag: from.subarray(at, at + 4),
      checksum: from.readUInt32BE(at + 16),
      data: packed < length ? inflateSync(bytes) : bytes
    }
  })
  const padded = (length: number) => (length + 3) & ~3
  const head = 12 + 16 * count
  const font = Buffer.alloc(tables.reduce((sum, { data }) => sum + padded(data.length), head))
  const power = 2 ** Math.floor(Math.log2(count))
  font.writeUInt32BE(from.readUInt32BE(4), 0)
  font.writeUInt16BE(count, 4)
  font.writeUInt16BE(power * 16, 6)
  font.writeUInt16BE(Math.log2(power), 8)
  font.writeUInt16BE((count - power) * 16, 10)
  let at = head
  tables.forEach(({ checksum, data, tag }, index) => {
    const entry = 12 + 16 * index
    tag.copy(font, entry)
    font.writeUInt32BE(checksum, entry + 4)
    font.writeUInt32BE(at, entry + 8)
    font.writeUInt32BE(data.length, entry + 12)
    data.copy(font, at)
    at += padded(data.length)
  })
  return new Uint8Array(font.buffer, font.byteOffset, font.byteLength)
}
