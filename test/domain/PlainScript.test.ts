import { parseScript } from "@callsheet/domain/asset/PlainScript"
import { Script } from "@callsheet/domain/asset/Script"
import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc, Schema } from "effect"

const options = { language: "en", hashtags: ["origami"] }
const parsed = (text: string) => Either.getOrThrow(parseScript(text, options))
const faults = (text: string) =>
  Either.match(parseScript(text, options), { onLeft: (error) => error.faults, onRight: () => [] })

describe("PlainScript", () => {
  it("the first row is the hook, the last the call to action, the rest are beats", () => {
    const script = parsed("\uFEFFStop *scrolling*.\r\n\r\n  One square sheet.  \r\nTwo folds.\r\nSave this.\r\n")
    assert.deepStrictEqual(script.lines.map(({ role, text }) => [role, text]), [
      ["hook", "Stop *scrolling*."],
      ["beat", "One square sheet."],
      ["beat", "Two folds."],
      ["cta", "Save this."]
    ])
    assert.strictEqual(script.caption, "Stop scrolling.")
    assert.deepStrictEqual(script.hashtags, ["origami"])
    assert.deepStrictEqual(script.source, { _tag: "person" })
  })

  it("emoji that are joined of several stay whole", () => {
    assert.strictEqual(parsed("A family 👨‍👩‍👧\nFollow").lines[0].text, "A family 👨‍👩‍👧")
  })

  it("every fault is told at once, with its row in the file", () => {
    assert.deepStrictEqual(faults(`fine\n\n${"x".repeat(401)}\nbell\u0007\n!!!\nend`), [
      { where: "row 3", what: "it has 401 characters, 400 are possible" },
      { where: "row 4", what: "it has the character U+0007 at 5, which is not possible" },
      { where: "row 5", what: "it has no word to say" }
    ])
  })

  it("too little and too much are refused", () => {
    assert.deepStrictEqual(faults(""), [{ where: "file", what: "it needs at least a hook and a call to action" }])
    assert.deepStrictEqual(faults("only a hook"), [{
      where: "file",
      what: "it needs at least a hook and a call to action"
    }])
    assert.strictEqual(faults("row\n".repeat(41))[0]?.what, "it has 41 rows, 40 are possible")
  })

  it("the JSON of a script is read back exactly, and its faults name their place", () => {
    const script = parsed("Hook\nBeat\nEnd")
    const json = JSON.stringify(Schema.encodeSync(Script)(script))
    assert.deepStrictEqual(parsed(json), script)
    const broken = json.replace(`"role":"beat"`, `"role":"chorus"`).replace(`"language":"en"`, `"language":""`)
    assert.deepStrictEqual(faults(broken).map(({ where }) => where), ["language", "lines.1.role"])
    assert.strictEqual(faults(`{"lines":`)[0]?.what, "it begins like JSON but is not valid JSON")
  })

  it("any rows with words in them make a script with the same rows", () => {
    const row = fc.stringMatching(/^[a-zäöüß0-9 .,!?'-]{0,80}$/).map((text) => `w${text}`.trim())
    fc.assert(fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), (rows) => {
      assert.deepStrictEqual(parsed(rows.join("\n")).lines.map(({ text }) => text), rows)
    }))
  })
})
