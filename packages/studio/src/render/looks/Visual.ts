import type { Shows } from "@callsheet/domain/asset/Shows"
import type { Area, Paint } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { HEIGHT, WIDTH } from "../picture/Frame.ts"
import type { Direction } from "../text/Bidi.ts"
import type { TimedWord } from "../text/Pages.ts"
import type { Typesetter } from "../text/Typesetter.ts"
import type { ReadText, Shot, Sprite, StagedScene, VisualEvent } from "./Shot.ts"

/** Colours of a part of the frame. `hot` and `second` can be read on `ground`. */
export interface ToneColours {
  readonly ground: string
  readonly ink: string
  readonly hot: string
  readonly second: string
  /** Text on `hot` and on `second`. */
  readonly onHot: string
  readonly onSecond: string
  /** Lines and fields that only help. */
  readonly faint: string
}

/** What a card is drawn for: where, with which colours, and when what is said. */
export interface CardRequest {
  readonly area: Area
  readonly tone: ToneColours
  readonly frames: number
  readonly words: ReadonlyArray<TimedWord>
  readonly direction: Direction
  readonly setter: Typesetter
  /** Nothing of a hook may be missing at frame 0. */
  readonly isHook: boolean
  /** Of a long line: cards do not start over in its later pieces. */
  readonly part: number
}

/** What a card adds to its shot. `paints` are still; they lie under everything else of it. */
export interface Card {
  readonly paints: ReadonlyArray<Paint>
  readonly sprites: ReadonlyArray<Sprite>
  readonly drawings: ReadonlyArray<Drawing>
  readonly texts: ReadonlyArray<ReadText>
  readonly events: ReadonlyArray<VisualEvent>
  readonly kind: Shot["kind"]
}

export const emptyCard: Card = { paints: [], sprites: [], drawings: [], texts: [], events: [], kind: "object" }

/** Whether a card shows something of its own. */
export const isDrawn = ({ kind }: Card): boolean => kind !== "object"

/** What a shot counts as: its card, else its picture, else its object, else its words. */
export const kindOf = (card: Card, { emoji, picture }: Pick<StagedScene, "emoji" | "picture">): Shot["kind"] =>
  isDrawn(card) ? card.kind : picture?.kind ?? (emoji === null ? "words" : "object")

export type CardOf<K extends Shows["kind"]> = (shows: Extract<Shows, { kind: K }>, request: CardRequest) => Card

const CARD_MARGIN = 48

/** The still parts of a card. The plate drifts, so they lie on a sprite of their own. */
export const cardSprites = ({ paints, sprites }: Card, [x, y, width, height]: Area): ReadonlyArray<Sprite> => {
  if (paints.length === 0) return sprites
  const [left, top] = [Math.max(0, Math.floor(x - CARD_MARGIN)), Math.max(0, Math.floor(y - CARD_MARGIN))]
  const even = (v: number) => 2 * Math.ceil(v / 2)
  const picture = {
    width: even(Math.min(WIDTH, x + width + CARD_MARGIN) - left),
    height: even(Math.min(HEIGHT, y + height + CARD_MARGIN) - top),
    paints: [{ op: "moved" as const, by: [-left, -top] as const, paints }]
  }
  return [{ picture, x: left, y: top, at: 0, enter: { kind: "none" } }, ...sprites]
}

/** The frame at which the word that matters is said; else about a third into the shot. */
export const marked = (words: ReadonlyArray<TimedWord>, frames: number): number => {
  const hot = words.find(({ emphasised, from }) => emphasised && from !== null)
  return Math.max(4, Math.min(frames - 14, hot?.from ?? Math.round(frames / 3)))
}

/** When the n-th of several things comes: spread over the spoken part of the shot. */
export const spread = (count: number, words: ReadonlyArray<TimedWord>, frames: number): ReadonlyArray<number> => {
  const begins = words.flatMap(({ from }) => (from === null ? [] : [from]))
  const first = Math.max(2, begins[0] ?? 4)
  const last = Math.min(frames - 16, begins.at(-1) ?? frames - 20)
  return Array.from(
    { length: count },
    (_, index) => Math.max(2, Math.round(first + ((Math.max(first, last) - first) * index) / Math.max(1, count - 1)))
  )
}

interface ObjectLook {
  readonly emoji: string
  readonly centre: readonly [x: number, y: number]
  readonly size: number
  readonly turn?: number
  readonly rim?: number
  readonly shade?: string
}

/** A pictogram as a sprite: how it comes in and moves is added by the look. */
export const objectSprite = (
  { centre, emoji, rim = 0.02, shade = "#0C0A10", size, turn = 0 }: ObjectLook,
  motion: Omit<Sprite, "picture" | "x" | "y">
): Sprite => {
  const side = 2 * Math.ceil(size * 0.68)
  return {
    ...motion,
    picture: {
      width: side,
      height: side,
      paints: [{ op: "pictogram", emoji, centre: [side / 2, side / 2], size, turn, rim, drop: 0.028, shade }]
    },
    x: Math.round(centre[0] - side / 2),
    y: Math.round(centre[1] - side / 2)
  }
}
