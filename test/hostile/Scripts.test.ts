import { parseScript } from "@callsheet/domain/asset/PlainScript"
import { PolicyChange } from "@callsheet/domain/org/Org"
import { readInstant } from "@callsheet/domain/planning/Slot"
import { FileText, Hashtags, IdempotencyKey, Language, lineFault, textFault, Topic } from "@callsheet/domain/Text"
import { assert, describe, it } from "@effect/vitest"
import { Either, Schema } from "effect"

const line = (text: string) => ({ role: "beat", text })
const sound = {
  language: "en",
  lines: [line("One thing"), line("Another thing")],
  caption: "A caption",
  hashtags: ["tea"],
  source: { _tag: "person" }
}
const read = (change: object) => parseScript(JSON.stringify({ ...sound, ...change }), { language: "en", hashtags: [] })
const places = (change: object) =>
  Either.match(read(change), { onLeft: ({ faults }) => faults.map(({ where }) => where), onRight: () => [] })

describe("hostile scripts", () => {
  it("JSON is held to the rules of plain text, and every fault has its place", () => {
    assert.isTrue(Either.isRight(read({})))
    assert.deepStrictEqual(places({ lines: Array.from({ length: 41 }, () => line("word")) }), ["lines"])
    assert.deepStrictEqual(places({ lines: Array.from({ length: 40 }, () => line("a".repeat(300))) }), ["lines"])
    assert.deepStrictEqual(places({ caption: "x".repeat(1_000_000) }), ["caption"])
    assert.deepStrictEqual(places({ caption: "\u001b]0;x\u0007" }), ["caption"])
    assert.deepStrictEqual(places({ lines: [line("fine"), line("evil \u202E txet")] }), ["lines.1.text"])
    assert.deepStrictEqual(places({ lines: [{ ...line("fine"), kicker: "a\u0000b" }, line("fine")] }), [
      "lines.0.kicker"
    ])
    assert.deepStrictEqual(places({ lines: [{ ...line("fine"), shows: { kind: "quote", text: "a\u0007b" } }] }), [
      "lines.0.shows.text"
    ])
    assert.deepStrictEqual(places({ language: "../../etc" }), ["language"])
    assert.deepStrictEqual(places({ hashtags: ["x".repeat(40_000)] }), ["hashtags.0"])
    assert.deepStrictEqual(places({ hashtags: Array.from({ length: 31 }, (_, i) => `t${i}`) }), ["hashtags"])
    assert.deepStrictEqual(places({ source: { _tag: "model", model: "m".repeat(201) } }), ["source.model"])
  })

  it("a file says whose words they are only as far as it can know", () => {
    const source = (change: object) =>
      Either.getOrThrow(Either.map(read({ source: change }), (script) => script.source))
    assert.deepStrictEqual(source({ _tag: "rules", version: "9" }), { _tag: "person" })
    assert.deepStrictEqual(source({ _tag: "model", model: "m" }), { _tag: "model", model: "m" })
  })
})

describe("hostile text", () => {
  it("what cannot be stored or deceives is named with its place", () => {
    for (const bad of ["\u0000", "\uD800", "\u001b", "\u009b", "\u202E", "\u2066", "\r", "\u2028"]) {
      assert.include(lineFault(`ab${bad}`), "at 3")
    }
    for (const bad of ["\u0000", "\uDC00", "\u001b", "\u202E"]) assert.include(textFault(`ab${bad}`), "at 3")
    for (const good of ["a\nb\tc", "שלום \u200Fעולם", "👩\u200D🚀"]) assert.isNull(textFault(good))
    assert.isNull(lineFault("👩\u200D🚀 שלום\u200E"))
  })

  it("fields have a length", () => {
    const refuses = <A, I>(schema: Schema.Schema<A, I>, value: unknown) =>
      assert.isTrue(Either.isLeft(Schema.decodeUnknownEither(schema)(value)))
    refuses(Topic, "x".repeat(501))
    refuses(Topic, "a\u0000b")
    refuses(Language, "x".repeat(3_000_000))
    refuses(Language, "__proto__")
    refuses(Hashtags, Array.from({ length: 200 }, () => "tag"))
    refuses(IdempotencyKey, "a\u0000")
    refuses(FileText, "topic\u0000")
    refuses(PolicyChange, { bannedWords: Array.from({ length: 20_000 }, (_, i) => `w${i}`) })
    refuses(PolicyChange, { bannedClaims: ["x".repeat(201)] })
    refuses(PolicyChange, { gatesOwner: "a\u0007" })
  })

  it("an offset that no zone has is no moment", () => {
    assert.isTrue(Either.isLeft(readInstant("2026-12-22T10:00:00+99:99", "UTC")))
    assert.isTrue(Either.isLeft(readInstant("2026-12-22T10:00:00+05:75", "UTC")))
    assert.isTrue(Either.isRight(readInstant("2026-12-22T10:00:00+05:45", "UTC")))
    assert.isTrue(Either.isRight(readInstant("2026-12-22T10:00:00-0930", "UTC")))
  })
})
