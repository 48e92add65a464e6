/** What the benchmarks stand on: a PostgreSQL of their own with fsync on, and figures that mean the same everywhere. */
import { ActorRuntimes } from "@callsheet/actors/ActorRuntimes"
import { layerActorsAlone } from "@callsheet/actors/ShardOwnership"
import { WorkSignal } from "@callsheet/actors/WorkSignal"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import * as Database from "@callsheet/database/Database"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { startOrAdopt } from "@callsheet/embedded-postgres/EmbeddedPostgres"
import { Effect, Layer } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** Runs with a fresh embedded server and cleans up after itself, also when a signal ends it. */
export const withPostgres = async <A>(work: (sql: ReturnType<typeof Database.layer>) => Promise<A>): Promise<A> => {
  const whole = Effect.gen(function*() {
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-bench-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
    )
    const { url } = yield* Effect.acquireRelease(startOrAdopt(folder), ({ stop }) => stop)
    return yield* Effect.promise(() => work(Database.layer({ url, applicationName: "bench", maxConnections: 10 })))
  })
  const cut = new AbortController()
  let cutBy: NodeJS.Signals | undefined
  // Ctrl-C comes twice: from the terminal and from the process that started this one.
  const end = (signal: NodeJS.Signals) => {
    cutBy ??= signal
    cut.abort()
  }
  process.on("SIGINT", end).on("SIGTERM", end)
  try {
    return await Effect.runPromise(Effect.scoped(whole), { signal: cut.signal })
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end)
    // Once all is tidied up it ends as it was asked to, and its parent sees by what.
    if (cutBy !== undefined) process.kill(process.pid, cutBy)
  }
}

/** The actors of one process, as in a worker that owns every shard. */
export const actorsOn = (sql: ReturnType<typeof Database.layer>) =>
  layerActorsAlone.pipe(
    Layer.provideMerge(ActorRuntimes.layer),
    Layer.provideMerge(Layer.mergeAll(ActorStore.layer, JobQueue.layer, WorkSignal.layer)),
    Layer.provideMerge(Layer.effectDiscard(migrate)),
    Layer.provideMerge(sql)
  )

export const quantile = (sorted: ReadonlyArray<number>, q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0

export const summary = (millis: ReadonlyArray<number>) => {
  const sorted = millis.toSorted((a, b) => a - b)
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: sorted.at(-1) ?? 0 }
}

/** Runs `step` `total` times, `width` at once; per second, and CPU milliseconds of this process each. */
export const pace = async (total: number, width: number, step: (i: number) => Promise<unknown>) => {
  let next = 0
  const cpu = process.cpuUsage()
  const started = performance.now()
  await Promise.all(Array.from({ length: width }, async () => {
    while (next < total) await step(next++)
  }))
  const seconds = (performance.now() - started) / 1000
  const used = process.cpuUsage(cpu)
  return { perSecond: total / seconds, cpuMillisEach: (used.user + used.system) / 1000 / total }
}
