import { Schema } from "effect"
import { JobId } from "../../Ids.ts"
import { JobView } from "../../job/Job.ts"
import { change, noun, read } from "../Call.ts"
import { field, maybeOrg } from "../Fields.ts"
import { everyone, owners, staff } from "../Role.ts"

const ids = field(
  Schema.NonEmptyArray(JobId).pipe(Schema.maxItems(1_000)),
  "The jobs. If one of them does not exist, none of them is changed."
)

export const dlqCalls = noun(
  "The dead letter queue: jobs that were given up after their last try.",
  read("dlq.list", {
    roles: everyone,
    summary: "List the jobs that were given up",
    payload: { orgId: maybeOrg },
    success: Schema.Array(JobView)
  }),
  change("dlq.retry", {
    roles: staff,
    answer: "stored",
    summary: "Run given-up jobs again",
    payload: { ids },
    success: Schema.Array(JobView)
  }),
  change("dlq.drop", {
    roles: owners,
    answer: "stored",
    summary: "Drop given-up jobs",
    description: "A dropped job is cancelled and cannot be run again.",
    payload: { ids },
    success: Schema.Array(JobView)
  })
)
