import { ApiClient } from "@callsheet/client/Client"
import { CannotDo, WrongUse } from "@callsheet/client/CliError"
import { remedyWords } from "@callsheet/client/terminal/ActionWords"
import { answer } from "@callsheet/client/terminal/Output"
import type { TerminalLook } from "@callsheet/client/terminal/Render"
import { pausedText, planTable } from "@callsheet/client/terminal/Views"
import { BulkItem, BulkMove, MOST_AT_ONCE } from "@callsheet/domain/api/calls/planMany"
import { planStatusesWhere } from "@callsheet/domain/facts/planStatuses"
import { schemaFaults } from "@callsheet/domain/SchemaFaults"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Option, Schema } from "effect"
import { confirmed, yes } from "../parser/Confirm.ts"
import { asking, changing, common, field, keyed, orgOption, words } from "../parser/Leaf.ts"
import { accountOf, oneOf, orgOf, readText } from "../parser/Resolve.ts"
import { changeOf, changeOptions } from "./planEdit.ts"
import { settingsOf } from "./planMoves.ts"

const readItems = Schema.decodeUnknown(Schema.parseJson(Schema.Array(BulkItem).pipe(Schema.maxItems(MOST_AT_ONCE))))

const itemsIn = (path: string) =>
  Effect.flatMap(readText(path), (text) =>
    Effect.mapError(readItems(text), (fault) =>
      new CannotDo({
        what: `${path} is not a list of plans: ${
          [...new Set(schemaFaults(fault).map(({ message, place }) => place === "" ? message : `${place}: ${message}`))]
            .slice(0, 5).join("; ")
        }`,
        next:
          `Write JSON such as [{"id":"pln_…","seen":"DIGEST"}]; the digests: callsheet plan list --status in_review --json`
      })))

export const bulk = Command.make(
  "bulk",
  {
    move: Args.choice(BulkMove.literals.map((move) => [move, move] as const), { name: "move" }),
    org: orgOption,
    status: Options.text("status").pipe(Options.withDescription("Only plans in these statuses."), Options.optional),
    account: Options.text("account").pipe(Options.withDescription("Only plans of this account."), Options.optional),
    from: Options.text("after").pipe(Options.withDescription("Only plans from this time on."), Options.optional),
    to: Options.text("before").pipe(Options.withDescription("Only plans before this time."), Options.optional),
    items: Options.text("items").pipe(
      Options.withDescription(
        "File with a JSON list of plans, each with what is said of it alone, - for standard input."
      ),
      Options.optional
    ),
    reason: Options.text("reason").pipe(Options.withDescription("Stands in the timeline."), Options.optional),
    at: Options.text("at").pipe(Options.withDescription("The new time, or next."), Options.optional),
    timeZone: Options.text("tz").pipe(Options.withDescription("IANA zone of a time without offset."), Options.optional),
    ...changeOptions,
    musicConfirmed: Options.boolean("music-usage-confirmed").pipe(
      Options.withDescription("Confirms TikTok's Music Usage Confirmation.")
    ),
    dryRun: Options.boolean("dry-run").pipe(Options.withDescription("Counts and checks, and moves nothing.")),
    yes,
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const orgId = yield* orgOf(input.org)
      const status = Option.isNone(input.status)
        ? {}
        : { status: yield* oneOf("--status", planStatusesWhere(() => true), words(input.status.value)) }
      const accountId = Option.isNone(input.account)
        ? {}
        : { accountId: yield* accountOf(input.account.value, Option.some(orgId)) }
      const which = Option.isSome(input.items)
        ? { items: yield* itemsIn(input.items.value) }
        : { filter: { ...status, ...accountId, ...field("from", input.from), ...field("to", input.to) } }
      const { move } = input
      if (
        "items" in which &&
        (Object.keys(status).length > 0 || Object.keys(accountId).length > 0 || Option.isSome(input.from) ||
          Option.isSome(input.to))
      ) {
        return yield* new WrongUse({
          what: "--items names the plans already; a filter beside it would do nothing.",
          next: "Leave out --status, --account, --after and --before, or leave out --items."
        })
      }
      if ("filter" in which && Object.keys(which.filter).length === 0) {
        return yield* new WrongUse({
          what: `Nothing says which plans to ${move}.`,
          next:
            "Name them, such as --status in_review, --account @name or --before TIME; add --dry-run to count them first."
        })
      }
      const settings = settingsOf(input)
      const wish = {
        orgId,
        move,
        ...which,
        ...field("reason", input.reason),
        ...field("at", input.at),
        ...field("timeZone", input.timeZone),
        ...(move === "edit" ? { change: yield* changeOf(input) } : {}),
        ...(move === "release" ? { settings } : {}),
        ...(input.musicConfirmed ? { musicUsageConfirmed: true } : {})
      }
      const counted = yield* client.plan.bulk({ ...wish, dryRun: true })
      if (!input.dryRun) yield* confirmed(`${move}: ${counted.done} of ${counted.matched} plans?`, input.yes)
      const result = input.dryRun ? counted : yield* client.plan.bulk({ ...wish, ...keyed(input.key) })
      const refused = result.results.flatMap(({ failure, id }) =>
        failure === null ? [] : [`${id}: ${failure.message} ${remedyWords(failure)}`]
      )
      const told = [
        `${result.done} of ${result.matched} ${input.dryRun ? "can be moved; nothing was" : "were moved"}.${
          result.more ? " The filter fits more: run it again." : ""
        }`,
        ...refused
      ].join("\n")
      const rows = (look: TerminalLook) =>
        planTable(result.results.flatMap(({ plan }) => plan === null ? [] : [plan]), look)
      return {
        ...answer(result, (look) =>
          look.terminal ? [rows(look), told].filter((part) => part !== "").join("\n") : rows(look)),
        besideRows: told
      }
    })
  )
).pipe(
  Command.withDescription(
    "Moves many plans at once, each with its own result. Example: callsheet plan bulk approve --status scheduled --account @studio --dry-run"
  )
)

export const now = Command.make(
  "now",
  { org: orgOption, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const picture = yield* client.plan.now({ orgId: yield* orgOf(input.org) })
      return answer(picture, (look) => {
        const part = (title: string, plans: typeof picture.running) =>
          plans.length === 0 ? [] : [`${title}:`, planTable(plans, look)]
        const parts = [
          ...(picture.paused ?? []).map((paused) =>
            `${pausedText(`Posting of ${paused.name}`, paused) ?? ""}. Resume: ${paused.resume}`
          ),
          ...part("Runs", picture.running),
          ...part("Next", picture.next),
          ...part("Late", picture.late),
          ...picture.needs.flatMap(({ plans, who }) => part(`Waits for ${who}`, plans))
        ]
        return parts.length === 0 ? "Nothing runs, and nothing waits for anybody." : parts.join("\n")
      })
    })
  )
).pipe(Command.withDescription("Shows what runs, what is next, what is late and what needs whom."))
