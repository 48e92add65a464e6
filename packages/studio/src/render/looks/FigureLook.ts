import { mix, readable } from "@callsheet/domain/org/Colour"
import { type Area, fill, type Paint, pathOf, polyline, rect } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { HEIGHT } from "../picture/Frame.ts"
import { move } from "../text/Outline.ts"
import { isRightToLeft } from "../text/Words.ts"
import { rays } from "./Backdrop.ts"
import { type Captioned, captionsOf } from "./CaptionStyles.ts"
import { sceneCard } from "./Cards.ts"
import { drawOn, type Point, ringPoints, slanted } from "./Draw.ts"
import { kickerText } from "./Kicker.ts"
import { type Label, labelDrawings, labelText, setLabel } from "./Label.ts"
import { steppedPhoto } from "./Photo.ts"
import { plateOf } from "./Plates.ts"
import { EDGE, type Look, type Plate, type Production, type Shot, type Sprite, type StagedScene } from "./Shot.ts"
import { type Swatch, swatchFor, toneOf } from "./Tones.ts"
import { type Card, cardSprites, isDrawn, kindOf, marked, objectSprite, type ToneColours } from "./Visual.ts"
import { type WordRows, wordRows } from "./Words.ts"

/** The ground is paper; `hot` is the figure, `second` the body that carries the sentence. */
const SWATCHES: readonly [Swatch, ...ReadonlyArray<Swatch>] = [
  { ground: "#F2EDE2", ink: "#10222B", hot: "#C42807", second: "#C42807" },
  { ground: "#F2EDE2", ink: "#10222B", hot: "#0A7364", second: "#0A7364" },
  { ground: "#FFE9B8", ink: "#10222B", hot: "#6A1B9A", second: "#6A1B9A" },
  { ground: "#DDEBF2", ink: "#10222B", hot: "#1F4FD8", second: "#1F4FD8" }
]

/** Where the body begins that carries the sentence: high under a figure, lower under a chart. */
const BODY = { figure: 880, other: 1060 } as const
const SUN = "#FFC531"

const grid = (width: number, body: number, ground: string, ink: string): ReadonlyArray<Paint> => {
  const lines = [
    ...Array.from(
      { length: Math.ceil(width / 112) },
      (_, index) => polyline([[64 + index * 112, 0], [64 + index * 112, body]])
    ),
    ...Array.from({ length: 10 }, (_, index) => polyline([[0, 124 + index * 112], [width, 124 + index * 112]]))
  ]
  return [
    rect(0, 0, width, HEIGHT, ground),
    { op: "stroke", path: lines.join(""), colour: mix(ground, ink, 0.12), width: 2 },
    { op: "grain", area: [0, 0, width, body], opacity: 0.1 }
  ]
}

/** What all steps of a shot know: its colours, its card, and where the body begins. */
interface Figure {
  readonly scene: StagedScene
  readonly production: Production
  readonly swatch: Swatch
  readonly paper: ToneColours
  /** The colour of the body. */
  readonly body: string
  readonly bodyTop: number
  readonly kicker: Label | null
  /** What the paper shows stands between the kicker and the body. */
  readonly top: number
  readonly card: Card
  readonly cardArea: Area
  /** There is neither picture nor card. */
  readonly isBare: boolean
  /** The word itself, where there is no object either. */
  readonly words: WordRows | null
  readonly isLast: boolean
  /** When the word that matters is said. */
  readonly at: number
}

/** A bar stands before the kicker, where its text begins. */
const KICKER = { top: 232, bottom: 304, bar: 22, indent: 44 } as const

const setKicker = (scene: StagedScene, { brand, setter, title }: Production): Label | null => {
  const text = kickerText(scene, brand, title)
  const isRtl = isRightToLeft(text)
  return text === "" ? null : setLabel(text.toLocaleUpperCase(scene.language), {
    left: EDGE.left + (isRtl ? 0 : KICKER.indent),
    right: EDGE.right - (isRtl ? KICKER.indent : 0),
    top: KICKER.top,
    bottom: KICKER.bottom,
    face: "mono",
    most: 52,
    least: 44,
    anchor: "middle"
  }, setter)
}

const figureOf = (scene: StagedScene, production: Production): Figure => {
  const { brand, setter } = production
  const { emoji, line, lines, picture, shows } = scene
  const isFigure = shows.kind === "number"
  const bodyTop = isFigure ? BODY.figure : BODY.other
  const swatch = swatchFor(SWATCHES, scene, brand)
  const paper = toneOf(swatch)
  const second = mix(paper.hot, swatch.ground, 0.25)
  const tone = { ...paper, second, onSecond: readable(second, [swatch.ground, paper.ink]) }
  const kicker = setKicker(scene, production)
  const top = kicker === null ? EDGE.top + 10 : 330
  const cardArea = [EDGE.left, top, EDGE.right - EDGE.left, (isFigure ? 830 : bodyTop - 36) - top] as const
  const card = sceneCard(scene, { area: cardArea, tone, setter })
  const isBare = picture === null && !isDrawn(card)
  return {
    scene,
    production,
    swatch,
    paper,
    body: paper.hot,
    bodyTop,
    kicker,
    top,
    card,
    cardArea,
    isBare,
    words: isBare && emoji === null ? wordRows(scene, { top, bottom: bodyTop - 30 }, tone, setter) : null,
    isLast: line === lines - 1,
    at: marked(scene.words, scene.frames)
  }
}

const captionOnBody = ({ body, bodyTop, paper, production, scene }: Figure): Captioned => {
  const hot = readable(body, [SUN, "#FFF8EA"])
  return captionsOf({
    style: production.captions ?? "box",
    words: scene.words,
    frame: {
      left: EDGE.left,
      right: EDGE.right - 10,
      top: bodyTop + 46,
      bottom: scene.shows.kind === "number" ? 1330 : EDGE.bottom,
      face: "figure",
      most: 168,
      least: 72,
      maxLines: 3,
      leading: 1.14,
      anchor: "top",
      lineCost: 0.02,
      direction: scene.direction
    },
    frames: scene.frames,
    colours: {
      text: readable(body, ["#FFF8EA"]),
      hot,
      onHot: readable(hot, [paper.ink, "#10222B"]),
      rim: mix(body, "#000000", 0.72),
      panel: mix(body, "#000000", 0.5)
    },
    setter: production.setter,
    isHook: scene.role === "hook"
  })
}

interface Place {
  readonly centre: Point
  readonly size: number
}

/** With a card, its thing stands at the foot, cut by it; else it is what the paper shows. */
const objectPlace = ({ bodyTop, isBare, scene: { direction }, top }: Figure, textBottom: number): Place => {
  if (isBare) return { size: Math.min(900, bodyTop - top - 10), centre: [508, (top + bodyTop) / 2 + 20] }
  const size = Math.min(860, Math.max(520, (HEIGHT - textBottom) * 1.16))
  return { size, centre: [direction === "rtl" ? 360 : 700, textBottom + 40 + size * 0.5] }
}

/** The figure once more, cut by the foot, where nothing has to be read. */
const echoOnBody = ({ body, production: { setter }, scene: { emoji, shows } }: Figure): ReadonlyArray<Paint> =>
  shows.kind === "number" && emoji === null
    ? [
      fill(
        pathOf(move(setter.set(String(shows.value), 760, "figure").outline, 90, 2010)),
        mix(body, "#000000", 0.3)
      )
    ]
    : []

/** The solid body that carries the sentence; dots grow towards its foot. */
const bodyPaints = (figure: Figure, width: number): ReadonlyArray<Paint> => {
  const { body, bodyTop } = figure
  return [
    rect(0, bodyTop, width, HEIGHT - bodyTop, body),
    {
      op: "dots",
      area: [0, bodyTop, 4000, HEIGHT - bodyTop],
      colour: mix(body, "#000000", 0.24),
      cell: 34,
      from: 0.36,
      to: 1.1
    },
    ...echoOnBody(figure)
  ]
}

/** Squared paper with rays behind an object, the rows of a word, or a photo; the body covers its lower part. */
const plateBehind = (figure: Figure, { centre }: Place): Plate => {
  const { bodyTop, card, isBare, paper, scene, swatch: { ground }, top, words } = figure
  const { emoji, index, picture } = scene
  const photoTop = top + 6
  return plateOf(scene, (width) => [
    ...grid(width, bodyTop, ground, paper.ink),
    ...(isBare && emoji !== null
      ? [rays([width / 2, centre[1]], mix(ground, paper.ink, 0.07), { turn: index * 0.5 })]
      : []),
    ...(words?.paints(width) ?? []),
    ...(picture?.kind === "photo" && !isDrawn(card)
      ? [
        rect(0, photoTop - 16, width, bodyTop - photoTop + 16, paper.ink),
        steppedPhoto(picture, [0, photoTop, width, bodyTop - photoTop], { ink: paper.ink, paper: ground }, scene)
      ]
      : []),
    ...bodyPaints(figure, width)
  ])
}

const objectOf = ({ card, isBare, paper, scene }: Figure, { centre, size }: Place): ReadonlyArray<Sprite> => {
  const { emoji, index, role } = scene
  return emoji !== null && (isBare || isDrawn(card))
    ? [objectSprite({ emoji, centre, size, turn: index % 2 === 0 ? -0.08 : 0.08, shade: paper.ink }, {
      at: role === "hook" || isBare ? 0 : 4,
      enter: role === "hook"
        ? { kind: "slide", frames: 8, dx: 0, dy: 140 }
        : isBare
        ? { kind: "pop", frames: 8, turn: -0.2 }
        : { kind: "slide", frames: 10, dx: 0, dy: 460 },
      bob: { by: 12, period: 46 }
    })]
    : []
}

const kickerOver = ({ body, kicker, paper, scene: { frames } }: Figure): ReadonlyArray<Drawing> => {
  if (kicker === null) return []
  const left = isRightToLeft(kicker.text) ? EDGE.right - KICKER.bar : EDGE.left
  const [top, bottom] = [KICKER.top + 8, KICKER.bottom - 8]
  return [
    { layer: 12, from: 0, to: frames, outline: slanted(left, top, left + KICKER.bar, bottom, 0), fill: body },
    ...labelDrawings(kicker, { layer: 12, from: 0, to: frames, fill: paper.ink })
  ]
}

const ringAround = (
  { at, body, isBare, scene: { emoji, frames } }: Figure,
  { centre, size }: Place
): ReadonlyArray<Drawing> =>
  isBare && emoji !== null
    ? drawOn(ringPoints(centre, size * 0.98, size * 0.9), {
      layer: 10,
      colour: body,
      width: 18,
      at: Math.min(at, frames - 14),
      frames: 12,
      to: frames
    })
    : []

const eventsOf = ({ at, card, isLast, scene: { frames, role } }: Figure): Shot["events"] => [
  { frame: 0, kind: role === "hook" || role === "turn" ? "impact" : "whoosh" },
  ...(isDrawn(card) ? [] : [{ frame: at, kind: "pop" as const }]),
  ...(isLast ? [{ frame: Math.min(frames - 10, at), kind: "ding" as const }] : []),
  ...card.events
]

/** A figure that counts over paper; the sentence stands on a solid body that grows out of the foot. */
export const figureLook: Look = (scene, production) => {
  const figure = figureOf(scene, production)
  const { card, cardArea, kicker, paper, words } = figure
  const { frames, role } = scene
  const caption = captionOnBody(figure)
  const place = objectPlace(figure, caption.fitted.box.bottom)
  return {
    frames,
    plate: plateBehind(figure, place),
    clip: null,
    punch: role === "turn" || role === "hook" ? 0.1 : 0,
    sprites: [...cardSprites(card, cardArea), ...(words?.sprites ?? []), ...objectOf(figure, place)],
    drawings: [...card.drawings, ...kickerOver(figure), ...ringAround(figure, place), ...caption.drawings],
    texts: [...card.texts, ...caption.texts, ...(kicker === null ? [] : [labelText(kicker, paper.ink, 0, frames)])],
    events: eventsOf(figure),
    kind: kindOf(card, scene)
  }
}
