import { Script } from "@callsheet/domain/asset/Script"
import { firstAction } from "@callsheet/domain/Remedy"
import { critique } from "@callsheet/studio/script/Critic"
import { contentWords } from "@callsheet/studio/script/notes/Keywords"
import { tongueFor } from "@callsheet/studio/script/notes/Tongues"
import * as RuleScriptWriter from "@callsheet/studio/script/RuleScriptWriter"
import { type ScriptBrief, ScriptWriter } from "@callsheet/studio/script/ScriptWriter"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck as fc, Layer, Schema } from "effect"
import { freePurchases } from "../../support/FreePurchases.ts"
import { topicsWithNotes } from "./TopicsWithNotes.ts"

const bread = topicsWithNotes[0]!

const write = (change: Partial<ScriptBrief> = {}) =>
  Effect.flatMap(ScriptWriter, (writer) => writer.write({ ...bread, hashtags: [], seed: "pln_1", ...change })).pipe(
    Effect.provide(Layer.merge(RuleScriptWriter.layer, freePurchases))
  )

const said = (text: string) => text.replaceAll("*", "")
const count = (text: string) => text.match(/[\p{L}\p{N}]+(?:['’.,-][\p{L}\p{N}]+)*/gu)?.length ?? 0

describe("RuleScriptWriter", () => {
  for (const brief of topicsWithNotes) {
    for (const seed of ["a", "b", "c"]) {
      it.effect(`every line of "${brief.topic}" says something (${seed})`, () =>
        Effect.gen(function*() {
          const { script } = yield* write({ ...brief, seed })
          const tongue = tongueFor(brief.language)!
          const brought = contentWords(`${brief.topic} ${brief.notes}`, tongue)
          const roles = script.lines.map(({ role }) => role)
          assert.deepStrictEqual([roles[0], roles.at(-1)], ["hook", "cta"])
          assert.isAtLeast(roles.filter((role) => role === "beat" || role === "turn").length, 3)
          const texts = script.lines.map(({ text }) => said(text))
          assert.strictEqual(new Set(texts).size, texts.length)
          for (const text of texts) {
            assert.isAtMost(count(text), 18, text)
            assert.isTrue([...contentWords(text, tongue)].some((word) => brought.has(word)), text)
          }
          // Between opening and closing stands no word that nobody brought; spoken abbreviations aside.
          const spoken = new Set(["example", "zum", "beispiel", "exemple"])
          for (const text of texts.slice(1, -1)) {
            for (const word of contentWords(text, tongue)) assert.isTrue(brought.has(word) || spoken.has(word), word)
          }
          assert.deepStrictEqual(critique(script), [])
        }))
    }
  }

  it.effect("a bare topic is refused with the ways out, and nothing is invented", () =>
    Effect.gen(function*() {
      for (const notes of ["", "---", "# Title", "Source: somewhere"]) {
        const error = yield* Effect.flip(write({ notes }))
        if (error._tag !== "ScriptRefused") throw error
        assert.strictEqual(error.why, "notes")
        assert.match(error.remedy, /notes.*script.*CALLSHEET_LLM_MODEL/)
        assert.strictEqual(firstAction(error.steps)?.call, "plan.edit")
      }
    }))

  it.effect("a language it does not know is refused, not written in another", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(write({ language: "ja" }))
      assert.isTrue(error._tag === "ScriptRefused" && error.why === "language")
    }))

  it.effect("Q3: the same brief gives the same script; another seed may give another opening or closing", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* write(), yield* write())
      const all = yield* Effect.forEach(Array.from({ length: 20 }, (_, i) => `pln_${i}`), (seed) => write({ seed }))
      assert.isAbove(new Set(all.map(({ script }) => script.lines.map(({ text }) => text).join())).size, 3)
    }))

  it.effect("hashtags: the plan's own first, then nouns; no verb and no stop word", () =>
    Effect.gen(function*() {
      const german = topicsWithNotes.find(({ topic }) => topic === "Warum Brot aufgeht")!
      const { script } = yield* write({ ...german, hashtags: ["#kochen"] })
      assert.strictEqual(script.hashtags[0], "kochen")
      assert.include(script.hashtags, "brot")
      assert.notInclude(script.hashtags, "aufgeht")
    }))

  it("any topic and any notes give a script that the rest of the product accepts, or a typed refusal", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 300, unit: "grapheme" }).filter((topic) => topic.trim() !== ""),
        fc.string({ maxLength: 1_000, unit: "grapheme" }),
        fc.constantFrom("en", "de", "es", "fr"),
        (topic, notes, language) =>
          Effect.runPromise(Effect.either(write({ topic: topic.trim(), notes, language }))).then((written) => {
            if (written._tag === "Right") {
              Schema.decodeUnknownSync(Script)(Schema.encodeSync(Script)(written.right.script))
            }
          })
      ),
      { numRuns: 200 }
    ))
})
