import { ApiClient } from "@callsheet/client/Client"
import { WrongUse } from "@callsheet/client/CliError"
import { answer } from "@callsheet/client/terminal/Output"
import { bar, here, table, type TerminalLook } from "@callsheet/client/terminal/Render"
import { type Limit, UsageKind } from "@callsheet/domain/org/Org"
import type { QuotaView } from "@callsheet/domain/org/OrgView"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { asking, changing, common, keyed, orgArg, theOrgArg } from "../parser/Leaf.ts"
import { orgOf } from "../parser/Resolve.ts"

export const quotaTable = (quotas: ReadonlyArray<QuotaView>, look: TerminalLook): string =>
  table(quotas, [
    { name: "kind", of: ({ kind }) => kind },
    { name: "used", of: ({ used }) => used },
    { name: "reserved", of: ({ reserved }) => reserved },
    { name: "limit", of: ({ limit, period }) => limit === null ? "none" : `${limit}/${period ?? ""}` },
    { name: "in", of: ({ unit }) => unit ?? "" },
    {
      name: "",
      of: ({ limit, reserved, used }) =>
        limit === null || !look.terminal ? "" : bar(limit === 0 ? 1 : (used + reserved) / limit, 12),
      colour: ({ warned }) => (warned ? "yellow" : null)
    },
    { name: "resets", of: ({ resetsAt }) => resetsAt === null ? "" : look.terminal ? here(resetsAt) : resetsAt }
  ], look)

const show = Command.make(
  "show",
  { org: orgArg, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const quotas = yield* client.quota.show({ orgId: yield* orgOf(input.org) })
      return answer(quotas, (look) => quotaTable(quotas, look))
    })
  )
).pipe(Command.withDescription("Shows every limit and where it stands."))

const limitOf = (text: string): Effect.Effect<Limit | null, WrongUse> => {
  if (text === "none") return Effect.succeed(null)
  const found = /^(\d+)\/(day|month)$/.exec(text)
  return found === null
    ? new WrongUse({
      what: `${text} is not a limit.`,
      next: "Give an amount and a period such as 20/day or 500/month, or none."
    })
    : Effect.succeed({ amount: Number(found[1]), period: found[2] === "day" ? "day" : "month" })
}

const set = Command.make(
  "set",
  {
    org: theOrgArg,
    kind: Args.choice(UsageKind.literals.map((kind) => [kind, kind] as const), { name: "kind" }),
    limit: Args.text({ name: "amount/period" }).pipe(
      Args.withDescription("Such as 20/day or 500/month; none lifts it.")
    ),
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const limit = yield* limitOf(input.limit)
      const quotas = yield* client.quota.set({ orgId: input.org, kind: input.kind, limit, ...keyed(input.key) })
      return answer(quotas, (look) => quotaTable(quotas, look))
    })
  )
).pipe(Command.withDescription("Sets a limit. Example: callsheet quota set ORG renders 20/day"))

export const quota = Command.make("quota").pipe(
  Command.withDescription("Limits of an org, held before any work starts."),
  Command.withSubcommands([show, set])
)
