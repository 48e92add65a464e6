// Makes pictograms.bin from the Fluent set with gradients:
//   node make-pictograms.mjs <folder of @iconify-json/fluent-emoji> <folder of @iconify-json/fluent-emoji-flat>
// The flat set brings the code points, the other the drawings.
//
// The file: four bytes with the length of the index, the index, then one deflated SVG body a picture. The index holds one
// line a picture: its code points without variation selectors, where its body begins, how long it is. A render reads the
// index and the few bodies it needs. Skin tones are left out, and drawings over 7 KB, which are people with much hair.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { deflateRawSync } from "node:zlib"

const [, , drawings, codes] = process.argv
if (codes === undefined) {
  throw new Error("Name the folders of @iconify-json/fluent-emoji and @iconify-json/fluent-emoji-flat.")
}
const { icons } = JSON.parse(readFileSync(join(drawings, "icons.json"), "utf8"))
const chars = JSON.parse(readFileSync(join(codes, "chars.json"), "utf8"))

const MOST_BYTES = 7168
const shorter = (body) => body.replace(/(\.\d{2})\d+/g, "$1")

const bodies = []
const index = []
let at = 0
for (const [sequence, name] of Object.entries(chars)) {
  const body = icons[name]?.body
  const key = sequence.split("-").filter((point) => point !== "fe0f").join("-")
  if (body === undefined || /1f3f[b-f]/.test(key)) continue
  const packed = deflateRawSync(shorter(body), { level: 9 })
  if (packed.length > MOST_BYTES) continue
  index.push(`${key} ${at} ${packed.length}`)
  bodies.push(packed)
  at += packed.length
}
const head = Buffer.from([...new Set(index)].join("\n"))
const length = Buffer.alloc(4)
length.writeUInt32BE(head.length)
const file = Buffer.concat([length, head, ...bodies])
writeFileSync(new URL("pictograms.bin", import.meta.url), file)
process.stdout.write(`${index.length} pictures, ${file.length} bytes\n`)
