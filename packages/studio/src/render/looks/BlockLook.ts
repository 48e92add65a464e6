import { type Paint, rect } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import { HEIGHT, WIDTH } from "../picture/Frame.ts"
import { visualWords } from "../text/Bidi.ts"
import { boxOf, roundRect } from "../text/Outline.ts"
import { leansOnNext, type TimedWord } from "../text/Pages.ts"
import type { SetWord, Typesetter } from "../text/Typesetter.ts"
import { captionsOf } from "./CaptionStyles.ts"
import { cardFor } from "./Cards.ts"
import { mix, readable } from "./Colour.ts"
import { lettersAt, rising } from "./Draw.ts"
import { photoPaint } from "./Photo.ts"
import { dotted, plateOf } from "./Plates.ts"
import { EDGE, type Look, type ReadText, type StagedScene, type VisualEvent } from "./Shot.ts"
import { type Swatch, swatchFor, toneOf } from "./Tones.ts"
import { cardSprites, emptyCard, marked, objectSprite } from "./Visual.ts"

const SWATCHES: readonly [Swatch, ...ReadonlyArray<Swatch>] = [
  { ground: "#FFD53D", ink: "#17120B", hot: "#C4240D", second: "#17120B" },
  { ground: "#17120B", ink: "#FFF6DE", hot: "#FFD53D", second: "#FF5A3C" },
  { ground: "#FF5A3C", ink: "#17120B", hot: "#17120B", second: "#FFF6DE" },
  { ground: "#2B3BFF", ink: "#FFF6DE", hot: "#FFD53D", second: "#FFF6DE" },
  { ground: "#0A6349", ink: "#FFF6DE", hot: "#FFD53D", second: "#FFF6DE" }
]

const WIDE = EDGE.right - EDGE.left
const MOST = 460
const GAP = 26

interface Row {
  readonly words: ReadonlyArray<{ readonly word: TimedWord; readonly set: SetWord }>
  readonly isHot: boolean
  /** At 100 pixels an em. */
  readonly width: number
  readonly ascent: number
  readonly descent: number
}

const UNIT = 100
const WORD_GAP = 24

const upper = (text: string, language: string) => text.toLocaleUpperCase(language)

/** Marked words get a row of their own; the others are spread over rows of about equal length. */
const rowsOf = (scene: StagedScene, setter: Typesetter, mostRows: number): ReadonlyArray<Row> => {
  const { direction, language, words } = scene
  const groups: Array<{ hot: boolean; words: Array<TimedWord> }> = []
  for (const word of words) {
    const last = groups.at(-1)
    if (last?.hot === word.emphasised) last.words.push(word)
    else groups.push({ hot: word.emphasised, words: [word] })
  }
  const lettersOf = (some: ReadonlyArray<TimedWord>) => some.reduce((sum, { text }) => sum + text.length + 1, 0)
  const isWide = words.some(({ joined }) => joined === true)
  const ideal = mostRows > 3 ? (isWide ? 5 : 8.5) : (isWide ? 6 : 12)
  const lines = groups.flatMap(({ hot, words }) => {
    const share = Math.max(1, Math.min(words.length, Math.round(lettersOf(words) / ideal)))
    const each = lettersOf(words) / share
    const rows: Array<Array<TimedWord>> = [[]]
    words.forEach((word, index) => {
      const row = rows.at(-1) ?? []
      const leans = leansOnNext(row.at(-1)?.text ?? "")
      if (
        row.length > 0 && rows.length < share && !leans && lettersOf(row) + word.text.length / 2 > each &&
        words.length - index >= 1
      ) rows.push([word])
      else row.push(word)
    })
    return rows.filter((row) => row.length > 0).map((row) => ({ hot, words: row }))
  })
  while (lines.length > mostRows) {
    // The two shortest neighbours of one kind become one row.
    const at = lines.reduce((best, line, index) => {
      const next = lines[index + 1]
      if (next === undefined) return best
      const length = lettersOf(line.words) + lettersOf(next.words) + (line.hot === next.hot ? 0 : 12)
      return length < best.length ? { index, length } : best
    }, { index: 0, length: Infinity }).index
    const [a, b] = [lines[at], lines[at + 1]]
    if (a === undefined || b === undefined) break
    lines.splice(at, 2, { hot: a.hot && b.hot, words: [...a.words, ...b.words] })
  }
  return lines.map(({ hot, words }) => {
    const sets = words.map((word) => ({ word, set: setter.set(upper(word.text, language), UNIT, "block", direction) }))
    const boxes = sets.filter(({ set }) => set.outline.length > 0).map(({ set }) => boxOf(set.outline))
    return {
      words: sets,
      isHot: hot,
      width: sets.reduce(
        (sum, { set, word }, index) => sum + set.advance + (index > 0 && word.joined !== true ? WORD_GAP : 0),
        0
      ),
      ascent: Math.max(60, ...boxes.map(({ top }) => -top)),
      descent: Math.max(4, ...boxes.map(({ bottom }) => bottom))
    }
  })
}

/** Height of words that stand alone. */
const POSTER = EDGE.bottom - EDGE.top

const padOf = (isHot: boolean, size: number) => isHot ? Math.min(30, size * 0.14) : 0

/** At most `count` rows as wide as the frame, made smaller together where they are too high; `least` is the smallest type. */
const fittedRows = (scene: StagedScene, setter: Typesetter, budget: number, count: number) => {
  const rows = rowsOf(scene, setter, count).map((row) => ({
    ...row,
    size: Math.min(MOST, ((row.isHot ? WIDE - 60 : WIDE) * UNIT) / Math.max(1, row.width))
  }))
  const gaps = GAP * (rows.length - 1)
  const heightAt = (factor: number) =>
    rows.reduce(
      (sum, { ascent, descent, isHot, size }) =>
        sum + ((ascent + descent) * size * factor) / UNIT + 2 * padOf(isHot, size * factor),
      gaps
    )
  const factor = Math.min(1, (budget - gaps) / Math.max(1, heightAt(1) - gaps))
  return { rows, factor, height: heightAt(factor), least: Math.min(...rows.map(({ size }) => size * factor)) }
}

interface Text {
  readonly drawings: ReadonlyArray<Drawing>
  readonly texts: ReadonlyArray<ReadText>
  readonly bottom: number
}

/** Rows fitted to one width, from `top` and at most `budget` high. Each rises with its first word; a hook's come at once. */
const setRows = (
  scene: StagedScene,
  place: { readonly top: number; readonly budget: number; readonly anchor: "top" | "middle" | "bottom" },
  colours: { readonly ink: string; readonly slab: string; readonly onSlab: string },
  setter: Typesetter
): Text => {
  const { direction, frames, role } = scene
  const few = fittedRows(scene, setter, place.budget, 3)
  const many = fittedRows(scene, setter, place.budget, 4)
  const { factor, height: whole, rows } = few.least > many.least ? few : many
  const drawings: Array<Drawing> = []
  const texts: Array<ReadText> = []
  let y = place.top + (place.budget - whole) * ({ top: 0, middle: 0.45, bottom: 1 }[place.anchor])
  rows.forEach((row, index) => {
    const size = row.size * factor
    const pad = padOf(row.isHot, size)
    const [ascent, descent] = [(row.ascent * size) / UNIT, (row.descent * size) / UNIT]
    const height = ascent + descent + 2 * pad
    const width = (row.width * size) / UNIT
    const wide = width + 2 * (row.isHot ? 30 * factor : 0)
    const isRtl = direction === "rtl"
    const left = isRtl ? EDGE.right - wide : EDGE.left
    const said = row.words.find(({ word }) => word.from !== null)?.word.from ?? 0
    const at = role === "hook" && scene.part === 0
      ? [0, 3, 7, 10][index] ?? 12
      : index === 0
      ? 0
      : Math.min(frames - 8, said)
    const mask = { left: left - 8, right: left + wide + 8, top: y - 4, bottom: y + height + 4 }
    const colour = row.isHot ? colours.onSlab : colours.ink
    const isThere = at === 0 && index === 0
    const show = (drawing: Drawing) => isThere ? [drawing] : rising(drawing, mask, at)
    if (row.isHot) {
      drawings.push(
        ...show({ layer: 20, from: at, to: frames, outline: roundRect(left, y, wide, height, 0), fill: colours.slab })
      )
    }
    let pen = left + (row.isHot ? 30 * factor : 0)
    const ordered = visualWords(
      row.words,
      ({ set, word }) => set.outline.length === 0 ? word.text : word.text,
      direction
    )
    const outline = ordered.flatMap(({ word }, position) => {
      const set = setter.set(upper(word.text, scene.language), size, "block", direction)
      const gap = position > 0 && (direction === "rtl" ? ordered[position - 1]?.word.joined : word.joined) !== true
        ? (WORD_GAP * size) / UNIT
        : 0
      pen += gap
      const letters = lettersAt(set, pen, y + pad + ascent)
      pen += set.advance
      return letters
    })
    if (outline.length > 0) drawings.push(...show({ layer: 21, from: at, to: frames, outline, fill: colour }))
    texts.push({
      text: row.words.map(({ word }) => word.text).join(" "),
      box: { left, right: left + wide, top: y + pad, bottom: y + pad + ascent + descent },
      size,
      colour,
      from: Math.min(frames - 1, at + 7),
      to: frames,
      overflows: size < 56
    })
    y += height + GAP
  })
  return { drawings, texts, bottom: y - GAP }
}

/** The sentence is the picture: rows as wide as the frame, one thing below or above them, flat colour behind. */
export const blockLook: Look = (scene, production) => {
  const { frames, index, line, lines, picture, role } = scene
  const { brand, captions, setter } = production
  const swatch = swatchFor(SWATCHES, scene, brand)
  const tone = toneOf(swatch)
  const slab = tone.hot
  const colours = { ink: tone.ink, slab, onSlab: readable(slab, ["#FFF6DE", swatch.ground, tone.ink]) }
  const isUpsideDown = index % 2 === 1 && line < lines - 1 && role !== "hook" && scene.fits
  const textBudget = { object: 800, card: 500 }
  const request = {
    tone,
    frames,
    words: scene.words,
    direction: scene.direction,
    setter,
    isHook: role === "hook",
    part: scene.part
  }
  const hasCard = scene.shows.kind !== "text" && scene.shows.kind !== "picture"
  const isFree = !hasCard && picture === null
  // Words that no picture fits are the picture: they take the whole frame.
  const isPoster = isFree && !scene.fits
  const isBig = isFree && !isPoster
  const budget = isPoster
    ? POSTER
    : hasCard || picture !== null
    ? textBudget.card
    : isUpsideDown
    ? 480
    : textBudget.object
  const top = isUpsideDown ? EDGE.bottom - budget : EDGE.top
  const text = captions === null
    ? setRows(scene, { top, budget, anchor: isPoster ? "middle" : isUpsideDown ? "bottom" : "top" }, colours, setter)
    : asCaptions(scene, production, top, budget, tone)
  const free = isUpsideDown
    ? { top: hasCard ? EDGE.top : 0, bottom: Math.min(...text.texts.map(({ box }) => box.top), top + budget) - 70 }
    : { top: text.bottom + 60, bottom: hasCard ? EDGE.bottom : HEIGHT }
  const area = [EDGE.left, free.top, WIDE, Math.max(300, free.bottom - free.top)] as const
  const card = hasCard
    ? cardFor(scene.shows, { ...request, area }) ??
      emptyCard
    : emptyCard
  const dots = mix(swatch.ground, tone.ink, 0.13)
  const at = marked(scene.words, frames)
  const size = Math.min(1000, Math.max(620, (free.bottom - free.top) * (isUpsideDown ? 0.94 : 1.02)))
  const centre: readonly [number, number] = isUpsideDown
    ? [540, free.top + (free.bottom - free.top) / 2 + 40]
    : [540, Math.min(1620, free.top + size * 0.52)]
  const foot: ReadonlyArray<Paint> = isUpsideDown || hasCard || isPoster
    ? [{
      op: "dots",
      area: [0, EDGE.bottom + 24, WIDTH + 2 * frames + 4, HEIGHT - EDGE.bottom - 24],
      colour: tone.hot,
      cell: 40,
      from: 0.1,
      to: 1.2
    }]
    : []
  const photoArea = [0, free.top, WIDTH, (isUpsideDown ? free.bottom : HEIGHT) - free.top] as const
  const events: Array<VisualEvent> = [
    { frame: 0, kind: index % 2 === 0 ? "impact" : "whoosh" },
    ...(line === lines - 1 ? [{ frame: Math.min(frames - 12, at), kind: "ding" as const }] : []),
    ...card.events
  ]
  return {
    frames,
    plate: plateOf(scene, (width) => [
      ...dotted(swatch.ground, dots, { from: isUpsideDown ? 0.3 : 0.42 })(width),
      ...foot,
      ...(picture?.kind === "photo"
        ? [
          rect(0, photoArea[1] - 18, width, photoArea[3] + 36, tone.ink),
          photoPaint(picture, [0, photoArea[1], width, photoArea[3]], { ink: tone.ink, paper: swatch.ground }, {
            zoom: 1 + 0.3 * (scene.part % 2)
          })
        ]
        : [])
    ]),
    clip: null,
    punch: role === "hook" || role === "turn" || index % 2 === 0 ? 0.1 : 0,
    sprites: [
      ...cardSprites(card, area),
      ...(isBig
        ? [objectSprite({ emoji: scene.emoji, centre, size, turn: index % 2 === 0 ? -0.1 : 0.1 }, {
          at: 0,
          enter: role === "hook"
            ? { kind: "slide", frames: 9, dx: 0, dy: 220 }
            : { kind: "slide", frames: 9, dx: index % 2 === 0 ? -500 : 500, dy: 260 },
          bob: { by: 12, period: 52 }
        })]
        : hasCard
        ? footObject(scene)
        : [])
    ],
    drawings: [...card.drawings, ...text.drawings],
    texts: [...card.texts, ...text.texts],
    events,
    kind: hasCard ? card.kind : picture?.kind ?? (isPoster ? "words" : "object")
  }
}

/** Under a card, where nothing has to be read, its object looks up from the foot. */
const footObject = (scene: StagedScene) => [
  objectSprite({ emoji: scene.emoji, centre: [scene.index % 2 === 0 ? 760 : 320, 1740], size: 560, turn: 0.1 }, {
    at: 4,
    enter: { kind: "slide", frames: 10, dx: 0, dy: 420 },
    bob: { by: 10, period: 46 }
  })
]

/** The captions of another style in the place of the rows. */
const asCaptions = (
  scene: StagedScene,
  { captions, setter }: Parameters<Look>[1],
  top: number,
  budget: number,
  tone: ReturnType<typeof toneOf>
): Text => {
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
