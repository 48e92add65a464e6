// Makes emoji.br from the Fluent flat set: node make-emoji.mjs <folder of @iconify-json/fluent-emoji-flat>
//
// One line per sequence: its code points without variation selectors, then `fill opacity outline` per shape. An outline
// holds m, l and c with differences in 1/64 of the set's unit (a picture is 32 units wide). Sequences that need
// gradients, clips, filters or strokes are left out; the renderer draws those from the outline font.
import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { brotliCompressSync, constants } from "node:zlib"

const svgpath = createRequire(import.meta.url)("svgpath")
const [, , source] = process.argv
if (source === undefined) throw new Error("Name the folder of @iconify-json/fluent-emoji-flat.")
const { icons } = JSON.parse(readFileSync(join(source, "icons.json"), "utf8"))
const chars = JSON.parse(readFileSync(join(source, "chars.json"), "utf8"))

const attribute = (tag, name) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
const number = (tag, ...names) =>
  Number(names.map((name) => attribute(tag, name)).find((found) => found !== undefined) ?? 0)

const roundedRect = (x, y, w, h, r) =>
  r === 0
    ? `M${x} ${y}h${w}v${h}h${-w}z`
    : `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}` +
      `h${2 * r - w}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - h}a${r} ${r} 0 0 1 ${r} ${-r}z`

const outlineOf = (element, tag) => {
  switch (element) {
    case "path":
      return attribute(tag, "d")
    case "circle":
    case "ellipse": {
      const [cx, cy, rx, ry] = [number(tag, "cx"), number(tag, "cy"), number(tag, "rx", "r"), number(tag, "ry", "r")]
      return `M${cx - rx} ${cy}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`
    }
    case "rect":
      return roundedRect(
        number(tag, "x"),
        number(tag, "y"),
        number(tag, "width"),
        number(tag, "height"),
        number(tag, "rx")
      )
    default:
      return undefined
  }
}

const UNIT = 64

/** Any path as differences of whole numbers, lines and cubic curves only. */
const encode = (path) => {
  let x = 0, y = 0, startX = 0, startY = 0, fromX = 0, fromY = 0
  const out = []
  const put = (letter, points) => {
    let [lastX, lastY] = [fromX, fromY]
    const numbers = []
    for (let i = 0; i < points.length; i += 2) {
      const px = Math.round(points[i] * UNIT), py = Math.round(points[i + 1] * UNIT)
      numbers.push(px - lastX, py - lastY)
      ;[lastX, lastY] = [px, py]
    }
    ;[fromX, fromY] = [lastX, lastY]
    out.push(letter + numbers.join(" "))
  }
  path.abs().unarc().unshort().iterate(([command, ...v]) => {
    switch (command) {
      case "M":
        ;[x, y] = [startX, startY] = v
        return put("m", v)
      case "L":
        ;[x, y] = v
        return put("l", v)
      case "H":
        x = v[0]
        return put("l", [x, y])
      case "V":
        y = v[0]
        return put("l", [x, y])
      case "C":
        ;[x, y] = v.slice(4)
        return put("c", v)
      case "Q": {
        const [qx, qy, tx, ty] = v
        put("c", [
          x + (2 / 3) * (qx - x),
          y + (2 / 3) * (qy - y),
          tx + (2 / 3) * (qx - tx),
          ty + (2 / 3) * (qy - ty),
          tx,
          ty
        ])
        ;[x, y] = [tx, ty]
        return
      }
      case "Z":
        ;[x, y] = [startX, startY]
        return
      default:
        throw new Error(`Unexpected ${command}`)
    }
  })
  return out.join("")
}

const longHex = (
  colour
) => (/^#[0-9a-f]{3}$/i.test(colour) ? `#${Array.from(colour.slice(1), (x) => x + x).join("")}` : colour)

const shapesOf = (body) => {
  if (/url\(|clipPath|<use|<filter|Gradient|stroke/.test(body)) return undefined
  const shapes = []
  const open = [{ fill: "#000000", opacity: 1 }]
  for (const [, close, element, tag, alone] of body.matchAll(/<(\/?)(\w+)([^>]*?)(\/?)>/g)) {
    if (close) {
      open.pop()
      continue
    }
    const around = open.at(-1)
    const fill = attribute(tag, "fill") ?? around.fill
    const opacity = around.opacity * Number(attribute(tag, "opacity") ?? attribute(tag, "fill-opacity") ?? 1)
    const outline = outlineOf(element, tag)
    if (outline !== undefined && fill !== "none") {
      const path = svgpath(outline)
      const transform = attribute(tag, "transform")
      if (transform !== undefined) path.transform(transform)
      const colour = longHex(fill)
      if (!/^#[0-9a-f]{6}$/i.test(colour)) return undefined
      shapes.push(`${colour.slice(1)} ${Number(opacity.toFixed(2))} ${encode(path)}`)
    }
    if (!alone) open.push({ fill, opacity })
  }
  return shapes.length > 0 ? shapes : undefined
}

const lines = Object.entries(chars)
  .map(([sequence, name]) => [sequence.split("-").filter((point) => point !== "fe0f").join("-"), icons[name]?.body])
  .map(([sequence, body]) => [sequence, body === undefined ? undefined : shapesOf(body)])
  .filter(([, shapes]) => shapes !== undefined)
  .map(([sequence, shapes]) => [sequence, ...shapes].join("\t"))
const text = Buffer.from([...new Set(lines)].join("\n"))
const packed = brotliCompressSync(text, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length
  }
})
writeFileSync(new URL("emoji.br", import.meta.url), packed)
process.stdout.write(
  `${lines.length} of ${Object.keys(chars).length} sequences, ${text.length} bytes, ${packed.length} packed\n`
)
