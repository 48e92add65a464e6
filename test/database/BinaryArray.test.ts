import { binaryArray, type Element, type ElementType } from "@callsheet/database/commit/BinaryArray"
import { SqlClient } from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { freshDatabase } from "../support/Postgres.ts"

const WORDS = [
  "",
  "plain",
  "\"quoted\" \\ and, {braced}",
  "NULL",
  "null",
  "Grüße, 世界, 👍🏽",
  "line\nand\ttab",
  "'; DROP TABLE actor; --",
  "x".repeat(100_000)
]

const cases: ReadonlyArray<readonly [ElementType, ReadonlyArray<Element>, ReadonlyArray<unknown>]> = [
  ["text", WORDS, WORDS],
  ["text", [null, "a", null], [null, "a", null]],
  ["text", [], []],
  ["int", [0, -1, 2_147_483_647, -2_147_483_648, null], [0, -1, 2_147_483_647, -2_147_483_648, null]],
  ["bigint", [0, -1, Number.MAX_SAFE_INTEGER, "9007199254740991", null], [
    0,
    -1,
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
    null
  ]],
  [
    "jsonb",
    WORDS.map((word) => JSON.stringify({ word, deep: [{ n: 1.5 }] })),
    WORDS.map((word) => ({
      word,
      deep: [{ n: 1.5 }]
    }))
  ],
  ["jsonb", ["null", null, "[]"], [null, null, []]]
]

layer(freshDatabase(), { excludeTestServices: true })("arrays in binary form", (it) => {
  it.effect("PostgreSQL reads every element as it was written", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient
      for (const [type, values, expected] of cases) {
        const rows = yield* sql.unsafe<{ read: unknown; count: number }>(
          `SELECT coalesce(to_jsonb($1::${type}[]), '[]') AS read, cardinality($1::${type}[]) AS count`,
          [binaryArray(type, values)]
        )
        assert.deepStrictEqual(rows[0], { read: expected, count: values.length }, type)
      }
    }))

  it.effect("an absent element is not the JSON null", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient
      const rows = yield* sql.unsafe("SELECT x IS NULL AS absent FROM unnest($1::jsonb[]) AS x", [
        binaryArray("jsonb", ["null", null])
      ])
      assert.deepStrictEqual(rows, [{ absent: false }, { absent: true }])
    }))

  it.effect("what is no whole number or no JSON is refused, and the next statement is not harmed", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient
      assert.throws(() => binaryArray("bigint", [1.5]), RangeError)
      assert.throws(() => binaryArray("int", [2_147_483_648]), RangeError)
      const refusal = yield* Effect.flip(
        sql.unsafe("SELECT $1::jsonb[]", [binaryArray("jsonb", ["{not json"])])
      )
      assert.strictEqual(refusal._tag, "SqlError")
      const rows = yield* sql.unsafe("SELECT $1::text[] AS read", [binaryArray("text", ["still"])])
      assert.deepStrictEqual(rows, [{ read: ["still"] }])
    }))
})
