import * as SqlClient from "@effect/sql/SqlClient"
import { Clock, Duration, Effect } from "effect"
import { setTimeout } from "node:timers/promises"
import { FastClock } from "./FastClock.ts"

interface Ahead {
  readonly busy: boolean
  readonly next: number | null
}

/**
 * Lets a stretch of the stage's time pass in which every piece of work takes the time that it really takes, and only the
 * waiting between them is left out: whenever nothing runs, the clock leaps to what is due next. However slow the machine is,
 * no time-out, lease or window is missed because of it.
 */
export const skipIdleTime = (stretch: Duration.DurationInput) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { leap } = yield* FastClock
    const end = (yield* Clock.currentTimeMillis) + Duration.toMillis(stretch)
    const ahead = sql<Ahead>`
      SELECT coalesce(bool_or(state = 'in_progress'), false) AS busy,
        least(min(run_at) FILTER (WHERE state IN ('pending', 'waiting')), (SELECT min(alarm_at) FROM actor))::float8 AS next
      FROM job`
    for (;;) {
      const now = yield* Clock.currentTimeMillis
      if (now >= end) return
      const [{ busy, next } = { busy: false, next: null }] = yield* ahead
      const due = Math.min(end, next ?? end)
      // Anyone who looks for due work may have gone to sleep just before the last leap: it is nudged awake.
      if (!busy) yield* leap(Duration.millis(Math.max(due - now, 100)))
      yield* Effect.promise(() => setTimeout(5))
    }
  })
