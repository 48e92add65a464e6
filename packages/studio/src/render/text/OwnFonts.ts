import type { OwnFonts, Typesetter } from "./Typesetter.ts"
import { wordsOf } from "./Words.ts"

/** Named in a sentence; the rest is counted. */
const NAMED = 12

const list = (letters: ReadonlySet<string>): string => {
  const named = [...letters].slice(0, NAMED).join(" ")
  return letters.size > NAMED ? `${named} and ${letters.size - NAMED} more` : named
}

/** `NotoSansJP_900Black.woff` as a person knows it: Noto Sans JP. */
const nameOf = (file: string): string =>
  (file.split("_")[0] ?? file).replace(/([a-z])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")

/**
 * What a brand's own fonts cannot draw of these texts, and which font draws it instead. Said before anything is rendered:
 * nobody should find two typefaces in one word by watching. Emoji are pictures and need no font.
 */
export const ownFontNotes = (
  texts: ReadonlyArray<string>,
  own: OwnFonts,
  setter: Pick<Typesetter, "drawnBy">
): ReadonlyArray<string> => {
  const words = texts.flatMap(wordsOf).map(({ text }) => text)
  const fonts = [
    { file: own.display, face: "block" as const, name: "display font" },
    { file: own.text, face: "sans" as const, name: "text font" }
  ]
  return fonts.flatMap(({ face, file, name }) => {
    if (file === undefined) return []
    const lacking = new Map<string, Set<string>>()
    for (const word of words) {
      for (const { font, grapheme } of setter.drawnBy(word, face)) {
        if (font === file) continue
        lacking.set(font, (lacking.get(font) ?? new Set<string>()).add(grapheme))
      }
    }
    return Array.from(
      lacking,
      ([font, letters]) => `the brand's ${name} lacks ${list(letters)}; ${nameOf(font)} draws them`
    )
  })
}
