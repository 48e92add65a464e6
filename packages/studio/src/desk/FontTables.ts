/** Tables without which no text can be set in a font. Outlines stand in `glyf`, `CFF ` or `CFF2`. */
const NEEDED = ["cmap", "head", "hhea", "hmtx", "maxp"]
const OUTLINES = ["glyf", "CFF ", "CFF2"]

/** What is wrong with a font; null where nothing is. Only its list of tables is read, and none may lie outside of it. */
export const fontFault = (bytes: Uint8Array): string | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12) return "it is too short for a font"
  const count = view.getUint16(4)
  if (count === 0 || count > 100 || 12 + count * 16 > bytes.length) return "its list of tables is damaged"
  const tables = new Set<string>()
  for (let i = 0; i < count; i++) {
    const at = 12 + i * 16
    const [offset, length] = [view.getUint32(at + 8), view.getUint32(at + 12)]
    if (offset + length > bytes.length) return "a part of it lies behind its end: the file was cut"
    tables.add(String.fromCharCode(...bytes.subarray(at, at + 4)))
  }
  const missing = NEEDED.filter((name) => !tables.has(name))
  if (missing.length > 0) return `it has no table ${missing.join(", ")}`
  return OUTLINES.some((name) => tables.has(name)) ? null : "it has no outlines"
}
