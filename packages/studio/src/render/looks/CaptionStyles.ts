import type { CaptionStyle } from "@callsheet/domain/asset/Script"
import type { Drawing } from "../picture/Ass.ts"
import { shapeDrawings } from "../picture/Figures.ts"
import { emojiShapes } from "../text/Emoji.ts"
import { type Fitted, fitText, type TextFrame } from "../text/Fit.ts"
import { boxOf, move, roundRect } from "../text/Outline.ts"
import type { TimedWord } from "../text/Pages.ts"
import type { Typesetter } from "../text/Typesetter.ts"
import { lettersAt } from "./Draw.ts"
import type { ReadText } from "./Shot.ts"

export interface CaptionColours {
  readonly text: string
  /** The word that matters, and the one being spoken. */
  readonly hot: string
  /** Text on the box of the spoken word. */
  readonly onHot: string
  /** Around letters that stand on a picture; null on a plain ground. */
  readonly rim: string | null
  /** Behind a whole sentence, in the calm style. */
  readonly panel: string
}

export interface CaptionRequest {
  readonly style: CaptionStyle
  readonly words: ReadonlyArray<TimedWord>
  readonly frame: TextFrame
  readonly frames: number
  readonly colours: CaptionColours
  readonly setter: Typesetter
  /** The whole sentence stands from the first frame on: nobody waits for a hook. */
  readonly isHook: boolean
}

export interface Captioned {
  readonly drawings: ReadonlyArray<Drawing>
  readonly texts: ReadonlyArray<ReadText>
  readonly fitted: Fitted
}

type Placed = Fitted["words"][number]

interface Timed {
  readonly word: Placed
  readonly from: number
  readonly to: number
}

/** Words without a time of their own, such as emoji, go with the word before. */
const timed = (fitted: Fitted, words: ReadonlyArray<TimedWord>, frames: number): ReadonlyArray<Timed> => {
  let last = 0
  return fitted.words.toSorted((a, b) => a.index - b.index).map((word) => {
    const said = words[word.index]
    const from = Math.max(0, Math.min(frames - 1, said?.from ?? last))
    last = from
    return { word, from, to: Math.max(from + 1, Math.min(frames, said?.to ?? from + 1)) }
  })
}

type Style = (words: ReadonlyArray<Timed>, request: CaptionRequest, fitted: Fitted) => ReadonlyArray<Drawing>

interface Ink {
  readonly layer: number
  readonly from: number
  readonly to: number
  readonly fill: string
  readonly opacity?: number
  readonly motion?: string
  readonly rim?: { readonly width: number; readonly colour: string; readonly opacity?: number }
}

const letters = ({ set, x, y }: Placed, ink: Ink): ReadonlyArray<Drawing> => {
  const { rim, ...look } = ink
  return ink.to <= ink.from ? [] : [
    ...(set.outline.length === 0
      ? []
      : [{ ...look, outline: lettersAt(set, x, y), ...(rim === undefined ? {} : { border: rim }) }]),
    ...set.emoji.flatMap((emoji) =>
      shapeDrawings(emojiShapes(emoji.grapheme) ?? [], { x: x + emoji.x, y: y + emoji.y, size: emoji.size }, {
        layer: ink.layer + 1,
        from: ink.from,
        to: ink.to
      })
    )
  ]
}

const rimOf = ({ rim }: CaptionRequest["colours"], size: number, part = 0.07, opacity = 1) =>
  rim === null ? {} : { rim: { width: size * part, colour: rim, opacity } }

const boxAround = ({ set, size, x, y }: Placed) =>
  roundRect(x - size * 0.1, y - size * 0.86, set.advance + size * 0.2, size * 1.14, size * 0.18)

const box: Style = (words, { colours, frames }) =>
  words.flatMap(({ from, to, word }) => {
    const rest = { fill: word.emphasised ? colours.hot : colours.text, ...rimOf(colours, word.size) }
    return [
      ...letters(word, { layer: 21, from: 0, to: from, ...rest }),
      {
        layer: 20,
        from,
        to,
        outline: boxAround(word),
        fill: colours.hot,
        motion: "\\fscx107\\fscy113\\t(0,110,\\fscx100\\fscy100)"
      },
      ...letters(word, { layer: 23, from, to, fill: colours.onHot }),
      ...letters(word, { layer: 21, from: to, to: frames, ...rest })
    ]
  })

const ARRIVE = "\\fscx60\\fscy60\\t(0,80,\\fscx112\\fscy112)\\t(80,150,\\fscx100\\fscy100)"
const pop: Style = (words, { colours, frames, isHook }) =>
  words.flatMap(({ from, to, word }) => {
    const rest = { fill: word.emphasised ? colours.hot : colours.text, ...rimOf(colours, word.size, 0.075) }
    return [
      ...(isHook ? letters(word, { layer: 20, from: 0, to: from, ...rest }) : []),
      ...letters(word, {
        layer: 21,
        from,
        to,
        fill: colours.hot,
        ...(isHook ? {} : { motion: ARRIVE }),
        ...rimOf(colours, word.size, 0.075)
      }),
      ...letters(word, {
        layer: 20,
        from: to,
        to: frames,
        ...rest
      })
    ]
  })

/** How clear words that wait are. The hook may be read at once. */
const WAITING = { hook: 0.62, other: 0.46 } as const
const karaoke: Style = (words, { colours, frame, frames, isHook }) => {
  const dim = isHook ? WAITING.hook : WAITING.other
  return words.flatMap(({ from, to, word }) => {
    const { set, size, x, y } = word
    const [top, bottom] = [Math.floor(y - size * 1.15), Math.ceil(y + size * 0.45)]
    const left = Math.floor(x - size * 0.06)
    const right = Math.ceil(x + set.advance + size * 0.06)
    const millis = Math.round(((to - from) * 1000) / 30)
    const clip = (a: number, b: number) => `\\clip(${a},${top},${b},${bottom})`
    const sweep = frame.direction === "rtl"
      ? `${clip(right, right)}\\t(0,${millis},${clip(left, right)})`
      : `${clip(left, left)}\\t(0,${millis},${clip(left, right)})`
    const full = { fill: word.emphasised ? colours.hot : colours.text, ...rimOf(colours, size, 0.06) }
    return [
      ...letters(word, {
        layer: 20,
        from: 0,
        to,
        fill: colours.text,
        opacity: dim,
        ...rimOf(colours, size, 0.06, dim)
      }),
      ...letters(word, { layer: 21, from, to, motion: sweep, ...full }),
      ...letters(word, { layer: 21, from: to, to: frames, ...full })
    ]
  })
}

const LAND = "\\fscx138\\fscy138\\t(0,70,\\fscx96\\fscy96)\\t(70,120,\\fscx100\\fscy100)"

const calm: Style = (words, { colours, frames }, { box }) => [
  {
    layer: 20,
    from: 0,
    to: frames,
    outline: roundRect(box.left - 40, box.top - 26, box.right - box.left + 80, box.bottom - box.top + 52, 28),
    fill: colours.panel,
    opacity: 0.9,
    motion: "\\fad(90,0)"
  },
  ...words.flatMap(({ word }) =>
    letters(word, { layer: 21, from: 0, to: frames, fill: colours.text, motion: "\\fad(90,0)" })
  )
]

/** One or two words at a time, as large as the frame allows: each pair is set for itself. */
const punched = (request: CaptionRequest): Captioned => {
  const { colours, frame, frames, isHook, setter, words } = request
  const pairs: Array<Array<TimedWord>> = []
  for (const word of words) {
    const last = pairs.at(-1)
    const letters = (last ?? []).reduce((sum, { text }) => sum + text.length, 0)
    if (
      last !== undefined && last.length < 2 && letters + word.text.length <= 12 &&
      !/[.!?,;:。！？]$/u.test(last[0]?.text ?? "")
    ) {
      last.push(word)
    } else pairs.push([word])
  }
  const drawings: Array<Drawing> = []
  const texts: Array<ReadText> = []
  let fitted = fitText(words.slice(0, 1), frame, setter)
  pairs.forEach((pair, index) => {
    const from = index === 0 && isHook ? 0 : pair[0]?.from ?? 0
    const to = pairs[index + 1]?.[0]?.from ?? frames
    if (to <= from) return
    fitted = fitText(pair, { ...frame, align: "centre", anchor: "middle" }, setter)
    const outline = fitted.words.flatMap(({ set, x, y }) => lettersAt(set, x, y))
    if (outline.length === 0) return
    const off = fitted.size * 0.055
    const rim = { width: fitted.size * 0.06, colour: colours.rim ?? colours.panel }
    const around = boxOf(outline)
    drawings.push({
      layer: 20,
      from,
      to,
      outline: move(outline, off, off),
      fill: rim.colour,
      border: rim,
      motion: LAND
    })
    for (const word of fitted.words) {
      drawings.push(
        ...letters(word, {
          layer: 21,
          from,
          to,
          fill: word.emphasised ? colours.hot : colours.text,
          rim,
          motion: LAND
        }).map((drawing) => ({ ...drawing, frame: around }))
      )
    }
    texts.push(textOf(pair, fitted, colours.text, Math.min(to - 1, from + 4), to))
  })
  return { drawings, texts, fitted }
}

const textOf = (
  words: ReadonlyArray<{ readonly text: string }>,
  fitted: Fitted,
  colour: string,
  from: number,
  to: number
): ReadText => ({
  text: words.map(({ text }) => text).join(" "),
  box: fitted.box,
  size: fitted.size,
  colour,
  from,
  to,
  overflows: fitted.overflows
})

const styles: { readonly [S in Exclude<CaptionStyle, "punch">]: Style } = { box, pop, karaoke, calm }

/** The spoken words of a shot, as the style sets them. */
export const captionsOf = (request: CaptionRequest): Captioned => {
  if (request.words.length === 0) {
    return { drawings: [], texts: [], fitted: fitText([], request.frame, request.setter) }
  }
  if (request.style === "punch") return punched(request)
  const { colours, frame, frames, setter, words } = request
  const fitted = fitText(words, frame, setter)
  const spoken = timed(fitted, words, frames)
  const last = spoken.at(-1)
  // A box around the last word is over when it has been said.
  const lastFrom = request.style === "box" && (last?.to ?? frames) < frames - 8 ? last?.to ?? 0 : last?.from ?? 0
  return {
    drawings: styles[request.style](spoken, request, fitted),
    // Read when the last word is said; before that some words wait or have not come yet.
    texts: [textOf(words, fitted, colours.text, Math.min(frames - 1, lastFrom + 5), frames)],
    fitted
  }
}
