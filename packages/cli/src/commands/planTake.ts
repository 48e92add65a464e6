import { ApiClient } from "@callsheet/client/Client"
import { CannotDo } from "@callsheet/client/CliError"
import { remedyWords } from "@callsheet/client/terminal/ActionWords"
import { answer } from "@callsheet/client/terminal/Output"
import { table, type TerminalLook } from "@callsheet/client/terminal/Render"
import type { TakeView } from "@callsheet/domain/api/calls/take"
import type { PlanId } from "@callsheet/domain/Ids"
import { TakeOf } from "@callsheet/domain/plan/Takes"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option } from "effect"
import { asking, changing, common, field, keyed, planArg } from "../parser/Leaf.ts"
import { planOf } from "../parser/Resolve.ts"
import { dryRun, editText, ifVersion } from "./planEdit.ts"

/** A model takes a minute and a half at most, and a free worker a moment. */
const PATIENCE = "4 minutes"

interface Row {
  readonly take: number
  readonly of: string
  readonly option: number | null
  readonly words: string
  readonly state: string
}

const rowsOf = ({ failure, line, number, of, options, state }: TakeView): ReadonlyArray<Row> => {
  const place = line === null || of === "hook" ? of : `${of} ${line}`
  const rows = options.map(({ inUse, line, option, script }): Row => ({
    take: number,
    of: place,
    option,
    words: line !== null
      ? line.shows?.kind === "picture" ? `${line.text} (${line.shows.wish ?? line.shows.file ?? ""})` : line.text
      : (of === "hook" ? script?.lines.slice(0, 1) : script?.lines)?.map(({ text }) => text).join(" / ") ?? "",
    state: inUse ? "in use" : option === 0 ? "old take" : ""
  }))
  const waits: Row = { take: number, of: place, option: null, words: failure?.message ?? "", state }
  return state === "ready" ? rows : [...rows, waits]
}

const takeTable = (takes: ReadonlyArray<TakeView>, look: TerminalLook): string =>
  table(takes.flatMap(rowsOf), [
    { name: "take", of: ({ take }) => take },
    { name: "of", of: ({ of }) => of },
    { name: "option", of: ({ option }) => option },
    { name: "state", of: ({ state }) => state },
    { name: "words", of: ({ words }) => words, flexible: true }
  ], look)

/** Ends once the take is written or given up. */
const awaited = (id: PlanId, number: number) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const takes = yield* client.take.list({ id }).pipe(
      Effect.delay("500 millis"),
      Effect.repeat({ until: (all) => all.every((take) => take.number !== number || take.state !== "writing") }),
      Effect.timeoutFail({
        duration: PATIENCE,
        onTimeout: () =>
          new CannotDo({
            what: `Take ${number} is still being written.`,
            next: `Look again later: callsheet plan take list ${id}`
          })
      })
    )
    const take = takes.find((one) => one.number === number)
    return take === undefined || take.failure === null
      ? take
      : yield* new CannotDo({ what: take.failure.message, next: remedyWords(take.failure) })
  })

const ask = Command.make(
  "ask",
  {
    plan: planArg,
    of: Options.choice("of", TakeOf.literals).pipe(Options.withDescription("What you want another take of.")),
    line: Options.integer("line").pipe(
      Options.withDescription("Which line, counted from 1; for a line or a picture."),
      Options.optional
    ),
    reason: Options.text("reason").pipe(
      Options.withDescription("What is wrong with the one there is; else the reason of the last rejection counts."),
      Options.optional
    ),
    wish: Options.text("wish").pipe(
      Options.withDescription("For a picture: what to look for instead."),
      Options.optional
    ),
    "no-wait": Options.boolean("no-wait").pipe(Options.withDescription("Ends before it is written.")),
    dryRun,
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const id = yield* planOf(input.plan)
      const { effect, take } = yield* client.take.ask({
        id,
        of: input.of,
        ...field("line", input.line),
        ...field("reason", input.reason),
        ...field("wish", input.wish),
        ...(input.dryRun ? { dryRun: true } : {}),
        ...keyed(input.key)
      })
      if (take === null) return answer({ take, effect }, () => effect.says.join("\n"))
      const written = input["no-wait"] ? take : (yield* awaited(id, take.number)) ?? take
      return answer({ take: written, effect }, (look) => takeTable([written], look))
    })
  )
).pipe(
  Command.withDescription(
    "Asks for another take; nothing changes until you choose. Example: callsheet plan take ask PLAN --of hook --reason 'too slow'"
  )
)

const list = Command.make(
  "list",
  { plan: planArg, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const takes = yield* client.take.list({ id: yield* planOf(input.plan) })
      return answer(takes, (look) => takeTable(takes, look))
    })
  )
).pipe(
  Command.withDescription(
    "Lists the takes of a plan; option 0 is the old take of each. Example: callsheet plan take list PLAN"
  )
)

const choose = Command.make(
  "choose",
  {
    plan: planArg,
    take: Options.integer("take").pipe(
      Options.withDescription("Which take; else the latest that is ready."),
      Options.optional
    ),
    option: Options.integer("option").pipe(Options.withDescription("Which option; 0 takes the old one back.")),
    ifVersion,
    dryRun,
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const { id, version } = yield* client.plan.show({ id: input.plan })
      const latest = Option.isSome(input.take)
        ? input.take.value
        : (yield* client.take.list({ id })).findLast(({ state }) => state === "ready")?.number
      if (latest === undefined) {
        return yield* new CannotDo({
          what: `Plan ${id} has no take with options to choose from.`,
          next: `Ask for one: callsheet plan take ask ${id} --of hook`
        })
      }
      return editText(
        yield* client.take.choose({
          id,
          take: latest,
          option: input.option,
          ifVersion: Option.getOrElse(input.ifVersion, () => version),
          ...(input.dryRun ? { dryRun: true } : {}),
          ...keyed(input.key)
        }),
        input.dryRun
      )
    })
  )
).pipe(
  Command.withDescription(
    "Chooses an option of a take, or takes the old one back. Example: callsheet plan take choose PLAN --option 2 --dry-run"
  )
)

export const take = Command.make("take").pipe(
  Command.withDescription("Other takes of a plan's script, hook, lines and pictures."),
  Command.withSubcommands([ask, list, choose])
)
