import { ApiClient } from "@callsheet/client/Client"
import { answer } from "@callsheet/client/terminal/Output"
import { facts, span, statusColour, table } from "@callsheet/client/terminal/Render"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { asking, common } from "../parser/Leaf.ts"

const MEBIBYTE = 1_048_576

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).map(([status, count]) => `${count} ${status}`).join(", ") || "none"

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / MEBIBYTE)} MiB`

/** How the installation as a whole stands, for the key of an operator. */
export const totals = Command.make(
  "totals",
  { ...common },
  asking(() =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const all = yield* client.system.totals({})
      return answer(all, (look) =>
        [
          facts([
            ["version", `${all.version} (${all.mode})`],
            ["orgs", String(all.orgs)],
            ["accounts", counted(all.accounts)],
            ["plans", counted(all.plans)],
            ["workers", `${all.workers.alive} alive, ${all.workers.draining} draining, ${all.workers.running} jobs`],
            ["library", mebibytes(all.storedBytes)],
            ["database", mebibytes(all.databaseBytes)]
          ], look),
          ...(all.queues.length === 0 ? [] : [
            table(all.queues, [
              { name: "kind", of: ({ kind }) => kind },
              { name: "state", of: ({ state }) => state, colour: ({ state }) => statusColour(state) },
              { name: "jobs", of: ({ count }) => count },
              { name: "oldest", of: ({ oldestMillis }) => span(oldestMillis) }
            ], look)
          ])
        ].join("\n"))
    })
  )
).pipe(
  Command.withDescription("The totals of the installation, with an operator's key. Example: callsheet totals --json")
)
