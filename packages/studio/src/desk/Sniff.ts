import type { MediaForm } from "@callsheet/domain/library/LibraryMedia"

/** How many bytes from a file's beginning are looked at. */
export const SNIFFED_BYTES = 64

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

const AUDIO_BRANDS = new Set(["M4A ", "M4B "])
const PICTURE_BRANDS = new Set(["avif", "avis", "heic", "heix", "mif1"])

/** An MP3 frame that could be one: sync, layer III, a bit rate and a sample rate that exist. */
const isMp3Frame = ([a = 0, b = 0, c = 0]: Uint8Array): boolean =>
  a === 0xff && (b & 0xe6) === 0xe2 && c >> 4 !== 0 && c >> 4 !== 15 && ((c >> 2) & 3) !== 3

const isoForm = (brand: string): MediaForm | null =>
  PICTURE_BRANDS.has(brand) ? null : AUDIO_BRANDS.has(brand) ? "m4a" : "mp4"

/** What a file says it is by its first bytes; null: none of the forms we take. */
export const sniff = (head: Uint8Array): MediaForm | null => {
  if (ascii(head, 0, 8) === "\x89PNG\r\n\x1a\n") return "png"
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "jpg"
  if (ascii(head, 0, 4) === "RIFF") {
    return ascii(head, 8, 12) === "WEBP" ? "webp" : ascii(head, 8, 12) === "WAVE" ? "wav" : null
  }
  if (ascii(head, 4, 8) === "ftyp") return isoForm(ascii(head, 8, 12))
  if (ascii(head, 0, 4) === "\x1a\x45\xdf\xa3") return "webm"
  if (ascii(head, 0, 4) === "fLaC") return "flac"
  if (ascii(head, 0, 4) === "OggS") return "ogg"
  if (ascii(head, 0, 4) === "OTTO") return "otf"
  if (ascii(head, 0, 4) === "\x00\x01\x00\x00" || ascii(head, 0, 4) === "true") return "ttf"
  return ascii(head, 0, 3) === "ID3" || isMp3Frame(head) ? "mp3" : null
}
