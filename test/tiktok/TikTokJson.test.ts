import { parseJson } from "@callsheet/tiktok/TikTokJson"
import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc } from "effect"

const parsed = (text: string) => Either.getOrThrow(parseJson(text))

describe("TikTokJson", () => {
  it("D06, F02: a 19-digit number becomes text with every digit", () => {
    assert.deepStrictEqual(parsed(`{"ids":[7678907398077074696, -7678907398077074696],"n":12}`), {
      ids: ["7678907398077074696", "-7678907398077074696"],
      n: 12
    })
  })

  it("D06, T07: digits inside text stay as they are, however the text is escaped", () => {
    const text = JSON.stringify({ a: `say "7678907398077074696" or \\7678907398077074696`, b: "\\", c: 1 })
    assert.deepStrictEqual(parsed(text), JSON.parse(text))
  })

  it("numbers that a number can hold stay numbers", () => {
    assert.deepStrictEqual(parsed("[9007199254740991,1795000000000,1.5,-2e3,1234567890123.5,1e21]"), [
      9007199254740991,
      1795000000000,
      1.5,
      -2000,
      1234567890123.5,
      1e21
    ])
    assert.deepStrictEqual(parsed("9007199254740993"), "9007199254740993")
  })

  it("reads everything but long integers exactly as JSON.parse does", () => {
    const exact = (_key: string, value: unknown) =>
      typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
        ? JSON.stringify(value)
        : value
    fc.assert(fc.property(fc.json(), (text) => {
      assert.deepStrictEqual(parsed(text), JSON.parse(text, exact))
    }))
  })

  it("of two values under one name the last counts, and no name reaches the prototype", () => {
    assert.deepStrictEqual(parsed(`{"a":1,"a":2}`), { a: 2 })
    const odd = parsed(`{"__proto__":{"b":1}}`)
    assert.strictEqual(Object.getPrototypeOf(odd), Object.prototype)
    assert.deepStrictEqual(Object.keys(odd as object), ["__proto__"])
  })

  it("D06: single quotes are not repaired, nor is anything else", () => {
    for (const text of [`{'a':1}`, "", "{", `{"a":`, "undefined"]) assert.isTrue(Either.isLeft(parseJson(text)), text)
  })

  it("a text of millions of characters is read without trouble", () => {
    const text = JSON.stringify({ a: `${"x\\\"".repeat(2_000_000)}7678907398077074696` })
    assert.deepStrictEqual(parsed(text), JSON.parse(text))
  })
})
