import { fingerprintOf, likeness, SAME_SCRIPT, scriptHash } from "@callsheet/domain/asset/Likeness"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import * as RuleScriptWriter from "@callsheet/studio/script/RuleScriptWriter"
import { ScriptWriter } from "@callsheet/studio/script/ScriptWriter"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { notesAbout } from "../support/Fixtures.ts"
import { freePurchases } from "../support/FreePurchases.ts"

const topics: Readonly<Record<string, ReadonlyArray<string>>> = {
  en: ["How to fold a paper crane", "Why bread rises", "Keeping herbs alive in winter"],
  de: ["Papierkraniche falten", "Warum Brot aufgeht", "Kräuter im Winter"],
  es: ["Cómo doblar una grulla de papel", "Por qué sube el pan", "Hierbas en invierno"],
  fr: ["Plier une grue en papier", "Pourquoi le pain lève", "Des herbes en hiver"]
}
const everyTopic = Object.entries(topics).flatMap(([language, all]) => all.map((topic) => ({ language, topic })))

const Writer = Layer.merge(RuleScriptWriter.layer, freePurchases)

const fingerprints = new WeakMap<Script, ReturnType<typeof fingerprintOf>>()
const printOf = (script: Script) => {
  const print = fingerprints.get(script) ?? fingerprintOf(script)
  fingerprints.set(script, print)
  return print
}
const alike = (a: Script, b: Script) => likeness(printOf(a), printOf(b))
const withLines = (script: Script, change: (text: string, place: number) => string): Script =>
  new Script({
    ...script,
    lines: script.lines.map((line, place) => new ScriptLine({ ...line, text: change(line.text, place) })) as never
  })
const reversed = (script: Script): Script => new Script({ ...script, lines: script.lines.toReversed() as never })

/** Every third word gives way to one that stands nowhere else. */
const paraphrased = (script: Script): Script =>
  withLines(
    script,
    (text, line) =>
      text.split(" ").map((word, i, all) => i % 4 === 1 && all.length > 3 ? `other${line}x${i}` : word).join(" ")
  )

/** Forty scripts on each topic, written once for all that look at them. */
const scriptsOn = new Map<string, ReadonlyArray<Script>>()

const written = (language: string, topic: string, count: number) =>
  Effect.gen(function*() {
    const key = `${language} ${topic}`
    const known = scriptsOn.get(key)
    if (known !== undefined) return known.slice(0, count)
    const writer = yield* ScriptWriter
    const scripts = yield* Effect.forEach(
      Array.from({ length: 40 }, (_, i) => `seed ${i}`),
      (seed) =>
        Effect.map(
          writer.write({ topic, language, hashtags: [], seed, notes: notesAbout(`${topic} ${seed}`) }),
          ({ script }) => script
        )
    )
    scriptsOn.set(key, scripts)
    return scripts.slice(0, count)
  }).pipe(Effect.provide(Writer))

describe("how alike two scripts are", () => {
  for (const { language, topic } of everyTopic) {
    it.effect(`D30: case, spacing, punctuation, accents and order hide no script (${language}, ${topic})`, () =>
      Effect.gen(function*() {
        for (const script of yield* written(language, topic, 20)) {
          const disguises = {
            shouted: withLines(script, (text) => text.toUpperCase().replaceAll("ß", "ß")),
            spaced: withLines(script, (text) => text.replaceAll(" ", "  \u00a0 ")),
            bare: withLines(script, (text) => text.replace(/[*.,!?;:¿¡’']/g, " ").replace(/\s+/g, " ").trim()),
            plain: withLines(script, (text) => text.normalize("NFD").replace(/\p{M}/gu, "")),
            reversed: reversed(script),
            allAtOnce: reversed(withLines(script, (text) => text.toUpperCase().replaceAll(" ", "   ")))
          }
          for (const [name, disguise] of Object.entries(disguises)) {
            assert.isAtLeast(alike(script, disguise), SAME_SCRIPT, `${name}: ${JSON.stringify(disguise.lines)}`)
          }
        }
      }))

    it.effect(`D30: a few other words in every line hide no script (${language}, ${topic})`, () =>
      Effect.gen(function*() {
        for (const script of yield* written(language, topic, 20)) {
          const changed = paraphrased(script)
          assert.notStrictEqual(scriptHash(script), scriptHash(changed))
          assert.isAtLeast(alike(script, changed), SAME_SCRIPT, JSON.stringify(changed.lines))
          assert.isAtLeast(alike(script, reversed(changed)), SAME_SCRIPT)
        }
      }))

    it.effect(`D30: scripts of one topic are told apart; those that are not repeat nearly every line (${language}, ${topic})`, () =>
      Effect.gen(function*() {
        const scripts = yield* written(language, topic, 40)
        let pairs = 0
        let caught = 0
        scripts.forEach((a, i) => {
          for (const b of scripts.slice(0, i)) {
            pairs++
            if (alike(a, b) < SAME_SCRIPT) continue
            caught++
            const said = new Set(b.lines.map(({ text }) => text))
            const fresh = a.lines.filter(({ text }) => !said.has(text)).length
            assert.isAtMost(fresh, 2, `${JSON.stringify(a.lines)} is another script than ${JSON.stringify(b.lines)}`)
          }
        })
        // Questions have the fewest sentences to choose from: 2.4 % of pairs for the worst of these topics.
        assert.isBelow(caught / pairs, 0.05)
      }))

    it.effect(`D30: who writes by rules and knows what was said writes thirty scripts that are none of them alike (${language}, ${topic})`, () =>
      Effect.gen(function*() {
        const writer = yield* ScriptWriter
        const known: Array<Script> = []
        for (let i = 0; i < 30; i++) {
          const { script } = yield* writer.write({
            topic,
            language,
            hashtags: [],
            seed: `pln_${i}`,
            notes: notesAbout(`${topic} ${i}`),
            likeness: (script) => Math.max(0, ...known.map((other) => alike(script, other)))
          })
          for (const other of known) assert.isBelow(alike(script, other), SAME_SCRIPT)
          known.push(script)
        }
      }).pipe(Effect.provide(Writer)))
  }

  it("two equal scripts have one hash whatever the order of their lines; one letter more makes another", () => {
    const script = new Script({
      language: "en",
      lines: [new ScriptLine({ role: "hook", text: "One" }), new ScriptLine({ role: "cta", text: "Two" })],
      caption: "",
      hashtags: [],
      source: { _tag: "person" }
    })
    assert.strictEqual(scriptHash(script), scriptHash(reversed(script)))
    assert.notStrictEqual(scriptHash(script), scriptHash(withLines(script, (text) => `${text}s`)))
  })

  it("a language without spaces is compared sign by sign", () => {
    const of = (...texts: ReadonlyArray<string>) =>
      new Script({
        language: "ja",
        lines: texts.map((text) => new ScriptLine({ role: "beat", text })) as never,
        caption: "",
        hashtags: [],
        source: { _tag: "person" }
      })
    const script = of("紙で鶴を折る方法を紹介します", "まず正方形の紙を用意してください")
    assert.isAtLeast(alike(script, of("まず正方形の紙を準備してください", "紙で鶴を折る方法を説明します")), SAME_SCRIPT)
    assert.isBelow(alike(script, of("パンはなぜ膨らむのでしょうか", "酵母が糖を食べてガスを出します")), SAME_SCRIPT)
  })

  it("a script without a word is like nothing", () => assert.strictEqual(likeness("", ""), 0))
})
