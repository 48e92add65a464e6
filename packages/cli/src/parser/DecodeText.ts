import { Either } from "effect"

/** A text file as it was read. `encoding` is null for UTF-8, which nobody needs to be told. */
export interface DecodedText {
  readonly text: string
  readonly encoding: "UTF-16" | "Windows-1252" | null
}

/** What stands in no text. Line ends, tabs and form feeds do. */
const noText = /(?![\t\n\v\f\r])\p{Cc}/u

/** What Windows-1252 has where Latin-1 has control characters, from 0x80 on. Node's own decoder leaves these out. */
const WINDOWS = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ"

const windows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString("latin1").replace(/[\u0080-\u009F]/g, (one) => WINDOWS[one.charCodeAt(0) - 0x80] ?? one)

/** Half of the bytes of a Latin text in UTF-16 are zero, all at even or all at odd places. */
const zeroBytes = (bytes: Uint8Array, from: 0 | 1): number => {
  let zeros = 0
  for (let at = from; at < bytes.length; at += 2) if (bytes[at] === 0) zeros++
  return zeros
}

const utf16 = (bytes: Uint8Array): "utf-16le" | "utf-16be" | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le"
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be"
  const most = bytes.length / 8
  if (bytes.length < 4) return null
  return zeroBytes(bytes, 1) > most ? "utf-16le" : zeroBytes(bytes, 0) > most ? "utf-16be" : null
}

const decode = (bytes: Uint8Array, encoding: string): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    // The bytes are no text in this encoding.
    return null
  }
}

/**
 * The text of a file in the encodings that spreadsheets write: UTF-8, UTF-16 ("Unicode text") and Windows-1252 (the plain
 * "CSV" of Excel). Left: it is none of them.
 */
export const decodeText = (bytes: Uint8Array): Either.Either<DecodedText, string> => {
  const wide = utf16(bytes)
  const plain = wide === null ? decode(bytes, "utf-8") : null
  const read: DecodedText = wide !== null
    ? { text: decode(bytes, wide) ?? "\u0000", encoding: "UTF-16" }
    : plain !== null
    ? { text: plain, encoding: null }
    : { text: windows1252(bytes), encoding: "Windows-1252" }
  return read.encoding !== null && noText.test(read.text)
    ? Either.left("it is neither UTF-8, UTF-16 nor Windows-1252")
    : Either.right(read)
}
