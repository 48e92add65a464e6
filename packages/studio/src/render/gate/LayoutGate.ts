import type { ReadText, Shot } from "../looks/Shot.ts"
import { FPS } from "../picture/Frame.ts"
import type { Box } from "../text/Outline.ts"
import type { GateFinding } from "./Finding.ts"

/** Inside these nothing of TikTok's own lies on top: its tabs above, its buttons at the right of the lower half, its texts below. */
const ZONES: ReadonlyArray<Box> = [
  { left: 64, right: 1016, top: 220, bottom: 850 },
  { left: 64, right: 970, top: 220, bottom: 1440 }
]
/** Rounding of outlines, in pixels. */
const GIVE = 3
/** Nothing that must be read is set smaller. */
const LEAST_SIZE = 43
/** Boxes of text may touch by this part of the smaller one: they include the room of accents and tails. */
const MOST_OVERLAP = 0.02

const isInside = ({ bottom, left, right, top }: Box): boolean =>
  ZONES.some((zone) =>
    left >= zone.left - GIVE && right <= zone.right + GIVE && top >= zone.top - GIVE && bottom <= zone.bottom + GIVE
  )

const areaOf = ({ bottom, left, right, top }: Box) => Math.max(0, right - left) * Math.max(0, bottom - top)
const common = (a: Box, b: Box): Box => ({
  left: Math.max(a.left, b.left),
  right: Math.min(a.right, b.right),
  top: Math.max(a.top, b.top),
  bottom: Math.min(a.bottom, b.bottom)
})

const overlapOf = (a: ReadText, b: ReadText): number => {
  if (a.from >= b.to || b.from >= a.to) return 0
  const shared = common(a.box, b.box)
  return shared.right <= shared.left || shared.bottom <= shared.top
    ? 0
    : areaOf(shared) / Math.max(1, Math.min(areaOf(a.box), areaOf(b.box)))
}

/** What can be known of a shot's texts before anything is painted. */
export const layoutFindings = ({ texts }: Pick<Shot, "texts">, start: number): ReadonlyArray<GateFinding> => {
  const at = start / FPS
  const named = (check: GateFinding["check"], what: string): GateFinding => ({ check, at, what })
  return texts.flatMap((text, index) => [
    ...(isInside(text.box) ? [] : [
      named(
        "outside",
        `"${text.text}" reaches ${Object.values(text.box).map(Math.round).join(", ")}, outside what TikTok leaves free`
      )
    ]),
    ...(text.overflows ? [named("overflow", `"${text.text}" does not fit its place`)] : []),
    ...(text.size < LEAST_SIZE ? [named("small", `"${text.text}" is set in ${Math.round(text.size)} pixels`)] : []),
    ...texts.slice(index + 1).flatMap((other) =>
      overlapOf(text, other) > MOST_OVERLAP
        ? [named("overlap", `"${text.text}" and "${other.text}" lie on each other`)]
        : []
    )
  ])
}

/** Characters that no font has: a viewer would see an empty box. */
export const glyphFindings = (
  { texts }: Pick<Shot, "texts">,
  missingIn: (text: string) => ReadonlyArray<string>,
  start: number
): ReadonlyArray<GateFinding> =>
  texts.flatMap(({ text }) => {
    const missing = [...new Set(missingIn(text))]
    return missing.length === 0
      ? []
      : [{ check: "glyph" as const, at: start / FPS, what: `"${text}" holds ${missing.join(" ")}, which no font has` }]
  })

/** Pictures that are seen in more than one line: what was seen says nothing new. The end may come back to the beginning. */
export const repeatFindings = (
  scenes: ReadonlyArray<{ readonly line: number; readonly picture: { readonly id: string } | null }>
): ReadonlyArray<GateFinding> => {
  const seen = new Map<string, number>()
  const last = scenes.at(-1)?.line
  return scenes.flatMap(({ line, picture }) => {
    if (picture === null) return []
    const before = seen.get(picture.id)
    seen.set(picture.id, line)
    return before === undefined || before === line || (before === 0 && line === last)
      ? []
      : [{ check: "repeated" as const, at: null, what: `lines ${before + 1} and ${line + 1} show the same picture` }]
  })
}
