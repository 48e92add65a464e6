import { Either } from "effect"

const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** The index after the string that opens at `from`. A loop, because a pattern runs out of stack on very long texts. */
const endOfString = (text: string, from: number): number => {
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === "\\") i++
    else if (text[i] === `"`) return i + 1
  }
  return text.length
}

/**
 * TikTok sends 19-digit ids as JSON numbers, which `JSON.parse` rounds. Integers that a JavaScript number cannot hold are
 * quoted in the raw text first, so they arrive as strings with every digit. Digits inside strings are left alone.
 */
const quoteBigIntegers = (text: string): string => {
  let out = ""
  let copied = 0
  for (let i = 0; i < text.length;) {
    if (text[i] === `"`) {
      i = endOfString(text, i)
      continue
    }
    number.lastIndex = i
    const token = number.exec(text)?.[0]
    if (token === undefined) {
      i++
      continue
    }
    if (/^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))) {
      out += `${text.slice(copied, i)}"${token}"`
      copied = i + token.length
    }
    i += token.length
  }
  return out + text.slice(copied)
}

/** Left holds what is wrong with the text, without quoting it. */
export const parseJson = (text: string): Either.Either<unknown, string> =>
  Either.try({
    try: (): unknown => JSON.parse(quoteBigIntegers(text)),
    catch: () => (text.trim() === "" ? "it is empty" : "it is not JSON, or is cut off")
  })
