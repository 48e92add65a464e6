import { parseScript } from "@callsheet/domain/asset/PlainScript"
import { scenesOf, showsOf } from "@callsheet/domain/asset/Scenes"
import { Script } from "@callsheet/domain/asset/Script"
import { assert, describe, it } from "@effect/vitest"
import { Either, Schema } from "effect"

const stored = {
  language: "en",
  lines: [
    { role: "hook", text: "Sour espresso? Blame the *clock*." },
    { role: "beat", text: "The water runs too fast." },
    { role: "beat", text: "But grind finer and it turns." },
    { role: "cta", text: "Save this." }
  ],
  caption: "",
  hashtags: [],
  source: { _tag: "person" }
}
const decode = Schema.decodeUnknownEither(Script)

describe("Scenes", () => {
  it("a script stored without scenes still reads, and gets them from its words", () => {
    const script = Either.getOrThrow(decode(stored))
    assert.deepStrictEqual(scenesOf(script).map(({ role, shows }) => [role, shows.kind]), [
      ["hook", "text"],
      ["beat", "text"],
      ["turn", "text"],
      ["cta", "text"]
    ])
    assert.deepStrictEqual(Schema.encodeSync(Script)(script), stored as never)
  })

  it("figures with a unit, quotations and enumerations are seen in the words", () => {
    assert.deepStrictEqual(showsOf({ text: "Bread is done at 97 °C inside." }), {
      kind: "number",
      value: 97,
      unit: "°C"
    })
    assert.deepStrictEqual(showsOf({ text: "Es kostet 1.250 € im Jahr." }), { kind: "number", value: 1250, unit: "€" })
    assert.deepStrictEqual(showsOf({ text: "Only *3* of us knew." }), { kind: "number", value: 3 })
    assert.deepStrictEqual(showsOf({ text: "電池は80%まで。" }), { kind: "number", value: 80, unit: "%" })
    assert.strictEqual(showsOf({ text: "It began in 1998." }).kind, "text")
    assert.strictEqual(showsOf({ text: "Chapter 7 is the best." }).kind, "text")
    assert.deepStrictEqual(showsOf({ text: "Alle sagen „Stumpfe Messer sind sicherer“." }), {
      kind: "quote",
      text: "Stumpfe Messer sind sicherer"
    })
    assert.deepStrictEqual(showsOf({ text: "You need three: salt, fat and time." }), {
      kind: "list",
      items: ["salt", "fat", "time"]
    })
  })

  it("what a script says it shows is kept, and only one line turns the story", () => {
    const script = Either.getOrThrow(decode({
      ...stored,
      lines: [
        stored.lines[0],
        { role: "turn", text: "Then it changed.", shows: { kind: "number", value: 25, unit: "s", label: "per shot" } },
        { role: "beat", text: "But not for long." },
        stored.lines[3]
      ]
    }))
    const scenes = scenesOf(script)
    assert.deepStrictEqual(scenes.map(({ role }) => role), ["hook", "turn", "beat", "cta"])
    assert.deepStrictEqual(scenes[1]?.shows, { kind: "number", value: 25, unit: "s", label: "per shot" })
  })

  it("a hand-written file may show things; what cannot be shown is named with its place", () => {
    const file = (shows: unknown) =>
      JSON.stringify({ ...stored, lines: [{ ...stored.lines[0], shows }, stored.lines[3]] })
    const read = (shows: unknown) => parseScript(file(shows), { language: "en", hashtags: [] })
    assert.isTrue(Either.isRight(read({ kind: "picture", file: "cup on table.jpg" })))
    for (
      const shows of [
        { kind: "picture", file: "../../etc/passwd" },
        { kind: "picture" },
        { kind: "list", items: ["one"] },
        { kind: "number", value: null },
        { kind: "hologram" }
      ]
    ) {
      const refused = Either.getOrThrow(Either.flip(read(shows)))
      assert.match(refused.message, /lines\.0\.shows/, JSON.stringify(shows))
    }
  })
})
