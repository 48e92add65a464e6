import { mix, readable } from "@callsheet/domain/org/Colour"
import { type Area, type Paint, polyline, rect } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { HEIGHT, WIDTH } from "../picture/Frame.ts"
import { rays, sparks } from "./Backdrop.ts"
import { type Captioned, captionsOf } from "./CaptionStyles.ts"
import { sceneCard } from "./Cards.ts"
import { drawOn, ringPoints } from "./Draw.ts"
import { kickerText } from "./Kicker.ts"
import { type Label, labelPaint, labelText, setLabel } from "./Label.ts"
import { cropOf, steppedPhoto } from "./Photo.ts"
import { dotted, plateOf } from "./Plates.ts"
import {
  clipOf,
  EDGE,
  type FoundPicture,
  type Look,
  type Plate,
  type Production,
  type Shot,
  type Sprite,
  type StagedScene
} from "./Shot.ts"
import { type Swatch, swatchFor, toneOf } from "./Tones.ts"
import { type Card, cardSprites, isDrawn, kindOf, marked, objectSprite, type ToneColours } from "./Visual.ts"
import { type WordRows, wordRows } from "./Words.ts"

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

/** What all steps of a shot know: its colours, its card, and what is to be seen instead of one. */
interface Pane {
  readonly scene: StagedScene
  readonly production: Production
  readonly swatch: Swatch
  readonly tone: ToneColours
  readonly card: Card
  readonly cardArea: Area
  readonly kicker: Label | null
  /** A photo that is shown as it is, in the frame of a device; a large one fills the pane instead. */
  readonly framed: FoundPicture | null
  readonly filling: FoundPicture | null
  readonly hasObject: boolean
  /** The word itself, where there is neither picture nor card nor object. */
  readonly words: WordRows | null
  readonly isLast: boolean
  /** When the word that matters is said. */
  readonly at: number
}

const setKicker = (scene: StagedScene, { brand, setter }: Production): Label | null => {
  const text = kickerText(scene, brand)
  return text === "" ? null : setLabel(text, {
    left: EDGE.left,
    right: EDGE.right,
    top: PANEL + 40,
    bottom: PANEL + 110,
    face: "mono",
    most: 52,
    least: 44,
    anchor: "middle"
  }, setter)
}

const paneOf = (scene: StagedScene, production: Production): Pane => {
  const { brand, setter } = production
  const { emoji, line, lines, picture, shows } = scene
  const swatch = swatchFor(SWATCHES, scene, brand)
  const tone = toneOf(swatch)
  const cardArea = shows.kind === "map"
    ? [0, 0, WIDTH, PANEL + 60] as const
    : [EDGE.left, EDGE.top, EDGE.right - EDGE.left, PANEL - EDGE.top - 56] as const
  const card = sceneCard(scene, { area: cardArea, tone, setter })
  const photo = picture?.kind === "photo" && !isDrawn(card) ? picture : null
  const isSmall = photo !== null && photo.width < 1080 && photo.height < 1080
  const isBare = picture === null && !isDrawn(card)
  return {
    scene,
    production,
    swatch,
    tone,
    card,
    cardArea,
    kicker: setKicker(scene, production),
    framed: isSmall ? photo : null,
    filling: isSmall ? null : photo,
    hasObject: isBare && emoji !== null,
    words: isBare && emoji === null ? wordRows(scene, { top: 130, bottom: PANEL - 40 }, tone, setter) : null,
    isLast: line === lines - 1,
    at: marked(scene.words, scene.frames)
  }
}

const captionOn = ({ kicker, production, scene }: Pane): Captioned => {
  const { brand, captions, setter } = production
  const hot = readable(PAPER, [brand.hot ?? RED, mix(brand.hot ?? RED, "#000000", 0.4)])
  return captionsOf({
    style: captions ?? "karaoke",
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
      direction: scene.direction
    },
    frames: scene.frames,
    colours: { text: INK, hot, onHot: readable(hot, [PAPER]), rim: null, panel: PAPER },
    setter,
    isHook: scene.role === "hook"
  })
}

/** The photo that fills the pane; else printed colour with rays behind what is shown, or the rows of a word. */
const plateBehind = ({ filling, scene, swatch: { ground }, tone, words }: Pane): Plate =>
  plateOf(scene, (width) =>
    filling !== null
      ? [
        steppedPhoto(
          filling,
          [0, 0, width, PANEL + 80],
          {
            ink: mix(ground, "#000000", 0.5),
            paper: readable(ground, [tone.second])
          },
          scene,
          0.4
        ),
        { op: "shade", area: [0, 0, width, PANEL + 80], colour: "#05070B", top: 0.35, bottom: 0.2 }
      ]
      : [
        ...dotted(ground, mix(ground, "#000000", 0.2), { from: 0, to: 0.5, cell: 36 })(width),
        ...(scene.shows.kind === "map" || words !== null
          ? []
          : [rays([width / 2, OBJECT.centre[1]], mix(ground, "#000000", 0.16), { turn: scene.index * 0.5 })]),
        ...(words?.paints(width) ?? [])
      ])

const deviceWithPhoto = ({ framed, scene: { role } }: Pane): ReadonlyArray<Sprite> => {
  if (framed === null) return []
  const { bar, left, top, width } = DEVICE
  const height = PANEL - top + 40
  return [{
    picture: {
      width: width + 40,
      height: height + 40,
      paints: [
        { op: "rect", area: [18, 22, width, height + 80], radius: 64, colour: "#05060A" },
        { op: "rect", area: [0, 0, width, height + 80], radius: 64, colour: "#1B1E26" },
        {
          op: "photo",
          photo: framed.id,
          crop: cropOf(framed, [0, 0, width - 2 * bar, height]),
          area: [bar, bar + 30, width - 2 * bar, height]
        }
      ]
    },
    x: left,
    y: top,
    at: 0,
    enter: role === "hook" ? { kind: "slide", frames: 8, dx: 0, dy: 120 } : { kind: "slide", frames: 9, dx: 0, dy: 900 }
  }]
}

const objectInPane = ({ hasObject, scene: { emoji, index, role } }: Pane): ReadonlyArray<Sprite> =>
  hasObject && emoji !== null
    ? [objectSprite({ emoji, ...OBJECT, turn: index % 2 === 0 ? -0.06 : 0.08 }, {
      at: 0,
      enter: role === "hook"
        ? { kind: "slide", frames: 8, dx: 0, dy: 140 }
        : { kind: "slide", frames: 9, dx: 0, dy: 820 },
      bob: { by: 14, period: 46 }
    })]
    : []

/** What moves one stop a line: the first thing that the video is about. */
const moverOf = ({ scenes }: Production): string | null =>
  scenes[0]?.emoji ?? scenes.find((one) => one.emoji !== null)?.emoji ?? null

/** Figures and stops leave room beside their labels: what they are about stands there, cut by the panel. */
const objectBeside = ({ production, scene: { direction, emoji, role, shows } }: Pane): ReadonlyArray<Sprite> => {
  const isFree = shows.kind === "timeline" || (shows.kind === "number" && (shows.label ?? "").length <= 14)
  if (!isFree || emoji === null || emoji === moverOf(production)) return []
  const place = shows.kind === "number" ? { size: 320, y: PANEL - 60 } : { size: 460, y: PANEL - 150 }
  return [objectSprite({ emoji, centre: [direction === "rtl" ? 300 : 780, place.y], size: place.size, turn: 0.1 }, {
    at: role === "hook" ? 0 : 5,
    enter: { kind: "slide", frames: 10, dx: 0, dy: 420 },
    bob: { by: 10, period: 46 }
  })]
}

const panelBelow = ({ kicker, production: { brand }, scene: { lines } }: Pane): Sprite => ({
  picture: {
    width: WIDTH,
    height: HEIGHT - PANEL,
    paints: [
      ...panel(lines, mix(brand.hot ?? RED, "#FFFFFF", 0.1), brand.hot ?? SUN, PAPER),
      ...(kicker === null
        ? []
        : [{ op: "moved" as const, by: [0, -PANEL] as const, paints: labelPaint(kicker, INK) }])
    ]
  },
  x: 0,
  y: PANEL,
  at: 0,
  enter: { kind: "none" }
})

/** At its stop on the rail; it comes from the one before. */
const moverOnRail = ({ production, scene: { line, lines, part } }: Pane): ReadonlyArray<Sprite> => {
  const emoji = moverOf(production)
  const [from, to] = [stopX(Math.max(0, line - 1), lines), stopX(line, lines)]
  return emoji === null ? [] : [
    objectSprite({ emoji, centre: [to, RAIL - 50], size: 260, rim: 0.03 }, {
      at: 0,
      enter: part === 0
        ? { kind: "slide", frames: 16, dx: line === 0 ? -320 : from - to, dy: 0 }
        : { kind: "none" },
      bob: { by: 6, period: 24 }
    })
  ]
}

const ringOnPicture = ({ at, card, scene: { frames, picture } }: Pane): ReadonlyArray<Drawing> =>
  picture !== null && !isDrawn(card)
    ? drawOn(ringPoints([540, 560], 620, 460), {
      layer: 10,
      colour: "#FF3B30",
      width: 18,
      at: Math.min(at, frames - 12),
      frames: 10,
      to: frames
    })
    : []

const sparksAround = ({ at, hasObject, scene: { frames, role }, tone }: Pane): ReadonlyArray<Drawing> =>
  hasObject && role !== "hook"
    ? sparks(OBJECT.centre, OBJECT.size * 0.48, {
      at: Math.max(9, Math.min(at, frames - 10)),
      to: frames,
      colour: tone.hot
    })
    : []

const eventsOf = ({ at, card, isLast, scene: { frames, role } }: Pane, hasRing: boolean): Shot["events"] => [
  { frame: 0, kind: role === "hook" || role === "turn" ? "impact" : "whoosh" },
  ...(hasRing ? [{ frame: Math.min(at, frames - 12), kind: "tick" as const }] : []),
  ...(isLast ? [{ frame: Math.min(frames - 10, at), kind: "ding" as const }] : []),
  ...card.events
]

/** What it is about above, the sentence on a panel below, and something that moves one stop a line. */
export const paneLook: Look = (scene, production) => {
  const pane = paneOf(scene, production)
  const { card, cardArea, kicker, words } = pane
  const { frames, picture, role } = scene
  const caption = captionOn(pane)
  const ring = ringOnPicture(pane)
  return {
    frames,
    plate: plateBehind(pane),
    clip: clipOf(picture),
    punch: role === "turn" || role === "hook" ? 0.1 : 0,
    sprites: [
      ...cardSprites(card, cardArea),
      ...deviceWithPhoto(pane),
      ...(words?.sprites ?? []),
      ...objectInPane(pane),
      ...objectBeside(pane),
      panelBelow(pane),
      ...moverOnRail(pane)
    ],
    drawings: [...card.drawings, ...ring, ...sparksAround(pane), ...caption.drawings],
    texts: [...card.texts, ...caption.texts, ...(kicker === null ? [] : [labelText(kicker, INK, 0, frames)])],
    events: eventsOf(pane, ring.length > 0),
    kind: kindOf(card, scene)
  }
}
