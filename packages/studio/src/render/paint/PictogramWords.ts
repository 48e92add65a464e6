import { readFileSync } from "node:fs"
import { brotliDecompressSync } from "node:zlib"
import { asset } from "../../Assets.ts"
import { tongueFor } from "../../script/notes/Tongues.ts"

/** By language, by the key of a pictogram: its name, then its keywords. */
type Words = { readonly [language: string]: { readonly [key: string]: ReadonlyArray<string> } }

let loaded: Words | null = null
const words = (): Words => {
  loaded ??= JSON.parse(brotliDecompressSync(readFileSync(asset("pictograms", "words.json.br"))).toString("utf8"))
  return loaded ?? {}
}

interface Hint {
  readonly emoji: string
  readonly weight: number
}

interface Index {
  readonly language: string
  readonly byWord: ReadonlyMap<string, ReadonlyArray<Hint>>
  /** Words of languages that write without spaces are looked for inside the text. */
  readonly isJoined: boolean
}

/** Words that say too little to choose a picture by, though some picture carries them. */
const VAGUE = new Set(
  ("up down on new good best one two three four five six seven eight nine ten no yes end cool back the and for not with you your it " +
    "more big small high low old person man woman thing object symbol sign tool face hand body place work first people " +
    "auf ab neu gut eins zwei drei vier fünf nein ja ende und der die das nicht mit mehr groß klein person mann frau ding symbol " +
    "uno dos tres cuatro cinco nuevo bueno mejor no sí fin el la los las y con más persona hombre mujer cosa símbolo " +
    "un une deux trois quatre cinq nouveau bon non oui fin le les et avec plus personne homme femme chose symbole corps " +
    "人 物 日 一 二 三 記号 道具 顔 手 体 新 中 上 下 大 小 شخص رجل امرأة رمز").split(" ")
)

const JOINED = new Set(["ja", "zh"])
const known = new Map<string, Index>()

const emojiOf = (key: string): string =>
  String.fromCodePoint(...key.split("-").map((point) => Number.parseInt(point, 16)))

const indexOf = (language: string): Index | null => {
  const [primary = ""] = language.toLowerCase().split("-")
  const made = known.get(primary)
  if (made !== undefined) return made
  const pictures = words()[primary]
  if (pictures === undefined) return null
  const stopWords = tongueFor(primary)?.stopWords ?? new Set<string>()
  const byWord = new Map<string, Array<Hint>>()
  const add = (word: string, emoji: string, weight: number) => {
    if (word.length < (JOINED.has(primary) ? 1 : 3) || VAGUE.has(word) || stopWords.has(word)) return
    const hints = byWord.get(word) ?? []
    hints.push({ emoji, weight })
    byWord.set(word, hints)
  }
  for (const [key, [name = "", ...keywords]] of Object.entries(pictures)) {
    const emoji = emojiOf(key)
    add(name, emoji, 2)
    const parts = name.split(/[\s’'-]+/u)
    if (parts.length === 2) { for (const part of parts) add(part, emoji, 1.1) }
    for (const keyword of keywords) {
      // "Messer" in "Küchenmesser": a keyword that stands in the name is what the picture shows.
      if (!keyword.includes(" ")) add(keyword, emoji, keyword.length > 3 && name.includes(keyword) ? 1.1 : 1)
    }
  }
  const index = { byWord, language: primary, isJoined: JOINED.has(primary) }
  known.set(primary, index)
  return index
}

const ARABIC_PREFIX = /^[وفبكل]?ال|^[وفبل](?=\p{L}{3})/u

/** Endings of plurals and cases, and what stands in their place in a list of keywords. */
const ENDINGS: { readonly [language: string]: ReadonlyArray<readonly [ending: RegExp, instead: string]> } = {
  en: [[/ies$/u, "y"], [/ves$/u, "f"], [/(?<=s|x|z|ch|sh|o)es$/u, ""], [/s$/u, ""], [/ing$/u, ""], [/ed$/u, ""]],
  de: [[/n$/u, ""], [/en$/u, ""], [/e$/u, ""], [/er$/u, ""], [/s$/u, ""], [/es$/u, ""]],
  es: [[/s$/u, ""], [/es$/u, ""]],
  pt: [[/s$/u, ""], [/es$/u, ""], [/ões$/u, "ão"]],
  fr: [[/[sx]$/u, ""], [/aux$/u, "al"]],
  it: [[/i$/u, "o"], [/e$/u, "a"]],
  nl: [[/en$/u, ""], [/s$/u, ""]]
}

/** A word as it stands, then forms of it that a list of keywords may hold. */
const formsOf = (word: string, language: string): ReadonlyArray<readonly [form: string, part: number]> => {
  const bare = word.replace(ARABIC_PREFIX, "")
  const stems = (ENDINGS[language] ?? []).filter(([ending]) => ending.test(word)).map(([ending, instead]) =>
    word.replace(ending, instead)
  )
  return [
    [word, 1],
    ...(bare === word ? [] : [[bare, 0.9] as const]),
    ...stems.filter((stem) => stem.length > 3).map((stem) => [stem, 0.85] as const)
  ]
}

/** A word that many pictures carry says little about each. */
const told = (hints: ReadonlyArray<Hint>): number => 1 / Math.sqrt(hints.length)

const LEAST_COMPOUND = 5
const LEAST_SCORE = 0.4

/** Pictograms whose words stand in a text, best first. `marked` are words that matter more. */
export const pictogramsFor = (
  text: string,
  language: string,
  marked: ReadonlySet<string> = new Set()
): ReadonlyArray<string> => {
  const index = indexOf(language)
  if (index === null) return []
  const scores = new Map<string, { readonly score: number; readonly met: number; readonly named: boolean }>()
  const count = (hints: ReadonlyArray<Hint> | undefined, part: number) => {
    for (const { emoji, weight } of hints ?? []) {
      const { met, named, score } = scores.get(emoji) ?? { score: 0, met: 0, named: false }
      scores.set(emoji, {
        score: score + weight * part * told(hints ?? []),
        met: met + 1,
        named: named || weight > 1 || hints?.length === 1
      })
    }
  }
  if (index.isJoined) {
    for (const [word, hints] of index.byWord) {
      // A single sign is part of many words that have nothing to do with it.
      if (text.includes(word)) count(hints, word.length === 1 ? 0.4 : Math.min(2, word.length / 2))
    }
  } else {
    for (const word of text.toLocaleLowerCase(language).match(/[\p{L}\p{M}]+/gu) ?? []) {
      if (VAGUE.has(word)) continue
      const part = marked.has(word) ? 1.6 : 1
      const met = formsOf(word, index.language).find(([form]) => index.byWord.has(form))
      if (met !== undefined) count(index.byWord.get(met[0]), met[1] * part)
      else if (word.length >= 2 * LEAST_COMPOUND - 1) {
        // "Spülmaschine", "Küchenmesser": the last part of a compound says what it is.
        for (let from = 2; from <= word.length - LEAST_COMPOUND; from++) {
          const hints = index.byWord.get(word.slice(from))
          if (hints === undefined) continue
          count(hints, 0.6 * part)
          break
        }
      }
    }
  }
  // One keyword alone misleads: "sharp" is a knife's word and a pepper's. A name, a keyword of one picture alone, or two keywords are meant.
  return [...scores].filter(([, { met, named, score }]) => score >= LEAST_SCORE && (named || met > 1))
    .toSorted((a, b) => b[1].score - a[1].score).map(([emoji]) => emoji)
}
