import type { DatabaseTime } from "@callsheet/database/DatabaseTime"
import { SqlError } from "@effect/sql/SqlError"
import { type Context, Effect, Either } from "effect"
import type { Through } from "../store/Services.ts"
import type { Process } from "./Process.ts"
import type { World } from "./World.ts"

const away = (message: string) => new SqlError({ message, cause: new Error(message) })

/** A session is cut when an answer stays away for so long. */
const SILENCE_MILLIS = 22_000

/** Steps that happen every second and say nothing are not worth a line. */
const quiet = /^(look for alarms|claim jobs|renew leases|next due job|load |what time it is|look for news)/

/** What a clock held against the database's may be off by: it takes no answer of a longer way. */
const MOST_UNEVEN_MILLIS = 125

/** How a process reaches the database: over a network, through regardless of the weather brings. */
export const databaseLink = (world: World, process: Process): Through => (what, act) =>
  Effect.async((hear) => {
    const { chance, time, trace, weather } = world
    if (world.dies(process, `before: ${what}`)) return
    const heard = world.waits.begin(process, what)
    const resume: typeof hear = (result) => {
      heard()
      hear(result)
    }
    if (time.now < process.silentUntil) {
      trace.note(process.name, what, "no answer")
      // Half of what is lost on the way is lost on its way back.
      if (world.rare.hit(0.5)) act()
      if (world.variants.noSilenceLimit !== true) {
        time.after(SILENCE_MILLIS, () => resume(Effect.fail(away(`no answer within ${SILENCE_MILLIS} ms`))))
      }
      return
    }
    const slow = chance.hit(weather.sqlSlow)
    const there = slow ? chance.int(500, 12_000) : chance.int(1, 3)
    const back = chance.int(0, 2)
    const note = (fault: string | null) => {
      if (fault !== null || !quiet.test(what)) trace.note(process.name, what, fault)
    }
    world.underWay += 1
    time.after(there, () => {
      world.underWay -= 1
      const answer = (result: Parameters<typeof resume>[0]) => time.after(back, () => resume(result))
      if (time.now < world.databaseAwayUntil) {
        note("the database is away")
        return answer(Effect.fail(away("connection refused")))
      }
      if (chance.hit(weather.sqlRefused)) {
        note("refused, nothing was stored")
        return answer(Effect.fail(away("connection terminated before the statement ran")))
      }
      const result = act()
      const fault = slow ? `took ${there} ms` : null
      if (world.dies(process, `after: ${what}`)) return
      if (chance.hit(weather.sqlAnswerLost)) {
        note("done, and its answer was lost")
        return answer(Effect.fail(away("connection terminated unexpectedly")))
      }
      if (Either.isLeft(result)) note(fault ?? `refused: ${tagOf(result.left)}`)
      else note(fault)
      return answer(Either.isRight(result) ? Effect.succeed(result.right) : Effect.fail(result.left))
    })
  })

const tagOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "_tag" in error ? String(error._tag) : String(error)

/** The database's clock as a process reads it: one way over the network may take longer than the other. */
export const databaseTime = (world: World, process: Process): Context.Tag.Service<DatabaseTime> => {
  const reach = Math.min(world.weather.skewMillis, MOST_UNEVEN_MILLIS)
  const uneven = reach === 0 ? 0 : world.chance.int(-reach, reach)
  return { now: databaseLink(world, process)("what time it is", () => Either.right(world.time.now + uneven)) }
}
