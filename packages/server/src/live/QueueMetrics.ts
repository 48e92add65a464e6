import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { UnclaimedJobs } from "@callsheet/database/jobs/UnclaimedJobs"
import { setQueueDepth, setUnclaimedJobs } from "@callsheet/process/Metrics"
import { Clock, Effect } from "effect"

/**
 * Puts the queue's depth and age into the metrics whenever they are about to be read. The server does this alone: the
 * queue is one, and numbers that several processes report would be added up.
 */
export const makeQueueMetrics = Effect.map(Effect.all([JobQueue, UnclaimedJobs]), ([queue, unclaimed]) => {
  const known = new Map<string, { readonly kind: string; readonly state: string }>()
  const depths = Effect.gen(function*() {
    const depths = yield* queue.depths(yield* Clock.currentTimeMillis)
    const gone = new Map(known)
    for (const { count, kind, oldestMillis, state } of depths) {
      const name = `${kind} ${state}`
      known.set(name, { kind, state })
      gone.delete(name)
      yield* setQueueDepth(kind, state, count, oldestMillis)
    }
    // What left the queue would otherwise keep its last number forever.
    for (const { kind, state } of gone.values()) yield* setQueueDepth(kind, state, 0, 0)
  })

  const lacking = new Set<string>()
  /** Said once, when it is first seen, and once when it is over. */
  const nobodyDoes = Effect.gen(function*() {
    const seen = new Map((yield* unclaimed.look).map(({ count, kind }) => [kind, count]))
    for (const [kind, count] of seen) {
      yield* setUnclaimedJobs(kind, count)
      if (lacking.has(kind)) continue
      lacking.add(kind)
      yield* Effect.logError(
        `No worker does ${kind}; ${count} such ${
          count === 1 ? "job waits" : "jobs wait"
        }. Start a worker of the release that knows it, or one whose CALLSHEET_JOB_KINDS names it.`
      )
    }
    for (const kind of lacking) {
      if (seen.has(kind)) continue
      lacking.delete(kind)
      yield* setUnclaimedJobs(kind, 0)
      yield* Effect.logInfo(`Nothing waits for a worker that does ${kind} any more.`)
    }
  })

  return Effect.zipRight(depths, nobodyDoes).pipe(
    Effect.catchAll((error) => Effect.logWarning(`The queue's depth is not in the metrics: ${error.message}`))
  )
})
