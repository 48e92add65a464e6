import { en } from "./en.ts"

/** Every text of the panel. German has the same keys, which the compiler checks. */
export type Words = typeof en

export const locales = ["en", "de"] as const
export type Locale = typeof locales[number]
export const languageNames: Readonly<Record<Locale, string>> = { en: "English", de: "Deutsch" }

const KEPT_AS = "callsheet.locale"
const isLocale = (text: string | null | undefined): text is Locale => locales.some((one) => one === text)

/** What a person chose before the browser's own languages. */
const wished = (): Locale => {
  const chosen = localStorage.getItem(KEPT_AS)
  if (isLocale(chosen)) return chosen
  const own = navigator.languages.map((language) => language.slice(0, 2)).find(isLocale)
  return own ?? "en"
}

let current: Locale = "en"
export const locale = (): Locale => current

/** The texts in the language of the page. */
export let t: Words = en

/** Only the language that is shown is loaded. */
export const loadText = async () => {
  current = wished()
  if (current === "de") t = (await import("./de.ts")).de
  document.documentElement.lang = current
}

/** The whole page is in one language, so it starts again in the other. */
export const chooseLocale = (next: Locale) => {
  localStorage.setItem(KEPT_AS, next)
  location.reload()
}
