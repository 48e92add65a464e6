import {
  drawnScripts,
  isSpokenLocally,
  isWrittenByRule,
  languageName,
  undrawnLetters,
  writtenByRule
} from "@callsheet/domain/facts/languages"
import { languageFaults } from "@callsheet/domain/planning/Planner"
import { absentFonts, checkFonts } from "@callsheet/studio/render/text/FontCheck"
import { loadTypesetter } from "@callsheet/studio/render/text/Typesetter"
import { tongueFor } from "@callsheet/studio/script/notes/Tongues"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

/** A letter of each script that the facts call drawn. */
const letters: Readonly<Record<typeof drawnScripts[number], string>> = {
  Latin: "ß",
  Cyrillic: "Ж",
  Greek: "Ω",
  Arabic: "ع",
  Hebrew: "ש",
  Devanagari: "क",
  Han: "漢",
  Hiragana: "ひ",
  Katakana: "カ",
  Hangul: "한",
  Bopomofo: "ㄅ"
}

describe("languages", () => {
  it("the rules write exactly those that the facts name", () => {
    for (const language of writtenByRule) assert.isDefined(tongueFor(language), language)
    for (const language of ["it", "ja", "ar", "nl"]) {
      assert.isFalse(isWrittenByRule(language))
      assert.isUndefined(tongueFor(language), language)
    }
    assert.isTrue(isWrittenByRule("de-AT"))
  })

  it.effect("the fonts draw the scripts that the facts name, and no letter that they call undrawn", () =>
    Effect.gen(function*() {
      const typesetter = yield* loadTypesetter
      const missing = (text: string) => typesetter.set(text, 40, "sans").missing
      for (const script of drawnScripts) assert.deepStrictEqual(missing(letters[script]), [], script)
      for (const letter of undrawnLetters("สวัสดี ქართული தமிழ் abc")) assert.deepStrictEqual(missing(letter), [letter])
      assert.deepStrictEqual(undrawnLetters("A 😀 1, é"), [])
      assert.include(undrawnLetters("สวัสดี"), "ส")
    }))

  it.effect("every script that the facts name has its fonts here; a file that is not there is named", () =>
    Effect.gen(function*() {
      const { absent, scripts } = yield* checkFonts
      assert.deepStrictEqual(absent, [])
      assert.deepStrictEqual(scripts.filter(({ lacks }) => lacks.length > 0), [])
      assert.deepStrictEqual(scripts.map(({ script }) => script), [...drawnScripts])
      assert.deepStrictEqual(absentFonts((file) => !file.startsWith("NotoSansKR")), ["NotoSansKR_900Black.woff"])
    }))

  it("a tag that names no language, and one that nobody writes, are refused before anything is paid for", () => {
    const faultsOf = (language: string, script: string | null, modelWrites = false) =>
      languageFaults({ language, script }, { modelWrites }).map(({ column }) => column)
    assert.isUndefined(languageName("xx"))
    assert.deepStrictEqual(faultsOf("xx", null, true), ["language"])
    assert.deepStrictEqual(faultsOf("ja", null), ["language"])
    assert.deepStrictEqual(faultsOf("ja", null, true), [])
    assert.deepStrictEqual(faultsOf("ja", "こんにちは"), [])
    assert.deepStrictEqual(faultsOf("th", "สวัสดี", true), ["script"])
    // A language that nobody can draw is refused before a model is paid to write in it.
    assert.deepStrictEqual(faultsOf("th", null, true), ["language"])
    assert.include(languageFaults({ language: "ka", script: null }, { modelWrites: true })[0]?.message, "Georgian")
    for (const tag of ["hi", "sr-Latn", "uz", "zh-TW", "ko", "ar-EG", "he", "uk"]) {
      assert.deepStrictEqual(faultsOf(tag, null, true), [], tag)
    }
    assert.isTrue(isSpokenLocally("pt-BR"))
    assert.isFalse(isSpokenLocally("zu"))
  })
})
