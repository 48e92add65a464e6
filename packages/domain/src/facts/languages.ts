/** Languages that the writer without a model knows. */
export const writtenByRule = ["de", "en", "es", "fr"] as const

/** Languages that the voice in the package speaks. Another language stays silent unless an endpoint speaks it. */
const spokenLocally: ReadonlySet<string> = new Set(
  ("af am an ar as az ba be bg bn bpy bs ca chr cmn cs cv cy da de el en eo es et eu fa fi fo fr ga gd gn grc gu hak haw he hi " +
    "hr ht hu hy hyw ia id io is it ja jbo ka kaa kk kl kn ko kok ku ky la lb lfn lt ltg lv mi mk ml mr ms mt mto my nb nci " +
    "ne nl no nog om or pa pap pl pt py qdb qu quc qya ro ru sd shn si sjn sk sl smj sq sr sv sw ta te th ti tk tn tr tt ug " +
    "uk ur uz vi xex yue zh").split(" ")
)

const baseOf = (tag: string): string => tag.toLowerCase().split("-")[0] ?? ""

const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" })

/** The English name of a language; undefined for a tag that names none, such as `xx`. */
export const languageName = (tag: string): string | undefined => {
  try {
    return names.of(baseOf(tag))
  } catch {
    // A tag with a form that no language has.
    return undefined
  }
}

export const isWrittenByRule = (tag: string): boolean => writtenByRule.some((language) => language === baseOf(tag))
export const isSpokenLocally = (tag: string): boolean => spokenLocally.has(baseOf(tag))

/** Scripts that the fonts in the package have. */
export const drawnScripts = [
  "Latin",
  "Cyrillic",
  "Greek",
  "Arabic",
  "Hebrew",
  "Devanagari",
  "Han",
  "Hiragana",
  "Katakana",
  "Hangul",
  "Bopomofo"
] as const

const undrawn = new RegExp(
  `(?!${[...drawnScripts, "Common", "Inherited"].map((script) => `\\p{Script=${script}}`).join("|")})\\p{L}`,
  "gu"
)

/** Letters of a text that no font in the package has, each once. */
export const undrawnLetters = (text: string): ReadonlyArray<string> => [...new Set(text.match(undrawn) ?? [])]

/** The names that Unicode gives to the codes of ISO 15924, where a language is written in something else than it is called. */
const SCRIPTS: Readonly<Record<string, typeof drawnScripts[number]>> = {
  Latn: "Latin",
  Cyrl: "Cyrillic",
  Grek: "Greek",
  Arab: "Arabic",
  Hebr: "Hebrew",
  Deva: "Devanagari",
  Hans: "Han",
  Hant: "Han",
  Hani: "Han",
  Jpan: "Hiragana",
  Kore: "Hangul",
  Hang: "Hangul",
  Bopo: "Bopomofo"
}

const scriptNames = new Intl.DisplayNames("en", { type: "script", fallback: "none" })

/** How a language is written: whether fonts are here for it, and what it is called. Undefined for a tag that names none. */
export const writingOf = (tag: string): { readonly name: string; readonly drawn: boolean } | undefined => {
  try {
    const { script } = new Intl.Locale(tag).maximize()
    return script === undefined
      ? undefined
      : { name: SCRIPTS[script] ?? scriptNames.of(script) ?? script, drawn: SCRIPTS[script] !== undefined }
  } catch {
    // A tag with a form that no language has.
    return undefined
  }
}
