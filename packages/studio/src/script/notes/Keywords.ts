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
    const article = tongue.determiners.has(before.toLowerCase())
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
