import { columns } from "@callsheet/domain/planning/ImportColumns"
import { readCsv, writeCsv } from "@callsheet/server/import/Csv"
import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc } from "effect"

const topicsOf = (content: string) =>
  Either.getOrThrowWith(readCsv(content), (faults) => new Error(JSON.stringify(faults)))
    .rows.map(({ cells }) => cells.topic)

describe("a calendar as CSV", () => {
  it("a topic that a spreadsheet would run as a formula is written as text", () => {
    for (const topic of ["=HYPERLINK(\"http://x.test\")", "+1", "-1", "@SUM(A1)", "\uFF1D1+1"]) {
      const line = writeCsv([{ topic }]).split("\r\n")[1] ?? ""
      assert.match(line, /^"?'/, topic)
      assert.deepStrictEqual(topicsOf(writeCsv([{ topic }])), [topic])
    }
  })

  it("every text comes back as it was written, quote marks before a formula included", () => {
    const text = fc.oneof(
      fc.string({ minLength: 1, unit: "grapheme" }),
      fc.stringMatching(/^'{0,3}[=+@-][a-z,;"\n ]{0,8}$/)
    ).filter((topic) => topic.trim() !== "")
    fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (topics) => {
      assert.deepStrictEqual(topicsOf(writeCsv(topics.map((topic) => ({ topic })))), topics)
    }))
  })

  it("names every column in its head", () => {
    assert.strictEqual(writeCsv([]).split("\r\n")[0], [...columns, "id", "status"].join(","))
  })
})
