import { ApiError } from "@callsheet/domain/api/ApiError"
import { REMEMBERED_DAYS } from "@callsheet/domain/Envelope"
import { VERSION } from "@callsheet/domain/Version"
import { Array, type JSONSchema, type Schema, SchemaAST } from "effect"
import { type CallShape, callShapes } from "./Endpoints.ts"
import { ownErrorTags } from "./HttpErrors.ts"
import { jsonSchemaOf } from "./JsonSchemas.ts"
import { otherRoutes } from "./OtherRoutes.ts"
import { type Credential, type OtherRoute, otherTags } from "./routes/OtherRoute.ts"

type Json = { readonly [name: string]: unknown }

const tagsOf = (ast: SchemaAST.AST): ReadonlyArray<string> =>
  SchemaAST.isUnion(ast)
    ? ast.types.flatMap(tagsOf)
    : SchemaAST.isTransformation(ast)
    ? tagsOf(ast.from)
    : SchemaAST.isTypeLiteral(ast)
    ? ast.propertySignatures.flatMap(({ name, type }) =>
      name === "_tag" && SchemaAST.isLiteral(type) ? [String(type.literal)] : []
    )
    : []

/** Every tag an error can have, for the document's readers. */
const errorTags = [...new Set([...tagsOf(ApiError.ast), ...ownErrorTags])].toSorted()

const errorSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["tag", "message", "remedy"],
      description: "What is so, what to do about it, and the error's own fields.",
      properties: {
        tag: { type: "string", enum: errorTags, description: "Names the kind of error; it never changes." },
        message: { type: "string", description: "What is so, in a sentence." },
        remedy: { type: "string", description: "What to do about it, in words." },
        steps: {
          type: "array",
          description: "The remedy step by step, with the calls that help; absent where no call does.",
          items: { $ref: "#/components/schemas/Step" }
        }
      },
      additionalProperties: true
    }
  }
}

const errorAnswer = (description: string) => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } }
})

const retryAfter = {
  "Retry-After": { description: "After how many seconds to try again.", schema: { type: "integer", minimum: 1 } }
}

/** Every status that an error can have. */
const allErrors: { readonly [status: string]: Json } = {
  "400": errorAnswer("The request could not be read."),
  "401": errorAnswer("No valid API key."),
  "403": errorAnswer("The key's role may not do this, a page of another site asked, or a link is over."),
  "404": errorAnswer("There is no such thing in this org."),
  "408": errorAnswer("The body did not arrive in time."),
  "409": errorAnswer("Refused as things stand."),
  "412": errorAnswer("Somebody edited the plan since the version you named; nothing was stored."),
  "413": errorAnswer("The body is larger than the route takes."),
  "422": errorAnswer("The input does not fit; every fault is named."),
  "429": { ...errorAnswer("A limit of the org leaves no room, or too many wrong keys came."), headers: retryAfter },
  "500": errorAnswer("A fault of ours; the answer names the trace to look for."),
  "503": { ...errorAnswer("Busy."), headers: retryAfter }
}

const errorsWith = (statuses: ReadonlyArray<string>): Json =>
  Object.fromEntries(Object.entries(allErrors).filter(([status]) => statuses.includes(status)))

const errorsOfCalls = ["401", "403", "404", "409", "422", "429", "500", "503"]
const errorsOfBodies = [...errorsOfCalls, "408", "413"]

/** Whether the answer may show one plan, whose version it then names. */
const answersWithVersion = ({ facts: { noun }, streams }: CallShape): boolean =>
  !streams && (noun === "plan" || noun === "take")

const operation = (shape: CallShape, success: unknown, errors: Json, input: Json): Json => ({
  tags: [shape.facts.noun],
  summary: shape.facts.summary,
  description: `${shape.facts.description} Open to ${shape.facts.roles.join(", ")}.`.trimStart(),
  ...input,
  responses: {
    "200": {
      description: shape.streams ? "Events as they happen, each with its position as id." : "What the call gives.",
      ...(answersWithVersion(shape) ? { headers: etag } : {}),
      content: { [shape.streams ? "text/event-stream" : "application/json"]: { schema: success } }
    },
    ...errors
  }
})

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    `The same key with the same body gets the first answer for ${REMEMBERED_DAYS} days; with another body, or under another API key, it is refused.`,
  schema: { type: "string", minLength: 1, maxLength: 120 }
}

const ifMatch = {
  name: "If-Match",
  in: "header",
  required: false,
  description: "The same as `ifVersion`, as an ETag of an answer before. If both are given, they must agree.",
  schema: { type: "string", pattern: "^(?:W/)?\"?\\d{1,10}\"?$" }
}

const etag = {
  ETag: {
    description: "The version of the plan, as `If-Match` takes it, where the answer shows one plan.",
    schema: { type: "string" }
  }
}

const lastEventId = {
  name: "Last-Event-ID",
  in: "header",
  required: false,
  description: "The position a reader knows: what came after it is sent first.",
  schema: { type: "string" }
}

const propertiesOf = (schema: unknown): Json =>
  typeof schema === "object" && schema !== null && "properties" in schema && typeof schema.properties === "object"
    ? { ...schema.properties }
    : {}

const requiredOf = (schema: unknown): ReadonlyArray<unknown> =>
  typeof schema === "object" && schema !== null && "required" in schema && Array.isArray(schema.required)
    ? schema.required
    : []

const securitySchemes = {
  bearer: { type: "http", scheme: "bearer", description: "An API key." },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "callsheet_session",
    description: "The cookie of a browser that is signed in. Its name ends with the port of the installation."
  },
  metrics: {
    type: "http",
    scheme: "bearer",
    description: "The token in `metrics.token` of the data folder, or of CALLSHEET_METRICS_TOKEN."
  },
  webhook: {
    type: "apiKey",
    in: "header",
    name: "TikTok-Signature",
    description: "`t=SECONDS,s=HEX`: HMAC-SHA256 over `t.body` under the app's client secret."
  }
}

/** Any one of these is enough; an empty one means that nothing is needed. */
const security: { readonly [C in Credential]: Json } = {
  key: { bearer: [] },
  session: { session: [] },
  signed: {},
  insider: { metrics: [] },
  webhook: { webhook: [] },
  anyone: {}
}

type ToJson = (schema: Schema.Schema.All) => unknown

const contentOf = (contents: NonNullable<OtherRoute["answers"][string]["content"]>, json: ToJson): Json =>
  Object.fromEntries(contents.map(({ schema, type }) => [type, schema === undefined ? {} : { schema: json(schema) }]))

const otherOperation = (route: OtherRoute, json: ToJson): Json => ({
  operationId: route.id,
  tags: [route.tag],
  summary: route.summary,
  description: route.description,
  security: route.access.map((access) => security[access]),
  ...(route.parameters === undefined
    ? {}
    : { parameters: route.parameters.map((parameter) => ({ required: false, ...parameter })) }),
  ...(route.body === undefined ? {} : { requestBody: { required: true, content: contentOf([route.body], json) } }),
  responses: {
    ...Object.fromEntries(
      Object.entries(route.answers).map(([status, { content = [], description }]) => [status, {
        description,
        ...(content.length === 0 ? {} : { content: contentOf(content, json) })
      }])
    ),
    ...errorsWith(route.errors)
  }
})

const otherPaths = (json: ToJson): Json =>
  Object.fromEntries(
    Object.entries(Array.groupBy(otherRoutes, ({ path }) => path)).map(([path, routes]) => [
      path,
      Object.fromEntries(routes.map((route) => [route.method, otherOperation(route, json)]))
    ])
  )

/** The OpenAPI 3.1 document of every route, built from the very schemas the calls are decoded and encoded with. */
export const openApi = (publicUrl: string): Json => {
  const schemas: Record<string, JSONSchema.JsonSchema7> = {}
  const json = (schema: Schema.Schema.All): unknown => jsonSchemaOf(schema.ast, schemas, "#/components/schemas/")
  const pathOf = (shape: CallShape): Json => {
    const payload = json(shape.payload)
    const success = json(shape.success)
    const properties = propertiesOf(payload)
    const required = requiredOf(payload)
    const query = Object.entries(properties).map(([name, schema]) => ({
      name,
      in: "query",
      required: required.includes(name),
      schema
    }))
    const get = operation(shape, success, errorsWith(errorsOfCalls), {
      operationId: shape.reads && !shape.streams ? `${shape.name}.get` : shape.name,
      parameters: shape.streams ? [...query, lastEventId] : query
    })
    const hasVersion = "ifVersion" in properties
    const headers = [...("key" in properties ? [idempotencyKey] : []), ...(hasVersion ? [ifMatch] : [])]
    const post = operation(shape, success, errorsWith([...errorsOfBodies, ...(hasVersion ? ["412"] : [])]), {
      operationId: shape.name,
      ...(headers.length === 0 ? {} : { parameters: headers }),
      requestBody: { required: required.length > 0, content: { "application/json": { schema: payload } } }
    })
    return { ...(shape.reads ? { get } : {}), ...(shape.streams ? {} : { post }) }
  }
  const calls = Object.fromEntries(callShapes.map((shape) => [shape.path, pathOf(shape)]))
  const paths = { ...calls, ...otherPaths(json) }
  return {
    openapi: "3.1.0",
    info: {
      title: "Callsheet",
      version: VERSION,
      description:
        "Every call of Callsheet as JSON over HTTP, and every other route of the server. The same calls, by the same names, are at POST /rpc. Each answer names its request in `x-request-id` and its trace in `x-trace-id`.",
      license: { name: "MIT", identifier: "MIT" }
    },
    servers: [{ url: publicUrl }],
    security: [security.key, security.session],
    tags: Object.entries({
      ...Object.fromEntries(callShapes.map(({ facts, nounDescription }) => [facts.noun, nounDescription])),
      ...otherTags
    }).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes,
      schemas: { ...schemas, Error: errorSchema }
    }
  }
}
