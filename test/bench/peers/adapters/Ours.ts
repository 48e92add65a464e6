// This product: a whole worker (cluster membership, actor loop, group commit, alarms, job queue, liveness) whose plan is
// reduced to six steps. `asked`: the steps are commands; `jobs`: each step's end owes the next one as a job row.
import { type ActorRuntime, makeActorRuntime } from "@callsheet/actors/ActorRuntime"
import { type Ask, faraway } from "@callsheet/actors/Actors"
import { Alarms, makeAlarms } from "@callsheet/actors/Alarms"
import * as Cluster from "@callsheet/actors/Cluster"
import { handlersOf, loopOptions, nearOrFar, ShardOwnership } from "@callsheet/actors/ShardOwnership"
import { WorkSignal } from "@callsheet/actors/WorkSignal"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import * as Database from "@callsheet/database/Database"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { Workers } from "@callsheet/database/jobs/Workers"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { masterKey, Vault } from "@callsheet/database/secrets/Vault"
import { actorEntity } from "@callsheet/domain/ActorEntity"
import type { Envelope } from "@callsheet/domain/Envelope"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { backoff } from "@callsheet/domain/Failure"
import { CommandId } from "@callsheet/domain/Ids"
import * as ActorMetrics from "@callsheet/worker/ActorMetrics"
import { type Activity, JobFailed, reported } from "@callsheet/worker/jobs/Activity"
import { JobReporter } from "@callsheet/worker/jobs/JobReporter"
import { JobRunner } from "@callsheet/worker/jobs/JobRunner"
import { Liveness } from "@callsheet/worker/membership/Liveness"
import * as Membership from "@callsheet/worker/membership/Membership"
import * as Sharding from "@effect/cluster/Sharding"
import * as SqlClient from "@effect/sql/SqlClient"
import { Context, Effect, Layer, Logger, LogLevel, ManagedRuntime, Redacted } from "effect"
import { lanes, type PeerOptions, sleep, STEPS } from "../Work.mjs"
import { benchMachine, BenchPlan, OutOfOrder, Step, stepOf, Stood } from "./BenchMachine.ts"

const BenchEntity = actorEntity("BenchPlan", { command: Step, answer: Stood, error: OutOfOrder })

class BenchHost extends Context.Tag("BenchHost")<BenchHost, ActorRuntime<Step, Stood, OutOfOrder>>() {
  static readonly layer = Layer.effect(
    this,
    makeActorRuntime({ machine: benchMachine, state: BenchPlan, answer: Stood })
  )
}

class BenchPlans extends Context.Tag("BenchPlans")<BenchPlans, Ask<Step, Stood, OutOfOrder>>() {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function*() {
      const { owns } = yield* ShardOwnership
      const client = yield* (yield* Sharding.Sharding).makeClient(BenchEntity)
      return nearOrFar(owns)(
        "plan",
        yield* BenchHost,
        (id, envelope, command) => faraway("plan", id, client(id).Do({ envelope, command }))
      )
    })
  )
}

const stepEnvelope = (id: string, step: number): Envelope => ({
  commandId: CommandId.make(`${id}:${step}`),
  by: "bench",
  traceId: null,
  closes: null,
  keyed: false
})

const kinds = JobKind.literals

const failed = (what: string) => ({
  failure: { tag: "OutOfOrder", message: what, remedy: "Look at the benchmark." },
  retry: backoff,
  unsure: false
})

const runnerLayer = (options: PeerOptions) =>
  JobRunner.layer(Effect.gen(function*() {
    const ask = yield* BenchPlans
    const work: Activity<"start_asset"> = ({ envelope, job }) => {
      const step = job.payload.approvedAt ?? 0
      options.effect(job.ownerId, step)
      return ask(job.ownerId, envelope("step", true), stepOf(step, { chain: true })).pipe(
        Effect.as(reported),
        Effect.mapError((error) => new JobFailed(failed(error.message)))
      )
    }
    return {
      worker: `bench-${process.pid}`,
      slots: new Map([["start_asset" as const, Math.floor(256 / options.of)]]),
      activities: Object.fromEntries(kinds.map((kind) => [kind, work])) as { readonly [K in JobKind]: Activity },
      databaseUrl: Redacted.make(options.url)
    }
  })).pipe(Layer.provide(Layer.succeed(JobReporter, { giveUp: () => Effect.succeed(false) })))

const workerLayer = (options: PeerOptions) => {
  const { port } = options
  return Membership.layer.pipe(
    Layer.provideMerge(runnerLayer(options)),
    Layer.provideMerge(Layer.mergeAll(
      BenchPlans.layer,
      Layer.unwrapEffect(Effect.map(BenchHost, (host) => BenchEntity.toLayer(handlersOf(host), loopOptions))),
      Layer.scoped(Alarms, Effect.flatMap(BenchHost, (host) => makeAlarms((_kind, id) => host.wake(id))))
    )),
    Layer.provideMerge(Layer.mergeAll(BenchHost.layer, ShardOwnership.layerCluster)),
    Layer.provide(ActorMetrics.layer),
    Layer.provideMerge(
      Cluster.layerWorker({ host: "127.0.0.1", port, drain: "5 seconds" }).pipe(
        Layer.provide(Vault.layer(masterKey(Buffer.alloc(32, 1))))
      )
    ),
    Layer.provideMerge(Liveness.layer(Effect.succeed({
      id: `bench-${process.pid}`,
      address: `127.0.0.1:${port}`,
      kinds: ["start_asset"],
      databaseUrl: Redacted.make(options.url)
    }))),
    Layer.provideMerge(Layer.mergeAll(ActorStore.layer, JobQueue.layer, WorkSignal.layer, Workers.layer)),
    Layer.provideMerge(sqlLayer(options)),
    Layer.provide(Logger.minimumLogLevel(LogLevel.Error))
  )
}

const sqlLayer = ({ url }: PeerOptions) =>
  Database.layer({ url: Redacted.make(url), applicationName: "bench", maxConnections: 12 })

const open = async (options: PeerOptions) => {
  const runtime = ManagedRuntime.make(workerLayer(options))
  const ask = await runtime.runPromise(BenchPlans)
  const { owns } = await runtime.runPromise(ShardOwnership)
  const sql = await runtime.runPromise(SqlClient.SqlClient)
  const step = (id: string, k: number, more?: Parameters<typeof stepOf>[1]) =>
    runtime.runPromise(ask(id, stepEnvelope(id, k), stepOf(k, more)))
  const rows = <A extends object>(text: string, values: ReadonlyArray<unknown> = []) =>
    runtime.runPromise(sql.unsafe<A>(text, [...values]))
  const count = async (prefix: string) =>
    (await rows<{ tracked: number; steps: number }>(
      `SELECT (SELECT count(*)::int FROM actor WHERE status = 'tracked' AND id LIKE $1) AS tracked,
         (SELECT count(*)::int FROM event WHERE actor_id LIKE $1) AS steps`,
      [`${prefix}%`]
    ))[0] ?? { tracked: 0, steps: 0 }
  // The engine hands out its shards in the first seconds.
  const probes = Array.from({ length: 200 }, (_, i) => `probe${i}`)
  const settled = () => {
    const mine = probes.filter(owns).length
    return options.mode === "recovery" || (options.of === 1 ? mine === probes.length : mine > 40 && mine < 160)
  }
  for (let i = 0; i < 200 && !settled(); i++) await sleep(100)
  if (options.of > 1) await sleep(6_000)
  const submit = (plans: ReadonlyArray<string>) => lanes(plans, 64, (id) => step(id, 0, { chain: true }))
  const viaJobs = async (plans: ReadonlyArray<string>, prefix: string, total: number) => {
    await submit(plans)
    const tracked = "SELECT count(*)::int AS tracked FROM actor WHERE status = 'tracked' AND id LIKE $1"
    while (((await rows<{ tracked: number }>(tracked, [`${prefix}%`]))[0]?.tracked ?? 0) < total) await sleep(100)
  }
  return {
    // A plan's commands arrive where it lives: the front door sends them there, alarms and reports are there already.
    mine: (plans: ReadonlyArray<string>) => options.of === 1 ? plans : plans.filter(owns),
    drive: (plans: ReadonlyArray<string>, width: number, prefix: string, total: number) =>
      options.variant === "jobs" ? viaJobs(plans, prefix, total) : lanes(plans, width, async (id) => {
        for (let k = 0; k < STEPS.length; k++) await step(id, k)
      }),
    count,
    submit,
    ready: (plans: ReadonlyArray<string>) => lanes(plans, 16, (id) => step(id, 0)),
    command: (id: string) => step(id, 1),
    alarms: async (plans: ReadonlyArray<string>, due: number) => {
      await lanes(plans, 64, (id) => step(id, 0, { due }))
      // A commit is known to be durable once another session sees it: looked at every few milliseconds.
      const durable: Array<number> = []
      while (durable.length < plans.length && Date.now() < due + 60_000) {
        await sleep(5)
        if (Date.now() < due) continue
        const seen =
          (await rows<{ n: number }>(`SELECT count(*)::int AS n FROM event WHERE at >= $1 AND version = 2`, [due]))[0]
        const at = Date.now() - due
        for (let n = seen?.n ?? 0; durable.length < n;) durable.push(at)
      }
      const fired = await rows<{ at: number }>(`SELECT at::float8 AS at FROM event WHERE version = 2`)
      return { fired: fired.map(({ at }) => at - due), durable }
    },
    /** Plans that went their road before: each with its actor, two of its events and an ended job. */
    fill: async (from: number, to: number) => {
      const stored =
        "FROM generate_series($1::int, $2::int) AS n, LATERAL (SELECT 'f' || lpad(n::text, 8, '0') AS id) AS p"
      await rows(
        `INSERT INTO actor (id, kind, org_id, version, status, since, state)
         SELECT id, 'plan', 'org_bench', 6, 'tracked', 0, jsonb_build_object('id', id, 'step', 5) ${stored}`,
        [from, to]
      )
      await rows(
        `INSERT INTO event (actor_id, kind, org_id, plan_id, version, at, tag, to_status, by, body, command_id)
         SELECT id, 'plan', 'org_bench', id, k, 0, 'Step', 'tracked', 'bench', '{}', id || ':' || k
         ${stored}, generate_series(1, 2) AS k`,
        [from, to]
      )
      await rows(
        `INSERT INTO job (key, kind, owner_kind, owner_id, org_id, plan_id, priority, run_at, state, payload, created_at, ended_at)
         SELECT id || ':start_asset:1', 'start_asset', 'plan', id, 'org_bench', id, 0, 0, 'completed', '{}', 0, 1 ${stored}`,
        [from, to]
      )
    },
    sleepers: (plans: ReadonlyArray<string>) => lanes(plans, 256, (id) => step(id, 0, { due: Date.now() + 86_400_000 }))
  }
}

export default {
  alarmLeadMillis: 8_000,
  prepare: (options: PeerOptions) => Effect.runPromise(Effect.provide(migrate, sqlLayer(options))),
  open
}
