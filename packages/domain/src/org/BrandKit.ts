import { Schema } from "effect"
import { optional } from "../Field.ts"
import { MediaId } from "../Ids.ts"
import { name } from "../Text.ts"

const Colour = Schema.String.pipe(
  Schema.pattern(/^#[0-9A-Fa-f]{6}$/, { message: () => "expected a colour such as #1A2B3C" })
)

/** What every video of an org looks like. What is absent stays as the look has it. */
export const BrandKit = Schema.Struct({
  ground: optional(Colour, "The colour behind everything, such as `#1A2B3C`."),
  ink: optional(Colour, "The colour of text, such as `#FFFFFF`."),
  accent: optional(Colour, "The colour of what is marked, such as `#FFCC00`."),
  logo: optional(MediaId, "The logo: a picture of the org's library."),
  displayFont: optional(MediaId, "The font of titles and large words: a font file of the org's library."),
  textFont: optional(MediaId, "The font of all other words: a font file of the org's library."),
  outro: optional(name(60), "The words a video ends with, over the logo."),
  handle: optional(name(40), "The name shown with the call to action, without `@`. Defaults to the account's own.")
}).annotations({ identifier: "BrandKit" })
export type BrandKit = typeof BrandKit.Type

/** The files of the library that a kit needs. */
export const filesOf = ({ displayFont, logo, textFont }: BrandKit): ReadonlyArray<MediaId> =>
  [logo, displayFont, textFont].filter((id) => id !== undefined)

/** A file of a kit with where it lies on this machine. */
export interface BrandFile {
  readonly path: string
  readonly sha256: string
  readonly width: number | null
  readonly height: number | null
}

/** A kit as the studio takes it: files by their place, the logo by its hash. */
export const DrawnBrand = Schema.Struct({
  ground: Schema.optionalWith(Schema.String, { exact: true }),
  ink: Schema.optionalWith(Schema.String, { exact: true }),
  hot: Schema.optionalWith(Schema.String, { exact: true }),
  outro: Schema.optionalWith(Schema.String, { exact: true }),
  handle: Schema.optionalWith(Schema.String, { exact: true }),
  logo: Schema.optionalWith(
    Schema.Struct({ path: Schema.String, id: Schema.String, width: Schema.Number, height: Schema.Number }),
    { exact: true }
  ),
  fonts: Schema.optionalWith(
    Schema.Struct({
      display: Schema.optionalWith(Schema.String, { exact: true }),
      text: Schema.optionalWith(Schema.String, { exact: true })
    }),
    { exact: true }
  )
})
export type DrawnBrand = typeof DrawnBrand.Type

const given = <const K extends string, A>(name: K, value: A | null | undefined) =>
  (value === undefined || value === null ? {} : { [name]: value }) as { readonly [P in K]?: A }

/** A file that could not be had is left out: the look's own stands in for it. */
export const drawnBrand = (kit: BrandKit, files: ReadonlyMap<string, BrandFile>): DrawnBrand => {
  const file = (id: MediaId | undefined) => (id === undefined ? undefined : files.get(id))
  const logo = file(kit.logo)
  const fonts = { ...given("display", file(kit.displayFont)?.path), ...given("text", file(kit.textFont)?.path) }
  return {
    ...given("ground", kit.ground),
    ...given("ink", kit.ink),
    ...given("hot", kit.accent),
    ...given("outro", kit.outro),
    ...given("handle", kit.handle === undefined ? undefined : `@${kit.handle}`),
    ...(logo === undefined || logo.width === null || logo.height === null
      ? {}
      : { logo: { path: logo.path, id: logo.sha256, width: logo.width, height: logo.height } }),
    ...(Object.keys(fonts).length === 0 ? {} : { fonts })
  }
}
