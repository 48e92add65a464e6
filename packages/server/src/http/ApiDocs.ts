import { REMEMBERED_DAYS } from "@callsheet/domain/Envelope"
import { SANDBOX_BANNER } from "@callsheet/process/Mode"
import { Array, JSONSchema, type Schema } from "effect"
import type { ServerSettings } from "../Config.ts"
import { type CallShape, callShapes } from "./Endpoints.ts"
import { escapeHtml, page } from "./Html.ts"

const schemaText = (schema: Schema.Schema.All) => {
  const { $schema: _, ...rest } = JSONSchema.make(schema as Schema.Schema<unknown>)
  return escapeHtml(JSON.stringify(rest, null, 2))
}

const callHtml = (shape: CallShape) => {
  const ways = [...(shape.reads ? ["GET"] : []), ...(shape.streams ? [] : ["POST"])].join(" or ")
  return `<details id="${shape.name}">
<summary><code>${ways} ${shape.path}</code> ${escapeHtml(shape.facts.summary)}</summary>
<p class="soft">${escapeHtml(shape.facts.description)} By RPC: <code>${shape.name}</code>. Open to ${
    shape.facts.roles.join(", ")
  }.</p>
<p>Takes</p><pre>${schemaText(shape.payload)}</pre>
<p>Gives${shape.streams ? ", for each event" : ""}</p><pre>${schemaText(shape.success)}</pre>
</details>`
}

const intro = (publicUrl: string) =>
  `<h1>Callsheet's calls</h1>
<p>Every call takes and gives JSON. Send an API key with each:</p>
<pre>curl -H "Authorization: Bearer $CALLSHEET_API_KEY" ${escapeHtml(publicUrl)}/api/v1/system/whoami</pre>
<p>Calls that change something take an <code>Idempotency-Key</code> header: the same key with the same body gets the first
answer for ${REMEMBERED_DAYS} days; with another body, or under another API key, it is refused. Errors are <code>{"error":{"tag","message","remedy",…}}</code>;
503 comes with <code>Retry-After</code>.</p>
<p>With GET the fields stand in the query; lists are given by commas. <code>/api/v1/events/follow</code> is a stream of
server-sent events and goes on after <code>Last-Event-ID</code>.</p>
<p>The same as a document for tools: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).</p>`

/** `/api/docs`: every call with what it takes and gives, in one page that needs nothing else. */
export const apiDocs = ({ mode, publicUrl }: Pick<ServerSettings, "mode" | "publicUrl">) => {
  const nouns = Array.groupBy(callShapes, ({ facts }) => facts.noun)
  const sections = Object.entries(nouns).map(([noun, shapes]) =>
    `<h2>${noun}</h2>\n<p>${escapeHtml(shapes[0].nounDescription)}</p>\n${shapes.map(callHtml).join("\n")}`
  )
  return page({
    title: "Callsheet: calls",
    banner: mode === "sandbox" ? SANDBOX_BANNER : null,
    body: [intro(publicUrl), ...sections].join("\n")
  })
}
