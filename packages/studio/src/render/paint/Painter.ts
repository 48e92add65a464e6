import type * as Kit from "@napi-rs/canvas"
import type { Canvas, Image, SKRSContext2D } from "@napi-rs/canvas"
import { Data, Effect } from "effect"
import type { Area, Paint, Picture } from "./Paint.ts"
import { pictogramSvg } from "./Pictograms.ts"

/** A photo that cannot be decoded. */
export class PhotoUnreadable
  extends Data.TaggedError("PhotoUnreadable")<{ readonly path: string; readonly detail: string }>
{}

/** Raised when the same paints give other pixels than before. */
export const PAINTER_VERSION = 2

export interface Painter {
  /**
   * Straight RGBA, row by row: the picture once for each of `frames`, where they place it. `photoPath` gives the file of a
   * photo's id. Frames are handed out one by one, because together they would be large.
   */
  readonly paint: <E>(
    picture: Picture,
    photoPath: (photo: string) => string,
    frames: ReadonlyArray<Placement>,
    write: (pixels: Buffer) => Effect.Effect<void, E>,
    /** It covers every pixel: what the canvas holds is handed out as it is, until the next frame. */
    options?: { readonly isOpaque?: boolean }
  ) => Effect.Effect<void, E | PhotoUnreadable>
  /** One opaque picture as JPEGs of these widths. It is painted at the first, which should be the widest. */
  readonly jpegs: (
    picture: Picture,
    photoPath: (photo: string) => string,
    widths: ReadonlyArray<number>
  ) => Effect.Effect<ReadonlyArray<Uint8Array>, PhotoUnreadable>
  readonly sizeOf: (path: string) => Effect.Effect<{ readonly width: number; readonly height: number }, PhotoUnreadable>
  /** A small grey version, by which what matters in a photo is found. */
  readonly thumbnail: (
    path: string,
    width: number,
    height: number
  ) => Effect.Effect<Uint8ClampedArray, PhotoUnreadable>
}

/** How a whole picture lies on its canvas in one frame of its entrance, around the centre. */
export interface Placement {
  readonly scale: number
  readonly turn: number
  readonly opacity: number
  /** Seen part from the left (or, below zero, from the right). */
  readonly seen: number
}

/** As it was painted. */
export const AS_IT_IS: Placement = { scale: 1, turn: 0, opacity: 1, seen: 1 }

/** As good as a video's own frames, of a hundred. */
const JPEG_QUALITY = 88

const seeded = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) >>> 0
  return seed / 4_294_967_296
}

/** Everything one painting needs at hand: decoded pictures, so that painting itself never waits. */
interface Loaded {
  readonly kit: typeof Kit
  readonly images: ReadonlyMap<string, Image>
  readonly stickers: Map<string, Canvas>
  readonly grain: Canvas
  /** How large a pixel of the picture is on the canvas: pictograms are made at the size they are seen at. */
  readonly scale: number
}

const pictogramKey = (emoji: string, size: number) => `${emoji} ${Math.round(size)}`

const flat = (paints: ReadonlyArray<Paint>): ReadonlyArray<Paint> =>
  paints.flatMap((paint) => "paints" in paint ? [paint, ...flat(paint.paints)] : [paint])

const grainTile = (kit: typeof Kit): Canvas => {
  const tile = kit.createCanvas(300, 300)
  const context = tile.getContext("2d")
  const pixels = context.createImageData(300, 300)
  const random = seeded(7)
  for (let at = 0; at < pixels.data.length; at += 4) {
    const value = random() * 255
    pixels.data.fill(value, at, at + 3)
    pixels.data[at + 3] = 255
  }
  context.putImageData(pixels, 0, 0)
  return tile
}

const withOpacity = (context: SKRSContext2D, opacity: number | undefined, draw: () => void) => {
  if (opacity === undefined) return draw()
  context.globalAlpha = opacity
  draw()
  context.globalAlpha = 1
}

/** Visits every point of a grid turned by `angle` that lies on the area. */
const eachCell = (
  [left, top, width, height]: Area,
  cell: number,
  angle: number,
  visit: (x: number, y: number) => void
) => {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  for (let v = -width; v < height + width; v += cell) {
    for (let u = -height; u < width + height; u += cell) {
      const x = u * cosine - v * sine
      const y = u * sine + v * cosine
      if (x > -cell && y > -cell && x < width + cell && y < height + cell) visit(left + x, top + y)
    }
  }
}

const drawDots = (context: SKRSContext2D, paint: Extract<Paint, { op: "dots" }>) => {
  const { area, cell, colour, from, most = 0.72, to } = paint
  context.save()
  context.beginPath()
  context.rect(...area)
  context.clip()
  context.fillStyle = colour
  context.beginPath()
  eachCell(area, cell, 0.35, (x, y) => {
    const part = Math.max(0, Math.min(1, ((y - area[1]) / area[3] - from) / (to - from)))
    if (part <= 0) return
    const radius = cell * most * Math.sqrt(part)
    context.moveTo(x + radius, y)
    context.arc(x, y, radius, 0, 2 * Math.PI)
  })
  context.fill()
  context.restore()
}

const GROWN_BY = 0.15

/** Pictograms carry glows that reach beyond their shape; a sticker ends where its shape does. */
const sharpen = (context: SKRSContext2D, side: number): void => {
  const pixels = context.getImageData(0, 0, side, side)
  const { data } = pixels
  for (let at = 3; at < data.length; at += 4) {
    data[at] = Math.max(0, Math.min(255, ((data[at] ?? 0) - 70) * 3))
  }
  context.putImageData(pixels, 0, 0)
}

/** Rims are grown at half size: a quarter of the cost, and nobody sees the difference on an edge of one colour. */
const stickerOf = ({ images, kit, stickers }: Loaded, paint: Extract<Paint, { op: "pictogram" }>): Canvas => {
  const { drop, emoji, rim, shade, size, turn = 0 } = paint
  const key = JSON.stringify([emoji, size, turn, rim, drop, shade])
  const known = stickers.get(key)
  if (known !== undefined) return known
  const side = Math.ceil(size * (1 + 2 * GROWN_BY))
  const half = Math.ceil(side / 2)
  const small = kit.createCanvas(half, half)
  const image = images.get(pictogramKey(emoji, size))
  if (image !== undefined) {
    const sketch = small.getContext("2d")
    sketch.drawImage(image, (size * GROWN_BY) / 2, (size * GROWN_BY) / 2, size / 2, size / 2)
    sharpen(sketch, half)
  }
  // Rim and shadow have one shape: widening it is most of what a sticker costs.
  const wide = kit.createCanvas(half, half)
  const widener = wide.getContext("2d")
  const radius = (size * rim) / 2
  for (let angle = 0; angle < 2 * Math.PI; angle += 0.25) {
    widener.drawImage(small, radius * Math.cos(angle), radius * Math.sin(angle))
  }
  const grown = (colour: string) => {
    widener.globalCompositeOperation = "source-in"
    widener.fillStyle = colour
    widener.fillRect(0, 0, half, half)
    return wide
  }
  const canvas = kit.createCanvas(side, side)
  const context = canvas.getContext("2d")
  context.imageSmoothingQuality = "high"
  // The shadow falls to the lower right of the screen, however the picture is turned.
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)]
  if (drop > 0) {
    context.drawImage(grown(shade), size * drop * (cosine + sine), size * drop * (cosine - sine), side, side)
  }
  if (rim > 0) {
    const white = grown("#FFFFFF")
    context.drawImage(white, 0, 0, side, side)
    context.drawImage(white, 0, 0, side, side)
  }
  if (image !== undefined) {
    const inside = kit.createCanvas(side, side)
    const cut = inside.getContext("2d")
    cut.imageSmoothingQuality = "high"
    cut.drawImage(image, size * GROWN_BY, size * GROWN_BY, size, size)
    cut.globalCompositeOperation = "destination-in"
    cut.drawImage(small, 0, 0, side, side)
    context.drawImage(inside, 0, 0)
  }
  stickers.set(key, canvas)
  return canvas
}

const drawPhoto = (context: SKRSContext2D, loaded: Loaded, paint: Extract<Paint, { op: "photo" }>) => {
  const { area, crop, photo, print } = paint
  const image = loaded.images.get(photo)
  if (image === undefined) return
  const [left, top, width, height] = area
  if (print === undefined) {
    context.imageSmoothingQuality = "high"
    context.drawImage(image, ...crop, ...area)
    return
  }
  const { cell, gamma, ink, paper } = print
  context.save()
  context.beginPath()
  context.rect(...area)
  context.clip()
  const [smallWidth, smallHeight] = [Math.max(1, Math.round(width / 3)), Math.max(1, Math.round(height / 3))]
  const small = loaded.kit.createCanvas(smallWidth, smallHeight)
  const reader = small.getContext("2d")
  reader.drawImage(image, ...crop, 0, 0, smallWidth, smallHeight)
  if (paper === null) {
    context.filter = "blur(3px) saturate(1.4) contrast(1.08)"
    context.drawImage(image, ...crop, left - 6, top - 6, width + 12, height + 12)
    context.filter = "none"
  } else {
    context.fillStyle = paper
    context.fillRect(...area)
  }
  const { data } = reader.getImageData(0, 0, smallWidth, smallHeight)
  context.fillStyle = ink
  context.beginPath()
  eachCell(area, cell, 0.39, (x, y) => {
    const column = Math.max(0, Math.min(smallWidth - 1, Math.floor((x - left) / 3)))
    const row = Math.max(0, Math.min(smallHeight - 1, Math.floor((y - top) / 3)))
    const at = (row * smallWidth + column) * 4
    const light = ((0.3 * (data[at] ?? 0) + 0.59 * (data[at + 1] ?? 0) + 0.11 * (data[at + 2] ?? 0)) / 255) ** gamma
    const radius = cell * 0.74 * Math.sqrt(Math.max(0, 1 - light) * (paper === null ? 0.5 : 1))
    if (radius < 0.6) return
    context.moveTo(x + radius, y)
    context.arc(x, y, radius, 0, 2 * Math.PI)
  })
  context.globalAlpha = paper === null ? 0.8 : 1
  context.fill()
  context.restore()
}

const drawShade = (context: SKRSContext2D, { area, bottom, colour, top }: Extract<Paint, { op: "shade" }>) => {
  const [, y, , height] = area
  const gradient = context.createLinearGradient(0, y, 0, y + height)
  const alpha = (opacity: number) => `${colour}${Math.round(opacity * 255).toString(16).padStart(2, "0")}`
  gradient.addColorStop(0, alpha(top))
  gradient.addColorStop(0.22, alpha(0))
  gradient.addColorStop(0.6, alpha(0))
  gradient.addColorStop(1, alpha(bottom))
  context.fillStyle = gradient
  context.fillRect(...area)
}

const draw = (context: SKRSContext2D, loaded: Loaded, paint: Paint): void => {
  const { kit } = loaded
  switch (paint.op) {
    case "rect":
      context.fillStyle = paint.colour
      return withOpacity(context, paint.opacity, () => {
        if (paint.radius === undefined) return context.fillRect(...paint.area)
        context.beginPath()
        context.roundRect(...paint.area, paint.radius)
        context.fill()
      })
    case "fill":
      context.fillStyle = paint.colour
      return withOpacity(context, paint.opacity, () => {
        const shape = new kit.Path2D(paint.path)
        // oxlint-disable-next-line no-array-fill-with-reference-type -- a canvas fills a path here, not an array
        context.fill(shape)
      })
    case "stroke":
      context.strokeStyle = paint.colour
      context.lineWidth = paint.width
      context.lineCap = paint.dash === undefined ? "round" : "butt"
      context.lineJoin = "round"
      context.setLineDash([...(paint.dash ?? [])])
      withOpacity(context, paint.opacity, () => context.stroke(new kit.Path2D(paint.path)))
      return context.setLineDash([])
    case "dots":
      return drawDots(context, paint)
    case "grain": {
      context.save()
      context.globalAlpha = paint.opacity
      context.globalCompositeOperation = "overlay"
      context.fillStyle = context.createPattern(loaded.grain, "repeat") ?? "transparent"
      context.fillRect(...paint.area)
      return context.restore()
    }
    case "pictogram": {
      const { scale } = loaded
      const sticker = stickerOf(loaded, { ...paint, size: paint.size * scale })
      const [width, height] = [sticker.width / scale, sticker.height / scale]
      context.save()
      context.translate(...paint.centre)
      context.rotate(paint.turn ?? 0)
      context.drawImage(sticker, -width / 2, -height / 2, width, height)
      return context.restore()
    }
    case "photo":
      return drawPhoto(context, loaded, paint)
    case "shade":
      return drawShade(context, paint)
    case "clip":
      context.save()
      context.clip(new kit.Path2D(paint.path))
      paint.paints.forEach((inner) => draw(context, loaded, inner))
      return context.restore()
    case "moved":
      context.save()
      context.translate(...paint.by)
      paint.paints.forEach((inner) => draw(context, loaded, inner))
      return context.restore()
    case "turned": {
      const [x, y] = paint.centre
      context.save()
      context.translate(x, y)
      context.rotate(paint.turn)
      context.scale(paint.scale ?? 1, paint.scale ?? 1)
      context.translate(-x, -y)
      paint.paints.forEach((inner) => draw(context, loaded, inner))
      return context.restore()
    }
  }
}

const isAsItIs = ({ opacity, scale, seen, turn }: Placement): boolean =>
  opacity === 1 && scale === 1 && Math.abs(seen) === 1 && turn === 0

/** Puts the middle of what is drawn next where a frame of an entrance has it. What moves is seen for a thirtieth of a second. */
const place = (
  context: SKRSContext2D,
  { opacity, scale, seen, turn }: Placement,
  { height, width }: { readonly width: number; readonly height: number }
): void => {
  context.imageSmoothingQuality = "medium"
  if (Math.abs(seen) < 1) {
    context.beginPath()
    const shown = Math.abs(seen) * width
    context.rect(seen < 0 ? width - shown : 0, 0, shown, height)
    context.clip()
  }
  context.globalAlpha = opacity
  context.translate(width / 2, height / 2)
  context.rotate(turn)
  context.scale(scale, scale)
}

const pixelsOf = (context: SKRSContext2D, width: number, height: number): Buffer => {
  const { data } = context.getImageData(0, 0, width, height)
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}

/** Painting holds the thread for some milliseconds; others get their turn between two pictures. */
const breathe = Effect.promise(() => new Promise<void>((resume) => setImmediate(resume)))

/** The same picture, narrower; itself where it is as wide. */
const narrowed = (kit: typeof Kit, whole: Canvas, width: number): Canvas => {
  if (width === whole.width) return whole
  const canvas = kit.createCanvas(width, Math.round((width * whole.height) / whole.width))
  const context = canvas.getContext("2d")
  context.imageSmoothingQuality = "high"
  context.drawImage(whole, 0, 0, canvas.width, canvas.height)
  return canvas
}

const decode = (kit: typeof Kit, path: string): Effect.Effect<Image, PhotoUnreadable> =>
  Effect.tryPromise({
    try: () => kit.loadImage(path),
    catch: (error) => new PhotoUnreadable({ path, detail: error instanceof Error ? error.message : String(error) })
  })

/** How many images and stickers are remembered: a script has few pictures; what is not used again soon is let go. */
const MOST_REMEMBERED = 24

/** Brings what a picture is painted with, from files or from memory. */
const makeLoader = (kit: typeof Kit) => {
  const grain = grainTile(kit)
  const stickers = new Map<string, Canvas>()
  const images = new Map<string, Image>()
  const remember = (key: string, image: Image) => {
    if (images.size > MOST_REMEMBERED) images.clear()
    images.set(key, image)
  }
  return Effect.fnUntraced(function*(picture: Picture, photoPath: (photo: string) => string, scale: number) {
    if (stickers.size > MOST_REMEMBERED) stickers.clear()
    const wanted = new Map<string, Image>()
    for (const paint of flat(picture.paints)) {
      if (paint.op === "photo") {
        const image = images.get(paint.photo) ?? (yield* decode(kit, photoPath(paint.photo)))
        remember(paint.photo, image)
        wanted.set(paint.photo, image)
      } else if (paint.op === "pictogram") {
        const size = paint.size * scale
        const key = pictogramKey(paint.emoji, size)
        const known = images.get(key)
        const svg = known === undefined ? pictogramSvg(paint.emoji, Math.round(size)) : null
        const image = known ?? (svg === null ? undefined : yield* Effect.promise(() => kit.loadImage(Buffer.from(svg))))
        if (image === undefined) continue
        remember(key, image)
        wanted.set(key, image)
      }
    }
    return { kit, grain, stickers, images: wanted, scale } satisfies Loaded
  })
}

const paintOn = (context: SKRSContext2D, loaded: Loaded, picture: Picture): void => {
  context.imageSmoothingQuality = "high"
  picture.paints.forEach((paint) => draw(context, loaded, paint))
}

/** A frame in which the picture moves: the sheet holds it where the placement has it. */
const layOn = (sheet: Canvas, whole: Canvas, placement: Placement): void => {
  const context = sheet.getContext("2d")
  context.clearRect(0, 0, sheet.width, sheet.height)
  context.save()
  place(context, placement, sheet)
  context.drawImage(whole, -whole.width / 2, -whole.height / 2)
  context.restore()
}

const makePainter = (kit: typeof Kit): Painter => {
  const load = makeLoader(kit)

  const wholeOf = Effect.fnUntraced(function*(picture: Picture, photoPath: (photo: string) => string) {
    const canvas = kit.createCanvas(picture.width, picture.height)
    const loaded = yield* load(picture, photoPath, 1)
    yield* breathe
    paintOn(canvas.getContext("2d"), loaded, picture)
    return canvas
  })

  return {
    paint: Effect.fnUntraced(function*(picture, photoPath, frames, write, { isOpaque = false } = {}) {
      const pixels = (canvas: Canvas) =>
        isOpaque ? canvas.data() : pixelsOf(canvas.getContext("2d"), picture.width, picture.height)
      const whole = yield* wholeOf(picture, photoPath)
      let sheet: Canvas | null = null
      for (const placement of frames) {
        yield* breathe
        if (isAsItIs(placement)) {
          yield* write(pixels(whole))
          continue
        }
        sheet ??= kit.createCanvas(picture.width, picture.height)
        layOn(sheet, whole, placement)
        yield* write(pixels(sheet))
      }
    }),
    jpegs: Effect.fnUntraced(function*(picture, photoPath, widths) {
      const [widest = picture.width] = widths
      const scale = widest / picture.width
      const loaded = yield* load(picture, photoPath, scale)
      yield* breathe
      const whole = kit.createCanvas(widest, Math.round(picture.height * scale))
      const context = whole.getContext("2d")
      context.scale(scale, scale)
      paintOn(context, loaded, picture)
      return yield* Effect.forEach(
        widths,
        (width) => Effect.promise(() => narrowed(kit, whole, width).encode("jpeg", JPEG_QUALITY))
      )
    }),
    sizeOf: (path) => Effect.map(decode(kit, path), ({ height, width }) => ({ width, height })),
    thumbnail: (path, width, height) =>
      Effect.map(decode(kit, path), (image) => {
        const context = kit.createCanvas(width, height).getContext("2d")
        context.drawImage(image, 0, 0, image.width, image.height, 0, 0, width, height)
        return context.getImageData(0, 0, width, height).data
      })
  }
}

/** The drawing library is loaded with the first render: a worker that never renders does not pay for it. */
export const loadPainter: Effect.Effect<Painter> = Effect.map(
  Effect.promise(() => import("@napi-rs/canvas")),
  makePainter
)
