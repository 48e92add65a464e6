// Makes words.json.br: which words speak for which pictogram, in the languages people write scripts in.
//   node make-words.mjs <folder of cldr-annotations-full>
//
// The file: Brotli around JSON, for each language the names and keywords of every picture of pictograms.bin:
// {"de": {"1f52a": ["küchenmesser", "messer", "schneiden"]}}. The name comes first. Hands, arrows, flags, signs and plain shapes
// are left out: they stand for everything. So are faces, which people choose for themselves.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { brotliCompressSync, constants } from "node:zlib"

const [, , folder] = process.argv
if (folder === undefined) throw new Error("Name the folder of cldr-annotations-full.")
const LANGUAGES = [
  "en",
  "de",
  "es",
  "fr",
  "it",
  "pt",
  "nl",
  "pl",
  "sv",
  "tr",
  "ru",
  "ar",
  "hi",
  "ja",
  "ko",
  "zh",
  "id",
  "vi"
]
const MOST_WORDS = 9

const pack = readFileSync(new URL("pictograms.bin", import.meta.url))
const known = new Set(
  pack.toString("latin1", 4, 4 + pack.readUInt32BE(0)).split("\n").map((line) => line.split(" ")[0])
)
const keyOf = (sequence) =>
  Array.from(sequence, (letter) => letter.codePointAt(0).toString(16)).filter((point) => point !== "fe0f").join("-")
const first = (key) => Number.parseInt(key.split("-")[0], 16)
// Pictures that would say something else than the sentence does.
const ODD = new Set([
  0x1f4a9,
  0x1f52b,
  0x1f5e1,
  0x1f3b4,
  0x1f6dc,
  0x1f9b6,
  0x1f447,
  0x1f4f4,
  0x1f6b9,
  0x1f6ba,
  0x26d4,
  0x1f51e,
  0x1f3f4,
  0x1f595
])
const says = (key) => {
  const point = first(key)
  const within = (from, to) => point >= from && point <= to
  return !(point < 0x2600 && point !== 0x231a && point !== 0x231b && point !== 0x2328) && !within(0x1f1e6, 0x1f1ff) &&
    !within(0x1f600, 0x1f64f) && !within(0x1f446, 0x1f450) && !within(0x1f910, 0x1f93e) && !within(0x1f970, 0x1f97a) &&
    !within(0x1f500, 0x1f506) && !within(0x1f518, 0x1f524) && !within(0x1f532, 0x1f53d) && !within(0x1f7e0, 0x1f7f0) &&
    !within(0x2648, 0x2653) && !within(0x1f170, 0x1f251) && !within(0x2700, 0x2704) && !within(0x270a, 0x270d) &&
    !within(0x2714, 0x2716) && !within(0x271d, 0x2721) && !within(0x2753, 0x2757) && !within(0x2795, 0x27bf) &&
    !within(0x1faf0, 0x1faff) && !within(0x262a, 0x262f) && !within(0x267e, 0x267f) && !within(0x1f3fb, 0x1f3ff) &&
    !within(0x1f90c, 0x1f918) && !key.includes("200d") && !within(0x1f466, 0x1f478) && !within(0x1f47a, 0x1f47a) &&
    !within(0x1f481, 0x1f487) && !within(0x1f48f, 0x1f492) && !within(0x1f9cd, 0x1f9df) && !within(0x1f550, 0x1f567) &&
    !within(0x1f4f2, 0x1f4f6) && !within(0x26aa, 0x26ab) && !within(0x1f5e8, 0x1f5ef) && !within(0x1f4ac, 0x1f4ad) &&
    !within(0x3000, 0x32ff) && !within(0x2934, 0x2935) && !ODD.has(point)
}

const all = {}
for (const language of LANGUAGES) {
  const { annotations } = JSON.parse(
    readFileSync(join(folder, "annotations", language, "annotations.json"), "utf8")
  ).annotations
  const words = {}
  for (const [sequence, { default: keywords = [], tts = [] }] of Object.entries(annotations)) {
    const key = keyOf(sequence)
    if (!known.has(key) || !says(key)) continue
    const list = [...new Set([...tts, ...keywords].map((word) => word.toLocaleLowerCase(language).trim()))]
    words[key] = list.slice(0, MOST_WORDS)
  }
  all[language] = words
}
const packed = brotliCompressSync(Buffer.from(JSON.stringify(all)), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 }
})
writeFileSync(new URL("words.json.br", import.meta.url), packed)
process.stdout.write(`${Object.keys(all.en).length} pictures, ${packed.length} bytes\n`)
