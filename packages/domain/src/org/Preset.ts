import { Schema } from "effect"
import { CaptionStyle, LookName, Manner, Mood } from "../asset/Script.ts"
import { LibraryRecording } from "../asset/Shows.ts"
import { canonicalJson, sha256Hex } from "../Digest.ts"
import { field, optional } from "../Field.ts"
import { naming, PresetId } from "../Ids.ts"
import { Hashtags, Language, list, name, text } from "../Text.ts"

/** What a plan that wants no preset says, also where its account has one. */
export const NO_PRESET = "none"

export const PresetName = name(60).pipe(naming("preset"))

export const Series = Schema.Struct({
  title: field(name(60), "What its parts have in common; it stands above the first line of each."),
  parts: optional(
    Schema.Int.pipe(Schema.between(2, 999)),
    "How many parts there will be; leave it out where that is open."
  )
})
export type Series = typeof Series.Type

/** What an org decides once for many plans. What is absent is left to the plan, the script and the look. */
export const Preset = Schema.Struct({
  brandVoice: optional(text(2_000), "How the brand speaks, in your words, for the writer with a model."),
  examples: optional(
    list(text(800), 6),
    "Texts in that voice, at most six. The writer takes their tone and none of their facts."
  ),
  series: optional(Series, "The series that its plans are parts of."),
  look: optional(LookName, "How its videos are laid out."),
  captions: optional(CaptionStyle, "How spoken words are set."),
  mood: optional(Mood, "What the music feels like."),
  music: optional(
    LibraryRecording,
    "A piece of music of the org's library, by name or hash, in place of music made here."
  ),
  voice: optional(Manner, "Who speaks, and how."),
  language: optional(Language, "The language of its videos as a BCP 47 tag."),
  hashtags: optional(Hashtags, "Hashtags of its posts, without `#`.")
})
export type Preset = typeof Preset.Type

/**
 * The version of a preset that a plan is made with. `writes` and `makes` name what of it the words and the pictures follow from: two
 * versions that agree in one of them need nothing of that part made again.
 */
export const PresetChoice = Schema.Struct({
  id: field(PresetId, "The preset."),
  name: field(Schema.String, "Its name as it was then."),
  version: field(Schema.Int, "The version of it."),
  writes: field(Schema.String, "Names the part that words follow from; empty where it sets nothing of it."),
  makes: field(Schema.String, "Names the part that voice and pictures follow from; empty where it sets nothing of it.")
}).annotations({ identifier: "PresetChoice" })
export type PresetChoice = typeof PresetChoice.Type

/** A preset as plans are added under it: its choice, and what a plan takes from it at once. */
export interface OfferedPreset {
  readonly choice: PresetChoice
  readonly language: string | null
  readonly hashtags: ReadonlyArray<string> | null
}

/** What an org offers to its plans: presets by id, and the default of each account. */
export interface PresetOffer {
  readonly presets: ReadonlyMap<string, OfferedPreset>
  readonly defaults: ReadonlyMap<string, string>
}

/** The preset that a plan of an account gets; null for none, undefined where there is none of that name. */
export const offered = (
  { defaults, presets }: PresetOffer,
  accountId: string,
  name: string | undefined
): OfferedPreset | null | undefined => {
  if (name === undefined) return presets.get(defaults.get(accountId) ?? "") ?? null
  const wanted = name.toLowerCase()
  return wanted === NO_PRESET
    ? null
    : [...presets.values()].find(({ choice }) => choice.name.toLowerCase() === wanted)
}

/** Empty where nothing is set: a preset that says nothing about a part is like none. */
const nameOf = (parts: { readonly [part: string]: unknown }): string =>
  Object.values(parts).every((part) => part === undefined) ? "" : sha256Hex(canonicalJson(parts)).slice(0, 16)

export const writesOf = ({ brandVoice, examples, series }: Preset): string => nameOf({ brandVoice, examples, series })

export const makesOf = ({ captions, look, mood, music, voice }: Preset): string =>
  nameOf({ look, captions, mood, music, voice })

/** A plan's place in its series. */
export const SeriesPart = Schema.Struct({
  title: Schema.String,
  part: Schema.Int,
  of: Schema.optional(Schema.Int)
})
export type SeriesPart = typeof SeriesPart.Type
