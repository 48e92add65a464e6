import { Actors } from "@callsheet/actors/Actors"
import { Alarms } from "@callsheet/actors/Alarms"
import { ShardOwnership } from "@callsheet/actors/ShardOwnership"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect, Layer, ManagedRuntime } from "effect"
import { asking, birth, newPlanId } from "../support/Fixtures.ts"
import { actorsOn, summary, withPostgres } from "./Ground.ts"

export const name = "alarms: a thousand plans due in one second"

const COUNT = 1_000

/** Each plan's alarm is its approval deadline: slot plus grace, all at one moment. `durable` is the committed event. */
export const run = () =>
  withPostgres(async (sql) => {
    const runtime = ManagedRuntime.make(
      Alarms.layer.pipe(Layer.provideMerge(ShardOwnership.layerAll), Layer.provideMerge(actorsOn(sql)))
    )
    const actors = await runtime.runPromise(Actors)
    await runtime.runPromise(Alarms)
    const due = Date.now() + 8_000
    const ids = Array.from({ length: COUNT }, () => newPlanId())
    await runtime.runPromise(
      Effect.forEach(
        ids,
        (id) => actors.plan(id, asking(), birth(0, { slot: due, graceMillis: 0 })),
        { concurrency: 64, discard: true }
      ).pipe(Effect.orDie)
    )
    const readyBefore = due - Date.now()
    const count = Effect.flatMap(SqlClient.SqlClient, (db) =>
      db<{ at: number; stored: number }>`
        SELECT at::float8 AS at, (extract(epoch from clock_timestamp()) * 1000)::float8 AS stored
        FROM event WHERE tag = 'AttentionNeeded'`)
    let rows: ReadonlyArray<{ at: number }> = []
    let allStoredAt = 0
    while (rows.length < COUNT && Date.now() < due + 30_000) {
      rows = await runtime.runPromise(Effect.orDie(count))
      allStoredAt = Date.now()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await runtime.dispose()
    return {
      alarms: COUNT,
      "set before due, milliseconds": readyBefore,
      lost: COUNT - rows.length,
      "fired late, milliseconds": summary(rows.map((row) => row.at - due)),
      "all durable after, milliseconds": allStoredAt - due
    }
  })
