/** A word as it is shown. `emphasised` comes from `*word*` in the script. */
export interface Word {
  readonly text: string
  readonly emphasised: boolean
  /** No space before it: it goes on from the word before, as phrases of Japanese and Chinese do. */
  readonly joined?: true
}

const RTL = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF]/
const CONTENT = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u
// Control characters would be drawn as boxes or end a line of the drawing file.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g

export const isRightToLeft = (text: string): boolean => {
  const first = /\p{L}/u.exec(text)
  return first !== null && RTL.test(first[0])
}

export const hasRightToLeft = (text: string): boolean => RTL.test(text)

const JOINED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
/** Particles and endings lean on what comes before them: a line of Japanese never begins with one. */
const LEANING = /^(?:[\p{Script=Hiragana}ー]+|[\p{Script=Hiragana}ー]{1,3}[^\p{L}\p{N}]+|[^\p{L}\p{N}]+)$/u
/** A figure stays with what it counts. */
const FIGURE = /^(?:[\p{N}\p{Script=Latin}.,〇一二三四五六七八九十百千万]+|.*分の)$/u
/** A marked phrase of so many letters stays on one line. */
const MARKED = 5
const OPENING = /[「『（【〈《]$/u

/** Phrases of a text without spaces, between which a line may break; the rest of the text as it is. */
const phrasesOf = (chunk: string, segmenter: Intl.Segmenter): ReadonlyArray<string> => {
  if (!JOINED.test(chunk)) return [chunk]
  const phrases: Array<string> = []
  for (const { segment } of segmenter.segment(chunk)) {
    const last = phrases.at(-1)
    if (
      last !== undefined && (OPENING.test(last) || LEANING.test(segment) || FIGURE.test(last))
    ) {
      phrases[phrases.length - 1] = last + segment
    } else phrases.push(segment)
  }
  return phrases
}

const segmenters = new Map<string, Intl.Segmenter>()
const segmenterFor = (language: string): Intl.Segmenter => {
  const known = segmenters.get(language) ?? new Intl.Segmenter(language, { granularity: "word" })
  segmenters.set(language, known)
  return known
}

/** Spaces where a text without spaces may break, around its emphasis marks too. */
const spaced = (line: string): { readonly text: string; readonly joins: ReadonlySet<number> } => {
  if (!JOINED.test(line)) return { text: line, joins: new Set() }
  const segmenter = segmenterFor(/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(line) ? "ja" : "zh")
  const joins = new Set<number>()
  const words: Array<string> = []
  for (const chunk of line.split(/[^\S\u00a0\u202f]+/).filter((chunk) => chunk !== "")) {
    const parts = chunk.split(/(\*[^*]+\*)/u).filter((part) => part !== "")
    const phrases = parts.flatMap((part) => {
      const inside = /^\*(.+)\*$/u.exec(part)?.[1]
      if (inside === undefined) return phrasesOf(part, segmenter)
      // What is marked is one phrase, unless it is so long that it would make the type small.
      const marked = Array.from(inside).length <= MARKED ? [inside] : phrasesOf(inside, segmenter)
      return marked.map((phrase, at) => `${at === 0 ? "*" : ""}${phrase}${at === marked.length - 1 ? "*" : ""}`)
    })
    phrases.forEach((phrase) => {
      const before = words.at(-1)
      const mayJoin = before !== undefined &&
        (JOINED.test(before.at(-1) ?? "") || JOINED.test(phrase.replace("*", "")[0] ?? "") ||
          /\p{P}\*?$/u.test(before))
      // What leans and follows an emphasised phrase stays on its line.
      if (before !== undefined && LEANING.test(phrase)) words[words.length - 1] = `${before}${phrase}`
      else {
        if (mayJoin) joins.add(words.length)
        words.push(phrase)
      }
    })
  }
  return { text: words.join(" "), joins }
}

/**
 * Cuts a line into words. Punctuation and signs that stand alone ("–", "%", "?") stay with the word before them, on the
 * same line of the picture.
 */
export const wordsOf = (line: string): ReadonlyArray<Word> => {
  const words: Array<Word> = []
  let emphasised = false
  const { joins, text: shown } = spaced(line.normalize("NFC").replace(CONTROLS, " "))
  for (const [index, raw] of shown.split(/[^\S\u00a0\u202f]+/).entries()) {
    if (raw.startsWith("*")) emphasised = true
    const text = raw.replaceAll("*", "")
    const before = words.at(-1)
    if (text !== "" && before !== undefined && !CONTENT.test(text)) {
      words[words.length - 1] = { ...before, text: `${before.text}\u00a0${text}` }
    } else if (text !== "") words.push({ text, emphasised, ...(joins.has(index) ? { joined: true as const } : {}) })
    if (/(?:\*|\*\p{P}+|[^*]\*[^*]+)$/u.test(raw)) emphasised = false
  }
  return words
}
