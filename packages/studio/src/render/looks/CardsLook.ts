import { mix, readable } from "@callsheet/domain/org/Colour"
import { type Paint, pathOf, rect } from "../paint/Paint.ts"
import { HEIGHT } from "../picture/Frame.ts"
import { roundRect } from "../text/Outline.ts"
import type { Typesetter } from "../text/Typesetter.ts"
import { rays } from "./Backdrop.ts"
import { type Captioned, captionsOf } from "./CaptionStyles.ts"
import { sceneCard } from "./Cards.ts"
import { kickerText } from "./Kicker.ts"
import { type Label, labelPaint, labelText, setLabel } from "./Label.ts"
import { steppedPhoto } from "./Photo.ts"
import { dotted, plateOf } from "./Plates.ts"
import { EDGE, type Look, type Production, type Sprite, type StagedScene, type VisualEvent } from "./Shot.ts"
import { toneOf } from "./Tones.ts"
import { type Card, isDrawn, kindOf, marked, objectSprite, type ToneColours } from "./Visual.ts"
import { tellingWords } from "./Words.ts"

const NIGHT = "#1A1446"
const CREAM = "#FFF6E6"
const INK = "#1A1030"
const SUN = "#FFD84A"
const COLOURS = ["#FF8A3D", "#3DD6C6", "#FFD84A", "#FF6FA3", "#8E7BFF"] as const
const SHADE = "#060318"

const CARD = { left: 74, top: 236, width: 868, height: 940, radius: 64, border: 18 } as const
const MARGIN = 70

/** A card with a rim and a hard shadow, on a canvas with room to turn. */
const cardPaints = (colour: string, inside: ReadonlyArray<Paint>, turn: number): ReadonlyArray<Paint> => {
  const { border, height, radius, width } = CARD
  const inner = roundRect(MARGIN + border, MARGIN + border, width - 2 * border, height - 2 * border, radius - 16)
  return [{
    op: "turned",
    centre: [MARGIN + width / 2, MARGIN + height / 2],
    turn,
    paints: [
      { op: "rect", area: [MARGIN + 14, MARGIN + 18, width, height], radius, colour: SHADE },
      { op: "rect", area: [MARGIN, MARGIN, width, height], radius, colour: CREAM },
      {
        op: "clip",
        path: pathOf(inner),
        paints: [rect(MARGIN, MARGIN, width, height, colour), ...inside, {
          op: "grain",
          area: [MARGIN, MARGIN, width, height],
          opacity: 0.09
        }]
      }
    ]
  }]
}

const cardPicture = (paints: ReadonlyArray<Paint>) => ({
  width: CARD.width + 2 * MARGIN,
  height: CARD.height + 2 * MARGIN,
  paints
})
const colourOf = (line: number, lines: number, brandHot: string | undefined): string =>
  line === 0 || line === lines - 1 ? brandHot ?? COLOURS[0] : COLOURS[line % COLOURS.length] ?? COLOURS[0]

/** What lay on the card that is dealt away. */
const thingOf = (before: StagedScene | undefined): ReadonlyArray<Paint> =>
  before === undefined || before.emoji === null ? [] : [{
    op: "pictogram",
    emoji: before.emoji,
    centre: [MARGIN + CARD.width / 2, MARGIN + CARD.height / 2],
    size: 600,
    rim: 0.02,
    drop: 0.028,
    shade: SHADE
  }]

/** The cards still to be dealt, cut by the frame's foot; the present one stands higher, those that are gone are faint. */
const hand = (line: number, lines: number, setter: Typesetter, brandHot: string | undefined): ReadonlyArray<Paint> => {
  const count = Math.max(1, Math.min(5, lines - 2))
  const first = Math.max(1, Math.min(line - 2, lines - 1 - count))
  return Array.from({ length: count }, (_, slot) => first + slot).flatMap((number, slot): ReadonlyArray<Paint> => {
    const middle = slot - (count - 1) / 2
    const x = 540 + middle * Math.min(310, 900 / count)
    const turn = middle * 0.12
    const y = 1790 + Math.abs(middle) * 26 - (number === line ? 90 : 0)
    const colour = mix(colourOf(number, lines, brandHot), NIGHT, number < line ? 0.62 : 0)
    const text = setLabel(String(number), {
      left: x - 120,
      right: x + 120,
      top: y - 150,
      bottom: y + 90,
      face: "figure",
      most: 230,
      least: 120,
      align: "centre",
      anchor: "middle"
    }, setter)
    return [{
      op: "turned",
      centre: [x, y],
      turn,
      paints: [
        { op: "rect", area: [x - 148, y - 178, 316, 470], radius: 40, colour: SHADE },
        {
          op: "rect",
          area: [x - 158, y - 188, 316, 470],
          radius: 40,
          colour: number < line ? mix(CREAM, NIGHT, 0.6) : CREAM
        },
        { op: "rect", area: [x - 144, y - 174, 288, 440], radius: 30, colour },
        ...labelPaint(text, number < line ? mix(INK, NIGHT, 0.4) : INK)
      ]
    }]
  })
}

/** Where the canvas of a card begins, seen from the frame. */
const CANVAS = { x: CARD.left - MARGIN, y: CARD.top - MARGIN } as const
const MIDDLE = [MARGIN + CARD.width / 2, MARGIN + CARD.height / 2] as const

/** What all steps of a shot know: its colours, the card that is dealt and what is written on it. */
interface Dealt {
  readonly scene: StagedScene
  readonly production: Production
  readonly ground: string
  /** Of the card. */
  readonly colour: string
  readonly tone: ToneColours
  readonly card: Card
  readonly footer: Label | null
  readonly footerHeight: number
  readonly number: Label | null
  readonly title: Label | null
  readonly isLast: boolean
  /** A thing lies on the card, or the word that stands for it. */
  readonly isObject: boolean
  /** When the word that matters is said. */
  readonly at: number
}

/** On a strip at the card's foot: the account, the line's own heading or the title. */
const setFooter = (scene: StagedScene, { brand, setter, title }: Production): Label | null => {
  const text = kickerText(scene, brand, scene.role === "hook" ? title : null)
  return text === "" ? null : setLabel(text, {
    left: CARD.left + 62,
    right: CARD.left + CARD.width - 62,
    top: CARD.top + CARD.height - 184,
    bottom: CARD.top + CARD.height - 34,
    face: "sans",
    most: 124,
    least: 52,
    maxLines: 2,
    leading: 1.02,
    anchor: "middle"
  }, setter)
}

const setNumber = (line: number, setter: Typesetter): Label =>
  setLabel(String(line), {
    left: CARD.left + 44,
    right: CARD.left + 460,
    top: CARD.top + 36,
    bottom: CARD.top + 400,
    face: "figure",
    most: 440,
    least: 200
  }, setter)

/** Where no thing is to be seen, the word that matters is what the card shows. */
const setTitle = (
  scene: StagedScene,
  { bottom, top }: { readonly top: number; readonly bottom: number },
  setter: Typesetter
): Label =>
  setLabel(tellingWords(scene).map(({ text }) => text).join(" ").replace(/[.,;:!?…]+$/u, ""), {
    left: CARD.left + 56,
    right: CARD.left + CARD.width - 56,
    top,
    bottom,
    face: "sans",
    most: 250,
    least: 90,
    maxLines: 3,
    leading: 1.02,
    anchor: "middle"
  }, setter)

const deal = (scene: StagedScene, production: Production): Dealt => {
  const { emoji, frames, line, lines, picture, shows } = scene
  const { brand, setter } = production
  const colour = colourOf(line, lines, brand.hot)
  const tone = toneOf({ ground: colour, ink: INK, hot: readable(colour, ["#A11309", INK]), second: INK })
  const isLast = line === lines - 1
  const footer = setFooter(scene, production)
  const footerHeight = footer === null ? 0 : 200
  const spared = shows.kind === "number" && footer === null ? 260 : 0
  const area = [CARD.left + 60, CARD.top + 56, CARD.width - 120, CARD.height - 112 - footerHeight - spared] as const
  const card = sceneCard(scene, { area, tone, setter })
  const isObject = !isDrawn(card) && picture === null
  const number = isObject && line > 0 && !isLast ? setNumber(line, setter) : null
  const title = isObject && emoji === null
    ? setTitle(scene, {
      top: CARD.top + (number === null ? 70 : 400),
      bottom: CARD.top + CARD.height - footerHeight - 60
    }, setter)
    : null
  return {
    scene,
    production,
    ground: brand.ground ?? NIGHT,
    colour,
    tone,
    card,
    footer,
    footerHeight,
    number,
    title,
    isLast,
    isObject,
    at: marked(scene.words, frames)
  }
}

const captionBelow = ({ ground, production, scene }: Dealt): Captioned => {
  const { brand, captions, setter } = production
  const rim = mix(ground, "#000000", 0.6)
  const hot = readable(ground, [brand.hot ?? SUN, SUN])
  return captionsOf({
    style: captions ?? "box",
    words: scene.words,
    frame: {
      left: EDGE.left,
      right: EDGE.right + 4,
      top: 1206,
      bottom: EDGE.bottom + 2,
      face: "sans",
      most: 136,
      least: 74,
      maxLines: 2,
      leading: 1.12,
      align: "centre",
      anchor: "middle",
      lineCost: 0.02,
      direction: scene.direction
    },
    frames: scene.frames,
    colours: { text: readable(ground, ["#FFFFFF"]), hot, onHot: readable(hot, [INK]), rim, panel: rim },
    setter,
    isHook: scene.role === "hook"
  })
}

/** What is printed on the card, from its ground up: dots, a photo or rays, the card's own paints and labels, the footer. */
const insideCard = (dealt: Dealt): ReadonlyArray<Paint> => {
  const { card, colour, footer, footerHeight, isObject, number, scene, title, tone } = dealt
  const { emoji, index, picture } = scene
  const by = [MARGIN - CARD.left, MARGIN - CARD.top] as const
  return [
    {
      op: "dots",
      area: [MARGIN, MARGIN, CARD.width, CARD.height],
      colour: mix(colour, "#000000", 0.1),
      cell: 30,
      from: 0.3,
      to: 1.2
    },
    ...(picture?.kind === "photo" && !isDrawn(card)
      ? [
        steppedPhoto(picture, [MARGIN, MARGIN, CARD.width, CARD.height - footerHeight], {
          ink: INK,
          paper: colour
        }, scene)
      ]
      : []),
    ...(isObject && emoji !== null ? [rays(MIDDLE, mix(colour, "#000000", 0.08), { turn: index * 0.4 })] : []),
    {
      op: "moved",
      by,
      paints: [
        ...card.paints,
        ...(number === null ? [] : labelPaint(number, INK)),
        ...(title === null ? [] : labelPaint(title, tone.hot))
      ]
    },
    ...(footer === null ? [] : [
      rect(MARGIN, MARGIN + CARD.height - footerHeight, CARD.width, footerHeight, CREAM),
      { op: "moved" as const, by, paints: labelPaint(footer, INK) }
    ])
  ]
}

/** The card that is dealt. It leans a little under a thing or a picture; what moves on a drawn card stands upright. */
const dealtCard = (dealt: Dealt): Sprite => {
  const { colour, isObject, scene: { index, line, part, picture } } = dealt
  const turn = isObject || picture !== null ? (index % 2 === 0 ? -0.014 : 0.016) : 0
  return {
    picture: cardPicture(cardPaints(colour, insideCard(dealt), turn)),
    ...CANVAS,
    at: 0,
    enter: line === 0 ? { kind: "slide", frames: 8, dx: 0, dy: part === 0 ? 90 : 0 } : { kind: "none" }
  }
}

/** The card before is dealt away over the new one. */
const cardDealtAway = ({ production: { brand, scenes }, scene: { line, lines, part } }: Dealt): ReadonlyArray<Sprite> =>
  line > 0 && part === 0
    ? [{
      picture: cardPicture(
        cardPaints(colourOf(line - 1, lines, brand.hot), thingOf(scenes.find((one) => one.line === line - 1)), 0.02)
      ),
      ...CANVAS,
      at: 0,
      until: 9,
      enter: { kind: "none" },
      leave: { at: 0, frames: 8, dx: -1250, dy: 60 }
    }]
    : []

/** Two cards lean under the one that is dealt. */
const deckBelow = ({ production: { brand }, scene: { line, lines } }: Dealt): ReadonlyArray<Paint> =>
  [0.1, -0.06].map((lean, order): Paint => ({
    op: "turned",
    centre: [CARD.left + CARD.width / 2, CARD.top + CARD.height / 2],
    turn: lean,
    paints: [
      {
        op: "rect",
        area: [CARD.left + 12, CARD.top + 14, CARD.width, CARD.height],
        radius: CARD.radius,
        colour: SHADE
      },
      { op: "rect", area: [CARD.left, CARD.top, CARD.width, CARD.height], radius: CARD.radius, colour: CREAM },
      {
        op: "rect",
        area: [CARD.left + 18, CARD.top + 18, CARD.width - 36, CARD.height - 36],
        radius: 48,
        colour: colourOf(line + 2 - order, lines + 9, brand.hot)
      }
    ]
  }))

/** The hand and the deck: everything that lies under the card. */
const tableBelow = (dealt: Dealt): Sprite => {
  const { production: { brand, setter }, scene: { line, lines } } = dealt
  return {
    picture: { width: 1080, height: HEIGHT, paints: [...hand(line, lines, setter, brand.hot), ...deckBelow(dealt)] },
    x: 0,
    y: 0,
    at: 0,
    enter: { kind: "none" }
  }
}

/** The thing a card is about: in its middle where it has nothing else, or at its foot under a number without a footer. */
const thingOnCard = ({ footer, footerHeight, isObject, number, scene }: Dealt): ReadonlyArray<Sprite> => {
  const { emoji, frames, index, role, shows } = scene
  if (emoji === null) return []
  const pop = { kind: "pop", frames: 7, turn: -0.4 } as const
  if (isObject) {
    const middle = CARD.top + (CARD.height - footerHeight) / 2
    return [objectSprite({
      emoji,
      centre: number === null ? [508, middle + 10] : [580, middle + 70],
      size: (footer === null ? 860 : 720) - (number === null ? 0 : 90),
      turn: index % 2 === 0 ? 0.06 : -0.08
    }, {
      at: role === "hook" ? 0 : Math.min(frames - 12, 6),
      enter: role === "hook" ? { kind: "slide", frames: 9, dx: 0, dy: 120 } : pop,
      bob: { by: 12, period: 48 }
    })]
  }
  if (shows.kind !== "number" || footer !== null) return []
  return [objectSprite({ emoji, centre: [690, CARD.top + CARD.height - 190], size: 420, turn: 0.1 }, {
    at: role === "hook" ? 0 : Math.min(frames - 12, 10),
    enter: role === "hook" ? { kind: "none" } : pop,
    bob: { by: 8, period: 48 }
  })]
}

const eventsOf = ({ at, card, isLast, isObject, scene: { frames, role } }: Dealt): ReadonlyArray<VisualEvent> => [
  { frame: 0, kind: role === "hook" ? "impact" : "whoosh" },
  ...(isObject ? [{ frame: Math.min(at, frames - 8), kind: "pop" as const }] : []),
  ...(isLast ? [{ frame: Math.min(frames - 8, at + 2), kind: "ding" as const }] : []),
  ...card.events
]

/** What moves on a card waits until the card before is out of its way, and its texts until they can be read. */
const settled = ({ card, scene: { line, part } }: Dealt): Pick<Card, "sprites" | "drawings" | "texts"> => {
  const isCovered = part === 0 && line > 0
  const shift = isCovered ? 5 : 0
  return {
    sprites: card.sprites.map((sprite) => ({ ...sprite, at: sprite.at + shift })),
    drawings: card.drawings.map((drawing) => ({
      ...drawing,
      from: Math.max(drawing.from, drawing.to > shift + 1 && isCovered ? shift : 0)
    })),
    texts: card.texts.map((text) => ({ ...text, from: Math.min(text.to - 1, Math.max(text.from, 9)) }))
  }
}

/** A deck: each line is a card that is dealt; the sentence stands below, the hand at the foot. */
export const cardsLook: Look = (scene, production) => {
  const dealt = deal(scene, production)
  const { card, footer, ground } = dealt
  const { frames } = scene
  const caption = captionBelow(dealt)
  const onCard = settled(dealt)
  return {
    frames,
    plate: plateOf(
      scene,
      dotted(ground, mix(ground, "#FFFFFF", 0.14), { from: 0.02, to: 0.8, cell: 34, most: 0.6 })
    ),
    clip: null,
    punch: scene.role === "turn" ? 0.08 : 0,
    sprites: [
      tableBelow(dealt),
      dealtCard(dealt),
      ...onCard.sprites,
      ...thingOnCard(dealt),
      ...cardDealtAway(dealt)
    ],
    drawings: [...onCard.drawings, ...caption.drawings],
    texts: [
      ...onCard.texts,
      ...caption.texts,
      ...(footer === null ? [] : [labelText(footer, INK, Math.min(frames - 1, 9), frames)])
    ],
    events: eventsOf(dealt),
    kind: kindOf(card, scene)
  }
}
