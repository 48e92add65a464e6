import { JobQueue } from "@callsheet/database/JobQueue"
import { setQueueDepth } from "@callsheet/telemetry/Metrics"
import { Clock, Effect } from "effect"

/**
 * Puts the queue's depth and age into the metrics whenever they are about to be read. The server does this alone: the
 * queue is one, and numbers that several processes report would be added up.
 */
export const makeQueueMetrics = Effect.map(JobQueue, (queue) => {
  const known = new Map<string, { readonly kind: string; readonly state: string }>()
  return Effect.gen(function*() {
    const depths = yield* queue.depths(yield* Clock.currentTimeMillis)
    const gone = new Map(known)
    for (const { count, kind, oldestMillis, state } of depths) {
      const name = `${kind} ${state}`
      known.set(name, { kind, state })
      gone.delete(name)
      yield* setQueueDepth(kind, state, count, oldestMillis)
    }
    // What left the queue would otherwise keep its last number for ever.
    for (const { kind, state } of gone.values()) yield* setQueueDepth(kind, state, 0, 0)
  }).pipe(
    Effect.catchAll((error) => Effect.logWarning(`The queue's depth is not in the metrics: ${error.message}`))
  )
})
