import { Cause, Effect, Exit, Runtime } from "effect"

interface Entry<A, B, E> {
  readonly item: A
  readonly resume: (effect: Effect.Effect<B, E>) => void
}

/**
 * Group commit: while flushes are under way further items gather, and the next flush takes them all. It adds no waiting of
 * its own beyond one turn of the event loop, so that what one socket read made ready travels together. Two flushes may
 * overlap: one waits for the disk while the next is being made. A failed flush is repeated item by item, so one bad item
 * fails alone. Items with the same `key` are never under way together. Where more is pending than one flush takes, each
 * `lane` gives one item in turn, so that a lane with few items does not wait for the whole of a long one.
 */
export const makeBatcher = <A, B, E, R>(options: {
  readonly flush: (items: ReadonlyArray<A>) => Effect.Effect<ReadonlyArray<B>, E, R>
  readonly key: (item: A) => string
  readonly lane?: (item: A) => string
  readonly max: number
  readonly parallel: number
}) =>
  Effect.map(Effect.runtime<R>(), (runtime) => {
    const run = Runtime.runCallback(runtime)
    let pending: Array<Entry<A, B, E>> = []
    const underWay = new Set<string>()
    let flushing = 0
    let scheduled = false

    const { lane } = options
    /** What throws while it is put together fails like what the database refuses, and takes nobody else with it. */
    const flush = (batch: ReadonlyArray<Entry<A, B, E>>) =>
      Effect.suspend(() => options.flush(batch.map((entry) => entry.item)))

    /** First the first of every lane, then the second of every lane, and so on. */
    const inTurn = (laneOf: (item: A) => string): ReadonlyArray<Entry<A, B, E>> => {
      const turns = new Map<string, number>()
      return pending
        .map((entry) => {
          const name = laneOf(entry.item)
          const turn = turns.get(name) ?? 0
          turns.set(name, turn + 1)
          return { entry, turn }
        })
        .toSorted((a, b) => a.turn - b.turn)
        .map(({ entry }) => entry)
    }

    const take = (): Array<Entry<A, B, E>> => {
      const batch: Array<Entry<A, B, E>> = []
      const rest: Array<Entry<A, B, E>> = []
      const inOrder = lane === undefined || pending.length <= options.max ? pending : inTurn(lane)
      for (const entry of inOrder) {
        const key = options.key(entry.item)
        if (batch.length < options.max && !underWay.has(key)) {
          underWay.add(key)
          batch.push(entry)
        } else rest.push(entry)
      }
      pending = rest
      return batch
    }

    const settle = (batch: ReadonlyArray<Entry<A, B, E>>, exit: Exit.Exit<ReadonlyArray<B>, E>, done: () => void) => {
      if (Exit.isSuccess(exit)) {
        batch.forEach((entry, i) => entry.resume(Effect.succeed(exit.value[i]!)))
        return done()
      }
      if (batch.length === 1 || Cause.isInterruptedOnly(exit.cause)) {
        batch.forEach((entry) => entry.resume(Effect.failCause(exit.cause)))
        return done()
      }
      // One of them is bad; which one, only the database can tell.
      let left = batch.length
      for (const entry of batch) {
        run(flush([entry]), {
          onExit: (one) => {
            entry.resume(Exit.isSuccess(one) ? Effect.succeed(one.value[0]!) : Effect.failCause(one.cause))
            if (--left === 0) done()
          }
        })
      }
    }

    const pump = () => {
      scheduled = false
      while (flushing < options.parallel && pending.length > 0) {
        const batch = take()
        // All that is pending waits for an earlier step of the same actor.
        if (batch.length === 0) return
        flushing++
        run(flush(batch), {
          onExit: (exit) =>
            settle(batch, exit, () => {
              flushing--
              for (const { item } of batch) underWay.delete(options.key(item))
              pump()
            })
        })
      }
    }

    return (item: A): Effect.Effect<B, E> =>
      Effect.async<B, E>((resume) => {
        pending.push({ item, resume })
        if (!scheduled && flushing < options.parallel) {
          scheduled = true
          setImmediate(pump)
        }
      })
  })
