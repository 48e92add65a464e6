import { callFacts } from "@callsheet/domain/api/Api"
import { openApi } from "@callsheet/server/http/OpenApi"
import { panelPages } from "@callsheet/server/http/Panel"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { productSources } from "../../support/Sources.ts"

const Operation = Schema.Struct({
  operationId: Schema.String,
  summary: Schema.NonEmptyString,
  description: Schema.NonEmptyString,
  security: Schema.optional(Schema.Array(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }))),
  tags: Schema.NonEmptyArray(Schema.String),
  parameters: Schema.optional(Schema.Array(Schema.Struct({
    name: Schema.String,
    in: Schema.Literal("query", "header", "path"),
    required: Schema.Boolean,
    description: Schema.optional(Schema.String),
    schema: Schema.Object
  }))),
  requestBody: Schema.optional(Schema.Struct({
    required: Schema.Boolean,
    content: Schema.Record({ key: Schema.String, value: Schema.Object })
  })),
  responses: Schema.Record({ key: Schema.String.pipe(Schema.pattern(/^\d{3}$/)), value: Schema.Object })
})

/** As much of OpenAPI 3.1 as the document uses; anything else in these places is an error. */
const Document = Schema.Struct({
  openapi: Schema.Literal("3.1.0"),
  info: Schema.Struct({ title: Schema.String, version: Schema.String }),
  paths: Schema.Record({
    key: Schema.String.pipe(Schema.pattern(/^(\/([a-zA-Z0-9.]+|\{[a-z]+\}))+$/)),
    value: Schema.Struct({
      get: Schema.optional(Operation),
      post: Schema.optional(Operation),
      put: Schema.optional(Operation),
      delete: Schema.optional(Operation)
    })
  }),
  security: Schema.Array(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) })),
  components: Schema.Struct({
    securitySchemes: Schema.Record({ key: Schema.String, value: Schema.Object }),
    schemas: Schema.Record({ key: Schema.String.pipe(Schema.pattern(/^[a-zA-Z0-9._-]+$/)), value: Schema.Object })
  })
})

type Methods = (typeof Document.Type)["paths"][string]
const methodsOf = ({ delete: remove, get, post, put }: Methods) =>
  [get, post, put, remove].filter((operation) => operation !== undefined)

const whole = openApi("http://127.0.0.1:4400")
const text = JSON.stringify(whole)
const document = Schema.decodeUnknownSync(Schema.parseJson(Document))(text)
const operations = Object.values(document.paths).flatMap(methodsOf)
const calls = Object.fromEntries(Object.entries(document.paths).filter(([path]) => path.startsWith("/api/v1/")))
const operationsOfCalls = Object.values(calls).flatMap(methodsOf)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Words that the schema library writes by itself: they say what the schema says already. */
const byItself = /^(a|an) (string|number|integer|array|bigint|boolean|non-?\w+|positive|negative|finite|value)\b/i

/**
 * Fields, parameters and headers without a description of their own, wherever they stand in the document. A `_tag` names its case, and
 * is described by the case.
 */
const undescribed = (value: unknown, at: string): ReadonlyArray<string> => {
  if (Array.isArray(value)) return value.flatMap((item, index) => undescribed(item, `${at}/${index}`))
  if (!isRecord(value)) return []
  const own = isRecord(value["properties"]) ? Object.entries(value["properties"]) : []
  const caseOf = isRecord(value["properties"]) && isRecord(value["properties"]["_tag"])
  const says = (described: unknown) =>
    isRecord(described) && typeof described["description"] === "string" && described["description"].length > 2 &&
    !byItself.test(described["description"])
  return [
    ...own.flatMap(([name, field]) => says(name === "_tag" && caseOf ? value : field) ? [] : [`${at}.${name}`]),
    ...("in" in value && "schema" in value && !says(value) && !says(value["schema"]) ? [at] : []),
    ...Object.entries(value).flatMap(([name, inner]) => undescribed(inner, `${at}/${name}`))
  ]
}

/** Paths of routes as the sources name them: texts, or constants of texts. */
const routesInSources = (): ReadonlySet<string> => {
  const sources = productSources().filter(({ path }) => path.startsWith("packages/server/src/"))
  const constantsIn = (text: string) =>
    [...text.matchAll(/const ([A-Z_]+) = "(\/[^"]*)"/g)].map(([, name = "", value = ""]) => [name, value] as const)
  const everywhere = sources.flatMap(({ text }) => constantsIn(text))
  return new Set(sources.flatMap(({ text }) => {
    const constants = new Map([...everywhere, ...constantsIn(text)])
    const added = text.matchAll(
      /router\.add\(\s*"([A-Z]+)",\s*(?:"([^"]+)"|`([^`]+)`|([A-Z_]+)|([a-z]\w*))/g
    )
    return [...added].flatMap(([, method = "", plain, template, constant, variable]) => {
      // The panel's pages and files: addresses for people, not for clients.
      if (variable !== undefined) return []
      const path = plain ?? template?.replace(/\$\{(\w+)\}/, (_, name: string) =>
        constants.get(name) ?? `\${${name}}`) ??
        constants.get(constant ?? "") ?? constant ?? ""
      return [`${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`]
    })
  }))
}

describe("The OpenAPI document", () => {
  it("lists every call of the group, and each operation once", () => {
    const paths = callFacts.map(({ path }) => path)
    assert.deepStrictEqual(Object.keys(calls).toSorted(), paths.toSorted())
    const ids = operations.map(({ operationId }) => operationId)
    assert.strictEqual(new Set(ids).size, ids.length)
  })

  it("describes every field, parameter and header", () => {
    assert.deepStrictEqual(undescribed(whole, ""), [])
    assert.isNotEmpty(undescribed({ properties: { id: { type: "string", description: "a string at most 3" } } }, ""))
  })

  it("has every route that the server answers, besides the pages of the panel", () => {
    const described = Object.entries(document.paths).filter(([path]) => !path.startsWith("/api/v1/"))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    const served = [...routesInSources()]
    assert.include(served, "PUT /media/upload/{id}")
    assert.include(served, "POST /webhooks/tiktok")
    assert.deepStrictEqual(served.filter((route) => !described.includes(route)), [])
    // The engine serves the two ways of RPC.
    assert.deepStrictEqual(described.filter((route) => !served.includes(route)).toSorted(), [
      "GET /rpc/ws",
      "POST /rpc"
    ])
    assert.isEmpty(panelPages.filter((page) => page in document.paths))
  })

  it("says of every route without a key who may ask", () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const { security } of methodsOf(methods)) {
        assert.strictEqual(security === undefined, path.startsWith("/api/v1/"), path)
        for (const scheme of (security ?? []).flatMap(Object.keys)) {
          assert.property(document.components.securitySchemes, scheme)
        }
      }
    }
  })

  it("names nothing that is not in it", () => {
    const named = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? "")
    assert.isNotEmpty(named)
    for (const name of named) assert.property(document.components.schemas, decodeURIComponent(name))
    for (const scheme of document.security.flatMap(Object.keys)) {
      assert.property(document.components.securitySchemes, scheme)
    }
  })

  it("gives every call its answer and its errors, and every change an idempotency key", () => {
    for (const operation of operationsOfCalls) {
      assert.includeMembers(Object.keys(operation.responses), ["200", "401", "403", "422", "503"])
    }
    const keys = document.paths["/api/v1/plan/approve"]?.post?.parameters?.map(({ name }) => name)
    assert.deepStrictEqual(keys, ["Idempotency-Key"])
    const edit = document.paths["/api/v1/plan/edit"]?.post
    assert.deepStrictEqual(edit?.parameters?.map(({ name }) => name), ["Idempotency-Key", "If-Match"])
    assert.property(edit?.responses, "412")
  })

  it("lets only what reads be asked with GET", () => {
    const gets = Object.entries(calls).filter(([, { get }]) => get !== undefined).map(([path]) => path)
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
