import { Schema } from "effect"
import { naming } from "../../Ids.ts"
import { line } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, IsoInstant } from "../Fields.ts"
import { everyKey, operators } from "../Role.ts"

export const WorkerView = Schema.Struct({
  id: field(Schema.String, "The worker's id."),
  address: field(Schema.String, "Where the other workers reach it; empty for keys of an org."),
  version: field(Schema.String, "The release it runs."),
  kinds: field(Schema.Array(Schema.String), "The kinds of jobs it takes."),
  shards: field(Schema.Number, "How many shards of actors it owns."),
  running: field(Schema.Number, "How many jobs it runs right now."),
  startedAt: field(IsoInstant, "When it started."),
  heartbeatAt: field(IsoInstant, "When it last reported."),
  alive: field(Schema.Boolean, "False when its last report is too old."),
  draining: field(Schema.Boolean, "True while it finishes its work and takes no more.")
}).annotations({ identifier: "Worker" })
export type WorkerView = typeof WorkerView.Type

export const workerCalls = noun(
  "Workers: the processes that own actors and run jobs.",
  read("worker.list", {
    roles: everyKey,
    summary: "List the workers",
    payload: {},
    success: Schema.Array(WorkerView)
  }),
  change("worker.drain", {
    roles: operators,
    answer: "stored",
    summary: "Let a worker finish its work and stop",
    payload: { id: field(line(100).pipe(naming("worker")), "The worker.") },
    success: WorkerView
  })
)
