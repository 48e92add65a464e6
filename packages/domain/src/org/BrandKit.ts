import { Schema } from "effect"
import { MediaId } from "../Ids.ts"
import { name } from "../Text.ts"

const Colour = Schema.String.pipe(
  Schema.pattern(/^#[0-9A-Fa-f]{6}$/, { message: () => "expected a colour such as #1A2B3C" })
)

/** What every video of an org looks like. What is absent stays as the look has it. */
export const BrandKit = Schema.Struct({
  /** Behind everything, of text, and of what is marked. */
  ground: Schema.optional(Colour),
  ink: Schema.optional(Colour),
  accent: Schema.optional(Colour),
  /** Files of the org's library. */
  logo: Schema.optional(MediaId),
  displayFont: Schema.optional(MediaId),
  textFont: Schema.optional(MediaId),
  /** The words a video ends with, over the logo. */
  outro: Schema.optional(name(60)),
  /** Shown with the call to action, without `@`; else the account's own. */
  handle: Schema.optional(name(40))
})
export type BrandKit = typeof BrandKit.Type

/** The files of the library that a kit needs. */
export const filesOf = ({ displayFont, logo, textFont }: BrandKit): ReadonlyArray<MediaId> =>
  [logo, displayFont, textFont].filter((id) => id !== undefined)
