import { LastStands } from "@callsheet/database/jobs/LastStands"
import { type Deaths, Doing, HANGS_AFTER_MILLIS } from "@callsheet/domain/Doing"
import { lastStandsIn } from "@callsheet/process/Watchdog"
import { Clock, type Context, Effect, Layer, Schedule, Schema } from "effect"
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"

/** How soon what a watchdog left on this machine is taken up. */
const LOOK_EVERY = "2 seconds"
/** How soon a worker knows what hung on another machine. Nothing is taken for hanging sooner than after twice as long. */
const READ_EVERY_MILLIS = HANGS_AFTER_MILLIS / 2

const LastStand = Schema.parseJson(Schema.Struct({
  process: Schema.String,
  at: Schema.Number,
  works: Schema.Array(Schema.Struct({ work: Schema.String, what: Schema.String }))
}))

/** Keeps what runs here, and knows what ended other processes: their watchdogs left it in the data folder. */
export const layer = (
  options: { readonly dataDir: string; readonly begin: Context.Tag.Service<Doing>["begin"] }
) =>
  Layer.scoped(
    Doing,
    Effect.gen(function*() {
      const stands = yield* LastStands
      const folder = lastStandsIn(options.dataDir)
      let suspects: ReadonlyMap<string, Deaths> = new Map()

      const takeUp = (file: string) =>
        Effect.gen(function*() {
          const text = yield* Effect.try(() => readFileSync(file, "utf8"))
          const stand = yield* Schema.decodeUnknown(LastStand)(text)
          yield* stands.put(stand)
          yield* Effect.logWarning(
            `A process hung and was ended. It was doing: ${
              stand.works.map(({ what, work }) => `${what} (${work})`).join(", ") || "nothing that is known"
            }. What is under way at two such ends is not run a third time.`
          )
          return [file]
        }).pipe(
          // Another worker was faster, or half of it is written yet; the next look tells.
          Effect.catchAll((error) =>
            Effect.as(Effect.logDebug(`The last stand ${file} could not be taken up: ${String(error)}`), [])
          )
        )

      let readAt = Number.NEGATIVE_INFINITY
      const takeUpAll = Effect.gen(function*() {
        const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : []
        const taken = yield* Effect.forEach(files, (name) => takeUp(join(folder, name)))
        return taken.flat()
      })
      const read = (files: ReadonlyArray<string>) =>
        Effect.gen(function*() {
          const now = yield* Clock.currentTimeMillis
          suspects = yield* stands.all(now)
          readAt = now
          for (const file of files) rmSync(file, { force: true })
        }).pipe(
          Effect.catchAll((error) => Effect.logDebug(`What hung before cannot be read: ${error.message}`))
        )
      const look = Effect.flatMap(takeUpAll, read)
      const lookAgain = Effect.gen(function*() {
        const files = yield* takeUpAll
        if (files.length > 0 || (yield* Clock.currentTimeMillis) - readAt >= READ_EVERY_MILLIS) yield* read(files)
      })
      yield* look
      yield* Effect.forkScoped(Effect.repeat(lookAgain, Schedule.spaced(LOOK_EVERY)))

      return {
        begin: options.begin,
        deaths: (work) =>
          Effect.suspend(() =>
            suspects.has(work) ? Effect.map(look, () => suspects.get(work) ?? null) : Effect.succeed(null)
          )
      }
    })
  )
