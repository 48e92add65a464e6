import { mix } from "@callsheet/domain/org/Colour"
import { type Area, fill, type Paint, pathOf, polygon, polyline, rect } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { HEIGHT, WIDTH } from "../picture/Frame.ts"
import { move, roundRect } from "../text/Outline.ts"
import { rays, sparks } from "./Backdrop.ts"
import { type Captioned, captionsOf } from "./CaptionStyles.ts"
import { sceneCard } from "./Cards.ts"
import { drawOn, type Point, STAMP } from "./Draw.ts"
import { type Label, labelDrawings, labelText, setLabel } from "./Label.ts"
import { steppedPhoto } from "./Photo.ts"
import { dotted, plateOf } from "./Plates.ts"
import {
  EDGE,
  type Look,
  type Plate,
  type Production,
  type ReadText,
  type Sprite,
  type StagedScene,
  type VisualEvent
} from "./Shot.ts"
import { toneOf } from "./Tones.ts"
import { type Card, cardSprites, emptyCard, kindOf, marked, objectSprite, type ToneColours } from "./Visual.ts"
import { type WordRows, wordRows } from "./Words.ts"

const RED = { ground: "#FF5242", ink: "#170B0A", hot: "#170B0A", second: "#FFF4E3" }
const DEEP = { ground: "#0C3A31", ink: "#FFF4E3", hot: "#C9FF4D", second: "#C9FF4D" }
const LIME = { ground: "#C9FF4D", ink: "#0C3A31", hot: "#B3200E", second: "#0C3A31" }

/** What stands on the stamps: what is said, and what is so. A language without an entry gets no stamps. */
const STAMPS: { readonly [language: string]: readonly [claim: string, fact: string] } = {
  en: ["MYTH", "FACT"],
  de: ["MYTHOS", "FAKT"],
  es: ["MITO", "DATO"],
  fr: ["MYTHE", "FAIT"],
  it: ["MITO", "FATTO"],
  pt: ["MITO", "FATO"],
  nl: ["MYTHE", "FEIT"],
  pl: ["MIT", "FAKT"],
  tr: ["EFSANE", "GERÇEK"],
  ru: ["МИФ", "ФАКТ"],
  ar: ["خرافة", "حقيقة"],
  he: ["מיתוס", "עובדה"],
  hi: ["भ्रम", "सच"],
  ja: ["ウソ", "ホント"],
  ko: ["오해", "사실"],
  zh: ["谣言", "真相"]
}

/** Room for a stamp above the text; Arabic letters reach higher over their line. */
const STAMPED = { ltr: 176, rtl: 212 } as const

/** Where the two fields meet, from the left edge of the frame to its right one. */
const edgeOf = (left: number, right: number) => ({
  left,
  right,
  below: polygon([[0, left], [WIDTH, right], [WIDTH, HEIGHT], [0, HEIGHT]]),
  line: polyline([[-20, left], [WIDTH + 20, right]])
})

/** Which part of the story a scene tells, and so which fields it has. */
interface Moment {
  readonly isLast: boolean
  /** The turn, or a line after it. */
  readonly isAnswer: boolean
  readonly isSplit: boolean
  /** The claim is refuted once, where the story turns; after that the answer has the frame, and its foot what it is about. */
  readonly isTurn: boolean
  /** The second field comes up under the first. */
  readonly rises: boolean
  readonly hasCard: boolean
  /** A card or a picture is to be seen. */
  readonly isShown: boolean
  /** The second field is only the foot of the answer. */
  readonly isWedge: boolean
  /** No thing is to be seen: the word itself fills the foot. The claim, the turn and the end have a verdict instead. */
  readonly hasBand: boolean
}

const momentOf = (
  { emoji, line, lines, part, picture, shows }: StagedScene,
  scenes: ReadonlyArray<StagedScene>
): Moment => {
  const turn = scenes.find((one) => one.role === "turn")?.line ?? 1
  const isLast = line === lines - 1
  const isAnswer = line >= turn && line > 0
  const isSplit = isAnswer && !isLast
  const isTurn = line === turn && isSplit
  const hasCard = shows.kind !== "text" && shows.kind !== "picture"
  const isShown = hasCard || picture !== null
  const isWedge = isSplit && !isTurn && !isShown
  return {
    isLast,
    isAnswer,
    isSplit,
    isTurn,
    rises: isTurn && part === 0,
    hasCard,
    isShown,
    isWedge,
    hasBand: isWedge && emoji === null
  }
}

/** The colours of the field that speaks, and of the claim's. */
const tonesOf = ({ isAnswer, isLast }: Moment, { ground, hot, ink }: Production["brand"]) => {
  const swatch = isLast ? LIME : isAnswer ? DEEP : RED
  const own = (field: typeof RED) => ground === undefined ? {} : { ground, ink: ink ?? field.ink }
  return {
    tone: toneOf({ ...swatch, ...(isAnswer ? {} : own(swatch)), ...(hot === undefined ? {} : { hot }) }),
    upper: toneOf({ ...RED, ...own(RED) })
  }
}

/** What all steps of a shot know. */
interface Split {
  readonly scene: StagedScene
  readonly production: Production
  readonly moment: Moment
  readonly tone: ToneColours
  /** Of the field above, where there are two. */
  readonly upper: ToneColours
  readonly edge: ReturnType<typeof edgeOf>
  readonly card: Card
  readonly cardArea: Area
  /** When the word that matters is said. */
  readonly at: number
}

const splitOf = (scene: StagedScene, production: Production): Split => {
  const moment = momentOf(scene, production.scenes)
  const { tone, upper } = tonesOf(moment, production.brand)
  const edge = moment.isShown
    ? edgeOf(850, 780)
    : moment.hasBand
    ? edgeOf(1210, 1120)
    : moment.isWedge
    ? edgeOf(1560, 1440)
    : edgeOf(690, 600)
  const cardArea = [
    EDGE.left,
    EDGE.top + 10,
    EDGE.right - EDGE.left,
    (moment.isSplit ? edge.right : 760) - EDGE.top - 60
  ] as const
  const card = moment.hasCard
    ? sceneCard(scene, { area: cardArea, tone: moment.isSplit ? upper : tone, setter: production.setter })
    : emptyCard
  return { scene, production, moment, tone, upper, edge, card, cardArea, at: marked(scene.words, scene.frames) }
}

const captionOn = ({ edge, moment, production, scene, tone }: Split): Captioned => {
  const { hasBand, isAnswer, isShown, isSplit, isTurn, isWedge } = moment
  const { direction } = scene
  const top = isWedge
    ? EDGE.top + 14
    : isSplit
    ? edge.left + (isTurn ? STAMPED[direction] : 60)
    : isShown
    ? 850
    : 400
  return captionsOf({
    style: production.captions ?? (isSplit ? "pop" : "karaoke"),
    words: scene.words,
    frame: {
      left: EDGE.left,
      right: EDGE.right - 16,
      top,
      bottom: hasBand ? 1070 : isWedge ? 1190 : EDGE.bottom - 10,
      face: isAnswer ? "sans" : "serif",
      most: isShown ? 150 : isWedge ? 330 : isSplit ? 250 : 220,
      least: 76,
      maxLines: isWedge ? 5 : 4,
      leading: 1.06,
      lineCost: 0.03,
      direction
    },
    frames: scene.frames,
    colours: {
      text: tone.ink,
      hot: tone.hot,
      onHot: tone.onHot,
      rim: isSplit ? tone.ground : null,
      panel: tone.ground
    },
    setter: production.setter,
    isHook: scene.role === "hook"
  })
}

const plain = (words: StagedScene["words"]) =>
  words.map(({ joined, text }, index) => (index === 0 || joined === true ? text : ` ${text}`)).join("")

const stampsOf = ({ language }: StagedScene): readonly [claim?: string, fact?: string] =>
  STAMPS[language.toLowerCase().split(/[-_]/)[0] ?? ""] ?? []

/** The first line once more, where the story turns: small, above the answer. */
const claimBefore = ({ edge, moment, production: { scenes, setter }, scene }: Split): Label | null =>
  moment.isTurn && !moment.isShown
    ? setLabel(plain(scenes.filter((one) => one.line === 0).flatMap(({ words }) => words)), {
      left: EDGE.left,
      right: EDGE.right,
      top: stampsOf(scene)[0] === undefined ? EDGE.top + 20 : 380,
      bottom: edge.right - 20,
      face: "serif",
      most: 112,
      least: 48,
      maxLines: 3,
      leading: 1.04
    }, setter)
    : null

/** When the claim is struck, in the shot where the second field rises. */
const STRUCK_AT = 4

/** A line through each row of the claim, drawn one after the other; in later pieces of the line they stand. */
const strikeThrough = (
  { fitted: { size, words } }: Label,
  { moment: { rises }, scene: { frames }, upper }: Split
): ReadonlyArray<Drawing> =>
  [...new Set(words.map(({ row }) => row))].flatMap((row, order) => {
    const inRow = words.filter((word) => word.row === row)
    const [from, to] = [Math.min(...inRow.map(({ x }) => x)), Math.max(...inRow.map(({ set, x }) => x + set.advance))]
    const y = (inRow[0]?.y ?? 0) - size * 0.26
    return drawOn([[from - 10, y + 8], [to + 10, y - 8]], {
      layer: 14,
      colour: upper.ink,
      width: 15,
      at: rises ? STRUCK_AT + order * 3 : 0,
      frames: rises ? 7 : 1,
      to: frames
    })
  })

interface Stamp {
  readonly drawings: ReadonlyArray<Drawing>
  readonly texts: ReadonlyArray<ReadText>
}

const noStamp: Stamp = { drawings: [], texts: [] }

const stamp = (
  text: string | undefined,
  { at, field: fieldColour, text: colour, y }: {
    readonly y: number
    readonly at: number
    readonly field: string
    readonly text: string
  },
  { production: { setter }, scene: { direction, frames, role } }: Split
): Stamp => {
  if (text === undefined) return noStamp
  const isRtl = direction === "rtl"
  const label = setLabel(text, {
    left: EDGE.left + 34,
    right: EDGE.right - 34,
    top: y - 48,
    bottom: y + 48,
    face: "figure",
    most: 88,
    least: 60,
    anchor: "middle"
  }, setter)
  const { box } = label.fitted
  const field = { left: box.left - 34, top: y - 62, right: box.right + 34, bottom: y + 62 }
  const motion = at === 0 && role === "hook" ? "\\frz2" : `\\frz2${STAMP}`
  const look = { from: at, to: frames, frame: field, motion: isRtl ? motion.replace("\\frz2", "\\frz-2") : motion }
  return {
    drawings: [
      {
        ...look,
        layer: 18,
        outline: roundRect(field.left, field.top, field.right - field.left, 124, 18),
        fill: fieldColour
      },
      ...labelDrawings(label, { ...look, layer: 19, fill: colour }).map((drawing) => ({ ...drawing, frame: field }))
    ],
    texts: [labelText(label, colour, at + 6, frames)]
  }
}

/** Over the claim: that it is one. */
const claimStamp = (split: Split, before: Label | null): Stamp => {
  const { moment: { isLast, isShown, isSplit }, scene, upper } = split
  return !isLast && (!isSplit || before !== null) && !isShown
    ? stamp(stampsOf(scene)[0], { y: 300, at: 0, field: upper.ink, text: upper.ground }, split)
    : noStamp
}

/** Over the answer: that it is so; over the end: whose video it is. */
const answerStamp = (split: Split): Stamp => {
  const { edge, moment: { isLast, isTurn }, production: { brand }, scene, tone } = split
  if (isLast && brand.handle !== undefined) {
    return stamp(brand.handle, { y: 300, at: 0, field: tone.ink, text: tone.ground }, split)
  }
  return isTurn
    ? stamp(stampsOf(scene)[1], { y: edge.left + 96, at: 6, field: tone.hot, text: tone.onHot }, split)
    : noStamp
}

/** Where no thing is to be seen, the verdict is: a tick or a cross, as large as the foot allows, drawn while it is spoken. */
const verdict = (
  { at: said, moment: { isAnswer }, scene: { frames }, tone }: Split,
  textBottom: number
): ReadonlyArray<Drawing> => {
  const at = Math.max(6, Math.min(said, frames - 16))
  const size = Math.min(700, Math.max(360, (HEIGHT - 60 - textBottom) * 0.86))
  const [x, y] = [560, Math.max(textBottom + 60, HEIGHT - size - 60) + size / 2]
  const half = size / 2
  const pen = { layer: 10, colour: tone.hot, width: size * 0.16, to: frames }
  return isAnswer
    ? drawOn([[x - half * 0.9, y], [x - half * 0.25, y + half * 0.7], [x + half, y - half * 0.7]], {
      ...pen,
      at,
      frames: 10
    })
    : [
      ...drawOn([[x - half * 0.7, y - half * 0.7], [x + half * 0.7, y + half * 0.7]], { ...pen, at, frames: 6 }),
      ...drawOn([[x + half * 0.7, y - half * 0.7], [x - half * 0.7, y + half * 0.7]], {
        ...pen,
        at: Math.min(frames - 8, at + 5),
        frames: 6
      })
    ]
}

interface Place {
  readonly centre: Point
  readonly size: number
}

/** As large as what the text leaves free, cut by the foot. */
const objectPlace = ({ direction }: StagedScene, textBottom: number): Place => {
  const size = Math.min(1000, Math.max(520, (HEIGHT - textBottom - 20) * 1.18))
  return {
    size,
    centre: [
      size > 760 ? 540 : direction === "rtl" ? 380 : 690,
      Math.min(1800, Math.max(textBottom + 10 + size * 0.52, HEIGHT + 70 - size * 0.5))
    ]
  }
}

const objectOf = ({ emoji, index, role }: StagedScene, { centre, size }: Place): ReadonlyArray<Sprite> =>
  emoji === null ? [] : [
    objectSprite({ emoji, centre, size, turn: index % 2 === 0 ? 0.12 : -0.1 }, {
      at: role === "hook" ? 0 : 2,
      enter: role === "hook"
        ? { kind: "slide", frames: 9, dx: 0, dy: 240 }
        : { kind: "slide", frames: 12, dx: index % 2 === 0 ? 700 : -700, dy: 60 },
      bob: { by: 12, period: 46 }
    })
  ]

/** What is drawn at the foot while the word that matters is said: a verdict, or sparks around the object. */
const markAtFoot = (split: Split, textBottom: number, { centre, size }: Place): ReadonlyArray<Drawing> => {
  const { at, moment: { hasBand, isWedge }, scene: { emoji, frames, role }, tone } = split
  if (hasBand) return []
  if (emoji === null) return verdict(split, textBottom)
  return role === "hook"
    ? []
    : sparks(centre, size * 0.48, {
      at: Math.max(12, Math.min(at, frames - 10)),
      to: frames,
      colour: isWedge ? tone.ink : tone.hot
    })
}

/** The word in rows over the wedge, whose field is the answer's own colour turned around. */
const bandOf = ({ edge, moment, production: { setter }, scene, tone }: Split): WordRows | null =>
  moment.hasBand
    ? wordRows(
      scene,
      { top: edge.right + 150, bottom: HEIGHT - 40 },
      { ...tone, ground: tone.hot, ink: tone.ground, hot: tone.ground, onHot: tone.hot },
      setter,
      { face: "sans", rows: 3 }
    )
    : null

const wedgePaints = ({ edge, tone }: Split, band: WordRows | null): ReadonlyArray<Paint> => [
  fill(edge.below, tone.hot),
  ...(band === null ? [] : [{ op: "clip" as const, path: edge.below, paints: band.paints(WIDTH) }]),
  { op: "stroke", path: edge.line, colour: tone.ink, width: 22 }
]

const answerPaints = ({ edge, tone }: Split): ReadonlyArray<Paint> => [
  {
    op: "clip",
    path: edge.below,
    paints: [
      rect(0, 0, WIDTH, HEIGHT, tone.ground),
      {
        op: "dots",
        area: [0, edge.right, WIDTH, HEIGHT - edge.right],
        colour: mix(tone.ground, tone.ink, 0.13),
        cell: 30,
        from: 0.1,
        to: 1
      },
      { op: "grain", area: [0, edge.right, WIDTH, HEIGHT - edge.right], opacity: 0.08 }
    ]
  },
  { op: "stroke", path: edge.line, colour: tone.hot, width: 22 }
]

/** The second field: the answer's own, or the wedge under it. */
const lowerField = (split: Split, band: WordRows | null): ReadonlyArray<Sprite> => {
  const { edge, moment: { isSplit, isWedge, rises } } = split
  if (!isSplit) return []
  const top = 2 * Math.floor((Math.min(edge.left, edge.right) - 20) / 2)
  const paints = isWedge ? wedgePaints(split, band) : answerPaints(split)
  return [{
    picture: { width: WIDTH, height: HEIGHT - top, paints: [{ op: "moved", by: [0, -top], paints }] },
    x: 0,
    y: top,
    at: 0,
    enter: rises
      ? { kind: "slide", frames: 9, dx: 0, dy: 1180 }
      : isWedge
      ? { kind: "slide", frames: 9, dx: 0, dy: 480 }
      : { kind: "none" }
  }]
}

/** The field above or alone: rays behind a thing, a quotation mark behind a claim, or the photo. */
const fieldBehind = ({ edge, moment, production: { setter }, scene, tone, upper }: Split): Plate => {
  const { hasCard, isLast, isShown, isSplit, isWedge } = moment
  const { index, picture } = scene
  const { ground, ink } = isSplit && !isWedge ? upper : tone
  const quote = setter.set("„", 1000, "serif")
  const photoBottom = isSplit ? edge.left + 40 : 800
  return plateOf(scene, (width) => [
    ...dotted(ground, mix(ground, ink, 0.12), { from: 0.3, to: 1.05, cell: 32 })(width),
    ...(isWedge || isLast ? [rays([width / 2, 1640], mix(ground, tone.ink, 0.07), { turn: index * 0.4 })] : []),
    ...(isShown || isSplit ? [] : [fill(pathOf(move(quote.outline, 560, 1640)), tone.ink, 0.13)]),
    ...(picture?.kind === "photo" && !hasCard
      ? [
        steppedPhoto(picture, [0, 0, width, photoBottom], { ink: "#170B0A", paper: ground }, scene),
        ...(isSplit ? [] : [rect(0, photoBottom, width, 18, tone.ink)])
      ]
      : [])
  ])
}

const eventsOf = (
  { at, card, moment: { isLast, rises }, scene: { role } }: Split,
  band: WordRows | null
): ReadonlyArray<VisualEvent> => [
  { frame: 0, kind: rises ? "whoosh" : isLast || role === "hook" ? "impact" : "whoosh" },
  ...(rises ? [{ frame: STRUCK_AT, kind: "tick" as const }] : []),
  { frame: at, kind: isLast ? "ding" : "pop" },
  ...(band === null ? [] : band.events),
  ...card.events
]

/** The first half of a story on one field; from the turn on a second field rises under it and answers. */
export const splitLook: Look = (scene, production) => {
  const split = splitOf(scene, production)
  const { card, cardArea, moment, upper } = split
  const { frames, role } = scene
  const caption = captionOn(split)
  const before = claimBefore(split)
  const stamps = [claimStamp(split, before), answerStamp(split)]
  const textBottom = caption.fitted.box.bottom
  const place = objectPlace(scene, textBottom)
  const band = bandOf(split)
  return {
    frames,
    plate: fieldBehind(split),
    clip: null,
    punch: moment.isLast || role === "hook" ? 0.12 : moment.isSplit && !moment.rises ? 0.08 : 0,
    sprites: [
      ...cardSprites(card, cardArea),
      ...lowerField(split, band),
      ...(band?.sprites ?? []),
      ...objectOf(scene, place)
    ],
    drawings: [
      ...card.drawings,
      ...markAtFoot(split, textBottom, place),
      ...(before === null ? [] : [
        ...labelDrawings(before, { layer: 12, from: 0, to: frames, fill: upper.ink }),
        ...strikeThrough(before, split)
      ]),
      ...stamps.flatMap(({ drawings }) => drawings),
      ...caption.drawings
    ],
    texts: [...card.texts, ...stamps.flatMap(({ texts }) => texts), ...caption.texts],
    events: eventsOf(split, band),
    kind: kindOf(card, scene)
  }
}
