import { Clock, Duration, Effect, type Exit, FiberRef, HashSet, Logger, LogLevel, Random, type Scheduler } from "effect"
import type { Trace } from "./Trace.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** As Effect's own default; asked before every single step of every fiber, so it is not looked up. */
const MOST_OPS_BEFORE_YIELD = 2_048

/**
 * One operating-system process of the simulated world. All its fibers run in turn on the world's event loop, and only
 * while it lives: a killed process does nothing more, not even its finalizers; a paused one goes on later with what it
 * believed when it stopped.
 */
export class Process {
  readonly name: string
  /** Whether bad weather may kill it. */
  readonly mortal: boolean
  readonly #time: VirtualTime
  readonly #trace: Trace
  readonly #seed: string
  #alive = true
  #paused = false
  #held: Array<() => void> = []
  /** How far its wall clock is ahead of the world's. Sleeping is not affected, nor is the steady clock behind the nanoseconds. */
  skewMillis = 0
  /** How long its machine slept: the steady clock stood still for so long. */
  sleptMillis = 0
  /** Its connections to the database are silent until this moment: no answer, no error. */
  silentUntil = 0
  #clock: Clock.Clock
  onKill: () => void = () => undefined

  constructor(
    options: {
      readonly name: string
      readonly time: VirtualTime
      readonly trace: Trace
      readonly seed: string
      readonly mortal?: boolean
    }
  ) {
    this.name = options.name
    this.mortal = options.mortal ?? true
    this.#time = options.time
    this.#trace = options.trace
    this.#seed = options.seed
    this.#clock = this.#wall
  }

  get alive(): boolean {
    return this.#alive
  }

  get paused(): boolean {
    return this.#paused
  }

  /** As by kill -9. */
  kill(why: string): void {
    if (!this.#alive) return
    this.#alive = false
    this.#held = []
    this.#trace.note(this.name, why, "killed")
    this.onKill()
  }

  /** As by SIGSTOP. */
  pause(): void {
    if (!this.#alive || this.#paused) return
    this.#paused = true
    this.#trace.note(this.name, "stands still", "paused")
  }

  /** As by SIGCONT. */
  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#trace.note(this.name, "wakes up")
    for (const task of this.#held.splice(0)) this.#time.soon(() => this.#turn(task))
  }

  #turn(task: () => void): void {
    if (!this.#alive) return
    if (this.#paused) this.#held.push(task)
    else task()
  }

  readonly #scheduler: Scheduler.Scheduler = {
    shouldYield: (fiber) => (fiber.currentOpCount > MOST_OPS_BEFORE_YIELD ? 0 : false),
    scheduleTask: (task) => this.#time.soon(() => this.#turn(task))
  }

  /** From now on what is started here tells the time by this clock. */
  useClock(clock: Clock.Clock): void {
    this.#clock = clock
  }

  readonly #wall: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => this.#time.now + this.skewMillis,
    unsafeCurrentTimeNanos: () => BigInt(this.#time.now - this.sleptMillis) * 1_000_000n,
    currentTimeMillis: Effect.sync(() => this.#time.now + this.skewMillis),
    currentTimeNanos: Effect.sync(() => BigInt(this.#time.now - this.sleptMillis) * 1_000_000n),
    sleep: (duration) =>
      Effect.async<void>((resume) => {
        const timer = this.#time.after(Math.ceil(Duration.toMillis(duration)), () => resume(Effect.void))
        return Effect.sync(() => {
          timer.cancelled = true
        })
      })
  }

  readonly #logger = Logger.make<unknown, void>(({ logLevel, message }) => {
    if (LogLevel.greaterThanEqual(logLevel, LogLevel.Info)) {
      const words = Array.isArray(message) ? message.map(String).join(" ") : String(message)
      this.#trace.note(this.name, `${logLevel.label.toLowerCase()}: ${words.split("\n")[0]}`)
    }
  })

  /** Starts an effect inside this process. `onExit` is heard outside of it, unless it dies before. */
  run<A, E>(effect: Effect.Effect<A, E>, onExit: (exit: Exit.Exit<A, E>) => void = () => undefined): void {
    const placed = effect.pipe(
      Effect.withTracerEnabled(false),
      Effect.locally(FiberRef.currentLoggers, HashSet.make(this.#logger)),
      Effect.withRandom(this.#random),
      Effect.withClock(this.#clock)
    )
    this.#time.soon(() =>
      this.#turn(() => {
        Effect.runFork(placed, { scheduler: this.#scheduler }).addObserver(onExit)
      })
    )
  }

  #randomOnce: Random.Random | undefined
  get #random(): Random.Random {
    return this.#randomOnce ??= Random.make(this.#seed)
  }
}
