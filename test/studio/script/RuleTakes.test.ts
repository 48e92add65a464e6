import type { TakeOption } from "@callsheet/domain/plan/Takes"
import { firstAction } from "@callsheet/domain/Remedy"
import * as RuleScriptWriter from "@callsheet/studio/script/RuleScriptWriter"
import { ScriptWriter, type TakeBrief } from "@callsheet/studio/script/ScriptWriter"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { freePurchases } from "../../support/FreePurchases.ts"
import { topicsWithNotes } from "./TopicsWithNotes.ts"

const asking = <A, E, R>(ask: (writer: typeof ScriptWriter.Service) => Effect.Effect<A, E, R>) =>
  Effect.flatMap(ScriptWriter, ask).pipe(Effect.provide(Layer.merge(RuleScriptWriter.layer, freePurchases)))

const hookOf = ({ line, script }: TakeOption): string => (script?.lines[0] ?? line)?.text ?? ""
const brief = (topic: string) => ({
  ...topicsWithNotes.find((one) => one.topic === topic)!,
  hashtags: [],
  seed: "pln_1"
})

const take = (topic: string, of: TakeBrief["take"]["of"], line = 0, seen: ReadonlyArray<string> = []) =>
  asking((writer) =>
    Effect.gen(function*() {
      const { script } = yield* writer.write(brief(topic))
      const { options } = yield* writer.another({
        ...brief(topic),
        take: { id: "t", of, line, from: script, seen }
      })
      return { script, options }
    })
  )

describe("another take by the writer without a model", () => {
  it.effect("hooks are other beginnings, and a point that the old hook had taken comes back", () =>
    Effect.gen(function*() {
      const { options, script } = yield* take("Why the sky is blue", "hook")
      assert.isAtLeast(options.length, 2)
      const texts = options.map(hookOf)
      assert.notInclude(texts, script.lines[0].text)
      assert.strictEqual(new Set(texts).size, texts.length)
      for (const option of options) {
        const lines = option.script!.lines.map(({ text }) => text.replaceAll("*", ""))
        assert.strictEqual(new Set(lines).size, lines.length, lines.join("\n"))
        assert.include(lines.join("\n"), "Violet is scattered even more")
      }
    }))

  it.effect("hooks differ by more than the way they point, and weaker lines make up the three", () =>
    Effect.gen(function*() {
      const { options, script } = yield* take("How to brew better filter coffee", "hook")
      const pointing = [script.lines[0].text, ...options.map(hookOf)].filter((text) => /number \d/.test(text))
      assert.isAtMost(pointing.length, 1, pointing.join("\n"))
      assert.lengthOf((yield* take("What a lightning bolt does", "hook")).options.map(hookOf), 3)
    }))

  it.effect("a script begins otherwise, and once every beginning was seen the refusal says what helps", () =>
    Effect.gen(function*() {
      const { options, script } = yield* take("Why the sky is blue", "script")
      assert.notStrictEqual(hookOf(options[0]!), script.lines[0].text)
      const all = (yield* take("Why the sky is blue", "hook")).options.map(hookOf)
      const rest = yield* Effect.either(take("Why the sky is blue", "script", 0, [...all, "Why the *sky* is blue."]))
      if (rest._tag === "Right") {
        assert.notInclude([...all, script.lines[0].text], hookOf(rest.right.options[0]!))
      } else assert.isTrue(rest.left._tag === "ScriptRefused" && firstAction(rest.left.steps)?.call === "plan.edit")
    }))

  it.effect("a line is one of the notes that the script left out; where nothing is left it is refused", () =>
    Effect.gen(function*() {
      const none = yield* Effect.flip(take("Why bread rises", "line", 1))
      assert.isTrue(none._tag === "ScriptRefused" && none.why === "take")
      assert.include(none.message, "line")
      const long = { ...brief("Why bread rises") }
      const more =
        `${long.notes}\n6. Salt slows the yeast down.\n7. Steam keeps the crust soft at first.\n8. Old dough gives taste.\n9. Rye has hardly any gluten.\n10. A baking stone stores heat for an hour.`
      const { options } = yield* asking((writer) =>
        Effect.gen(function*() {
          const { script } = yield* writer.write({ ...long, notes: more })
          return yield* writer.another({
            ...long,
            notes: more,
            take: { id: "t", of: "line", line: 2, from: script, seen: [] }
          })
        })
      )
      for (const { line } of options) assert.include(more, line!.text.replaceAll("*", "").replace(/\.$/, ""))
      assert.isNotEmpty(options)
    }))
})
