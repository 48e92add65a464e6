/** Writes docs/states.md from the transition tables: `npm run states`. A test fails when the file is stale. */
import { accountTransitions } from "@callsheet/domain/account/AccountMachine"
import { assetTransitions } from "@callsheet/domain/asset/AssetMachine"
import { jobTransitions } from "@callsheet/domain/job/JobMachine"
import { orgTransitions } from "@callsheet/domain/org/OrgMachine"
import { planAskable } from "@callsheet/domain/plan/PlanCommand"
import { planTransitions } from "@callsheet/domain/plan/PlanTransitions"
import { spendingCommands } from "@callsheet/domain/spending/PlanNeeds"
import { realpathSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

interface AnyRow {
  readonly to: string | ReadonlyArray<string>
  readonly when?: ReadonlyArray<{ readonly name: string }>
}

type AnyTable = { readonly [status: string]: { readonly [command: string]: AnyRow | undefined } }

const targets = (status: string, { to }: AnyRow): ReadonlyArray<string> =>
  [to].flat().map((name) => name.startsWith("(") ? status : name)

const rows = (table: AnyTable) =>
  Object.entries(table).flatMap(([status, commands]) =>
    Object.entries(commands).flatMap(([command, row]) => row === undefined ? [] : [{ status, command, row }])
  )

/** The road of a machine: commands that only stop, hold or move a plan are in the table below, not in the picture. */
const aside = new Set([
  "Lock",
  "Unlock",
  "Cancel",
  "Reject",
  "Reschedule",
  "ReportFailure",
  "MissDeadline",
  "Discard",
  "Edit",
  "Retry"
])

const diagram = (table: AnyTable): string => {
  const arrows = new Map<string, Set<string>>()
  for (const { command, row, status } of rows(table)) {
    if (aside.has(command) || status === "failed" || status === "needs_attention") continue
    for (const target of targets(status, row)) {
      if (target === status) continue
      const key = `${status} --> ${target}`
      arrows.set(key, (arrows.get(key) ?? new Set()).add(command))
    }
  }
  return [
    "```mermaid",
    "stateDiagram-v2",
    ...[...arrows].map(([arrow, commands]) => `  ${arrow}: ${[...commands].join(", ")}`),
    "```"
  ].join("\n")
}

const matrix = (table: AnyTable, askable: Readonly<Record<string, string>>): string =>
  [
    "| status | command | leads to | only if |",
    "|---|---|---|---|",
    ...rows(table).map(({ command, row, status }) => {
      const name = askable[command] === undefined ? command : `**${command}**`
      const guards = (row.when ?? []).map((guard) => guard.name).join("; ")
      return `| ${status} | ${name} | ${[row.to].flat().join(", ")} | ${guards} |`
    })
  ].join("\n")

const jobs = [
  "```mermaid",
  "stateDiagram-v2",
  ...Object.entries(jobTransitions).flatMap(([state, commands]) =>
    Object.entries(commands).filter(([, to]) => to !== state).map(([command, to]) => `  ${state} --> ${to}: ${command}`)
  ),
  "```"
].join("\n")

const section = (title: string, words: string, table: AnyTable, askable: Readonly<Record<string, string>> = {}) =>
  `## ${title}\n\n${words}\n\n${diagram(table)}\n\n${matrix(table, askable)}\n`

export const statesMarkdown = (): string =>
  `# What is allowed

Generated from the transition tables by \`npm run states\`; do not edit. A command that has no row for a status is refused
with \`IllegalCommand\`, which names the status and what is possible instead. Commands in **bold** are asked by people, the
others are reports of the machinery. The pictures show the road; the tables show everything.

${
    section(
      "Plan",
      "A locked plan accepts no command of a person but `unlock`, in every status. Reports of facts pass a lock: what happened at TikTok happened.",
      planTransitions as AnyTable,
      planAskable
    )
  }
${
    section(
      "Asset",
      "Its plan and its jobs command it. `(unchanged)`: the question is answered and nothing moves.",
      assetTransitions as AnyTable
    )
  }
${
    section(
      "Account",
      "Tokens and rate windows live here. Permits are granted in every status that still has access.",
      accountTransitions as AnyTable
    )
  }
## Commands that spend

${
    spendingCommands.map((tag) => `**${planAskable[tag]}**`).join(", ")
  } let a plan cost something. They move two actors, as a saga
(\`actors/SpendingSaga.ts\`; what is needed says \`domain/spending/PlanNeeds.ts\`):

\`\`\`mermaid
stateDiagram-v2
  [*] --> reserving: command
  reserving --> refused: the limit leaves no room
  reserving --> moving: the org has reserved
  moving --> done: the plan has moved
  moving --> giving_back: the plan's table refuses
  giving_back --> refused: the reservation is freed, unless the plan holds it
  moving --> reserving: no answer, the same command is sent again
\`\`\`

A reservation is named after its plan, so it is made once however often it is asked for. Its amounts are settled by what the
work really costs, and freed by the end of the plan.

${section("Org", "Policy, limits, and the sums held against them.", orgTransitions as AnyTable)}
## Job

Jobs move by statements over whole sets of rows; each takes its \`where state in (…)\` from this table.

${jobs}
`

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL("../../docs/states.md", import.meta.url), statesMarkdown())
}
