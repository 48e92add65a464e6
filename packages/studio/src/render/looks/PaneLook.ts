import { mix, readable } from "@callsheet/domain/org/Colour"
import { type Paint, polyline, rect } from "../paint/Paint.ts"
import { HEIGHT, WIDTH } from "../picture/Frame.ts"
import { rays, sparks } from "./Backdrop.ts"
import { captionsOf } from "./CaptionStyles.ts"
import { cardFor } from "./Cards.ts"
import { drawOn, ringPoints } from "./Draw.ts"
import { labelPaint, labelText, setLabel } from "./Label.ts"
import { cropOf, photoPaint } from "./Photo.ts"
import { dotted, plateOf } from "./Plates.ts"
import { clipOf, EDGE, type Look, type Sprite, type VisualEvent } from "./Shot.ts"
import { type Swatch, swatchFor, toneOf } from "./Tones.ts"
import { cardSprites, emptyCard, marked, objectSprite } from "./Visual.ts"
import { wordRows } from "./Words.ts"

const SWATCHES: readonly [Swatch, ...ReadonlyArray<Swatch>] = [
  { ground: "#1D4ED8", ink: "#FFFFFF", hot: "#FFC93C", second: "#9FD0FF" },
  { ground: "#0F2B46", ink: "#FFFFFF", hot: "#FFC93C", second: "#6BB8FF" },
  { ground: "#C8371C", ink: "#FFFFFF", hot: "#FFE08A", second: "#FFD3C7" },
  { ground: "#0B6B5B", ink: "#FFFFFF", hot: "#FFD84A", second: "#9BE8D4" }
]
const PAPER = "#FFFDF6"
const INK = "#10131A"
const RED = "#D92418"
const SUN = "#FFC93C"

const PANEL = 1000
const RAIL = 1600
const FOOT = 1640
const OBJECT = { centre: [540, 560], size: 860 } as const

/** Panel, rail with one stop a line, and the patterned foot: the same in every shot, so painted once. */
const panel = (lines: number, rail: string, foot: string, paper: string): ReadonlyArray<Paint> => {
  const stops = Math.max(2, lines)
  return [
    { op: "rect", area: [0, 0, WIDTH, HEIGHT - PANEL + 80], radius: 70, colour: INK },
    { op: "rect", area: [0, 16, WIDTH, HEIGHT - PANEL + 80], radius: 64, colour: paper },
    rect(0, FOOT - PANEL, WIDTH, HEIGHT - FOOT, foot),
    {
      op: "dots",
      area: [0, FOOT - PANEL, WIDTH, HEIGHT - FOOT],
      colour: mix(foot, "#000000", 0.13),
      cell: 56,
      from: -0.5,
      to: 0.6,
      most: 0.34
    },
    rect(0, FOOT - 8 - PANEL, WIDTH, 14, INK),
    { op: "stroke", path: polyline([[-20, RAIL - PANEL], [WIDTH + 20, RAIL - PANEL]]), colour: rail, width: 22 },
    ...Array.from({ length: stops }, (_, stop): ReadonlyArray<Paint> => {
      const x = stopX(stop, lines)
      return [
        { op: "rect", area: [x - 31, RAIL - PANEL - 31, 62, 62], radius: 31, colour: INK },
        { op: "rect", area: [x - 20, RAIL - PANEL - 20, 40, 40], radius: 20, colour: paper }
      ]
    }).flat()
  ]
}

const stopX = (stop: number, lines: number): number => 120 + (stop * 840) / Math.max(1, Math.max(2, lines) - 1)

/** A picture in a device's frame: screenshots and small photos are shown as they are, not enlarged over the frame. */
const DEVICE = { left: 110, top: 190, width: 860, bar: 26 } as const

/** What it is about above, the sentence on a panel below, and something that moves one stop a line. */
export const paneLook: Look = (scene, production) => {
  const { direction, emoji, frames, index, line, lines, picture, role, shows } = scene
  const { brand, scenes, setter } = production
  const swatch = swatchFor(SWATCHES, scene, brand)
  const tone = toneOf(swatch)
  const paper = PAPER
  const hot = readable(paper, [brand.hot ?? RED, mix(brand.hot ?? RED, "#000000", 0.4)])
  const isMap = shows.kind === "map"
  const isLast = line === lines - 1
  const kickerText = isLast && brand.handle !== undefined ? brand.handle : scene.kicker ?? ""
  const kicker = kickerText === ""
    ? null
    : setLabel(kickerText, {
      left: EDGE.left,
      right: EDGE.right,
      top: PANEL + 40,
      bottom: PANEL + 110,
      face: "mono",
      most: 52,
      least: 44,
      anchor: "middle"
    }, setter)
  const caption = captionsOf({
    style: production.captions ?? "karaoke",
    words: scene.words,
    frame: {
      left: EDGE.left,
      right: EDGE.right + 8,
      top: PANEL + (kicker === null ? 50 : 134),
      bottom: EDGE.bottom - 6,
      face: "sans",
      most: 230,
      least: 76,
      maxLines: 3,
      leading: 1.1,
      anchor: "middle",
      lineCost: 0.03,
      direction
    },
    frames,
    colours: { text: INK, hot, onHot: readable(hot, [paper]), rim: null, panel: paper },
    setter,
    isHook: role === "hook"
  })
  const area = isMap
    ? [0, 0, WIDTH, PANEL + 60] as const
    : [EDGE.left, EDGE.top, EDGE.right - EDGE.left, PANEL - EDGE.top - 56] as const
  const card = cardFor(shows, {
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
  const isFramed = picture?.kind === "photo" && !hasCard && picture.width < 1080 && picture.height < 1080
  const fullPhoto = picture?.kind === "photo" && !hasCard && !isFramed
  const deviceHeight = PANEL - DEVICE.top + 40
  const device: ReadonlyArray<Sprite> = !isFramed || picture === null ? [] : [{
    picture: {
      width: DEVICE.width + 40,
      height: deviceHeight + 40,
      paints: [
        { op: "rect", area: [18, 22, DEVICE.width, deviceHeight + 80], radius: 64, colour: "#05060A" },
        { op: "rect", area: [0, 0, DEVICE.width, deviceHeight + 80], radius: 64, colour: "#1B1E26" },
        {
          op: "photo",
          photo: picture.id,
          crop: cropOf(picture, [0, 0, DEVICE.width - 2 * DEVICE.bar, deviceHeight]),
          area: [DEVICE.bar, DEVICE.bar + 30, DEVICE.width - 2 * DEVICE.bar, deviceHeight]
        }
      ]
    },
    x: DEVICE.left,
    y: DEVICE.top,
    at: 0,
    enter: role === "hook" ? { kind: "slide", frames: 8, dx: 0, dy: 120 } : { kind: "slide", frames: 9, dx: 0, dy: 900 }
  }]
  const ring = picture !== null && !hasCard
    ? drawOn(ringPoints([540, 560], 620, 460), {
      layer: 10,
      colour: "#FF3B30",
      width: 18,
      at: Math.min(at, frames - 12),
      frames: 10,
      to: frames
    })
    : []
  const mover = scenes[0]?.emoji ?? scenes.find((one) => one.emoji !== null)?.emoji ?? null
  const isBare = picture === null && !hasCard
  const words = isBare && emoji === null ? wordRows(scene, { top: 130, bottom: PANEL - 40 }, tone, setter) : null
  // Figures and stops leave room beside their labels: what they are about stands there, cut by the panel.
  const isFree = shows.kind === "timeline" || (shows.kind === "number" && (shows.label ?? "").length <= 14)
  const besides = isFree && emoji !== mover
  const beside = shows.kind === "number" ? { size: 320, y: PANEL - 60 } : { size: 460, y: PANEL - 150 }
  const [from, to] = [stopX(Math.max(0, line - 1), lines), stopX(line, lines)]
  const events: Array<VisualEvent> = [
    { frame: 0, kind: role === "hook" || role === "turn" ? "impact" : "whoosh" },
    ...(ring.length > 0 ? [{ frame: Math.min(at, frames - 12), kind: "tick" as const }] : []),
    ...(isLast ? [{ frame: Math.min(frames - 10, at), kind: "ding" as const }] : []),
    ...card.events
  ]
  return {
    frames,
    plate: plateOf(scene, (width) =>
      fullPhoto && picture !== null
        ? [
          photoPaint(picture, [0, 0, width, PANEL + 80], {
            ink: mix(swatch.ground, "#000000", 0.5),
            paper: readable(swatch.ground, [tone.second])
          }, { zoom: 1 + 0.4 * (scene.part % 2) }),
          { op: "shade" as const, area: [0, 0, width, PANEL + 80] as const, colour: "#05070B", top: 0.35, bottom: 0.2 }
        ]
        : [
          ...dotted(swatch.ground, mix(swatch.ground, "#000000", 0.2), { from: 0, to: 0.5, cell: 36 })(width),
          ...(isMap || words !== null
            ? []
            : [rays([width / 2, OBJECT.centre[1]], mix(swatch.ground, "#000000", 0.16), { turn: index * 0.5 })]),
          ...(words?.paints(width) ?? [])
        ]),
    clip: clipOf(picture),
    punch: role === "turn" || role === "hook" ? 0.1 : 0,
    sprites: [
      ...cardSprites(card, area),
      ...device,
      ...(words?.sprites ?? []),
      ...(isBare && emoji !== null
        ? [objectSprite({ emoji, ...OBJECT, turn: index % 2 === 0 ? -0.06 : 0.08 }, {
          at: 0,
          enter: role === "hook"
            ? { kind: "slide", frames: 8, dx: 0, dy: 140 }
            : { kind: "slide", frames: 9, dx: 0, dy: 820 },
          bob: { by: 14, period: 46 }
        })]
        : []),
      ...(besides && emoji !== null
        ? [objectSprite({ emoji, centre: [direction === "rtl" ? 300 : 780, beside.y], size: beside.size, turn: 0.1 }, {
          at: role === "hook" ? 0 : 5,
          enter: { kind: "slide", frames: 10, dx: 0, dy: 420 },
          bob: { by: 10, period: 46 }
        })]
        : []),
      {
        picture: {
          width: WIDTH,
          height: HEIGHT - PANEL,
          paints: [
            ...panel(lines, mix(brand.hot ?? RED, "#FFFFFF", 0.1), brand.hot ?? SUN, paper),
            ...(kicker === null
              ? []
              : [{ op: "moved" as const, by: [0, -PANEL] as const, paints: labelPaint(kicker, INK) }])
          ]
        },
        x: 0,
        y: PANEL,
        at: 0,
        enter: { kind: "none" }
      },
      ...(mover === null ? [] : [
        objectSprite({ emoji: mover, centre: [to, RAIL - 50], size: 260, rim: 0.03 }, {
          at: 0,
          enter: scene.part === 0
            ? { kind: "slide", frames: 16, dx: line === 0 ? -320 : from - to, dy: 0 }
            : { kind: "none" },
          bob: { by: 6, period: 24 }
        })
      ])
    ],
    drawings: [
      ...card.drawings,
      ...ring,
      ...(isBare && emoji !== null && role !== "hook"
        ? sparks(OBJECT.centre, OBJECT.size * 0.48, {
          at: Math.max(9, Math.min(at, frames - 10)),
          to: frames,
          colour: tone.hot
        })
        : []),
      ...caption.drawings
    ],
    texts: [...card.texts, ...caption.texts, ...(kicker === null ? [] : [labelText(kicker, INK, 0, frames)])],
    events,
    kind: hasCard ? card.kind : picture?.kind ?? (emoji === null ? "words" : "object")
  }
}
