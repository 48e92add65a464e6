import { Either } from "effect"
import { parse } from "lossless-json"

/** TikTok sends 19-digit ids as JSON numbers, which `JSON.parse` rounds. They arrive as text with every digit. */
const exactNumber = (digits: string): number | string => {
  const value = Number(digits)
  return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? digits : value
}

/** Left holds what is wrong with the text, without quoting it. */
export const parseJson = (text: string): Either.Either<unknown, string> =>
  Either.try({
    // As `JSON.parse` does, the last of two values under one name counts.
    try: () => parse(text, undefined, { parseNumber: exactNumber, onDuplicateKey: ({ newValue }) => newValue }),
    catch: () => (text.trim() === "" ? "it is empty" : "it is not JSON, or is cut off")
  })
