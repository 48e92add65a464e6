import type { Tongue } from "./Tongue.ts"

/** A line that is spoken has at most this many words. */
export const MOST_WORDS = 14
const FEWEST_WORDS = 3
/** A sentence without a place to cut may be this long: a little breath more is better than half a noun phrase. */
const MOST_UNCUT = 17
/** One breath. A sentence of so many words is cut only where both halves are sentences of their own. */
export const MOST_IN_A_BREATH = 16

/** Words as they are said: "30,000" is one, "l'eau" two. */
export const saidWords = (text: string): ReadonlyArray<string> =>
  text.match(/\p{N}+(?:[.,\u00a0]\p{N}+)+|[\p{L}\p{N}]+/gu) ?? []

export const wordsIn = (text: string): ReadonlyArray<string> =>
  text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))

const bare = (word: string): string => word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "")

/** Whether a text with a full stop here goes on: abbreviations, initials, ordinals. */
const goesOn = (before: string, after: string, tongue: Tongue): boolean => {
  const token = /(\S+)$/.exec(before)?.[1]?.replace(/\.$/, "") ?? ""
  const word = token.toLowerCase().replace(/^[^\p{L}\p{N}]+/u, "")
  return tongue.abbreviations.has(word) || /^\p{L}$/u.test(word) || (tongue.ordinals && /^\d{1,2}$/.test(word)) ||
    !/^["“„«¿¡(*]*[\p{Lu}\p{N}\p{Lo}]/u.test(after)
}

/** The sentences of a paragraph. */
export const sentencesOf = (text: string, tongue: Tongue): ReadonlyArray<string> => {
  const sentences: Array<string> = []
  let from = 0
  for (const end of text.matchAll(/[.!?…]+["”»“)*]*\s+/gu)) {
    const until = end.index + end[0].length
    if (
      end[0].startsWith(".") && !end[0].startsWith("..") &&
      goesOn(text.slice(from, end.index + 1), text.slice(until), tongue)
    ) continue
    sentences.push(text.slice(from, until).trim())
    from = until
  }
  return [...sentences, text.slice(from).trim()].filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
}

const FOCUS = new Set(
  "even just only especially nur erst auch selbst gerade sogar solo sólo incluso même seulement surtout".split(" ")
)

/** "not when you see it": what is denied is not parted from its denial. */
const DENIALS = new Set("not never nicht nie kein no nunca pas jamais".split(" "))

/** Words that join clauses and also the items of a list. */
const JOINS = new Set("and or und oder y e o et ou ni".split(" "))
/** From here on the second half is not a sentence of its own. */
const LEANS = 3

/** How bad it is to cut before a word; null where a cut would part what belongs together. */
const costOf = (words: ReadonlyArray<string>, at: number, tongue: Tongue): number | null => {
  const before = words[at - 1] ?? ""
  const here = bare(words[at] ?? "")
  const next = bare(words[at + 1] ?? "")
  const quotes = words.slice(0, at).join(" ").match(/["“”„«»]/gu)?.length ?? 0
  if (quotes % 2 === 1) return null
  if (/[;:]$|^[–—-]$/u.test(before) || /[–—]$/u.test(before)) return 0
  const comma = before.endsWith(",")
  // "even when", "erst wenn": the small word belongs to the clause behind it.
  if (tongue.subordinators.has(here) && (FOCUS.has(bare(before)) || DENIALS.has(bare(before)))) return null
  if (comma && FOCUS.has(here) && tongue.subordinators.has(next)) return LEANS
  const starts = tongue.coordinators.has(here) && tongue.subjects.has(next)
  // "So the dough rises" is a sentence; "so that it rises" is not.
  if (comma && here === "so" && next !== "that") return 1
  if (comma && DENIALS.has(here)) return 1
  if (comma && tongue.coordinators.has(here)) {
    return !JOINS.has(here) || starts || tongue.determiners.has(next) ? 1 : LEANS
  }
  if (starts) return 2
  if (tongue.subordinators.has(here) && (comma || !tongue.capitalNouns)) return LEANS
  if (comma && tongue.relatives.has(here)) return 4
  // A comma among others parts the items of a list.
  if (comma) {
    const near = [...words.slice(Math.max(0, at - 4), at - 1), ...words.slice(at, at + 3)]
    return near.some((word) => word.endsWith(",")) ? null : 3
  }
  if (tongue.adverbials.has(here) && !tongue.determiners.has(bare(before))) return 5
  return null
}

const closed = (text: string): string => {
  const plain = text.trim().replace(/[\s,;:–—-]+$/u, "").replace(/^[\s,;:–—-]+/u, "")
  const [first = "", ...rest] = plain
  // A list item, a quote or a sentence: it begins with a capital and ends with a mark.
  return `${/^[a-z]+[A-Z]/.test(plain) ? plain : first.toUpperCase() + rest.join("")}${
    /[.!?…]["”»“)*]*$/u.test(plain) ? "" : "."
  }`
}

const halves = (words: ReadonlyArray<string>, tongue: Tongue): ReadonlyArray<ReadonlyArray<string>> => {
  if (words.filter((word) => /[\p{L}\p{N}]/u.test(word)).length <= MOST_WORDS) return [words]
  let best: { readonly at: number; readonly cost: number; readonly leans: boolean } | null = null
  for (let at = FEWEST_WORDS; at <= Math.min(MOST_WORDS, words.length - FEWEST_WORDS); at++) {
    const cost = costOf(words, at, tongue)
    if (cost === null) continue
    const weighed = cost * 3 + Math.abs(at - words.length / 2)
    if (best === null || weighed < best.cost) best = { at, cost: weighed, leans: cost >= LEANS }
  }
  if (best === null && words.length <= MOST_UNCUT) return [words]
  if (best?.leans === true && saidWords(words.join(" ")).length <= MOST_IN_A_BREATH) return [words]
  const at = best?.at ?? MOST_WORDS
  return [words.slice(0, at), ...halves(words.slice(at), tongue)]
}

/** A sentence as lines that can be said in one breath, cut between its clauses. */
export const speakable = (sentence: string, tongue: Tongue): ReadonlyArray<string> => {
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== "")
  const whole = words(sentence)
  // What stands in brackets goes first where a sentence is too long to be said.
  const shorter = whole.length > MOST_WORDS ? words(sentence.replace(/\s*\([^()]*\)/gu, "")) : whole
  return halves(shorter.length === 0 ? whole : shorter, tongue)
    .map((half) => closed(half.join(" ")).slice(0, 300).trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line))
}
