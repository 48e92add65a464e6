import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { scriptsMarkdown, writtenTopics } from "./Scripts.ts"

const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()

describe("docs/studio/scripts.md", () => {
  it.effect("holds what the writer writes (npm run docs writes it)", () =>
    Effect.gen(function*() {
      const written = readFileSync(new URL("../../docs/studio/scripts.md", import.meta.url), "utf8")
      assert.strictEqual(written, yield* scriptsMarkdown)
    }))

  it.effect("has fifteen topics in each of four languages", () =>
    Effect.gen(function*() {
      const counts = new Map<string, number>()
      for (const { topic } of yield* writtenTopics) counts.set(topic.language, (counts.get(topic.language) ?? 0) + 1)
      assert.deepStrictEqual(Object.fromEntries(counts), { en: 15, de: 15, es: 15, fr: 15 })
    }))

  it.effect("says no line twice, neither in one script nor across topics", () =>
    Effect.gen(function*() {
      const said = new Map<string, string>()
      for (const { script, topic } of yield* writtenTopics) {
        for (const { text } of script.lines) {
          assert.isUndefined(said.get(plain(text)), `${topic.topic}: ${text}`)
          said.set(plain(text), topic.topic)
        }
      }
      assert.isAbove(said.size, 60 * 5)
    }))

  it.effect("puts only hashtags under a post that its topic or its notes are about", () =>
    Effect.gen(function*() {
      for (const { script, topic } of yield* writtenTopics) {
        const title = plain(topic.topic).replaceAll(" ", "")
        const words = plain(topic.notes).split(" ")
        assert.isNotEmpty(script.hashtags, topic.topic)
        for (const tag of script.hashtags) {
          const stem = tag.slice(0, Math.max(4, tag.length - 2))
          const again = words.filter((word) => word.startsWith(stem)).length
          assert.isTrue(title.includes(tag) || again >= 2, `${topic.topic}: #${tag}`)
        }
      }
    }))
})
