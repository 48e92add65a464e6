import { SystemInfo } from "@callsheet/domain/api/calls/system"
import { VERSION } from "@callsheet/domain/Version"
import { SANDBOX_BANNER } from "@callsheet/process/Mode"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import { Effect, Option, Schema } from "effect"
import type { ServerSettings } from "../Config.ts"
import type { InProcessApi } from "../rpc/InProcessApi.ts"
import { systemInfo } from "./Endpoints.ts"
import { escapeHtml, page } from "./Html.ts"

const plansHtml = (plans: SystemInfo["plans"]) => {
  const rows = Object.entries(plans).map(([status, count]) =>
    `<tr><td>${escapeHtml(status.replaceAll("_", " "))}</td><td>${count}</td></tr>`
  )
  return rows.length === 0
    ? "<p>No plans yet.</p>"
    : `<table><thead><tr><th>Status</th><th>Plans</th></tr></thead><tbody>${rows.join("")}</tbody></table>`
}

const links = `<h2>Where things are</h2>
<ul>
<li><a href="/api/docs">Calls over HTTP</a>, and as <a href="/api/openapi.json">OpenAPI</a></li>
<li><a href="/health/ready">Health</a>: whether the database and a worker answer</li>
<li><a href="/metrics">Metrics</a> for Prometheus</li>
<li>The command line: <code>callsheet --help</code>, <code>callsheet plan list</code>, <code>callsheet plan watch</code></li>
</ul>`

/** `/`: what this is and where things are. Numbers are shown to callers with a key alone. */
export const landing = (
  calls: InProcessApi["Type"],
  { mode }: Pick<ServerSettings, "mode">,
  request: HttpServerRequest.HttpServerRequest
) =>
  calls.ask(systemInfo, {}, request.headers).pipe(
    Effect.flatMap(Schema.decodeUnknown(SystemInfo)),
    Effect.option,
    Effect.map((info) =>
      page({
        title: "Callsheet",
        banner: mode === "sandbox" ? SANDBOX_BANNER : null,
        body: `<h1>Callsheet</h1>
<p>A durable autopilot for short-form video: it makes, publishes and tracks what stands in the calendar, and asks before it
does what a person decides.</p>
<p class="soft">Version ${VERSION}, ${mode} mode.</p>
${Option.match(info, { onNone: () => "", onSome: ({ plans }) => `<h2>Plans</h2>${plansHtml(plans)}` })}
${links}`
      })
    )
  )
