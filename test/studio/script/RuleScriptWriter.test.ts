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

  /** Every script that a topic may get: a seed chooses opening and closing. */
  const all = (topic: string) =>
    Effect.forEach(
      Array.from({ length: 12 }, (_, n) => `seed ${n}`),
      (seed) =>
        Effect.map(write({ ...topicsWithNotes.find((one) => one.topic === topic)!, seed }), ({ script }) =>
          script.lines.map(({ text }) => text))
    )

  it.effect("a sentence that fits into one breath stays whole unless both halves are sentences", () =>
    Effect.gen(function*() {
      const [lightning = []] = yield* all("What a lightning bolt does")
      assert.includeMembers(lightning.map(said), [
        "Leave the lake when you hear the first thunder.",
        "Not when you see the rain.",
        "A car protects you because its metal leads the current around you."
      ])
      const [founding = []] = yield* all("5 Fehler bei der Gründung einer GmbH")
      assert.include(
        founding.map(said),
        "Den Gesellschaftsvertrag aus dem Internet nehmen, obwohl zwei Gründer über das Ende nichts geregelt haben."
      )
      const [bread = []] = yield* all("Why bread rises")
      assert.includeMembers(bread.map(said), [
        "So the dough swells like a balloon.",
        "But in the fridge it needs a whole night."
      ])
      const [tides = []] = yield* all("Qué mueve las mareas")
      assert.include(tides.map(said), "Y la marea es más fuerte.")
    }))

  it.effect("a figure is marked with what it counts, and of several the one that says most", () =>
    Effect.gen(function*() {
      const [mortgage = []] = yield* all("What a mortgage really costs")
      assert.includeMembers(mortgage, [
        "Rate: *4 percent*.",
        "Over 30 years you pay about *144,000 euros* of interest on this loan."
      ])
      const [cats = []] = yield* all("Warum Katzen schnurren")
      assert.include(cats, "Das Schnurren liegt zwischen *25 und 150 Hertz*.")
      const [water = []] = yield* all("Économiser l'eau à la maison")
      assert.include(water, "Une douche de cinq minutes consomme environ *60 litres*, un bain 150.")
    }))

  it.effect("no hook needs what is said later, and none leaves a gap where it stood", () =>
    Effect.gen(function*() {
      const hooks = (topic: string) => Effect.map(all(topic), (scripts) => scripts.map(([hook = ""]) => said(hook)))
      // "su vida": whose?
      assert.notInclude(yield* hooks("Qué hace una abeja en su vida"), "Solo al final de su vida sale a buscar néctar.")
      // "the enzyme", before anybody heard of one.
      for (const hook of yield* hooks("Por qué lloramos al cortar cebolla")) assert.notInclude(hook, "la enzima")
      for (const hook of yield* hooks("The cheapest upgrade for your bicycle")) assert.notInclude(hook, "afterwards")
      for (const hook of yield* hooks("Warum Brot aufgeht")) assert.notInclude(hook, "auch")
      // "ten times more": than what was said a line before.
      for (const [hook = ""] of yield* all("Pourquoi la mer est salée")) assert.notInclude(hook, "35 grammes")
      // What stands first already may open, also where the next line goes on from it.
      assert.include(yield* hooks("Was ein Kompass wirklich zeigt"), "Eine Kompassnadel zeigt nicht zum Nordpol.")
    }))

  it.effect("a closing that asks names what the video is about, not a detail of its first line", () =>
    Effect.gen(function*() {
      const closings = (topic: string) =>
        Effect.map(all(topic), (scripts) => scripts.map((lines) => said(lines.at(-1) ?? "")))
      for (const closing of yield* closings("Pourquoi le pain lève")) assert.notInclude(closing, "Gaz")
      for (const closing of yield* closings("Entretenir un couteau de cuisine")) assert.notInclude(closing, "Fil :")
      for (const closing of yield* closings("Why the sky is blue")) assert.notInclude(closing, "Blue:")
      for (const closing of yield* closings("Qué hace una abeja en su vida")) assert.notInclude(closing, "Vida:")
    }))

  it.effect("what is put under the post is no question, and its hashtags name the topic", () =>
    Effect.gen(function*() {
      for (const brief of topicsWithNotes) {
        const { script } = yield* write(brief)
        assert.notMatch(script.caption, /\?$/)
      }
      const under = (topic: string) =>
        Effect.map(write(topicsWithNotes.find((one) => one.topic === topic)!), ({ script }) => script.hashtags)
      assert.include(yield* under("Pourquoi le pain lève"), "pain")
      assert.notInclude(yield* under("The cheapest upgrade for your bicycle"), "cheapest")
      assert.notInclude(yield* under("Cómo elegir una buena sandía"), "buena")
    }))

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
