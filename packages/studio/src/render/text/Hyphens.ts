import { createRequire } from "node:module"

const require = createRequire(import.meta.url)

/** Puts soft hyphens into a word where its language may break it. */
export type Hyphenate = (word: string) => string

/** The package's rules by language. Up to three quarters of a megabyte each, so a language is loaded when it is met. */
const rules: { readonly [language: string]: string } = {
  da: "da",
  de: "de",
  en: "en-us",
  es: "es",
  fi: "fi",
  fr: "fr",
  it: "it",
  nb: "nb",
  nl: "nl",
  no: "nb",
  pl: "pl",
  pt: "pt",
  ru: "ru",
  sv: "sv",
  tr: "tr"
}

interface HyphenPackage {
  readonly hyphenateSync: (text: string, options: { readonly hyphenChar: string }) => string
}

/** Shorter words stay whole: type gets smaller for them. */
const LEAST_LETTERS = 9

const isLeftWhole = (word: string): boolean => word.length < LEAST_LETTERS || /[\u00ad@#]|:\/\//.test(word)

/** For a BCP 47 tag. Addresses, tags and words of other languages stay whole. */
export const hyphenator = (language: string): Hyphenate => {
  const rule = rules[language.toLowerCase().split(/[-_]/)[0] ?? ""]
  if (rule === undefined) return (word) => word
  return (word) => {
    if (isLeftWhole(word)) return word
    const { hyphenateSync } = require(`hyphen/${rule}`) as HyphenPackage
    return hyphenateSync(word, { hyphenChar: "\u00ad" })
  }
}
