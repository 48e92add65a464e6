import { mix, readable } from "@callsheet/domain/org/Colour"
import { fill, pathOf } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { HEIGHT } from "../picture/Frame.ts"
import { move } from "../text/Outline.ts"
import { rays, sparks } from "./Backdrop.ts"
import { type Captioned, captionsOf } from "./CaptionStyles.ts"
import { sceneCard } from "./Cards.ts"
import { drawOn, ringPoints, slanted } from "./Draw.ts"
import { kickerText } from "./Kicker.ts"
import { type Label, labelDrawings, labelText, setLabel } from "./Label.ts"
import { dotted, photographed, plateOf } from "./Plates.ts"
import {
  type Brand,
  clipOf,
  EDGE,
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

/** What all steps of a shot know: its colours, its card, and what is to be seen instead of one. */
interface Third {
  readonly scene: StagedScene
  readonly production: Production
  readonly swatch: Swatch
  readonly tone: ToneColours
  /** Of the slab: its ground, its text, and what marks on it. */
  readonly slab: { readonly paper: string; readonly ink: string; readonly hot: string }
  readonly card: Card
  readonly tag: Label | null
  /** The word itself, where there is neither picture nor card nor object. */
  readonly words: WordRows | null
  readonly hasObject: boolean
  readonly isLast: boolean
  /** When the word that matters is said. */
  readonly at: number
}

const CARD_AREA = [EDGE.left, EDGE.top, EDGE.right - EDGE.left, TAG.top - EDGE.top - 50] as const

const slabColours = ({ ground, hot, ink }: Brand): Third["slab"] => {
  const paper = ground === undefined ? PAPER : readable(ink ?? INK, [PAPER, "#FFFFFF"])
  return {
    paper,
    ink: ink === undefined ? INK : readable(paper, [ink]),
    hot: hot === undefined ? HOT : readable(paper, [hot, mix(hot, "#000000", 0.35)])
  }
}

const setTag = (scene: StagedScene, { brand, setter, title }: Production): Label | null => {
  const text = kickerText(scene, brand, title)
  return text === "" ? null : setLabel(text.toLocaleUpperCase(scene.language), {
    left: TAG.left,
    right: 780,
    top: TAG.top + 8,
    bottom: TAG.bottom - 8,
    face: "mono",
    most: 50,
    least: 44,
    anchor: "middle"
  }, setter)
}

const thirdOf = (scene: StagedScene, production: Production): Third => {
  const { brand, setter } = production
  const { emoji, line, lines, picture } = scene
  const swatch = swatchFor(SWATCHES, scene, brand)
  const tone = toneOf(swatch)
  const card = sceneCard(scene, { area: CARD_AREA, tone, setter })
  const isBare = picture === null && !isDrawn(card)
  return {
    scene,
    production,
    swatch,
    tone,
    slab: slabColours(brand),
    card,
    tag: setTag(scene, production),
    words: isBare && emoji === null ? wordRows(scene, { top: 120, bottom: TAG.top - 40 }, tone, setter) : null,
    hasObject: isBare && emoji !== null,
    isLast: line === lines - 1,
    at: marked(scene.words, scene.frames)
  }
}

const captionOn = ({ production, scene, slab: { hot, ink, paper } }: Third): Captioned =>
  captionsOf({
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
      direction: scene.direction
    },
    frames: scene.frames,
    colours: { text: ink, hot, onHot: readable(hot, [paper]), rim: null, panel: paper },
    setter: production.setter,
    isHook: scene.role === "hook"
  })

/** The photo over the whole frame; else printed colour, rays behind an object, the rows of a word, and dots at the foot. */
const plateBehind = ({ hasObject, scene, swatch: { ground }, tone, words }: Third): Plate =>
  plateOf(scene, (width) =>
    scene.picture?.kind === "photo"
      ? photographed(scene.picture, { ink: mix(ground, "#000000", 0.7), paper: ground }, scene)(width)
      : [
        ...dotted(ground, mix(ground, tone.ink, 0.16), { from: 0.02, to: 0.8, cell: 32, most: 0.62 })(width),
        ...(hasObject
          ? [rays([width / 2, OBJECT.centre[1]], mix(ground, tone.ink, 0.12), { turn: scene.index * 0.5 })]
          : []),
        ...(words?.paints(width) ?? []),
        {
          op: "dots",
          area: [0, SLAB.bottom - 140, width, HEIGHT - SLAB.bottom + 140],
          colour: tone.second,
          cell: 44,
          from: 0.1,
          to: 1.3
        }
      ])

/** What a card is about looks up from the foot, under the slab, where nothing has to be read. */
const objectAtFoot = ({ card, scene: { emoji, index, role } }: Third): ReadonlyArray<Sprite> =>
  !isDrawn(card) || emoji === null ? [] : [
    objectSprite(
      { emoji, centre: [index % 2 === 0 ? 300 : 740, 1770], size: 600, turn: index % 2 === 0 ? -0.1 : 0.1 },
      {
        at: role === "hook" ? 0 : 5,
        enter: { kind: "slide", frames: 10, dx: 0, dy: 380 },
        bob: { by: 10, period: 48 }
      }
    )
  ]

/** What no picture and no card shows is said by a thing. */
const objectInFrame = ({ hasObject, scene: { emoji, index, role } }: Third): ReadonlyArray<Sprite> =>
  !hasObject || emoji === null ? [] : [
    objectSprite({ emoji, ...OBJECT, turn: index % 2 === 0 ? -0.06 : 0.08 }, {
      at: 0,
      enter: role === "hook"
        ? { kind: "slide", frames: 8, dx: 0, dy: 160 }
        : { kind: "pop", frames: 8, turn: -0.25 },
      bob: { by: 14, period: 46 }
    })
  ]

const slabSprite = ({ slab: { paper } }: Third): Sprite => {
  const outline = slanted(0, SLAB.top, SLAB.right, SLAB.bottom, SLAB.slant)
  return {
    picture: {
      width: 1080,
      height: 560,
      paints: [
        fill(pathOf(move(outline, 0, 60 - SLAB.top + 18)), "#0A0200", 0.45),
        fill(pathOf(move(outline, 0, 60 - SLAB.top)), paper)
      ]
    },
    x: 0,
    y: SLAB.top - 60,
    at: 0,
    enter: { kind: "none" }
  }
}

/** One mark on the picture: a ring around what matters, a tick at the end. */
const markOnPicture = ({ at, card, isLast, scene: { frames, part, picture, role } }: Third): ReadonlyArray<Drawing> => {
  if (picture === null || isDrawn(card) || part > 0) return []
  const pen = { layer: 10, at: role === "hook" ? 8 : Math.min(at, frames - 13), frames: 12, to: frames }
  return isLast
    ? [...drawOn(TICK, { ...pen, colour: INK, width: 100 }), ...drawOn(TICK, { ...pen, colour: "#FFE14D", width: 72 })]
    : drawOn(ringPoints([540, 590], 760, 560), { ...pen, colour: "#FFE14D", width: 20 })
}

const sparksAround = ({ at, hasObject, scene: { frames, role }, tone }: Third): ReadonlyArray<Drawing> =>
  hasObject && role !== "hook"
    ? sparks(OBJECT.centre, OBJECT.size * 0.5, {
      at: Math.max(8, Math.min(at, frames - 10)),
      to: frames,
      colour: tone.hot
    })
    : []

const tagOver = ({ scene: { frames }, slab: { hot, paper }, tag }: Third): ReadonlyArray<Drawing> =>
  tag === null ? [] : [
    {
      layer: 16,
      outline: slanted(0, TAG.top, tag.fitted.box.right + 46, TAG.bottom, 20),
      fill: hot,
      from: 0,
      to: frames
    },
    ...labelDrawings(tag, { layer: 17, from: 0, to: frames, fill: readable(hot, [paper]) })
  ]

/** Along the slab's foot: how much of the video has been seen, in steps of three frames. */
const progressBar = ({ scene, slab: { hot, ink, paper } }: Third): ReadonlyArray<Drawing> => {
  const { direction, frames, line, lines, part, parts } = scene
  const isRtl = direction === "rtl"
  const full = SLAB.right - SLAB.slant - 2
  const done = (line + (part + 1) / parts) / lines
  const begun = (line + part / parts) / lines
  return [
    {
      layer: 17,
      outline: slanted(0, SLAB.bottom - 14, full, SLAB.bottom, 1),
      fill: mix(paper, ink, 0.16),
      from: 0,
      to: frames
    },
    ...Array.from({ length: Math.ceil(frames / 3) }, (_, step): Drawing => {
      const seen = full * (begun + ((done - begun) * step * 3) / frames)
      return {
        layer: 18,
        from: step * 3,
        to: Math.min(frames, step * 3 + 3),
        outline: slanted(isRtl ? full - seen : 0, SLAB.bottom - 14, isRtl ? full : seen, SLAB.bottom, 0),
        fill: hot
      }
    })
  ]
}

const eventsOf = ({ at, card, isLast, scene: { frames, role }, words }: Third, hasMark: boolean): Shot["events"] => [
  { frame: 0, kind: role === "hook" || role === "turn" ? "impact" : "whoosh" },
  ...(hasMark ? [{ frame: role === "hook" ? 8 : at, kind: "tick" as const }] : []),
  ...(isLast ? [{ frame: Math.min(frames - 10, at), kind: "ding" as const }] : []),
  ...(words?.events ?? []),
  ...card.events
]

/** A picture over the whole frame, the sentence on a slab over its lower third, one mark on the picture. */
export const thirdLook: Look = (scene, production) => {
  const third = thirdOf(scene, production)
  const { card, slab: { hot, paper }, tag, words } = third
  const { frames, picture } = scene
  const caption = captionOn(third)
  const mark = markOnPicture(third)
  return {
    frames,
    plate: plateBehind(third),
    clip: clipOf(picture),
    punch: picture === null ? 0.1 : 0.14,
    sprites: [
      ...cardSprites(card, CARD_AREA),
      ...objectAtFoot(third),
      ...objectInFrame(third),
      ...(words?.sprites ?? []),
      slabSprite(third)
    ],
    drawings: [
      ...card.drawings,
      ...mark,
      ...sparksAround(third),
      ...tagOver(third),
      ...progressBar(third),
      ...caption.drawings
    ],
    texts: [
      ...card.texts,
      ...caption.texts,
      ...(tag === null ? [] : [labelText(tag, readable(hot, [paper]), 0, frames)])
    ],
    events: eventsOf(third, mark.length > 0),
    kind: kindOf(card, scene)
  }
}
