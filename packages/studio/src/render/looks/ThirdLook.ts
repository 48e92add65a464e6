import { mix, readable } from "@callsheet/domain/org/Colour"
import { fill, pathOf } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { HEIGHT } from "../picture/Frame.ts"
import { move } from "../text/Outline.ts"
import { rays, sparks } from "./Backdrop.ts"
import { captionsOf } from "./CaptionStyles.ts"
import { cardFor } from "./Cards.ts"
import { drawOn, ringPoints, slanted } from "./Draw.ts"
import { labelDrawings, labelText, setLabel } from "./Label.ts"
import { dotted, photographed, plateOf } from "./Plates.ts"
import { clipOf, EDGE, type Look, type Sprite, type VisualEvent } from "./Shot.ts"
import { type Swatch, swatchFor, toneOf } from "./Tones.ts"
import { cardSprites, emptyCard, marked, objectSprite } from "./Visual.ts"
import { wordRows } from "./Words.ts"

const SWATCHES: readonly [Swatch, ...ReadonlyArray<Swatch>] = [
  { ground: "#FF7A45", ink: "#1B0D2B", hot: "#1B0D2B", second: "#FFF3E0" },
  { ground: "#0B2226", ink: "#FFF3E0", hot: "#FFC94D", second: "#7FD1C7" },
  { ground: "#FFC94D", ink: "#1B0D2B", hot: "#B3200E", second: "#1B0D2B" },
  { ground: "#3A1650", ink: "#FFF3E0", hot: "#FF9E6B", second: "#F2C14E" }
]

const SLAB = { top: 1010, bottom: 1440, right: 996, slant: 44 } as const
const TAG = { top: 950, bottom: 1040, left: 64 } as const
const TICK = [[330, 590], [480, 740], [790, 380]] as const
const OBJECT = { centre: [540, 560], size: 860 } as const
const INK = "#1B0D2B"
const PAPER = "#FFF3E0"
const HOT = "#C92A08"

/** A picture over the whole frame, the sentence on a slab over its lower third, one mark on the picture. */
export const thirdLook: Look = (scene, production) => {
  const { direction, emoji, frames, index, line, lines, picture, role } = scene
  const { brand, setter } = production
  const swatch = swatchFor(SWATCHES, scene, brand)
  const tone = toneOf(swatch)
  const paper = brand.ground === undefined ? PAPER : readable(brand.ink ?? INK, [PAPER, "#FFFFFF"])
  const ink = brand.ink === undefined ? INK : readable(paper, [brand.ink])
  const hot = brand.hot === undefined ? HOT : readable(paper, [brand.hot, mix(brand.hot, "#000000", 0.35)])
  const isRtl = direction === "rtl"
  const caption = captionsOf({
    style: production.captions ?? "karaoke",
    words: scene.words,
    frame: {
      left: EDGE.left,
      right: EDGE.right - 12,
      top: SLAB.top + 50,
      bottom: SLAB.bottom - 36,
      face: "sans",
      most: 132,
      least: 76,
      maxLines: 3,
      leading: 1.05,
      anchor: "middle",
      lineCost: 0.02,
      direction
    },
    frames,
    colours: { text: ink, hot, onHot: readable(hot, [paper]), rim: null, panel: paper },
    setter,
    isHook: role === "hook"
  })
  const isLast = line === lines - 1
  const tagWords = isLast && brand.handle !== undefined ? brand.handle : scene.kicker ?? production.title ?? ""
  const tag = tagWords === "" ?
    null :
    setLabel(tagWords.toLocaleUpperCase(scene.language === "ja" ? "ja" : scene.language), {
      left: TAG.left,
      right: 780,
      top: TAG.top + 8,
      bottom: TAG.bottom - 8,
      face: "mono",
      most: 50,
      least: 44,
      anchor: "middle"
    }, setter)
  const area = [EDGE.left, EDGE.top, EDGE.right - EDGE.left, TAG.top - EDGE.top - 50] as const
  const card = cardFor(scene.shows, {
    area,
    tone,
    frames,
    words: scene.words,
    direction,
    setter,
    isHook: role === "hook",
    part: scene.part
  }) ?? emptyCard
  const hasCard = card.kind !== "object"
  const at = marked(scene.words, frames)
  const isBare = picture === null && !hasCard
  // What no picture and no card shows is said by a thing, or by the word itself.
  const words = isBare && emoji === null
    ? wordRows(scene, { top: 120, bottom: TAG.top - 40 }, tone, setter)
    : null
  const object: Sprite | null = !isBare || emoji === null ? null : objectSprite(
    { emoji, centre: OBJECT.centre, size: OBJECT.size, turn: index % 2 === 0 ? -0.06 : 0.08 },
    {
      at: 0,
      enter: role === "hook"
        ? { kind: "slide", frames: 8, dx: 0, dy: 160 }
        : { kind: "pop", frames: 8, turn: -0.25 },
      bob: { by: 14, period: 46 }
    }
  )
  // Under the slab nothing has to be read: what a card is about looks up from the foot.
  const foot: ReadonlyArray<Sprite> = !hasCard || emoji === null ? [] : [
    objectSprite(
      { emoji, centre: [index % 2 === 0 ? 300 : 740, 1770], size: 600, turn: index % 2 === 0 ? -0.1 : 0.1 },
      {
        at: role === "hook" ? 0 : 5,
        enter: { kind: "slide", frames: 10, dx: 0, dy: 380 },
        bob: { by: 10, period: 48 }
      }
    )
  ]
  const pen = { layer: 10, at: role === "hook" ? 8 : Math.min(at, frames - 13), frames: 12, to: frames }
  // One mark on the picture: a ring around what matters, a tick at the end.
  const ring = picture === null || hasCard || scene.part > 0
    ? []
    : line === lines - 1
    ? [...drawOn(TICK, { ...pen, colour: INK, width: 100 }), ...drawOn(TICK, { ...pen, colour: "#FFE14D", width: 72 })]
    : drawOn(ringPoints([540, 590], 760, 560), { ...pen, colour: "#FFE14D", width: 20 })
  const slab = slanted(0, SLAB.top, SLAB.right, SLAB.bottom, SLAB.slant)
  const still = (drawing: Omit<Drawing, "from" | "to">): Drawing => ({ ...drawing, from: 0, to: frames })
  const tagRight = tag === null ? 0 : tag.fitted.box.right + 46
  const done = (line + (scene.part + 1) / scene.parts) / lines
  const begun = (line + scene.part / scene.parts) / lines
  const events: Array<VisualEvent> = [
    { frame: 0, kind: role === "hook" || role === "turn" ? "impact" : "whoosh" },
    ...(ring.length > 0 ? [{ frame: role === "hook" ? 8 : at, kind: "tick" as const }] : []),
    ...(isLast ? [{ frame: Math.min(frames - 10, at), kind: "ding" as const }] : []),
    ...(words?.events ?? []),
    ...card.events
  ]
  const full = SLAB.right - SLAB.slant - 2
  return {
    frames,
    plate: plateOf(scene, (width) =>
      picture?.kind === "photo"
        ? photographed(picture, { ink: mix(swatch.ground, "#000000", 0.7), paper: swatch.ground }, scene)(width)
        : [
          ...dotted(swatch.ground, mix(swatch.ground, tone.ink, 0.16), { from: 0.02, to: 0.8, cell: 32, most: 0.62 })(
            width
          ),
          ...(object === null
            ? []
            : [rays([width / 2, OBJECT.centre[1]], mix(swatch.ground, tone.ink, 0.12), { turn: index * 0.5 })]),
          ...(words?.paints(width) ?? []),
          {
            op: "dots",
            area: [0, SLAB.bottom - 140, width, HEIGHT - SLAB.bottom + 140],
            colour: tone.second,
            cell: 44,
            from: 0.1,
            to: 1.3
          }
        ]),
    clip: clipOf(picture),
    punch: picture === null ? 0.1 : 0.14,
    sprites: [
      ...cardSprites(card, area),
      ...foot,
      ...(object === null ? [] : [object]),
      ...(words?.sprites ?? []),
      {
        picture: {
          width: 1080,
          height: 560,
          paints: [
            fill(pathOf(move(slab, 0, 60 - SLAB.top + 18)), "#0A0200", 0.45),
            fill(pathOf(move(slab, 0, 60 - SLAB.top)), paper)
          ]
        },
        x: 0,
        y: SLAB.top - 60,
        at: 0,
        enter: { kind: "none" }
      }
    ],
    drawings: [
      ...card.drawings,
      ...ring,
      ...(object === null || role === "hook"
        ? []
        : sparks(OBJECT.centre, OBJECT.size * 0.5, {
          at: Math.max(8, Math.min(at, frames - 10)),
          to: frames,
          colour: tone.hot
        })),
      ...(tag === null ? [] : [
        still({
          layer: 16,
          outline: slanted(0, TAG.top, tagRight, TAG.bottom, 20),
          fill: hot
        }),
        ...labelDrawings(tag, { layer: 17, from: 0, to: frames, fill: readable(hot, [paper]) })
      ]),
      still({ layer: 17, outline: slanted(0, SLAB.bottom - 14, full, SLAB.bottom, 1), fill: mix(paper, ink, 0.16) }),
      ...Array.from({ length: Math.ceil(frames / 3) }, (_, step): Drawing => ({
        layer: 18,
        from: step * 3,
        to: Math.min(frames, step * 3 + 3),
        outline: slanted(
          isRtl ? full - full * (begun + ((done - begun) * step * 3) / frames) : 0,
          SLAB.bottom - 14,
          isRtl ? full : full * (begun + ((done - begun) * step * 3) / frames),
          SLAB.bottom,
          0
        ),
        fill: hot
      })),
      ...caption.drawings
    ],
    texts: [
      ...card.texts,
      ...caption.texts,
      ...(tag === null ? [] : [labelText(tag, readable(hot, [paper]), 0, frames)])
    ],
    events,
    kind: hasCard ? card.kind : picture?.kind ?? (object === null ? "words" : "object")
  }
}
