import { contrast, readable } from "@callsheet/domain/org/Colour"
import { type Area, type Paint } from "../paint/Paint.ts"
import { HEIGHT, WIDTH } from "../picture/Frame.ts"
import { labelPaint, labelText, setLabel } from "./Label.ts"
import { type Brand, EDGE, type Production, type Shot } from "./Shot.ts"

/** Long enough to be read, short enough that nobody leaves before it. */
export const END_FRAMES = 42
const NIGHT = "#14101F"
const PAPER = "#FFF6DE"
/** The logo's box, and never more than 1.5 times its own size. */
const LOGO = { width: 640, height: 520 } as const
const MOST_ENLARGED = 1.5

/** A brand that has something to end with. */
export const hasEndCard = ({ logo, outro }: Brand): boolean => logo !== undefined || outro !== undefined

const logoArea = ({ height, width }: NonNullable<Brand["logo"]>, middle: number): Area => {
  const scale = Math.min(LOGO.width / width, LOGO.height / height, MOST_ENLARGED)
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)]
  return [Math.round((WIDTH - w) / 2), Math.round(middle - h / 2), w, h]
}

/**
 * The brand's own end: its logo and its words on its ground, over the whole frame, at the end of the last shot. What the shot
 * showed goes on until the card has come in.
 */
export const withEndCard = (shots: ReadonlyArray<Shot>, { brand, setter }: Production): ReadonlyArray<Shot> => {
  const last = shots.at(-1)
  if (last === undefined || !hasEndCard(brand)) return shots
  const { logo, outro } = brand
  const from = last.frames
  const to = from + END_FRAMES
  const ground = brand.ground ?? (contrast(brand.ink ?? PAPER, NIGHT) >= 4.5 ? NIGHT : PAPER)
  const ink = readable(ground, [brand.ink ?? PAPER, PAPER, NIGHT])
  const label = outro === undefined ? null : setLabel(outro, {
    left: EDGE.left + 40,
    right: EDGE.right - 40,
    top: logo === undefined ? 640 : 960,
    bottom: logo === undefined ? 1040 : 1300,
    face: "sans",
    most: 110,
    least: 56,
    maxLines: 3,
    align: "centre",
    anchor: logo === undefined ? "middle" : "top"
  }, setter)
  const area = logo === undefined ? null : logoArea(logo, outro === undefined ? 800 : 640)
  const paints: ReadonlyArray<Paint> = [
    { op: "rect", area: [0, 0, WIDTH, HEIGHT], colour: ground },
    ...(logo === undefined || area === null
      ? []
      : [{ op: "photo" as const, photo: logo.id, crop: [0, 0, logo.width, logo.height] as const, area }]),
    ...(label === null ? [] : labelPaint(label, ink))
  ]
  const cut = <T extends { readonly to: number }>(all: ReadonlyArray<T>) =>
    all.map((one) => ({ ...one, to: Math.min(one.to, from) }))
  const ended: Shot = {
    ...last,
    frames: to,
    sprites: [
      ...last.sprites,
      { picture: { width: WIDTH, height: HEIGHT, paints }, x: 0, y: 0, at: from, enter: { kind: "none" } }
    ],
    drawings: cut(last.drawings),
    texts: [...cut(last.texts), ...(label === null ? [] : [labelText(label, ink, from + 4, to)])],
    events: [...last.events, { frame: from, kind: "whoosh" }]
  }
  return [...shots.slice(0, -1), ended]
}
