import { ScriptLine } from "@callsheet/domain/asset/Script"
import { timelineOf, totalFrames, type VoicedLine } from "@callsheet/studio/render/stages/Timeline"
import { visualWords } from "@callsheet/studio/render/text/Bidi"
import { emojiShapes } from "@callsheet/studio/render/text/Emoji"
import { fitText, type TextFrame } from "@callsheet/studio/render/text/Fit"
import { hyphenator } from "@callsheet/studio/render/text/Hyphens"
import { breakWord, wrap } from "@callsheet/studio/render/text/Lines"
import { ownFontNotes } from "@callsheet/studio/render/text/OwnFonts"
import { pagesOf } from "@callsheet/studio/render/text/Pages"
import { loadTypesetter, loadTypesetterWith } from "@callsheet/studio/render/text/Typesetter"
import { wordsOf } from "@callsheet/studio/render/text/Words"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

const texts = (line: string) => wordsOf(line).map(({ text }) => text)

describe("Words", () => {
  it("lose their stars and keep the emphasis, over several words too", () => {
    assert.deepEqual(wordsOf("Nie *wieder auf* 100 %!"), [
      { text: "Nie", emphasised: false },
      { text: "wieder", emphasised: true },
      { text: "auf", emphasised: true },
      { text: "100\u00a0%!", emphasised: false }
    ])
  })

  it("keep lone punctuation beside them, and control characters out", () => {
    assert.deepEqual(texts("Extreme – weder\tvoll\u0000 noch leer ?"), [
      "Extreme\u00a0–",
      "weder",
      "voll",
      "noch",
      "leer\u00a0?"
    ])
    assert.deepEqual(texts("   "), [])
    assert.deepEqual(texts("🔥 🔥"), ["🔥", "🔥"])
  })

  it("of a language without spaces are its phrases: a line never begins with a particle", () => {
    const shown = (line: string) =>
      wordsOf(line).map(({ emphasised, joined, text }) => `${joined ? "·" : ""}${emphasised ? "*" : ""}${text}`)
    assert.deepEqual(shown("時刻表、*三秒*で読める？"), ["時刻表、", "·*三秒で", "·読める？"])
    // What is marked breaks only where it is long, and a figure never leaves what it counts.
    assert.deepEqual(shown("画面を*目の高さ*に。"), ["画面を", "·*目の高さに。"])
    assert.deepEqual(shown("でも*ガスを出す。*"), ["でも", "·*ガスを", "·*出す。"])
    assert.deepEqual(shown("三十分ごとに"), ["三十分ごとに"])
    assert.deepEqual(shown("まず*行き先*を見る。"), ["まず", "·*行き先を", "·見る。"])
  })

  it("stand from right to left where the line does, with numbers in their own order", () => {
    const words = ["לא", "80", "אחוז"]
    assert.deepEqual(visualWords(words, (word) => word, "rtl"), ["אחוז", "80", "לא"])
    assert.deepEqual(visualWords(["a", "b"], (word) => word, "ltr"), ["a", "b"])
  })
})

describe("Lines", () => {
  it("are as few as possible and then as even as possible", () => {
    const style = { gap: 1, maxWidth: 10, maxLines: 3 }
    assert.deepEqual(wrap({ ...style, widths: [4, 4] }), [[0, 2]])
    assert.deepEqual(wrap({ ...style, widths: [4, 4, 4, 4] }), [[0, 2], [2, 4]])
    assert.isNull(wrap({ ...style, widths: [11] }))
    assert.isNull(wrap({ ...style, widths: [9, 9, 9, 9] }))
  })

  it("break a long word at its hyphens, then where its language allows, then anywhere", () => {
    const width = (text: string) => text.length
    assert.deepEqual(breakWord("Lithium-Ionen-Akkus", width, 14), ["Lithium-Ionen-", "Akkus"])
    const soft = hyphenator("de-AT")("Verschlechterungsgeschwindigkeit")
    assert.include(soft, "\u00ad")
    const pieces = breakWord(soft, width, 16)
    assert.strictEqual(pieces.join("").replaceAll("-", ""), "Verschlechterungsgeschwindigkeit")
    assert.isTrue(pieces.every((piece) => piece.length <= 16))
    assert.deepEqual(breakWord("aaaaaaaaaa", width, 6), ["aaaaa-", "aaaaa"])
    assert.deepEqual(breakWord("everything:", width, 11), ["everything:"])
    assert.deepEqual(breakWord("everything:", width, 10), ["every-", "thing:"], "no letter is left alone on a line")
    // No hyphen in Japanese, and no line that begins with a long sound, a small kana or a full stop.
    assert.deepEqual(breakWord("スーパーマーケット。", width, 4), ["スーパー", "マーケッ", "ト。"])
    assert.deepEqual(breakWord("スーパーッと", width, 4), ["スー", "パーッと"])
    assert.strictEqual(hyphenator("de")("https://example.com/einlangerpfad"), "https://example.com/einlangerpfad")
  })
})

describe("A brand's own fonts", () => {
  const bundled = (name: string) => new URL(`../../../packages/studio/assets/fonts/${name}`, import.meta.url).pathname

  it.effect("are named with the letters they lack and the font that draws these, in every script; emoji need none", () =>
    Effect.gen(function*() {
      const own = { display: bundled("Anton_400Regular.ttf"), text: bundled("Archivo_900Black.ttf") }
      const setter = yield* loadTypesetterWith(own)
      const notes = (text: string) => ownFontNotes([text], own, setter)
      assert.deepEqual(notes("Größe 20 % ☕🔥"), [])
      assert.deepEqual(notes("सच"), [
        "the brand's display font lacks स च; Noto Sans draws them",
        "the brand's text font lacks स च; Noto Sans draws them"
      ])
      assert.include(notes("한국어")[1], "lacks 한 국 어; Noto Sans KR draws them")
      assert.include(notes("هواء")[1], "Cairo draws them")
      assert.include(notes("あいうえおかきくけこさしすせそ")[1], "さ し and 3 more; Noto Sans JP draws them")
      assert.deepEqual(ownFontNotes(["सच"], {}, setter), [], "without fonts of its own nothing is lacking")
    }))
})

describe("A text in its frame", () => {
  it.effect("keeps words whole that have room, and puts what stands on one line together again", () =>
    Effect.gen(function*() {
      const setter = yield* loadTypesetter
      const fit = (text: string, over: Partial<TextFrame>) => {
        const frame = {
          left: 0,
          right: 800,
          top: 0,
          bottom: 900,
          face: "sans",
          most: 220,
          least: 60,
          maxLines: 4
        } as const
        const { rows, words } = fitText(wordsOf(text), { ...frame, direction: "ltr", ...over }, setter)
        return { rows, pieces: words.length, widest: Math.max(...words.map(({ set, x }) => x + set.advance)) }
      }
      // A word that would have to be broken for type of 330 pixels is set whole, and smaller.
      assert.deepInclude(fit("radar", { most: 700 }), { rows: 1, pieces: 1 })
      const broken = fit("Rindfleischetikettierungsüberwachung", {})
      assert.isAbove(broken.pieces, 1)
      assert.isAtMost(broken.widest, 800)
      // Broken to try larger type, and one word again where all of it came to stand on one line.
      const together = fit("to ev\u00ader\u00ady\u00adthing", { most: 220, right: 760, maxLines: 2 })
      assert.strictEqual(together.pieces, together.rows)
    }))
})

describe("Pages", () => {
  it("end where a sentence does, not in the middle of it", () => {
    const words = "Full or empty. Both wear them out".split(" ").map((text, index) => ({
      text,
      emphasised: false,
      from: index * 10,
      to: index * 10 + 10
    }))
    const pages = pagesOf(words, (page) => page.length <= 4).map((page) => page.map(({ text }) => text).join(" "))
    assert.strictEqual(pages[0], "Full or empty.")
    assert.strictEqual(pages.join(" "), "Full or empty. Both wear them out")
  })
})

describe("Emoji", () => {
  it("are drawn in colour, with their skin tone, and flags of countries not at all", () => {
    const plain = emojiShapes("🚀") ?? []
    assert.isAbove(plain.length, 3)
    assert.deepInclude(plain.map(({ fill }) => fill), "#ca0b4a")
    assert.notDeepEqual(emojiShapes("👩🏽‍🚀"), emojiShapes("👩🏿‍🚀"))
    assert.isNull(emojiShapes("🇩🇪"))
  })
})

describe("Type", () => {
  it.effect("covers Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Chinese, Japanese and Korean, and says what it lacks", () =>
    Effect.gen(function*() {
      const setter = yield* loadTypesetter
      const missing = (text: string) => setter.set(text, 100, "block").missing
      assert.deepEqual(
        ["Größe", "Ελλ", "Привет", "مرحبا", "שלום", "नमस्ते", "🇩🇪", "漢字かな", "한국어", "简体中文"].flatMap(missing),
        []
      )
      assert.deepEqual(missing("aꦗb"), ["ꦗ"])
    }))
})

const silent = (line: ConstructorParameters<typeof ScriptLine>[0]): VoicedLine => ({
  source: 0,
  line: new ScriptLine(line),
  words: wordsOf(line.text),
  voice: null
})

const spoken = (text: string, durationMillis: number): VoicedLine => ({
  source: 0,
  line: new ScriptLine({ role: "beat", text }),
  words: wordsOf(text),
  voice: { wavPath: "", id: "", engine: "", durationMillis, words: wordsOf(text).map(() => ({ from: 0, to: 100 })) }
})

describe("The timeline", () => {
  it("gives a silent line time to be read, and a short video its three seconds", () => {
    assert.strictEqual(totalFrames(timelineOf([silent({ role: "hook", text: "🔥" })], "en")), 90)
    const [first] = timelineOf([silent({ role: "hook", text: "a b c d e f g h i j" }), spoken("x", 3000)], "en")
    assert.strictEqual(first?.frames, 2 + 99 + 6)
  })

  it("puts segments end to end in whole frames, and the voice right at the start", () => {
    const segments = timelineOf([spoken("a", 1001), spoken("b", 1000), spoken("c", 1000)], "en")
    assert.deepEqual(segments.map(({ frames, start }) => [start, frames]), [[0, 39], [39, 41], [80, 61]])
    assert.deepEqual(segments.map(({ lead }) => lead), [2, 5, 5])
  })
})
