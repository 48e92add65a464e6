import type { Preset, SeriesPart } from "../org/Preset.ts"
import { type Manner, Script, ScriptLine } from "./Script.ts"

const WORDS: { readonly [language: string]: { readonly part: string; readonly of: string } } = {
  en: { part: "Part", of: "of" },
  de: { part: "Teil", of: "von" },
  es: { part: "Parte", of: "de" },
  fr: { part: "Partie", of: "sur" },
  it: { part: "Parte", of: "di" },
  pt: { part: "Parte", of: "de" },
  nl: { part: "Deel", of: "van" }
}

/** "Part 3 of 7" in the language of the video; numbers alone where it is not known here. */
export const partWords = ({ of, part }: SeriesPart, language: string): string => {
  const words = WORDS[language.toLowerCase().split("-")[0] ?? ""]
  if (words === undefined) return of === undefined ? `#${part}` : `${part}/${of}`
  return `${words.part} ${part}${of === undefined ? "" : ` ${words.of} ${of}`}`
}

/** The longest label above a line. */
const MOST_KICKER = 40

const withKicker = (line: ScriptLine, kicker: string): ScriptLine => new ScriptLine({ ...line, kicker })

const seriesKicker = (series: SeriesPart, language: string): string => {
  const part = partWords(series, language)
  const whole = `${series.title} · ${part}`
  return whole.length <= MOST_KICKER ? whole : part
}

const mannerUnder = (own: Manner | undefined, preset: Manner | undefined): Manner | undefined =>
  own === undefined && preset === undefined ? undefined : { ...preset, ...own }

/**
 * A script as it is made under a preset: what the script asks for itself stands, the preset says the rest. The part of a series
 * stands above the first line.
 */
export const scriptUnder = (script: Script, preset: Preset, series: SeriesPart | undefined): Script => {
  const [hook, ...rest] = script.lines
  const isOwn = script.source._tag === "person" && hook.kicker !== undefined
  const look = script.look ?? preset.look
  const captions = script.captions ?? preset.captions
  const mood = script.mood ?? preset.mood
  const music = script.music ?? preset.music
  const voice = mannerUnder(script.voice, preset.voice)
  return new Script({
    ...script,
    ...(look === undefined ? {} : { look }),
    ...(captions === undefined ? {} : { captions }),
    ...(mood === undefined ? {} : { mood }),
    ...(music === undefined ? {} : { music }),
    ...(voice === undefined ? {} : { voice }),
    lines: [
      series === undefined || isOwn ? hook : withKicker(hook, seriesKicker(series, script.language)),
      ...rest
    ]
  })
}

/** The text under a post of a series, where the words are the writer's. */
export const captionUnder = (
  { caption, language, source }: Pick<Script, "caption" | "language" | "source">,
  series: SeriesPart | undefined
): string => {
  if (series === undefined || source._tag === "person") return caption
  const part = partWords(series, language)
  return caption.includes(part) ? caption : `${caption.trim()} (${part})`
}
