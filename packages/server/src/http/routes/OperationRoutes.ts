import { field } from "@callsheet/domain/Field"
import { Schema } from "effect"
import { bytes, type OtherRoute } from "./OtherRoute.ts"

const CheckAnswer = Schema.Struct({
  ok: field(Schema.Boolean, "Whether it passed."),
  reason: field(Schema.NullOr(Schema.String), "Why not; null where it passed.")
}).annotations({ identifier: "CheckAnswer" })

const instance = field(Schema.String, "Names this process; another one after each start.")

const Live = Schema.Struct({
  status: field(Schema.Literal("live"), "The process is up."),
  instance
}).annotations({ identifier: "Live" })

const Ready = Schema.Struct({
  status: field(Schema.Literal("ready", "not ready"), "Whether it can serve calls."),
  instance,
  checks: Schema.optional(Schema.Record({ key: Schema.String, value: CheckAnswer })).annotations({
    description: "Each check by its name; only for callers who may read the metrics."
  })
}).annotations({ identifier: "Ready" })

const ready = (description: string) => ({ description, content: [{ type: "application/json", schema: Ready }] })

export const operations: ReadonlyArray<OtherRoute> = [
  {
    method: "get",
    path: "/health/live",
    id: "health.live",
    tag: "operations",
    summary: "Whether the process is up",
    description: "Says nothing about what it depends on: restart it when this fails.",
    access: ["anyone"],
    answers: {
      "200": { description: "It is up.", content: [{ type: "application/json", schema: Live }] }
    },
    errors: []
  },
  {
    method: "get",
    path: "/health/ready",
    id: "health.ready",
    tag: "operations",
    summary: "Whether the server can serve calls",
    description: "Asks the database and the workers: send it no traffic while this fails.",
    access: ["anyone"],
    answers: { "200": ready("It can."), "503": ready("It cannot.") },
    errors: []
  },
  {
    method: "get",
    path: "/metrics",
    id: "metrics.scrape",
    tag: "operations",
    summary: "Read the metrics of the installation",
    description: "For Prometheus, with the token in `metrics.token` of the data folder, or of CALLSHEET_METRICS_TOKEN.",
    access: ["insider"],
    answers: { "200": { description: "The metrics in Prometheus' text format.", content: [bytes("text/plain")] } },
    errors: ["401"]
  }
]
