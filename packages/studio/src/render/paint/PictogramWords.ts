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
  /** The word is the picture's whole name, the noun at the head of its name, or one of its keywords. */
  readonly as: "name" | "head" | "keyword"
}

interface Index {
  readonly language: string
  readonly byWord: ReadonlyMap<string, ReadonlyArray<Hint>>
  /** Words of languages that write without spaces are looked for inside the text. */
  readonly isJoined: boolean
}

/** Words that say too little to choose a picture by, though some picture is called so. */
const VAGUE = new Set(
  ("up down on new good best one two three four five six seven eight nine ten no yes end cool back the and for not with you your it " +
    "more big small high low old person man woman thing object symbol sign tool face hand body place work first people left right " +
    "world party gift rock point label dash link links top soon free pound office family singer student teacher judge farmer " +
    "auf ab neu gut eins zwei drei vier fünf nein ja ende und der die das nicht mit mehr groß klein person mann frau ding symbol " +
    "körper kopf kuss paar stein zeit punkt welt " +
    "uno dos tres cuatro cinco nuevo bueno mejor no sí fin el la los las y con más persona hombre mujer cosa símbolo vida cuerpo casa " +
    "un une deux trois quatre cinq nouveau bon non oui fin le les et avec plus personne homme femme chose symbole corps vie blanc noir fil " +
    "人 物 日 一 二 三 記号 道具 顔 手 体 新 中 上 下 大 小 شخص رجل امرأة رمز جسم").split(" ")
)

/** English nouns that are verbs as often: they count only where an article or its like stands before them. */
const VERBS = new Set(
  ("train watch light file bear ring park fly bat bow saw match seal drop fish cook date drill duck fan hammer iron lock milk nail " +
    "plane plant ship shower star swing wave wrench key cut bell leaf bread pin hole net shell swim run drum axe chain hook " +
    "brick butter salt sponge needle mirror pen box camp cup dish eye ear nose mouth tooth bone foot").split(" ")
)
const BEFORE_NOUNS =
  /^(?:a|an|the|your|my|his|her|its|our|their|this|that|these|those|each|every|no|any|some|of|in|on|by|per|with|without|from|like|under|between|\d+|two|three|four|five|six|seven|eight|nine|ten)$/

/** Hearts, arrows, buttons, faces, zodiac, flags and coloured shapes: signs for a feeling or a device, never what a sentence is about. */
const ABSTRACT: ReadonlyArray<readonly [from: number, to: number]> = [
  [0x2190, 0x21ff],
  [0x2600, 0x2604],
  [0x2618, 0x267f],
  [0x2690, 0x2692],
  [0x2694, 0x26a1],
  [0x26aa, 0x26c3],
  [0x26ce, 0x26ce],
  [0x2700, 0x2701],
  [0x2704, 0x2707],
  [0x270a, 0x27bf],
  [0x2900, 0x2bff],
  [0x3000, 0x32ff],
  [0x1f170, 0x1f251],
  [0x1f3c2, 0x1f3c7],
  [0x1f3ca, 0x1f3cc],
  [0x1f3f3, 0x1f3f4],
  [0x1f440, 0x1f490],
  [0x1f492, 0x1f4a2],
  [0x1f4a4, 0x1f4af],
  [0x1f4f2, 0x1f4f6],
  [0x1f500, 0x1f50a],
  [0x1f515, 0x1f518],
  [0x1f51a, 0x1f524],
  [0x1f52f, 0x1f549],
  [0x1f54e, 0x1f567],
  [0x1f5a4, 0x1f5a4],
  [0x1f5e3, 0x1f64f],
  [0x1f6a9, 0x1f6ad],
  [0x1f6b3, 0x1f6bc],
  [0x1f6be, 0x1f6be],
  [0x1f6c2, 0x1f6c5],
  [0x1f7e0, 0x1f7ff],
  [0x1f90c, 0x1f93e],
  [0x1f970, 0x1f97a],
  [0x1f9b0, 0x1f9bf],
  [0x1f9d0, 0x1f9df],
  [0x1fac0, 0x1fac5],
  [0x1fae0, 0x1faff]
]
/** Of these ranges, what can be seen and touched. */
const CONCRETE = new Set([
  "⚙",
  "⚖",
  "⚓",
  "☀",
  "☁",
  "⚡",
  "❄",
  "✈",
  "✉",
  "✏",
  "☂",
  "👓",
  "👗",
  "👞",
  "👟",
  "👑",
  "👕",
  "👖",
  "👒",
  "💉",
  "💊",
  "🦷",
  "🦴",
  "🧠",
  "💎",
  "💼",
  "👁",
  "👂",
  "👃"
])

const isAbstract = (emoji: string): boolean => {
  const point = emoji.codePointAt(0) ?? 0
  return !CONCRETE.has(emoji.replaceAll("\u{fe0f}", "")) &&
    ABSTRACT.some(([from, to]) => point >= from && point <= to)
}

const JOINED = new Set(["ja", "zh"])
/** In these languages the first noun of a name says what it is: "cuchillo de cocina". */
const HEAD_FIRST = new Set(["es", "fr", "it", "pt", "ar", "vi", "id"])
const known = new Map<string, Index>()

const emojiOf = (key: string): string =>
  String.fromCodePoint(...key.split("-").map((point) => Number.parseInt(point, 16)))

const headOf = (name: string, language: string): string | null => {
  const parts = name.split(/[\s’'-]+/u)
  if (parts.length === 1) return null
  const isFirst = HEAD_FIRST.has(language) || parts[1] === "of"
  return (isFirst ? parts[0] : parts.at(-1)) ?? null
}

const indexOf = (language: string): Index | null => {
  const [primary = ""] = language.toLowerCase().split("-")
  const made = known.get(primary)
  if (made !== undefined) return made
  const pictures = words()[primary]
  if (pictures === undefined) return null
  const stopWords = tongueFor(primary)?.stopWords ?? new Set<string>()
  const byWord = new Map<string, Array<Hint>>()
  const add = (word: string, emoji: string, as: Hint["as"]) => {
    if (word.length < (JOINED.has(primary) ? 1 : 3) || VAGUE.has(word) || stopWords.has(word)) return
    const hints = byWord.get(word) ?? []
    if (!hints.some((hint) => hint.emoji === emoji)) hints.push({ emoji, as })
    byWord.set(word, hints)
  }
  for (const [key, [name = "", ...keywords]] of Object.entries(pictures)) {
    const emoji = emojiOf(key)
    if (isAbstract(emoji)) continue
    add(name, emoji, "name")
    const head = headOf(name, primary)
    if (head !== null) add(head, emoji, "head")
    for (const keyword of keywords) {
      // "Messer" in "Küchenmesser": a keyword that ends the name is what the picture shows.
      const isHead = !HEAD_FIRST.has(primary) && !name.includes(" ") && keyword.length > 3 && name.endsWith(keyword)
      if (!keyword.includes(" ")) add(keyword, emoji, isHead ? "head" : "keyword")
    }
  }
  const index = { byWord, language: primary, isJoined: JOINED.has(primary) }
  known.set(primary, index)
  return index
}

const ARABIC_PREFIX = /^[وفبكل]?ال|^[وفبل](?=\p{L}{3})/u

/** Endings of plurals and cases, and what stands in their place in a list of keywords. */
const ENDINGS: { readonly [language: string]: ReadonlyArray<readonly [ending: RegExp, instead: string]> } = {
  en: [[/ies$/u, "y"], [/ves$/u, "f"], [/(?<=s|x|z|ch|sh|o)es$/u, ""], [/s$/u, ""]],
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

const LEAST_COMPOUND = 5
/** A picture must be called what the text says. */
const WEIGHT: { readonly [A in Hint["as"]]: number } = { name: 3, head: 2, keyword: 0.5 }
const LEAST_SCORE = 1.5
/** A head that many pictures share ("paper", "car") names none of them. */
const MOST_HEADS = 3

interface Score {
  readonly score: number
  readonly isCalled: boolean
}

/** How strongly each picture is meant by a word of the text. */
const scored = (text: string, index: Index, marked: ReadonlySet<string>): ReadonlyMap<string, Score> => {
  const scores = new Map<string, Score>()
  const count = (hints: ReadonlyArray<Hint>, part: number) => {
    const heads = hints.filter(({ as }) => as === "head").length
    const isNamed = hints.some(({ as }) => as === "name")
    for (const { as, emoji } of hints) {
      const { isCalled = false, score = 0 } = scores.get(emoji) ?? {}
      const calls = as === "name" || (as === "head" && !isNamed && heads <= MOST_HEADS)
      const weight = as === "head" && !calls ? WEIGHT.keyword : WEIGHT[as]
      scores.set(emoji, { score: score + weight * part, isCalled: isCalled || calls })
    }
  }
  if (index.isJoined) {
    for (const [word, hints] of index.byWord) {
      // A single sign is part of many words that have nothing to do with it.
      if (text.includes(word)) count(hints, word.length === 1 ? 0.5 : Math.min(2, word.length / 2))
    }
    return scores
  }
  const all = text.toLocaleLowerCase(index.language).match(/[\p{L}\p{M}]+|\d+/gu) ?? []
  all.forEach((word, at) => {
    if (VAGUE.has(word)) return
    const isMarked = marked.has(word)
    const part = isMarked ? 1.6 : 1
    const met = formsOf(word, index.language).find(([form]) => index.byWord.has(form))
    if (met !== undefined) {
      const isVerb = index.language === "en" && VERBS.has(met[0]) && !BEFORE_NOUNS.test(all[at - 1] ?? "")
      // "Bowl" is the head of "steaming bowl", and many a bowl is empty: only German compounds are what their end says.
      const hints = (index.byWord.get(met[0]) ?? []).filter(({ as }) =>
        as !== "head" || isMarked || index.language === "de"
      )
      return isVerb ? undefined : count(hints, met[1] * part)
    }
    if (index.language !== "de" || word.length < 2 * LEAST_COMPOUND - 1) return
    // "Hausschlüssel": the last part of a compound says what it is, if a picture is called so.
    for (let from = 3; from <= word.length - LEAST_COMPOUND; from++) {
      const hints = index.byWord.get(word.slice(from))?.filter(({ as }) => as === "name")
      if (hints === undefined || hints.length === 0) continue
      return count(hints, 0.6 * part)
    }
  })
  return scores
}

/**
 * Pictograms that a text calls by their name, best first. `marked` are words that matter more. No picture is better than a
 * wrong one: a keyword alone ("sharp", "speed", "left") chooses nothing.
 */
export const pictogramsFor = (
  text: string,
  language: string,
  marked: ReadonlySet<string> = new Set()
): ReadonlyArray<string> => {
  const index = indexOf(language)
  if (index === null) return []
  return [...scored(text, index, marked)].filter(([, { isCalled, score }]) => isCalled && score >= LEAST_SCORE)
    .toSorted((a, b) => b[1].score - a[1].score).map(([emoji]) => emoji)
}
