import { Schema } from "effect"
import { type Manner, MOST_SAYINGS, Saying, Script } from "../asset/Script.ts"
import { Language, list, name } from "../Text.ts"

/** How the videos of an org speak, where neither a script nor a preset says it. */
export const VoiceKit = Schema.Struct({
  /** Who speaks a language: `thorsten`, `kokoro:af_heart`, `endpoint:nova`, or `plain`. */
  voices: Schema.optional(list(Schema.Struct({ language: Language, voice: name(80) }), 60)),
  /** 1 is a voice's own pace. */
  speed: Schema.optional(Schema.Number.pipe(Schema.between(0.5, 2))),
  /** Silence after each line. */
  pauseMillis: Schema.optional(Schema.Int.pipe(Schema.between(0, 3_000))),
  /** How words are said; without a language in all of them. */
  says: Schema.optional(
    list(Schema.Struct({ ...Saying.fields, language: Schema.optional(Language) }), MOST_SAYINGS)
  )
})
export type VoiceKit = typeof VoiceKit.Type

const baseOf = (tag: string): string => tag.toLowerCase().split("-")[0] ?? ""

/** The entry for a language: the same tag before the language alone. */
const forLanguage = <A extends { readonly language?: string | undefined }>(
  entries: ReadonlyArray<A>,
  language: string
): ReadonlyArray<A> => {
  const exact = entries.filter((entry) => entry.language?.toLowerCase() === language.toLowerCase())
  const base = entries.filter((entry) => entry.language?.toLowerCase() === baseOf(language))
  return exact.length > 0 ? exact : base
}

/** A script as an org's videos speak; what the script says itself stands. */
export const spokenUnder = (script: Script, kit: VoiceKit): Script => {
  const own = script.voice ?? {}
  const says = kit.says ?? []
  const mine = own.says ?? []
  const theirs = [...forLanguage(says, script.language), ...says.filter(({ language }) => language === undefined)]
  const known = new Set(mine.map(({ word }) => word.toLowerCase()))
  const sayings = [...mine, ...theirs.filter(({ word }) => !known.has(word.toLowerCase()))]
    .map(({ say, word }) => ({ word, say })).slice(0, MOST_SAYINGS)
  const voice = own.voice ?? forLanguage(kit.voices ?? [], script.language)[0]?.voice
  const speed = own.speed ?? kit.speed
  const pauseMillis = own.pauseMillis ?? kit.pauseMillis
  const manner: Manner = {
    ...(voice === undefined ? {} : { voice }),
    ...(speed === undefined ? {} : { speed }),
    ...(pauseMillis === undefined ? {} : { pauseMillis }),
    ...(sayings.length === 0 ? {} : { says: sayings })
  }
  return Object.keys(manner).length === 0 ? script : new Script({ ...script, voice: manner })
}
