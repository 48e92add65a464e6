import { mix, readable } from "@callsheet/domain/org/Colour"
import type { Paint } from "../paint/Paint.ts"
import { rect } from "../paint/Paint.ts"
import { HEIGHT, WIDTH } from "../picture/Frame.ts"
import { rays, ribbons, sparks } from "./Backdrop.ts"
import { type RowText, setRows, WIDE } from "./BlockRows.ts"
import { captionsOf } from "./CaptionStyles.ts"
import { sceneCard } from "./Cards.ts"
import { steppedPhoto } from "./Photo.ts"
import { dotted, plateOf } from "./Plates.ts"
import { EDGE, type Look, type StagedScene, type VisualEvent } from "./Shot.ts"
import { type Swatch, swatchFor, toneOf } from "./Tones.ts"
import { cardSprites, emptyCard, kindOf, marked, objectSprite, type ToneColours } from "./Visual.ts"

const SWATCHES: readonly [Swatch, ...ReadonlyArray<Swatch>] = [
  { ground: "#FFD53D", ink: "#17120B", hot: "#C4240D", second: "#17120B" },
  { ground: "#17120B", ink: "#FFF6DE", hot: "#FFD53D", second: "#FF5A3C" },
  { ground: "#FF5A3C", ink: "#17120B", hot: "#17120B", second: "#FFF6DE" },
  { ground: "#2B3BFF", ink: "#FFF6DE", hot: "#FFD53D", second: "#FFF6DE" },
  { ground: "#0A6349", ink: "#FFF6DE", hot: "#FFD53D", second: "#FFF6DE" }
]

/** How high the text may get: alone, over an object, under an object, beside a card or a photo. */
const BUDGET = { alone: EDGE.bottom - EDGE.top, over: 800, under: 580, card: 600 } as const

interface Place {
  readonly centre: readonly [x: number, y: number]
  readonly size: number
}

/** As large as what the text leaves free, and cut by the edge of the frame. */
const objectPlace = (isUpsideDown: boolean, free: { readonly top: number; readonly bottom: number }): Place => {
  if (isUpsideDown) {
    const size = Math.min(1080, Math.max(760, (free.bottom - free.top) * 1.1))
    return { size, centre: [540, free.bottom - size * 0.52] }
  }
  const size = Math.min(1120, Math.max(720, (HEIGHT - free.top) * 1.12))
  return { size, centre: [540, free.top + size * 0.5] }
}

/** The sentence is the picture: rows as wide as the frame, one thing below or above them, flat colour behind. */
export const blockLook: Look = (scene, production) => {
  const { emoji, frames, index, line, lines, picture, role } = scene
  const { brand, captions, setter } = production
  const swatch = swatchFor(SWATCHES, scene, brand)
  const tone = toneOf(swatch)
  const colours = { ink: tone.ink, slab: tone.hot, onSlab: readable(tone.hot, ["#FFF6DE", swatch.ground, tone.ink]) }
  const hasCard = scene.shows.kind !== "text" && scene.shows.kind !== "picture"
  const hasObject = !hasCard && picture === null && emoji !== null
  const isPoster = !hasCard && picture === null && emoji === null
  const isUpsideDown = index % 2 === 1 && line < lines - 1 && role !== "hook" && !isPoster
  const budget = isPoster
    ? BUDGET.alone
    : hasCard || picture !== null
    ? BUDGET.card
    : isUpsideDown
    ? BUDGET.under
    : BUDGET.over
  const top = isUpsideDown ? EDGE.bottom - budget : EDGE.top
  const text = captions === null
    ? setRows(scene, { top, budget, anchor: isPoster ? "middle" : isUpsideDown ? "bottom" : "top" }, colours, setter)
    : asCaptions(scene, production, top, budget, tone)
  const textTop = Math.min(...text.texts.map(({ box }) => box.top), top + budget)
  const free = isUpsideDown
    ? { top: hasCard ? EDGE.top : 0, bottom: textTop - 60 }
    : { top: text.bottom + (hasCard ? 70 : 40), bottom: hasCard ? EDGE.bottom : HEIGHT }
  const area = [EDGE.left, free.top, WIDE, Math.max(300, free.bottom - free.top)] as const
  const card = hasCard ? sceneCard(scene, { area, tone, setter }) : emptyCard
  const at = marked(scene.words, frames)
  const { centre, size } = objectPlace(isUpsideDown, free)
  const photoArea = [0, free.top, WIDTH, (isUpsideDown ? free.bottom : HEIGHT) - free.top] as const
  const events: Array<VisualEvent> = [
    { frame: 0, kind: index % 2 === 0 ? "impact" : "whoosh" },
    ...(line === lines - 1 ? [{ frame: Math.min(frames - 12, at), kind: "ding" as const }] : []),
    ...card.events
  ]
  return {
    frames,
    plate: plateOf(scene, (width) => [
      ...ground(scene, tone, width, hasObject ? centre[1] : 960, { isUpsideDown, isPoster, hasCard }),
      ...(picture?.kind === "photo"
        ? [
          rect(0, photoArea[1] - 18, width, photoArea[3] + 36, tone.ink),
          steppedPhoto(picture, [0, photoArea[1], width, photoArea[3]], { ink: tone.ink, paper: swatch.ground }, scene)
        ]
        : [])
    ]),
    clip: null,
    punch: role === "hook" || role === "turn" || index % 2 === 0 ? 0.1 : 0,
    sprites: [
      ...cardSprites(card, area),
      ...(hasObject
        ? [objectSprite({ emoji, centre, size, turn: index % 2 === 0 ? -0.1 : 0.1 }, {
          at: 0,
          enter: role === "hook"
            ? { kind: "slide", frames: 9, dx: 0, dy: 220 }
            : { kind: "slide", frames: 9, dx: index % 2 === 0 ? -500 : 500, dy: isUpsideDown ? -260 : 260 },
          bob: { by: 14, period: 46 }
        })]
        : hasCard && emoji !== null
        ? [footObject(scene, emoji)]
        : [])
    ],
    drawings: [
      ...card.drawings,
      ...(hasObject && role !== "hook"
        ? sparks(centre, size * 0.5, { at: Math.max(9, Math.min(at, frames - 10)), to: frames, colour: tone.hot })
        : []),
      ...text.drawings
    ],
    texts: [...card.texts, ...text.texts],
    events,
    kind: kindOf(card, scene)
  }
}

interface GroundShape {
  readonly isUpsideDown: boolean
  readonly isPoster: boolean
  readonly hasCard: boolean
}

/** Colour from edge to edge: rays behind an object, ribbons behind words, dots where the foot carries nothing. */
const ground = (
  { index }: StagedScene,
  tone: ToneColours,
  width: number,
  middle: number,
  { hasCard, isPoster, isUpsideDown }: GroundShape
): ReadonlyArray<Paint> => {
  const shade = mix(tone.ground, tone.ink, 0.1)
  const [base = rect(0, 0, width, HEIGHT, tone.ground), ...print] = dotted(
    tone.ground,
    mix(tone.ground, tone.ink, 0.13),
    { from: isUpsideDown ? 0.3 : 0.42 }
  )(width)
  const shape = isPoster
    ? [ribbons(width, [EDGE.top - 200, HEIGHT + 300], mix(tone.ground, tone.ink, 0.07), 150)]
    : hasCard
    ? []
    : [rays([width / 2, middle], shade, { count: 16, turn: index * 0.4 })]
  const foot: ReadonlyArray<Paint> = isUpsideDown || hasCard || isPoster
    ? [{
      op: "dots",
      area: [0, EDGE.bottom + 24, width, HEIGHT - EDGE.bottom - 24],
      colour: tone.hot,
      cell: 40,
      from: 0.1,
      to: 1.2
    }]
    : []
  return [base, ...shape, ...print, ...foot]
}

/** Under a card, where nothing has to be read, its object looks up from the foot. */
const footObject = (scene: StagedScene, emoji: string) =>
  objectSprite({ emoji, centre: [scene.index % 2 === 0 ? 760 : 320, 1760], size: 620, turn: 0.1 }, {
    at: 4,
    enter: { kind: "slide", frames: 10, dx: 0, dy: 420 },
    bob: { by: 10, period: 46 }
  })

/** The captions of another style in the place of the rows. */
const asCaptions = (
  scene: StagedScene,
  { captions, setter }: Parameters<Look>[1],
  top: number,
  budget: number,
  tone: ToneColours
): RowText => {
  const set = captionsOf({
    style: captions ?? "box",
    words: scene.words,
    frame: {
      left: EDGE.left,
      right: EDGE.right,
      top,
      bottom: top + budget,
      face: "block",
      most: 260,
      least: 84,
      maxLines: 4,
      anchor: "top",
      direction: scene.direction,
      leading: 1.16
    },
    frames: scene.frames,
    colours: { text: tone.ink, hot: tone.hot, onHot: tone.onHot, rim: null, panel: tone.ground },
    setter,
    isHook: scene.role === "hook"
  })
  return { drawings: set.drawings, texts: set.texts, bottom: set.fitted.box.bottom }
}
