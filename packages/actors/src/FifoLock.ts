import { type Duration, Effect, Fiber } from "effect"

/** One at a time, in the order of arrival. Anyone who finds nobody inside goes in at once, without a wait. */
export class FifoLock {
  #taken = false
  readonly #line: Array<() => void> = []

  get free(): boolean {
    return !this.#taken
  }

  /** How many stand in line. */
  get waiting(): number {
    return this.#line.length
  }

  /** `patience`: how long to stand in line, and what is said when it has run out. */
  take<A, E, R, E2>(
    work: Effect.Effect<A, E, R>,
    patience: { readonly duration: Duration.DurationInput; readonly onTimeout: () => E2 }
  ): Effect.Effect<A, E | E2, R> {
    return Effect.uninterruptibleMask((restore) => {
      const inside = () =>
        Effect.matchCauseEffect(restore(work), {
          onFailure: (cause) => {
            this.#leave()
            return Effect.failCause(cause)
          },
          onSuccess: (value) => {
            this.#leave()
            return Effect.succeed(value)
          }
        })
      if (this.#taken) return Effect.flatMap(this.#stand(restore, patience), inside)
      this.#taken = true
      return inside()
    })
  }

  #stand<E2>(
    restore: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>,
    { duration, onTimeout }: { readonly duration: Duration.DurationInput; readonly onTimeout: () => E2 }
  ): Effect.Effect<void, E2> {
    let state: "waiting" | "called" | "gone" = "waiting"
    let answer: Effect.Effect<void, E2> | undefined
    let resume: ((effect: Effect.Effect<void, E2>) => void) | undefined
    const tell = (effect: Effect.Effect<void, E2>) => {
      answer = effect
      resume?.(effect)
    }
    const call = () => {
      state = "called"
      tell(Effect.void)
    }
    /** Leaves the line, or hands on a turn that was given in the same moment. */
    const goAway = () => {
      if (state === "waiting") this.#line.splice(this.#line.indexOf(call), 1)
      else if (state === "called") this.#leave()
      state = "gone"
    }
    const giveUp = Effect.sync(() => {
      if (state !== "waiting") return
      goAway()
      tell(Effect.fail(onTimeout()))
    })
    this.#line.push(call)
    const called = Effect.async<void, E2>((told) => {
      if (answer === undefined) resume = told
      else told(answer)
    })
    return Effect.flatMap(
      Effect.fork(Effect.interruptible(Effect.delay(giveUp, duration))),
      (clock) =>
        restore(called).pipe(
          Effect.onError(() => Effect.sync(goAway)),
          Effect.ensuring(Fiber.interruptFork(clock))
        )
    )
  }

  #leave(): void {
    const next = this.#line.shift()
    if (next === undefined) this.#taken = false
    else next()
  }
}
