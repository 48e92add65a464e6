import { Cause, Effect, Exit, Runtime } from "effect"

interface Entry<A, B, E> {
  readonly item: A
  readonly resume: (effect: Effect.Effect<B, E>) => void
}

/**
 * Group commit: while one flush is under way further items gather, and the next flush takes them all. It adds no waiting
 * of its own beyond one turn of the event loop, so that what one socket read made ready travels together. A failed flush
 * is repeated item by item, so one bad item fails alone. Items with the same `key` never share a flush.
 */
export const makeBatcher = <A, B, E, R>(options: {
  readonly flush: (items: ReadonlyArray<A>) => Effect.Effect<ReadonlyArray<B>, E, R>
  readonly key: (item: A) => string
  readonly max: number
}) =>
  Effect.map(Effect.runtime<R>(), (runtime) => {
    const run = Runtime.runCallback(runtime)
    let pending: Array<Entry<A, B, E>> = []
    let flushing = false
    let scheduled = false

    const take = (): Array<Entry<A, B, E>> => {
      const keys = new Set<string>()
      const batch: Array<Entry<A, B, E>> = []
      const rest: Array<Entry<A, B, E>> = []
      for (const entry of pending) {
        const key = options.key(entry.item)
        if (batch.length < options.max && !keys.has(key)) {
          keys.add(key)
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
        run(options.flush([entry.item]), {
          onExit: (one) => {
            entry.resume(Exit.isSuccess(one) ? Effect.succeed(one.value[0]!) : Effect.failCause(one.cause))
            if (--left === 0) done()
          }
        })
      }
    }

    const pump = () => {
      scheduled = false
      if (flushing || pending.length === 0) return
      flushing = true
      const batch = take()
      run(options.flush(batch.map((entry) => entry.item)), {
        onExit: (exit) =>
          settle(batch, exit, () => {
            flushing = false
            pump()
          })
      })
    }

    return (item: A): Effect.Effect<B, E> =>
      Effect.async<B, E>((resume) => {
        pending.push({ item, resume })
        if (!scheduled && !flushing) {
          scheduled = true
          setImmediate(pump)
        }
      })
  })
