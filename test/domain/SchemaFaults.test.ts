import { schemaFaults } from "@callsheet/domain/SchemaFaults"
import { assert, describe, it } from "@effect/vitest"
import { Either, Schema } from "effect"

const faultsOf = (value: unknown) =>
  Either.match(Schema.decodeUnknownEither(Schema.Struct({ id: Schema.String, n: Schema.Number }))(value), {
    onLeft: schemaFaults,
    onRight: () => []
  })

describe("What does not fit a schema", () => {
  it("is quoted by its beginning: what lies deep in it or far behind is not walked through", () => {
    let walked = 0
    const far = {
      get here() {
        walked += 1
        return 0
      }
    }
    const wide = [...Array.from({ length: 20 }, () => 0), far]
    const deep = { a: { b: { c: far } } }
    for (const id of [deep, wide, [wide], { a: wide }, [deep]]) {
      const [fault, ...more] = faultsOf({ id, n: 1 })
      assert.deepStrictEqual(more, [])
      assert.strictEqual(fault?.place, "id")
      assert.match(fault?.message ?? "", /^Expected string, actual/)
      assert.isBelow(fault?.message.length ?? 0, 400)
    }
    assert.strictEqual(walked, 0)
  })

  it("is quoted as it was where it is small", () => {
    assert.include(faultsOf({ id: { a: [] }, n: 1 })[0]?.message, "{\"a\":")
    assert.include(faultsOf({ id: [1, 2], n: 1 })[0]?.message, "[1,2]")
    assert.include(faultsOf({ id: "a", n: "one" })[0]?.message, "\"one\"")
  })

  it("is told once of a field that may be absent, and as it stands where nothing else is wrong with it", () => {
    const Limited = Schema.Struct({ limit: Schema.optional(Schema.Number.pipe(Schema.between(1, 1_000))) })
    const faults = (value: unknown) =>
      Either.match(Schema.decodeUnknownEither(Limited, { errors: "all" })(value), {
        onLeft: schemaFaults,
        onRight: () => []
      })
    const [fault, ...more] = faults({ limit: 100_000 })
    assert.deepStrictEqual([fault?.place, more], ["limit", []])
    assert.include(fault?.message, "between 1 and 1000")
    const Nullable = Schema.Struct({ text: Schema.optional(Schema.NullOr(Schema.String.pipe(Schema.maxLength(3)))) })
    const long = Schema.decodeUnknownEither(Nullable, { errors: "all" })({ text: "four" })
    assert.lengthOf(Either.match(long, { onLeft: schemaFaults, onRight: () => [] }), 1)
    const nothing = Schema.decodeUnknownEither(Schema.Struct({ gone: Schema.Undefined }))({ gone: 1 })
    assert.lengthOf(Either.match(nothing, { onLeft: schemaFaults, onRight: () => [] }), 1)
  })
})
