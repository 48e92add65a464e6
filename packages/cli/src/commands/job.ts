import { ApiClient } from "@callsheet/client/Client"
import { answer, Output } from "@callsheet/client/terminal/Output"
import { jobFacts, jobTable } from "@callsheet/client/terminal/Views"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { JobState, type JobView } from "@callsheet/domain/job/Job"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option } from "effect"
import { asking, changing, common, field, jobArg, keyed, orgOption, words } from "../parser/Leaf.ts"
import { oneOf, planOf } from "../parser/Resolve.ts"

const list = Command.make(
  "list",
  {
    org: orgOption,
    plan: Options.text("plan").pipe(Options.optional),
    state: Options.text("state").pipe(Options.withDescription("One or several, comma-separated."), Options.optional),
    kind: Options.text("kind").pipe(Options.optional),
    limit: Options.integer("limit").pipe(Options.withDefault(100)),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const plan = Option.isNone(input.plan) ? {} : { planId: yield* planOf(input.plan.value) }
      const state = Option.isNone(input.state)
        ? {}
        : { state: yield* oneOf("--state", JobState.literals, words(input.state.value)) }
      if (Option.isSome(input.kind)) yield* oneOf("--kind", JobKind.literals, [input.kind.value])
      const jobs: Array<JobView> = []
      let after: string | null | undefined
      while (after !== null && jobs.length < input.limit) {
        const page: { readonly jobs: ReadonlyArray<JobView>; readonly next: string | null } = yield* client.job.list({
          ...field("orgId", input.org),
          ...plan,
          ...state,
          ...field("kind", input.kind),
          limit: Math.max(1, Math.min(500, input.limit - jobs.length)),
          ...(after === undefined ? {} : { after })
        })
        jobs.push(...page.jobs)
        after = page.next
      }
      if (typeof after === "string") {
        const output = yield* Output
        yield* output.say(`These are the first ${jobs.length} jobs. For more: --limit ${input.limit * 10}`)
      }
      return answer(jobs, (look) => jobTable(jobs, look))
    })
  )
).pipe(Command.withDescription("Lists pieces of durable work."))

const show = Command.make(
  "show",
  { job: jobArg, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const job = yield* client.job.show({ id: input.job })
      return answer(job, (look) => jobFacts(job, look))
    })
  )
).pipe(Command.withDescription("Shows a job with its history."))

const move = (name: "retry" | "cancel", about: string) =>
  Command.make(
    name,
    { job: jobArg, ...changing },
    asking((input) =>
      Effect.gen(function*() {
        const client = yield* ApiClient
        const job = yield* client.job[name]({ id: input.job, ...keyed(input.key) })
        return answer(job, (look) => jobTable([job], look))
      })
    )
  ).pipe(Command.withDescription(about))

export const job = Command.make("job").pipe(
  Command.withDescription("Durable work: scripts, renders, uploads and what follows."),
  Command.withSubcommands([
    list,
    show,
    move("retry", "Runs a job again now."),
    move("cancel", "Gives a job up.")
  ])
)
