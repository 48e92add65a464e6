import { Either } from "effect"

/** Deeper than anything of the contract or of a script. What walks a value goes one call down for each level. */
export const MOST_JSON_DEPTH = 100

const QUOTE = 0x22
const ESCAPE = 0x5c
const isOpening = (code: number) => code === 0x5b || code === 0x7b
const isClosing = (code: number) => code === 0x5d || code === 0x7d

/** Whether a text of JSON is nested too deeply; it is not parsed for that. */
export const isTooDeep = (text: string): boolean => {
  let depth = 0
  let inText = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inText) {
      if (code === ESCAPE) at++
      else if (code === QUOTE) inText = false
    } else if (code === QUOTE) inText = true
    else if (isOpening(code)) {
      if (++depth > MOST_JSON_DEPTH) return true
    } else if (isClosing(code)) depth--
  }
  return false
}

/** The same of a value that was parsed elsewhere. */
export const isDeepValue = (value: unknown): boolean => {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_JSON_DEPTH) return true
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []))
  }
  return false
}

/** The value that a text stands for. Left: what is wrong with it, to be read after "The body" or "The file". */
export const readJson = (text: string): Either.Either<unknown, string> =>
  isTooDeep(text)
    ? Either.left(`is nested deeper than ${MOST_JSON_DEPTH} levels`)
    : Either.try({ try: (): unknown => JSON.parse(text), catch: () => "is not valid JSON" })
