import { Effect, Queue, Schedule } from "effect"
import { type PreparedStatement, PreparedStatements } from "./PreparedStatements.ts"

/** Rung after commits; the payload names the kinds of jobs that came with them, separated by commas. */
export const COMMIT_CHANNEL = "callsheet_commit"
/** Rung when a worker died: what it had committed and not told anyone of may be of any kind. */
export const ANY_KIND = "*"

/** Commits within this time after a notification are announced together. */
const PAUSE = "20 millis"
/** A database that is away has nothing to tell anyone; what waited is told once it answers. */
const again = Schedule.spaced("1 second")

/** Nothing is stored, so nothing need be waited for on the disk. */
const RING: PreparedStatement = {
  name: "ring",
  text: `SELECT set_config('synchronous_commit', 'off', true), pg_notify('${COMMIT_CHANNEL}', $1)`
}

/**
 * Tells the other processes that something was committed, and of which kinds the jobs are that came with it. A hint, never the truth:
 * a process that dies in between leaves the work to be found by index.
 *
 * It is not part of the commit. PostgreSQL puts all transactions that notify in one line and keeps each there until its log is on
 * the disk, so two commits that ring could never share a sync.
 */
export const makeCommitNotifier = Effect.gen(function*() {
  const planned = yield* PreparedStatements
  const wakes = yield* Queue.sliding<void>(1)
  let untold = new Set<string>()

  const tell = Effect.suspend(() => {
    const told = untold
    untold = new Set()
    return planned.run(RING, [[...told].join(",")]).pipe(
      Effect.tapError((error) =>
        Effect.zipRight(
          Effect.sync(() => told.forEach((kind) => untold.add(kind))),
          Effect.logDebug(`Nobody was told of commits yet: ${error.message}`)
        )
      )
    )
  })
  yield* Queue.take(wakes).pipe(
    Effect.zipRight(Effect.retry(tell, again)),
    Effect.zipRight(Effect.sleep(PAUSE)),
    Effect.forever,
    Effect.forkScoped
  )

  return (kinds: Iterable<string>): void => {
    for (const kind of kinds) untold.add(kind)
    wakes.unsafeOffer(undefined)
  }
})
