import { ApiClient, targetOf } from "@callsheet/client/Client"
import { answer } from "@callsheet/client/terminal/Output"
import { facts, painter, span, statusColour, table } from "@callsheet/client/terminal/Render"
import { pausedText, planTable } from "@callsheet/client/terminal/Views"
import type { SystemInfo } from "@callsheet/domain/api/calls/system"
import type { WorkerView } from "@callsheet/domain/api/calls/worker"
import { planStatusesWhere } from "@callsheet/domain/facts/planStatuses"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { asking, common } from "../parser/Leaf.ts"

const NEXT = 5

/** Plans that somebody wants and that TikTok has not posted. */
const onTheWay = planStatusesWhere(({ posted, progress, waitsFor }) =>
  progress !== null && waitsFor !== "editor" && posted !== "yes"
)

/** Kinds of open work that no living worker does. Where none lives, the number of workers says it. */
export const unclaimedOf = (
  queues: SystemInfo["queues"],
  alive: ReadonlyArray<Pick<WorkerView, "kinds">>
): ReadonlyArray<{ readonly kind: string; readonly count: number }> => {
  const done = new Set(alive.flatMap(({ kinds }) => kinds))
  const open = queues.filter(({ kind, state }) => (state === "pending" || state === "waiting") && !done.has(kind))
  const kinds = alive.length === 0 ? [] : [...new Set(open.map(({ kind }) => kind))]
  return kinds.map((kind) => ({
    kind,
    count: open.filter((one) => one.kind === kind).reduce((sum, { count }) => sum + count, 0)
  }))
}

/** One screen: how the whole calendar stands and where it hurts. */
export const status = Command.make(
  "status",
  { ...common },
  asking(() =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const info = yield* client.system.info({})
      const { plans: next } = yield* client.plan.list({
        status: onTheWay,
        limit: NEXT
      })
      const accounts = yield* client.account.list({})
      const orgs = yield* client.org.list({})
      const troubled = accounts.filter(({ status }) => status !== "connected" && status !== "disconnected")
      const workers = yield* client.worker.list({})
      const alive = workers.filter((worker) => worker.alive)
      const unclaimed = unclaimedOf(info.queues, alive)
      const value = {
        ...info,
        workers: alive.length,
        next,
        troubledAccounts: troubled,
        unclaimed,
        pausedOrgs: orgs.filter(({ paused }) => paused !== undefined).map(({ id }) => id),
        pausedAccounts: accounts.filter(({ paused }) => paused !== undefined).map(({ id }) => id)
      }
      return answer(value, (look) => {
        const paint = painter(look)
        const counts = Object.entries(info.plans)
        const busy = info.queues.filter(({ count }) => count > 0)
        return [
          facts([
            ["server", info.publicUrl],
            ["mode", info.mode === "sandbox" ? "sandbox: nothing is posted to TikTok" : "live"],
            ["version", info.version],
            ["workers", `${alive.length} alive`]
          ], look),
          `${paint("bold", "Plans")}  ${
            counts.length === 0 ? "none" : counts.map(([name, count]) => {
              const colour = statusColour(name)
              return colour === null ? `${count} ${name}` : paint(colour, `${count} ${name}`)
            }).join(", ")
          }`,
          ...(next.length === 0 ? [] : [paint("bold", "Next slots"), planTable(next, look)]),
          ...(busy.length === 0 ? [] : [
            paint("bold", "Queues"),
            table(busy, [
              { name: "kind", of: ({ kind }) => kind },
              { name: "state", of: ({ state }) => state, colour: ({ state }) => statusColour(state) },
              { name: "jobs", of: ({ count }) => count },
              { name: "oldest", of: ({ oldestMillis }) => span(oldestMillis) }
            ], look)
          ]),
          ...[
            pausedText("All posting", info.paused),
            ...orgs.map(({ name, paused }) => pausedText(`Posting of ${name}`, paused)),
            ...accounts.map(({ paused, username }) => pausedText(`Posting of @${username}`, paused))
          ].flatMap((text) => text === null ? [] : [paint("yellow", text)]),
          ...(info.overdue ?? []).map(({ dueAt, id }) =>
            `${
              paint("red", `${id} is overdue since ${dueAt}`)
            }: no worker looks after it, or its step fails each time; the workers' logs name it`
          ),
          ...unclaimed.map(({ count, kind }) => paint("red", `No worker does ${kind}: ${count} waiting`)),
          ...troubled.map((account) =>
            `${paint("red", `@${account.username} ${account.status}`)} ${account.waitingFor?.what ?? ""}`.trimEnd()
          )
        ].join("\n")
      })
    })
  )
).pipe(Command.withDescription("One screen: plans by state, next slots, queues, accounts in trouble."))

export const whoami = Command.make(
  "whoami",
  { ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const { url } = yield* targetOf(input.url)
      const me = yield* client.system.whoami({})
      const value = { ...me, url }
      return answer(
        value,
        (look) =>
          facts([["server", url], ["org", me.orgId], ["role", me.role], ["key", `${me.name} (${me.keyId})`]], look)
      )
    })
  )
).pipe(Command.withDescription("Says which server is asked, and in whose name."))
