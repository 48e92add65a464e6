/** A word as it is shown. `emphasised` comes from `*word*` in the script. */
export interface Word {
  readonly text: string
  readonly emphasised: boolean
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

/**
 * Cuts a line into words. Punctuation and signs that stand alone ("–", "%", "?") stay with the word before them, on the
 * same line of the picture.
 */
export const wordsOf = (line: string): ReadonlyArray<Word> => {
  const words: Array<Word> = []
  let emphasised = false
  for (const raw of line.normalize("NFC").replace(CONTROLS, " ").split(/[^\S\u00a0\u202f]+/)) {
    if (raw.startsWith("*")) emphasised = true
    const text = raw.replaceAll("*", "")
    const before = words.at(-1)
    if (text !== "" && before !== undefined && !CONTENT.test(text)) {
      words[words.length - 1] = { ...before, text: `${before.text}\u00a0${text}` }
    } else if (text !== "") words.push({ text, emphasised })
    if (/\*\p{P}*$/u.test(raw)) emphasised = false
  }
  return words
}
