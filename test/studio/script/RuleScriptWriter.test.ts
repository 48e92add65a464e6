import { Script } from "@callsheet/domain/asset/Script"
import { english } from "@callsheet/studio/script/rules/English"
import { french } from "@callsheet/studio/script/rules/French"
import { german } from "@callsheet/studio/script/rules/German"
import { spanish } from "@callsheet/studio/script/rules/Spanish"
import * as RuleScriptWriter from "@callsheet/studio/script/RuleScriptWriter"
import { type ScriptBrief, ScriptWriter } from "@callsheet/studio/script/ScriptWriter"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck as fc, Layer, Schema } from "effect"
import { freePurchases } from "../../support/FreePurchases.ts"

const brief = (change: Partial<ScriptBrief> = {}): ScriptBrief => ({
  topic: "How to fold a paper crane",
  language: "en",
  hashtags: ["origami"],
  seed: "pln_1",
  ...change
})

const write = (change: Partial<ScriptBrief> = {}) =>
  Effect.flatMap(ScriptWriter, (writer) => writer.write(brief(change))).pipe(
    Effect.provide(Layer.merge(RuleScriptWriter.layer, freePurchases))
  )

const texts = (script: Script) => script.lines.map(({ text }) => text)

/** Share of three-word runs that two scripts have in common, topic left aside. */
const likeness = (a: ReadonlyArray<string>, b: ReadonlyArray<string>) => {
  const runs = (lines: ReadonlyArray<string>) =>
    new Set(lines.flatMap((line) => {
      const words = line.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []
      return words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`)
    }))
  const [left, right] = [runs(a), runs(b)]
  const shared = [...left].filter((run) => right.has(run)).length
  return shared / Math.max(1, left.size + right.size - shared)
}

describe("RuleScriptWriter", () => {
  for (const language of ["en", "de", "es", "fr", "de-AT", "EN-gb"]) {
    it.effect(`writes a whole short in ${language} and says that rules wrote it`, () =>
      Effect.gen(function*() {
        const { provenance, requestId, script, usage } = yield* write({ language, topic: "Origami" })
        assert.deepStrictEqual(script.source, { _tag: "rules", version: "1" })
        assert.strictEqual(script.language, language)
        const roles = script.lines.map(({ role }) => role)
        assert.strictEqual(roles[0], "hook")
        assert.strictEqual(roles.at(-1), "cta")
        assert.include([3, 4], roles.filter((role) => role === "beat").length)
        for (const line of script.lines) {
          assert.isString(line.emoji)
          assert.notMatch(line.text, /[{}]/)
        }
        assert.include(script.lines[0].text.toLowerCase(), "origami")
        assert.include(script.caption.toLowerCase(), "origami")
        assert.strictEqual(provenance.stage, "script")
        assert.isFalse(provenance.synthetic)
        assert.deepStrictEqual([usage, requestId], [{ promptTokens: 0, completionTokens: 0 }, null])
      }))
  }

  it.effect("Q3: the same brief gives the same script, another seed or topic another one", () =>
    Effect.gen(function*() {
      const first = yield* write()
      assert.deepStrictEqual(yield* write(), first)
      const seeds = yield* Effect.all(Array.from({ length: 12 }, (_, i) => write({ seed: `pln_${i}` })))
      assert.isAbove(new Set(seeds.map(({ script }) => texts(script).join("\n"))).size, 9)
    }))

  it.effect("lines that were said before are not said again while others are left", () =>
    Effect.gen(function*() {
      const said: Array<string> = []
      for (let i = 0; i < 4; i++) {
        const { script } = yield* write({ seed: `pln_${i}`, avoid: said })
        const fresh = script.lines.filter(({ role }) => role !== "cta").map(({ text }) => text)
        assert.deepStrictEqual(fresh.filter((text) => said.includes(text)), [], `script ${i}`)
        said.push(...texts(script))
      }
    }))

  it.effect("scripts about different topics do not read alike", () =>
    Effect.gen(function*() {
      const topics = [
        "Paper cranes",
        "Sourdough bread",
        "Learning Spanish",
        "Cold showers",
        "Chess openings",
        "Bike repair"
      ]
      const said: Array<string> = []
      const scripts: Array<ReadonlyArray<string>> = []
      for (const topic of topics) {
        const { script } = yield* write({ topic, seed: topic, avoid: said })
        said.push(...texts(script))
        scripts.push(texts(script))
      }
      for (const [i, a] of scripts.entries()) {
        for (const b of scripts.slice(i + 1)) assert.isBelow(likeness(a, b), 0.5)
      }
    }))

  it.effect("a language it does not know is refused with a way out, not written in another", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(write({ language: "ja" }))
      assert.isTrue(error._tag === "ScriptRefused" && error.why === "language")
      assert.include(error.remedy, "--script")
    }))

  it.effect("a question is not answered with a training plan, in any language", () =>
    Effect.gen(function*() {
      for (
        const [language, topic, doing] of [
          ["en", "Why cats purr", "Cat yoga"],
          ["de", "Warum Katzen schnurren", "Wie man Katzen bürstet"],
          ["es", "¿Por qué ronronean los gatos?", "Aprender a cocinar"],
          ["fr", "Pourquoi les chats ronronnent", "Le pain au levain"]
        ] as const
      ) {
        const kickers = (subject: string) =>
          Effect.all(Array.from({ length: 20 }, (_, i) => write({ language, topic: subject, seed: `${i}` }))).pipe(
            Effect.map((all) => all.flatMap(({ script }) => script.lines.flatMap(({ kicker }) => kicker ?? [])))
          )
        assert.deepStrictEqual(yield* kickers(topic), [])
        assert.isNotEmpty(yield* kickers(doing))
      }
    }))

  it.effect("hashtags: the plan's own first, then telling words of the topic", () =>
    Effect.gen(function*() {
      const { script } = yield* write({ hashtags: ["#Paper", "fun"] })
      assert.deepStrictEqual(script.hashtags, ["#Paper".slice(1), "fun", "fold", "crane"])
      const german = yield* write({ language: "de", topic: "Warum Katzen schnurren", hashtags: [] })
      assert.deepStrictEqual(german.script.hashtags, ["katzen", "schnurren"])
    }))

  it("any topic at all gives a script that the rest of the product accepts", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 500, unit: "grapheme" }).filter((topic) => topic.trim() !== ""),
        fc.constantFrom("en", "de", "es", "fr"),
        (topic, language) =>
          Effect.runPromise(Effect.map(write({ topic: topic.trim(), language }), ({ script }) => {
            Schema.decodeUnknownSync(Script)(Schema.encodeSync(Script)(script))
          }))
      ),
      { numRuns: 100 }
    ))

  it.effect("a topic full of signs is said as it is", () =>
    Effect.gen(function*() {
      const { script } = yield* write({ topic: "Save $$ & $1 on *rent*!" })
      assert.include(script.lines[0].text, "ave $$ & $1 on rent")
    }))
})

describe("phrasebooks", () => {
  for (const book of [english, german, spanish, french]) {
    it(`${book.language}: every structure has hooks that name the topic, and four places of several variants`, () => {
      assert.isAtLeast(book.structures.length, 5)
      for (const { beats, hooks, kickers, name } of book.structures) {
        for (const [, text] of hooks) assert.match(text, /\{topic\}/i, name)
        assert.strictEqual(beats.length, 4, name)
        for (const variants of beats) assert.isAtLeast(variants.length, 2, name)
        if (kickers !== undefined) assert.strictEqual(kickers.length, beats.length, name)
      }
    })

    it(`${book.language}: no sentence is written twice, none is too long to be read in one look`, () => {
      const all = [
        ...book.structures.flatMap(({ beats, hooks }) => [...hooks, ...beats.flat()]),
        ...book.ctas
      ].map(([, text]) => text)
      assert.strictEqual(new Set(all).size, all.length)
      for (const text of all) {
        assert.isAtMost(text.length, 90, text)
        assert.isAtMost((text.match(/\*/g) ?? []).length, 2, text)
      }
    })
  }
})
