import { Deferred, Effect, FiberId } from "effect"

export type Side = "before" | "after"

/** The step at which a process ends: the `nth` time that it takes the one of this name. */
export interface End {
  readonly name: string
  readonly nth: number
  readonly side: Side
}

/** Counts the steps of one process and ends it at the one that was drawn: nothing it does afterwards happens. */
export class CrashPoint {
  readonly died = Deferred.unsafeMake<void>(FiberId.none)
  readonly taken = new Map<string, number>()
  dead = false
  readonly #end: End | null

  constructor(end: End | null) {
    this.#end = end
  }

  step<A, E, R>(name: string, work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      if (this.dead) return gone
      const nth = (this.taken.get(name) ?? 0) + 1
      this.taken.set(name, nth)
      // What was under way when the process ended may have had its effect; its answer is never heard.
      const heard = Effect.zipLeft(work, Effect.suspend(() => this.dead ? gone : Effect.void))
      if (this.#end?.name !== name || this.#end.nth !== nth) return heard
      const end = Effect.suspend(() => {
        this.dead = true
        return Effect.zipRight(Deferred.succeed(this.died, undefined), gone)
      })
      return this.#end.side === "before" ? end : Effect.zipRight(work, end)
    })
  }

  /** The process ends now, no matter what it is doing. */
  end(): void {
    this.dead = true
    Deferred.unsafeDone(this.died, Effect.void)
  }

  last<A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => this.dead ? Effect.die("the process is dead") : work)
  }
}

const gone = Effect.interruptible(Effect.never)
