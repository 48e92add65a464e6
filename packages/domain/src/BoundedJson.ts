import { Either } from "effect"

/** Deeper than anything of the contract or of a script. What walks a value goes one call down for each level. */
export const MOST_JSON_DEPTH = 100

const QUOTE = 0x22
const ESCAPE = 0x5c
const isOpening = (code: number) => code === 0x5b || code === 0x7b
const isClosing = (code: number) => code === 0x5d || code === 0x7d

/** More than any call, message or script holds: a thousand ids in a list, fifteen hundred words of a voice. */
export const MOST_JSON_VALUES = 10_000

const COMMA = 0x2c
const tooDeep = `is nested deeper than ${MOST_JSON_DEPTH} levels`
const tooMany = (most: number) => `holds more than ${most.toLocaleString("en")} values`

/**
 * Why a text of JSON costs more than it should: to be read after "The body" or "The file"; null: it does not. It is not parsed
 * for that.
 */
export const excessOfText = (text: string, most: number): string | null => {
  let depth = 0
  let values = 1
  let inText = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (inText) {
      if (code === ESCAPE) at++
      else if (code === QUOTE) inText = false
    } else if (code === QUOTE) inText = true
    else if (isOpening(code)) {
      if (++depth > MOST_JSON_DEPTH) return tooDeep
      if (++values > most) return tooMany(most)
    } else if (isClosing(code)) depth--
    else if (code === COMMA && ++values > most) return tooMany(most)
  }
  return null
}

/** The same of a value that was parsed elsewhere. */
export const excessOfValue = (value: unknown, most: number): string | null => {
  let level = [value]
  let values = 0
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_JSON_DEPTH) return tooDeep
    values += level.length
    if (values > most) return tooMany(most)
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []))
  }
  return null
}

/** The value that a text stands for. Left: what is wrong with it, to be read after "The body" or "The file". */
export const readJson = (text: string, most = MOST_JSON_VALUES): Either.Either<unknown, string> => {
  const excess = excessOfText(text, most)
  return excess === null
    ? Either.try({ try: (): unknown => JSON.parse(text), catch: () => "is not valid JSON" })
    : Either.left(excess)
}
