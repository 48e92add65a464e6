import type { Tongue } from "./Tongue.ts"

const tokens = (text: string): ReadonlyArray<string> =>
  text.replace(/(?<=\p{L})['’](?=\p{L})/gu, "' ").match(/\p{L}[\p{L}\p{N}'’-]*|[.!?:;,\n]/gu) ?? []

/** Words that carry meaning, in lower case. */
export const contentWords = (text: string, tongue: Tongue): ReadonlySet<string> =>
  new Set(
    (text.toLowerCase().replace(/['’]/gu, " ").match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) =>
      word.length > 1 && !tongue.stopWords.has(word)
    )
  )

/** How sure it is that a word is a noun: by its capital, or by the article before it and no further word of meaning behind it. */
const nounEvidence = (text: string, tongue: Tongue): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  const all = tokens(text)
  all.forEach((token, at) => {
    const word = token.toLowerCase().replace(/['’-]+$/u, "")
    if (word.length < 3 || tongue.stopWords.has(word) || !/^\p{L}/u.test(word)) return
    const before = all[at - 1] ?? "."
    const after = (all[at + 1] ?? ".").toLowerCase()
    const starts = /^[.!?:\n]$/.test(before)
    // "that" mostly begins a clause.
    const article = tongue.determiners.has(before.toLowerCase()) && before.toLowerCase() !== "that"
    const ends = !/^\p{L}/u.test(after) || tongue.stopWords.has(after)
    const isNoun = tongue.capitalNouns ? /^\p{Lu}/u.test(token) && (!starts || article) : article && ends
    if (isNoun) found.set(word, (found.get(word) ?? 0) + 1)
  })
  return found
}

/** Nouns of topic and notes, the telling ones first. */
export const nounsOf = (topic: string, notes: string, tongue: Tongue): ReadonlyArray<string> => {
  const evidence = nounEvidence(`${topic}\n${notes}`, tongue)
  const inTopic = contentWords(topic, tongue)
  const counts = new Map<string, number>()
  for (const word of tokens(notes.toLowerCase())) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...evidence]
    .filter(([word]) => word.length <= 24)
    .map(([word, sure]) => ({
      word,
      weight: sure + (counts.get(word) ?? 0) / 2 + (inTopic.has(word) ? (counts.has(word) ? 5 : 0.5) : 0)
    }))
    .filter(({ weight }) => weight >= 1.5)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ word }) => word)
}

/** As it stands in the text, with the capital it has there. */
export const asWritten = (word: string, text: string): string =>
  new RegExp(`(?<!\\p{L})${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?!\\p{L})`, "iu").exec(text)?.[0] ?? word

/** No colour, no unit, nothing that everything has: a word that can name what a video is about. */
export const isTelling = (word: string): boolean => !UNITS.test(word) && !GENERAL.test(word)

/** What is counted, and not what a video is about. */
const UNITS =
  /^(?:minut|second|sekund|segund|stund|hour|hora|heure|grad|degr|tag|day|d[ií]a|jour|woche|week|semana|semaine|jahr|year|año|milli|gram|liter|litro|litre|met|kilo|prozent|percent|euro|step|schritt|paso|étape|fehler|error|erreur|fünf|cinco|cinq)/iu

export const isUnit = (word: string): boolean => UNITS.test(word)

/** What every living thing has, and colours, are not what a video is about. */
const GENERAL =
  /^(?:life|lives|leben|vida|vie|blue|red|green|yellow|white|black|blau|rot|grün|gelb|weiß|schwarz|azul|roj[oa]|verde|amarill[oa]|blanc[oa]?|negr[oa]|bleue?|rouge|verte?|jaune|blanche|noire?)$/iu

/** What a word shares with its other forms. */
const stemOf = (word: string): string => word.length <= 4 ? word : word.slice(0, Math.max(4, word.length - 2))

/** How often a text speaks of a word, no matter what its ending. */
export const mentions = (word: string, text: string): number => {
  const stem = stemOf(word)
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((other) => other.startsWith(stem)).length
}

/** "How to boil", "Cómo elegir", "Réussir": what one does is not what a video is about. */
const isDoing = (word: string, topic: string, { language }: Tongue): boolean =>
  language === "en"
    ? new RegExp(`(?:^|\\s)to ${word}(?!\\p{L})`, "iu").test(topic)
    : word.length > 4 && (language === "es" ? /[aei]r$/u : /[ei]r$/u).test(word) && language !== "de"

/** Words of the topic that the notes speak of too, and how often. A part of a joined word is no word. */
const sharedWords = (topic: string, notes: string, tongue: Tongue) => {
  const nouns = nounEvidence(`${topic}\n${notes}`, tongue)
  return [...contentWords(topic, tongue)]
    .filter((word) => word.length > 2 && isTelling(word) && (!tongue.capitalNouns || nouns.has(word)))
    .filter((word) => !isDoing(word, topic, tongue) && !new RegExp(`-${word}|${word}-`, "iu").test(topic))
    .map((word) => ({ word, named: mentions(word, notes), sure: nouns.has(word) }))
    .filter(({ named }) => named > 0)
    .toSorted((a, b) => b.named - a.named)
}

/** The one word for what a video is about; null where topic and notes share none. */
export const subjectOf = (topic: string, notes: string, tongue: Tongue): string | null =>
  sharedWords(topic, notes, tongue).find(({ named, sure }) => sure || named > 1)?.word ?? null

/** Words under which people look for such a video: of the topic, or named more than once. One form of each. */
export const searchedFor = (topic: string, notes: string, tongue: Tongue): ReadonlyArray<string> => {
  const inTopic = contentWords(topic, tongue)
  const nouns = nounsOf(topic, notes, tongue).filter(isTelling)
  const all = [
    ...sharedWords(topic, notes, tongue).map(({ word }) => word),
    ...nouns.filter((word) => inTopic.has(word) || (word.includes("-") && topic.toLowerCase().includes(word))),
    ...nouns.filter((word) => mentions(word, notes) > 1)
  ]
  const isSame = (one: string, other: string) => one.startsWith(stemOf(other)) || other.startsWith(stemOf(one))
  const found = all.filter((word, at) => all.findIndex((other) => isSame(other, word)) === at)
  const [longest] = [...inTopic].filter((word) => !isDoing(word, topic, tongue)).toSorted((a, b) => b.length - a.length)
  return longest === undefined || found.some((word) => topic.toLowerCase().includes(stemOf(word)))
    ? found
    : [longest, ...found]
}
