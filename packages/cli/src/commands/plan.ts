import { ApiClient } from "@callsheet/client/Client"
import { WrongUse } from "@callsheet/client/CliError"
import { answer, Output, printed } from "@callsheet/client/terminal/Output"
import { here, painter, statusColour } from "@callsheet/client/terminal/Render"
import { feasibilityText, planFacts, planTable, timelineTable } from "@callsheet/client/terminal/Views"
import { feed, planChanges } from "@callsheet/client/Watch"
import type { Feasibility } from "@callsheet/domain/api/calls/plan"
import { isEnded, planStatusesWhere } from "@callsheet/domain/facts/planStatuses"
import { Delivery } from "@callsheet/domain/plan/Plan"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { columns } from "@callsheet/domain/planning/ImportColumns"
import { dateOrders } from "@callsheet/domain/planning/WrittenDate"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option, Stream } from "effect"
import { asking, changing, common, field, keyed, orgOption, planArg, words } from "../parser/Leaf.ts"
import { accountNames, accountOf, oneOf, orgOf, planOf, readText, readWords } from "../parser/Resolve.ts"
import { edit, undo } from "./planEdit.ts"
import { bulk, now } from "./planMany.ts"
import { afterwards, consent, planMoves, settingsOf, waiting } from "./planMoves.ts"
import { take } from "./planTake.ts"
import { preview } from "./preview.ts"

const formats = ["csv", "ics", "json"] as const
const dryRun = Options.boolean("dry-run").pipe(Options.withDescription("Checks everything and writes nothing."))

const add = Command.make(
  "add",
  {
    org: orgOption,
    account: Options.text("account").pipe(Options.withDescription("Id of the account, or its @username.")),
    topic: Options.text("topic").pipe(Options.withDescription("What the video is about.")),
    at: Options.text("at").pipe(Options.withDescription("ISO time; next: the account's next free slot; or now.")),
    timeZone: Options.text("tz").pipe(Options.withDescription("IANA zone of a time without offset."), Options.optional),
    language: Options.text("language").pipe(
      Options.withDescription("BCP 47 tag such as en or de-AT."),
      Options.optional
    ),
    hashtags: Options.text("hashtags").pipe(Options.withDescription("Comma-separated words."), Options.optional),
    notes: Options.text("notes").pipe(
      Options.withDescription("File with what the video is to say: points or an article, - for standard input."),
      Options.optional
    ),
    script: Options.text("script").pipe(
      Options.withDescription("File with your own words, - for standard input."),
      Options.optional
    ),
    preset: Options.text("preset").pipe(
      Options.withDescription("The preset it is made with; else its account's. `none` is without one."),
      Options.optional
    ),
    delivery: Options.choice("delivery", Delivery.literals).pipe(
      Options.withDescription("Post directly, or send a draft to the creator's inbox."),
      Options.optional
    ),
    draft: Options.boolean("draft").pipe(Options.withDescription("Keep it off the calendar for now.")),
    ...consent,
    dryRun,
    ...waiting,
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const orgId = yield* orgOf(input.org)
      const accountId = yield* accountOf(input.account, Option.some(orgId))
      const script = Option.isNone(input.script) ? {} : { script: yield* readWords(input.script.value) }
      const notes = Option.isNone(input.notes) ? {} : { notes: yield* readWords(input.notes.value) }
      const { feasibility, plan } = yield* client.plan.add({
        orgId,
        plan: {
          accountId,
          topic: input.topic,
          at: input.at,
          ...field("timeZone", input.timeZone),
          ...field("language", input.language),
          ...field("hashtags", Option.map(input.hashtags, words)),
          ...field("preset", input.preset),
          ...notes,
          ...script,
          ...field("delivery", input.delivery),
          settings: settingsOf(input),
          ...(input.draft ? { draft: true } : {})
        },
        ...(input.dryRun ? { dryRun: true } : {}),
        ...keyed(input.key)
      })
      if (plan === null) return answer({ id: null, feasibility }, (look) => feasibilityText([feasibility], look))
      const after = yield* afterwards(input)(plan)
      yield* sayNotes([feasibility])
      return answer({ ...after, feasibility }, (look) => planTable([after], look))
    })
  )
).pipe(
  Command.withDescription(
    "Plans one video. Example: callsheet plan add --account @studio --topic \"Why bread rises\" --notes bread.md --at next"
  )
)

const rowsText = (count: number): string => `${count} ${count === 1 ? "row" : "rows"}`

/** What an import did, or would do, in one line. */
const importedText = (
  { changed = [], feasibility, plans, unchanged = 0 }: {
    readonly changed?: ReadonlyArray<PlanView> | undefined
    readonly feasibility: ReadonlyArray<Feasibility>
    readonly plans: ReadonlyArray<PlanView>
    readonly unchanged?: number | undefined
  },
  dryRun: boolean
): string => {
  const unmet = feasibility.filter(({ feasible }) => !feasible).length
  return [
    dryRun ? `${rowsText(feasibility.length)} would be planned` : `${plans.length} planned`,
    ...(unmet === 0 ? [] : [`of these ${rowsText(unmet)} cannot be met as things stand`]),
    ...(changed.length === 0 ? [] : [dryRun ? `${changed.length} would be changed` : `${changed.length} changed`]),
    ...(unchanged === 0 ? [] : [`${unchanged} unchanged`])
  ].join(", ") + "."
}

/** On standard error: what a rehearsal would have said of these rows, where it says anything. */
const sayNotes = (rows: ReadonlyArray<Feasibility>) =>
  Effect.flatMap(Output, (output) => {
    const noted = rows.filter(({ feasible, warnings }) => !feasible || warnings.length > 0)
    return noted.length === 0 ? Effect.void : output.say((_paint, look) => feasibilityText(noted, look))
  })

const formatOf = (file: string, given: Option.Option<typeof formats[number]>) => {
  if (Option.isSome(given)) return Effect.succeed(given.value)
  const found = formats.find((format) => file.toLowerCase().endsWith(`.${format}`))
  return found === undefined
    ? new WrongUse({ what: `${file} does not say what it is.`, next: `Name it .csv, .ics or .json, or give --format.` })
    : Effect.succeed(found)
}

const imports = Command.make(
  "import",
  {
    file: Args.text({ name: "file" }).pipe(Args.withDescription("A .csv, .ics or .json file, - for standard input.")),
    org: orgOption,
    format: Options.choice("format", formats).pipe(Options.optional),
    spread: Options.text("spread").pipe(
      Options.withDescription("Gives rows without a time their slots, such as 2/day."),
      Options.optional
    ),
    account: Options.text("account").pipe(
      Options.withDescription("Account of rows that name none: its id or @username."),
      Options.optional
    ),
    time: Options.text("time").pipe(
      Options.withDescription("Hour of rows that name a day alone, such as 18:00."),
      Options.optional
    ),
    dates: Options.choice("dates", dateOrders).pipe(
      Options.withDescription("What comes first in dates such as 3/4/2026: the day or the month."),
      Options.optional
    ),
    dryRun,
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const format = yield* formatOf(input.file, input.format)
      const content = yield* readText(input.file)
      const imported = yield* client.plan.import({
        orgId: yield* orgOf(input.org),
        format,
        content,
        ...(input.dryRun ? { dryRun: true } : {}),
        ...field("spread", input.spread),
        ...field("account", input.account),
        ...field("time", input.time),
        ...field("dates", input.dates),
        ...keyed(input.key)
      })
      const output = yield* Output
      yield* output.say(importedText(imported, input.dryRun))
      yield* Effect.forEach(imported.notes ?? [], (note) => output.say(note))
      const { changed = [], feasibility, plans } = imported
      if (!input.dryRun) yield* sayNotes(feasibility)
      const moved = changed.length === 0 ? [] : [...plans, ...changed]
      return answer(imported, (look) =>
        input.dryRun
          ? feasibilityText(feasibility, look)
          : plans.length + changed.length === 0
          ? ""
          : planTable(moved.length === 0 ? plans : moved, look))
    })
  )
).pipe(
  Command.withDescription(
    `Plans a whole file, all rows or none. Columns of a CSV file: ${
      columns.join(", ")
    }. Example: callsheet plan import calendar.csv --dry-run`
  )
)

const exports = Command.make(
  "export",
  {
    org: orgOption,
    format: Options.choice("format", formats).pipe(Options.withDefault("csv" as const)),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const { content } = yield* client.plan.export({ orgId: yield* orgOf(input.org), format: input.format })
      return answer({ content }, () => content)
    })
  )
).pipe(Command.withDescription("Prints the calendar in a form that `plan import` reads."))

const list = Command.make(
  "list",
  {
    org: orgOption,
    status: Options.text("status").pipe(Options.withDescription("One or several, comma-separated."), Options.optional),
    account: Options.text("account").pipe(Options.optional),
    from: Options.text("from").pipe(Options.withDescription("Slots from this time on."), Options.optional),
    to: Options.text("to").pipe(Options.withDescription("Slots before this time."), Options.optional),
    limit: Options.integer("limit").pipe(Options.withDescription("At most this many."), Options.optional),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const account = Option.isNone(input.account)
        ? {}
        : { accountId: yield* accountOf(input.account.value, input.org) }
      const status = Option.isNone(input.status)
        ? {}
        : { status: yield* oneOf("--status", planStatusesWhere(() => true), words(input.status.value)) }
      const most = Option.getOrElse(input.limit, () => Number.POSITIVE_INFINITY)
      const filter = {
        ...field("orgId", input.org),
        ...status,
        ...account,
        ...field("from", input.from),
        ...field("to", input.to)
      }
      const plans: Array<PlanView> = []
      let after: string | null | undefined
      while (after !== null && plans.length < most) {
        const page: { readonly plans: ReadonlyArray<PlanView>; readonly next: string | null } = yield* client.plan.list(
          {
            ...filter,
            limit: Math.max(1, Math.min(500, most - plans.length)),
            ...(after === undefined ? {} : { after })
          }
        )
        plans.push(...page.plans)
        after = page.next
      }
      const names = yield* accountNames(input.org)
      return answer(plans, (look) => planTable(plans, look, names))
    })
  )
).pipe(
  Command.withDescription("Lists plans, each with what it waits for. Example: callsheet plan list --status in_review")
)

const show = Command.make(
  "show",
  {
    plan: planArg,
    at: Options.text("at").pipe(
      Options.withDescription("How it stood at this moment: ISO time or date."),
      Options.optional
    ),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const plan = yield* client.plan.show({ id: input.plan, ...field("at", input.at) })
      return answer(plan, (look) => planFacts(plan, look))
    })
  )
).pipe(Command.withDescription("Shows everything about one plan."))

const timeline = Command.make(
  "timeline",
  { plan: planArg, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const rows = yield* client.plan.timeline({ id: yield* planOf(input.plan) })
      return answer(rows, (look) => timelineTable(rows, look))
    })
  )
).pipe(Command.withDescription("Tells everything that ever happened to a plan, in order."))

const planLine = (plan: PlanView) => (paint: ReturnType<typeof painter>) => {
  const colour = statusColour(plan.status)
  const status = colour === null ? plan.status : paint(colour, plan.status)
  const waits = plan.waitingFor === null ? "" : `  waits for ${plan.waitingFor.what}`
  return `${here(plan.since)}  ${plan.id}  ${status}${waits}`
}

const watchOne = (id: string) =>
  Effect.gen(function*() {
    const output = yield* Output
    yield* planChanges(yield* planOf(id)).pipe(
      Stream.tap((plan) => output.print(answer(plan, (look) => planLine(plan)(painter(look))))),
      Stream.takeUntil(({ status }) => isEnded(status)),
      Stream.runDrain
    )
    return printed
  })

/** The events of an org, as they come. */
const watchAll = Effect.gen(function*() {
  const output = yield* Output
  yield* (yield* feed({})).pipe(
    Stream.filter(({ planId }) => planId !== null),
    Stream.runForEach((item) =>
      output.print(answer(item, (look) => {
        const paint = painter(look)
        const colour = statusColour(item.to)
        return `${here(item.at)}  ${item.planId}  ${item.event}  ${colour === null ? item.to : paint(colour, item.to)}`
      }))
    )
  )
  return printed
})

const watch = Command.make(
  "watch",
  { plan: planArg.pipe(Args.optional), ...common },
  asking((input) => Option.match(input.plan, { onNone: () => watchAll, onSome: watchOne }))
).pipe(
  Command.withDescription("Follows one plan to its end, or all plans of the org until Ctrl-C.")
)

export const plan = Command.make("plan").pipe(
  Command.withDescription("Plans: one slot in the calendar and the video that fills it."),
  Command.withSubcommands([
    add,
    imports,
    exports,
    list,
    show,
    timeline,
    watch,
    ...planMoves,
    edit,
    undo,
    take,
    preview,
    bulk,
    now
  ])
)
