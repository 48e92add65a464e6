import { Either } from "effect"

/** A string, skipped whole, or a number. Strings come first, so digits inside one are never taken for a number. */
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * TikTok sends 19-digit ids as JSON numbers, which `JSON.parse` rounds. Integers that a JavaScript number cannot hold are
 * quoted in the raw text first, so they arrive as strings with every digit.
 */
export const quoteBigIntegers = (text: string): string =>
  text.replace(
    stringOrNumber,
    (token) => token.length > 15 && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token
  )

/** Left holds what is wrong with the text, without quoting it. */
export const parseJson = (text: string): Either.Either<unknown, string> =>
  Either.try({
    try: (): unknown => JSON.parse(quoteBigIntegers(text)),
    catch: () => (text.trim() === "" ? "it is empty" : "it is not JSON, or is cut off")
  })
