// The cluster engine as it comes: a stored message a step, and a handler that writes the plan's state.
import * as ClusterSchema from "@effect/cluster/ClusterSchema"
import * as DeliverAt from "@effect/cluster/DeliverAt"
import * as Entity from "@effect/cluster/Entity"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as Rpc from "@effect/rpc/Rpc"
import { PgClient } from "@effect/sql-pg"
import * as SqlClient from "@effect/sql/SqlClient"
import { DateTime, Effect, Layer, Logger, LogLevel, ManagedRuntime, Option, PrimaryKey, Redacted, Schema } from "effect"
import { Client } from "pg"
import { countSql, lanes, type PeerOptions, RESULT, RESULT_JSON, sleep, STEP_SQL, STEPS, TABLES } from "../Work.mjs"

class Alarm extends Schema.Class<Alarm>("Alarm")({ id: Schema.String, due: Schema.Number }) {
  [PrimaryKey.symbol]() {
    return this.id
  }
  [DeliverAt.symbol]() {
    return DateTime.unsafeMake(this.due)
  }
}

const StockPlan = Entity.make("StockPlan", [
  Rpc.make("Step", {
    payload: { step: Schema.Number, chain: Schema.Boolean },
    primaryKey: ({ step }) => String(step),
    success: Schema.Unknown
  }),
  Rpc.make("Ring", { payload: Alarm, success: Schema.Void })
]).annotateRpcs(ClusterSchema.Persisted, true)

const late = { fired: Array<number>(), durable: Array<number>() }

const open = async (options: PeerOptions) => {
  const plans = StockPlan.toLayer(Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const client = yield* StockPlan.client
    const write = (id: string, step: number) => Effect.orDie(sql.unsafe(STEP_SQL, [id, step, STEPS[step], RESULT_JSON]))
    return StockPlan.of({
      Step: ({ address, payload }) =>
        Effect.gen(function*() {
          options.effect(address.entityId, payload.step)
          yield* write(address.entityId, payload.step)
          if (payload.chain && payload.step + 1 < STEPS.length) {
            const next = client(address.entityId).Step({ step: payload.step + 1, chain: true }, { discard: true })
            yield* Effect.orDie(next)
          }
          return RESULT
        }),
      Ring: ({ address, payload }) =>
        Effect.gen(function*() {
          const fired = Date.now() - payload.due
          yield* write(address.entityId, 0)
          late.fired.push(fired)
          late.durable.push(Date.now() - payload.due)
        })
    })
  }))
  const runtime = ManagedRuntime.make(plans.pipe(
    Layer.provideMerge(NodeClusterSocket.layer({
      storage: "sql",
      shardingConfig: { runnerAddress: Option.some(RunnerAddress.make("127.0.0.1", options.port)) }
    })),
    Layer.provideMerge(PgClient.layer({ url: Redacted.make(options.url), maxConnections: 32 })),
    Layer.provide(Logger.minimumLogLevel(LogLevel.Error))
  ))
  const client = await runtime.runPromise(StockPlan.client)
  const sql = await runtime.runPromise(SqlClient.SqlClient)
  await sleep(options.of > 1 ? 9_000 : 5_000)
  const step = (id: string, k: number, chain = false) => runtime.runPromise(client(id).Step({ step: k, chain }))
  return {
    drive: (ids: ReadonlyArray<string>, width: number) =>
      lanes(ids, width, async (id) => {
        for (let k = 0; k < STEPS.length; k++) await step(id, k)
      }),
    count: async (prefix: string) => (await runtime.runPromise(sql.unsafe(countSql(prefix))))[0],
    submit: (ids: ReadonlyArray<string>) =>
      lanes(
        ids,
        64,
        (id) => runtime.runPromise(client(id).Step({ step: 0, chain: true }, { discard: true }))
      ),
    ready: (ids: ReadonlyArray<string>) => lanes(ids, 16, (id) => step(id, 0)),
    command: (id: string) => step(id, 1),
    alarms: async (ids: ReadonlyArray<string>, due: number) => {
      await lanes(ids, 64, (id) => runtime.runPromise(client(id).Ring(new Alarm({ id, due }), { discard: true })))
      while (late.durable.length < ids.length && Date.now() < due + 60_000) await sleep(10)
      return late
    },
    sleepers: (ids: ReadonlyArray<string>) => lanes(ids, 256, (id) => step(id, 0))
  }
}

export default {
  alarmLeadMillis: 12_000,
  // Idle entities leave memory after a minute.
  settleMillis: 75_000,
  prepare: async ({ url }: PeerOptions) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(TABLES)
    await client.end()
  },
  open
}
