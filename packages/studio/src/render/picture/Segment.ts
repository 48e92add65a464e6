import type { LineRole } from "@callsheet/domain/asset/Script"
import { hyphenator } from "../text/Hyphens.ts"
import type { TimedWord } from "../text/Pages.ts"
import type { Typesetter } from "../text/Typesetter.ts"
import { isRightToLeft } from "../text/Words.ts"
import { assFile, type Drawing } from "./Ass.ts"
import { captionPages } from "./Captions.ts"
import { kickerPill, type Place, progressBar, wipes } from "./Decor.ts"
import { CENTRE_X } from "./Frame.ts"
import { headline, type StickerPlace } from "./Headline.ts"
import { type Sticker, stickerOf, stickerShapes } from "./Sticker.ts"
import type { Theme } from "./Theme.ts"

/** One line of the script with its time, ready to be drawn. */
export interface Segment extends Place {
  readonly role: LineRole
  readonly words: ReadonlyArray<TimedWord>
  readonly emoji: string | null
  readonly kicker: string | null
  readonly language: string
}

export interface SegmentPicture {
  /** What libass draws over the background. */
  readonly ass: string
  /** What is laid over the background as a picture. */
  readonly sticker: Sticker | null
}

const BEAT_STICKER: StickerPlace = { size: 400, centreY: 740 }

/** Everything of one segment but its background. Pure: the same segment always gives the same text. */
export const drawSegment = (
  segment: Segment,
  { handle, setter, theme }: { readonly theme: Theme; readonly handle: string | null; readonly setter: Typesetter }
): SegmentPicture => {
  const { emoji, frames, kicker, language, role } = segment
  const hyphenate = hyphenator(language)
  const words = segment.words.map((word) => ({ ...word, text: hyphenate(word.text) }))
  const direction = isRightToLeft(words.map(({ text }) => text).join(" ")) ? "rtl" : "ltr"
  const shapes = emoji === null ? null : stickerShapes(emoji, setter)

  const isBeat = role === "beat" || role === "turn"
  const text = isBeat
    ? { drawings: captionPages(words, { frames, direction, theme, setter }), sticker: BEAT_STICKER }
    : headline({
      words,
      frames,
      direction,
      hasSticker: shapes !== null,
      hasKicker: kicker !== null,
      handle: role === "cta" ? handle : null,
      theme,
      setter
    })
  const picture = shapes === null || text.sticker === null ? null : stickerOf(
    { shapes, centreX: CENTRE_X, halo: isBeat, ...text.sticker },
    frames,
    segment.index === 0,
    theme.shadow
  )
  const drawings: ReadonlyArray<Drawing> = [
    ...progressBar(segment),
    ...(picture?.drawings ?? []),
    ...(kicker === null ? [] : kickerPill(kicker, frames, theme, setter)),
    ...text.drawings,
    ...wipes(segment, theme)
  ]
  return { ass: assFile(drawings), sticker: picture?.sticker ?? null }
}
