import type { CaptionStyle, LineRole, LookName } from "@callsheet/domain/asset/Script"
import type { Shows } from "@callsheet/domain/asset/Shows"
import type { Picture } from "../paint/Paint.ts"
import type { Drawing } from "../picture/Ass.ts"
import type { Direction } from "../text/Bidi.ts"
import type { Box } from "../text/Outline.ts"
import type { TimedWord } from "../text/Pages.ts"
import type { Typesetter } from "../text/Typesetter.ts"

/** How something comes in. `frames` is how long that takes. */
export type Entrance =
  | { readonly kind: "none" }
  /** Grows past its size and settles, turning a little. */
  | { readonly kind: "pop"; readonly frames: number; readonly turn?: number }
  /** Falls onto the frame from a larger size, like a stamp. */
  | { readonly kind: "drop"; readonly frames: number }
  /** Uncovered from the left, or from the right where text runs that way. */
  | { readonly kind: "wipe"; readonly frames: number; readonly fromRight?: boolean }
  /** Comes from this far away. */
  | { readonly kind: "slide"; readonly frames: number; readonly dx: number; readonly dy: number }

/** A picture painted once and laid over the frame. */
export interface Sprite {
  readonly picture: Picture
  readonly x: number
  readonly y: number
  readonly at: number
  readonly until?: number
  readonly enter: Entrance
  /** Pixels a frame. */
  readonly velocity?: readonly [x: number, y: number]
  /** Rises and sinks by this many pixels, once in `period` frames. */
  readonly bob?: { readonly by: number; readonly period: number }
  readonly leave?: { readonly at: number; readonly frames: number; readonly dx: number; readonly dy: number }
}

/** Behind everything. It drifts by whole even pixels, so that nothing is resampled. */
export interface Plate {
  readonly picture: Picture
  readonly drift: -2 | 0 | 2
}

/** A moving picture in place of the plate; what should darken it is a sprite. */
export interface Clip {
  readonly path: string
  readonly id: string
  readonly width: number
  readonly height: number
}

export const clipOf = (picture: FoundPicture | null): Clip | null =>
  picture?.kind === "clip"
    ? { path: picture.path, id: picture.id, width: picture.width, height: picture.height }
    : null

/** A text that must be read, for the gate. */
export interface ReadText {
  readonly text: string
  readonly box: Box
  /** Pixels of an em. */
  readonly size: number
  readonly colour: string
  /** From when on it stands as it should be read, and until when. */
  readonly from: number
  readonly to: number
  readonly overflows: boolean
}

/** Something that happens on screen; an effect may sound with it. */
export interface VisualEvent {
  readonly frame: number
  readonly kind: "impact" | "whoosh" | "pop" | "tick" | "click" | "typing" | "ding" | "count" | "riser"
  readonly frames?: number
}

/** One cut of the video, ready to be painted and encoded. */
export interface Shot {
  readonly frames: number
  readonly plate: Plate
  readonly clip: Clip | null
  /** The cut lands: the plate comes down from this much larger within six frames. 0 for a plain cut. */
  readonly punch: number
  readonly sprites: ReadonlyArray<Sprite>
  readonly drawings: ReadonlyArray<Drawing>
  readonly texts: ReadonlyArray<ReadText>
  readonly events: ReadonlyArray<VisualEvent>
  /** What kind of picture it is, for variety: never three of one kind running. */
  readonly kind:
    | "object"
    | "words"
    | "photo"
    | "clip"
    | "number"
    | "list"
    | "comparison"
    | "quote"
    | "chart"
    | "timeline"
    | "map"
}

/** A picture that was found for a scene. */
export interface FoundPicture {
  readonly kind: "photo" | "clip"
  readonly path: string
  /** Stands for its bytes in keys. */
  readonly id: string
  readonly width: number
  readonly height: number
  /** The part that matters, between 0 and 1 of either side. */
  readonly focus: readonly [x: number, y: number]
}

/** A scene with its time, its words and what was found for it. */
export interface StagedScene {
  readonly index: number
  readonly count: number
  /** Of a long line that was cut in several: which piece this is, and of how many. */
  readonly part: number
  readonly parts: number
  /** Which line of the script. */
  readonly line: number
  readonly lines: number
  readonly frames: number
  readonly role: LineRole
  readonly shows: Shows
  readonly words: ReadonlyArray<TimedWord>
  /** What the line is about, as a pictogram; null where no word calls one by its name. */
  readonly emoji: string | null
  readonly kicker: string | null
  readonly picture: FoundPicture | null
  /** An earlier line showed this picture already: it comes back closer, and printed in two inks. */
  readonly again: boolean
  readonly direction: Direction
  readonly language: string
}

/** A brand kit. What is absent stays as the look has it. */
export interface Brand {
  readonly ground?: string
  readonly ink?: string
  readonly hot?: string
  /** Path and hash of a picture with a transparent ground. */
  readonly logo?: { readonly path: string; readonly id: string; readonly width: number; readonly height: number }
  readonly handle?: string
  /** The words a video ends with. */
  readonly outro?: string
  /** Paths of font files that go before the looks' own: for large words and figures, and for captions and titles. */
  readonly fonts?: { readonly display?: string; readonly text?: string }
}

/** What all shots of a video share. */
export interface Production {
  readonly look: LookName
  readonly captions: CaptionStyle | null
  readonly title: string | null
  readonly brand: Brand
  readonly setter: Typesetter
  readonly scenes: ReadonlyArray<StagedScene>
}

export type Look = (scene: StagedScene, production: Production) => Shot

/** Where readable content may stand: left edge, right edge (TikTok's buttons stand right of it below y 850), top, foot. */
export const EDGE = { left: 64, right: 952, top: 236, bottom: 1436 } as const
