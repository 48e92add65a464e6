import type { Saying } from "@callsheet/domain/asset/Script"

/** What may stand around a word: first what ends sentences and quotations alone, then everything that is no letter or digit. */
const AROUND: ReadonlyArray<RegExp> = [
  /^([("'«„“‘¿¡[]*)(.*?)((?:['’]s)?[.,;:!?…)"'»”’\]]*)$/su,
  /^([^\p{L}\p{N}]*)(.*?)((?:['’]s)?[^\p{L}\p{N}]*)$/su
]

/** Words as a voice is to hear them. What is shown is another matter. */
export const saidWords = (
  words: ReadonlyArray<string>,
  sayings: ReadonlyArray<Saying> | undefined
): ReadonlyArray<string> => {
  if (sayings === undefined || sayings.length === 0) return words
  // Of two for one word the first counts.
  const last = sayings.toReversed()
  const exact = new Map(last.map(({ say, word }) => [word, say]))
  const loose = new Map(last.map(({ say, word }) => [word.toLowerCase(), say]))
  const found = (word: string) => exact.get(word) ?? loose.get(word.toLowerCase())
  return words.map((word) => {
    const whole = found(word)
    if (whole !== undefined) return whole
    for (const around of AROUND) {
      const [, before = "", core = "", after = ""] = around.exec(word) ?? []
      const say = core === "" ? undefined : found(core)
      if (say !== undefined) return `${before}${say}${after}`
    }
    return word
  })
}
