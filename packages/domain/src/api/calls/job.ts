import { Schema } from "effect"
import { JobId, PlanId } from "../../Ids.ts"
import { JobState, JobView } from "../../job/Job.ts"
import { line, list } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, maybeOrg, next, optional, page } from "../Fields.ts"
import { everyone, staff } from "../Role.ts"

const id = field(JobId, "The job.")

const JobPage = Schema.Struct({
  jobs: field(Schema.Array(JobView), "The jobs, newest first."),
  next
}).annotations({ identifier: "JobPage" })

export const jobCalls = noun(
  "Jobs: the durable work behind plans and accounts, with its tries and its progress.",
  read("job.list", {
    roles: everyone,
    summary: "List jobs",
    payload: {
      orgId: maybeOrg,
      planId: optional(PlanId, "Only jobs of this plan."),
      state: optional(list(JobState, 20), "Only jobs in one of these states."),
      kind: optional(line(40), "Only jobs of this kind, such as `render`."),
      ...page
    },
    success: JobPage
  }),
  read("job.show", {
    roles: everyone,
    summary: "Show a job with its history",
    payload: { id },
    success: JobView
  }),
  change("job.retry", {
    roles: staff,
    answer: "stored",
    summary: "Run a job again now",
    payload: { id },
    success: JobView
  }),
  change("job.cancel", {
    roles: staff,
    answer: "stored",
    summary: "Cancel a job",
    payload: { id },
    success: JobView
  })
)
