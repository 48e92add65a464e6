import { ApiError } from "@callsheet/domain/api/ApiError"
import { VERSION } from "@callsheet/domain/Version"
import { JSONSchema, type Schema, SchemaAST } from "effect"
import { type CallShape, callShapes } from "./Endpoints.ts"

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
const errorTags = [...new Set([...tagsOf(ApiError.ast), "MethodNotAllowed", "ForeignOrigin", "ServerFault"])].toSorted()

const errorSchema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["tag", "message", "remedy"],
      description: "What is so, what to do about it, and the error's own fields.",
      properties: {
        tag: { type: "string", enum: errorTags },
        message: { type: "string" },
        remedy: { type: "string" },
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

const errorAnswers = {
  "401": errorAnswer("No valid API key."),
  "403": errorAnswer("The key's role may not do this, or a page of another site asked."),
  "404": errorAnswer("There is no such thing in this org."),
  "409": errorAnswer("Refused as things stand."),
  "422": errorAnswer("The input does not fit; every fault is named."),
  "429": errorAnswer("A limit of the org leaves no room."),
  "500": errorAnswer("A fault of ours; the answer names the trace to look for."),
  "503": errorAnswer("Busy; `Retry-After` says when to try again.")
}

const operation = (shape: CallShape, success: unknown, input: Json): Json => ({
  tags: [shape.facts.noun],
  summary: shape.facts.summary,
  description: `${shape.facts.description} Open to ${shape.facts.roles.join(", ")}.`.trimStart(),
  ...input,
  responses: {
    "200": {
      description: shape.streams ? "Events as they happen, each with its position as id." : "What the call gives.",
      content: { [shape.streams ? "text/event-stream" : "application/json"]: { schema: success } }
    },
    ...errorAnswers
  }
})

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key with the same body gets the first answer; with another body it is refused.",
  schema: { type: "string", minLength: 1, maxLength: 120 }
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

/** The OpenAPI 3.1 document of `/api/v1`, built from the very schemas the calls are decoded and encoded with. */
export const openApi = (publicUrl: string): Json => {
  const schemas: Record<string, JSONSchema.JsonSchema7> = {}
  const json = (schema: Schema.Schema.All): unknown =>
    JSONSchema.fromAST(schema.ast, {
      definitions: schemas,
      definitionPath: "#/components/schemas/",
      target: "openApi3.1"
    })
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
    const get = operation(shape, success, {
      operationId: shape.reads && !shape.streams ? `${shape.name}.get` : shape.name,
      parameters: shape.streams ? [...query, lastEventId] : query
    })
    const post = operation(shape, success, {
      operationId: shape.name,
      ...("key" in properties ? { parameters: [idempotencyKey] } : {}),
      requestBody: { required: required.length > 0, content: { "application/json": { schema: payload } } }
    })
    return { ...(shape.reads ? { get } : {}), ...(shape.streams ? {} : { post }) }
  }
  const paths = Object.fromEntries(callShapes.map((shape) => [shape.path, pathOf(shape)]))
  return {
    openapi: "3.1.0",
    info: {
      title: "Callsheet",
      version: VERSION,
      description: "Every call of Callsheet as JSON over HTTP. The same calls, by the same names, are at POST /rpc.",
      license: { name: "MIT", identifier: "MIT" }
    },
    servers: [{ url: publicUrl }],
    security: [{ bearer: [] }],
    tags: [...new Map(callShapes.map(({ facts, nounDescription }) => [facts.noun, nounDescription]))].map(
      ([name, description]) => ({ name, description })
    ),
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", description: "An API key." } },
      schemas: { ...schemas, Error: errorSchema }
    }
  }
}
