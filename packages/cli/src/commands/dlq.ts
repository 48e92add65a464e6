import { ApiClient } from "@callsheet/client/Client"
import { WrongUse } from "@callsheet/client/CliError"
import { answer } from "@callsheet/client/terminal/Output"
import { jobTable } from "@callsheet/client/terminal/Views"
import type { JobId } from "@callsheet/domain/Ids"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect } from "effect"
import { asking, changing, common, field, jobsArg, keyed, orgOption } from "../parser/Leaf.ts"

const list = Command.make(
  "list",
  { org: orgOption, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const jobs = yield* client.dlq.list(field("orgId", input.org))
      return answer(jobs, (look) => jobTable(jobs, look))
    })
  )
).pipe(Command.withDescription("Lists the jobs that were given up, each with its reason."))

const some = (jobs: ReadonlyArray<JobId>): Effect.Effect<readonly [JobId, ...Array<JobId>], WrongUse> => {
  const [first, ...rest] = jobs
  return first === undefined
    ? new WrongUse({ what: "No job is named.", next: "Name at least one: callsheet dlq list" })
    : Effect.succeed([first, ...rest])
}

const retry = Command.make(
  "retry",
  { jobs: jobsArg, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const jobs = yield* client.dlq.retry({ ids: yield* some(input.jobs), ...keyed(input.key) })
      return answer(jobs, (look) => jobTable(jobs, look))
    })
  )
).pipe(Command.withDescription("Runs given-up jobs again; their history stays."))

const drop = Command.make(
  "drop",
  {
    jobs: jobsArg,
    yes: Options.boolean("yes").pipe(Options.withDescription("Confirms: a dropped job is never run again.")),
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      if (!input.yes) {
        return yield* new WrongUse({
          what: "Dropping a job cannot be undone.",
          next: `Say so with --yes: callsheet dlq drop ${input.jobs.join(" ")} --yes`
        })
      }
      const client = yield* ApiClient
      const jobs = yield* client.dlq.drop({ ids: yield* some(input.jobs), ...keyed(input.key) })
      return answer(jobs, (look) => jobTable(jobs, look))
    })
  )
).pipe(Command.withDescription("Drops given-up jobs for good."))

export const dlq = Command.make("dlq").pipe(
  Command.withDescription("The dead-letter queue: work that was given up and waits for a person."),
  Command.withSubcommands([list, retry, drop])
)
