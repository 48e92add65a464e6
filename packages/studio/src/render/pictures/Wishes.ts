import type { Scene } from "@callsheet/domain/asset/Scenes"
import { contentWords } from "../../script/notes/Keywords.ts"
import { tongueFor } from "../../script/notes/Tongues.ts"

/** More words find less. */
const MOST_WORDS = 4
const MOST_LETTERS = 80

/**
 * What to look for where a line wishes for nothing: its marked words, then its other telling words, then those of the title.
 * Null where no word says anything.
 */
export const wishOf = (
  { line: { text } }: Pick<Scene, "line">,
  title: string | undefined,
  language: string
): string | null => {
  const tongue = tongueFor(language)
  const marked = Array.from(text.matchAll(/\*([^*]+)\*/gu), ([, words = ""]) => words).join(" ")
  const plain = text.replaceAll("*", "")
  if (tongue === undefined) return (marked === "" ? plain : marked).slice(0, MOST_LETTERS).trim() || null
  const words = [marked, plain, title ?? ""].flatMap((part) => [...contentWords(part, tongue)])
    .filter((word) => word.length > 2 && !/^\p{N}+$/u.test(word))
  return [...new Set(words)].slice(0, MOST_WORDS).join(" ").slice(0, MOST_LETTERS) || null
}
