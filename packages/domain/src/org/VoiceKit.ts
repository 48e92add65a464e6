import { Schema } from "effect"
import { Manner, MOST_SAYINGS, Saying, Script } from "../asset/Script.ts"
import { field, optional } from "../Field.ts"
import { Language, list, name } from "../Text.ts"

const Speaker = Schema.Struct({
  language: field(Language, "The language as a BCP 47 tag; `en` is for all of English that has no entry of its own."),
  voice: field(name(80), "Its voice, such as `thorsten`, `kokoro:af_heart`, `endpoint:nova` or `plain`.")
})

const OrgSaying = Schema.Struct({
  ...Saying.fields,
  language: optional(Language, "The language in which it is said so, as a BCP 47 tag. Without it, in all of them.")
})

/** How the videos of an org speak, where neither a script nor a preset says it. */
export const VoiceKit = Schema.Struct({
  voices: optional(list(Speaker, 60), "Who speaks which language."),
  speed: Manner.fields.speed,
  pauseMillis: Manner.fields.pauseMillis,
  says: optional(list(OrgSaying, MOST_SAYINGS), "How single words are said.")
}).annotations({ identifier: "VoiceKit" })
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
