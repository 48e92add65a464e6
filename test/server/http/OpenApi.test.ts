import { callFacts } from "@callsheet/domain/api/Api"
import { openApi } from "@callsheet/server/http/OpenApi"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const Operation = Schema.Struct({
  operationId: Schema.String,
  summary: Schema.NonEmptyString,
  tags: Schema.NonEmptyArray(Schema.String),
  parameters: Schema.optional(Schema.Array(Schema.Struct({
    name: Schema.String,
    in: Schema.Literal("query", "header", "path"),
    required: Schema.Boolean,
    schema: Schema.Object
  }))),
  requestBody: Schema.optional(Schema.Struct({
    required: Schema.Boolean,
    content: Schema.Struct({ "application/json": Schema.Struct({ schema: Schema.Object }) })
  })),
  responses: Schema.Record({ key: Schema.String.pipe(Schema.pattern(/^\d{3}$/)), value: Schema.Object })
})

/** As much of OpenAPI 3.1 as the document uses; anything else in these places is an error. */
const Document = Schema.Struct({
  openapi: Schema.Literal("3.1.0"),
  info: Schema.Struct({ title: Schema.String, version: Schema.String }),
  paths: Schema.Record({
    key: Schema.String.pipe(Schema.pattern(/^\/api\/v1\/[a-z]+\/[a-zA-Z]+$/)),
    value: Schema.Struct({ get: Schema.optional(Operation), post: Schema.optional(Operation) })
  }),
  security: Schema.Array(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) })),
  components: Schema.Struct({
    securitySchemes: Schema.Record({ key: Schema.String, value: Schema.Object }),
    schemas: Schema.Record({ key: Schema.String.pipe(Schema.pattern(/^[a-zA-Z0-9._-]+$/)), value: Schema.Object })
  })
})

const text = JSON.stringify(openApi("http://127.0.0.1:4400"))
const document = Schema.decodeUnknownSync(Schema.parseJson(Document))(text)
const operations = Object.values(document.paths).flatMap(({ get, post }) => [get, post].filter((o) => o !== undefined))

describe("The OpenAPI document", () => {
  it("lists every call of the group, and each operation once", () => {
    const paths = callFacts.map(({ path }) => path)
    assert.deepStrictEqual(Object.keys(document.paths).toSorted(), paths.toSorted())
    const ids = operations.map(({ operationId }) => operationId)
    assert.strictEqual(new Set(ids).size, ids.length)
  })

  it("names nothing that is not in it", () => {
    const named = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? "")
    assert.isNotEmpty(named)
    for (const name of named) assert.property(document.components.schemas, decodeURIComponent(name))
    for (const scheme of document.security.flatMap(Object.keys)) {
      assert.property(document.components.securitySchemes, scheme)
    }
  })

  it("gives every operation its answer and its errors, and every change an idempotency key", () => {
    for (const operation of operations) {
      assert.includeMembers(Object.keys(operation.responses), ["200", "401", "403", "422", "503"])
    }
    const keys = document.paths["/api/v1/plan/approve"]?.post?.parameters?.map(({ name }) => name)
    assert.deepStrictEqual(keys, ["Idempotency-Key"])
  })

  it("lets only what reads be asked with GET", () => {
    const gets = Object.entries(document.paths).filter(([, { get }]) => get !== undefined).map(([path]) => path)
    const reads = callFacts.filter(({ effect }) => effect === "read").map(({ path }) => path)
    assert.deepStrictEqual(gets.toSorted(), reads.toSorted())
    assert.include(gets, "/api/v1/events/follow")
    assert.notInclude(gets, "/api/v1/plan/approve")
  })

  it("names the tags errors can have", () => {
    const tags = /"enum":(\["[^\]]*"Unauthorized"[^\]]*\])/.exec(text)?.[1] ?? "[]"
    assert.includeMembers(JSON.parse(tags), ["PlanLocked", "QuotaExceeded", "KeyReused", "Busy", "ForeignOrigin"])
  })
})
