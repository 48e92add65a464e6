import { Api } from "@callsheet/domain/api/Api"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck, JSONSchema, Schema, SchemaAST } from "effect"

/** What every text and list of a payload has: a length in its JSON schema, a pattern of fixed length, or a list of values. */
type Json = { readonly [key: string]: unknown }
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const isBoundedText = (schema: Json): boolean =>
  typeof schema["maxLength"] === "number" ||
  Array.isArray(schema["enum"]) ||
  // A pattern from `^` to `$` without an open repetition has a longest text.
  (typeof schema["pattern"] === "string" && /^\^[^*+]*\$$/.test(schema["pattern"]) &&
    !/\{\d+,\}/.test(schema["pattern"]))

/** The places of a JSON schema at which a text or a list has no bound. */
const unbounded = (
  schema: unknown,
  definitions: Json,
  place: string,
  seen: ReadonlySet<string>
): ReadonlyArray<string> => {
  if (Array.isArray(schema)) return schema.flatMap((one, i) => unbounded(one, definitions, `${place}[${i}]`, seen))
  if (!isJson(schema)) return []
  const reference = schema["$ref"]
  if (typeof reference === "string") {
    const name = reference.slice(reference.lastIndexOf("/") + 1)
    return seen.has(name) ? [] : unbounded(definitions[name], definitions, place, new Set([...seen, name]))
  }
  // The parts of an `allOf` hold together: a bound in one of them bounds the whole.
  const parts = Array.isArray(schema["allOf"]) ? schema["allOf"].filter(isJson) : []
  const whole: Json = Object.assign({}, ...parts, schema)
  const own = whole["type"] === "string" && !isBoundedText(whole)
    ? [`${place}: a text without a length`]
    : whole["type"] === "array" && typeof whole["maxItems"] !== "number"
    ? [`${place}: a list without a length`]
    : []
  const inner = ["properties", "items", "anyOf", "oneOf", "additionalProperties"].flatMap((key) => {
    const value = whole[key]
    return key === "properties" && isJson(value)
      ? Object.entries(value).flatMap(([name, one]) => unbounded(one, definitions, `${place}.${name}`, seen))
      : unbounded(value, definitions, place, seen)
  })
  return [...own, ...inner]
}

describe("the payloads of all calls", () => {
  for (const [name, rpc] of Api.requests) {
    // The group's schemas need no services, which the untyped view of a call cannot say.
    const payload = rpc.payloadSchema as unknown as Schema.Schema<unknown>
    const fields = SchemaAST.isTypeLiteral(payload.ast) ? payload.ast.propertySignatures : []
    // A call without fields takes an empty object, for which there is nothing to bound.
    if (fields.length === 0) continue

    it(`${name}: every text and every list has a length, and it is in the documents`, () => {
      const document: Json = { ...JSONSchema.make(payload) }
      assert.deepStrictEqual(
        unbounded(document, isJson(document["$defs"]) ? document["$defs"] : {}, name, new Set()),
        []
      )
    })

    it(`${name}: U+0000, a lone surrogate and a bidirectional override are refused in every text`, () => {
      const decode = Schema.decodeUnknownEither(payload)
      const [sample = {}] = FastCheck.sample(Arbitrary.make(payload), { numRuns: 1, seed: 7 })
      for (const field of fields) {
        for (const bad of ["a\u0000b", "a\uD800b", "a\u202Eb"]) {
          const outcome = decode({ ...(isJson(sample) ? sample : {}), [String(field.name)]: bad })
          assert.strictEqual(outcome._tag, "Left", `${name}.${String(field.name)} takes ${JSON.stringify(bad)}`)
        }
      }
    })
  }
})
