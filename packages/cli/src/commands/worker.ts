import { ApiClient } from "@callsheet/client/Client"
import { answer } from "@callsheet/client/terminal/Output"
import { here, span, table, type TerminalLook } from "@callsheet/client/terminal/Render"
import type { WorkerView } from "@callsheet/domain/api/calls/worker"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { runRole } from "@callsheet/stack/RunRole"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import { Clock, Effect } from "effect"
import { asking, changing, common, keyed, local } from "../parser/Leaf.ts"

/** A worker of a later release may know kinds that are not known here. */
const kindsOf = (kinds: ReadonlyArray<string>): string =>
  JobKind.literals.every((kind) => kinds.includes(kind)) ? "all" : kinds.join(",")

export const workerTable = (workers: ReadonlyArray<WorkerView>, now: number, look: TerminalLook): string =>
  table(workers, [
    { name: "id", of: ({ id }) => id },
    { name: "address", of: ({ address }) => address },
    {
      name: "state",
      of: ({ alive, draining }) => !alive ? "gone" : draining ? "draining" : "alive",
      colour: ({ alive, draining }) => !alive ? "red" : draining ? "yellow" : "green"
    },
    { name: "jobs", of: ({ running }) => running },
    { name: "shards", of: ({ shards }) => shards },
    {
      name: "heartbeat",
      of: ({ heartbeatAt }) => look.terminal ? `${span(now - Date.parse(heartbeatAt))} ago` : heartbeatAt
    },
    { name: "since", of: ({ startedAt }) => look.terminal ? here(startedAt) : startedAt },
    { name: "version", of: ({ version }) => version },
    { name: "kinds", of: ({ kinds }) => kindsOf(kinds), flexible: true }
  ], look)

const list = Command.make(
  "list",
  { ...common },
  asking(() =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const workers = yield* client.worker.list({})
      const now = yield* Clock.currentTimeMillis
      return answer(workers, (look) => workerTable(workers, now, look))
    })
  )
).pipe(Command.withDescription("Lists the workers, also those that are gone."))

const drain = Command.make(
  "drain",
  { id: Args.text({ name: "id" }), ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const worker = yield* client.worker.drain({ id: input.id, ...keyed(input.key) })
      const now = yield* Clock.currentTimeMillis
      return answer(worker, (look) => workerTable([worker], now, look))
    })
  )
).pipe(Command.withDescription("Lets a worker finish what it has and take nothing new."))

export const worker = Command.make("worker", { ...local }, () => runRole("worker")).pipe(
  Command.withDescription("Runs a worker here; its subcommands list and drain those that run."),
  Command.withSubcommands([list, drain])
)
