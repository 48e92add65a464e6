import type { Process } from "../world/Process.ts"
import type { World } from "../world/World.ts"

/** No session of the product waits longer for an answer, however silent the database is. */
const LONGEST_WAIT_MILLIS = 26_000
/** The server lets no statement wait longer for a row, and no session that stands still keep one. */
export const LONGEST_LOCK_MILLIS = 11_000

interface Wait {
  readonly process: Process
  readonly what: string
  readonly since: number
  readonly longest: number
  /** Seconds in which its process could not have heard an answer. */
  stoodStillMillis: number
}

/** Every statement that has no answer yet. */
export class Waits {
  readonly #world: World
  readonly #open = new Set<Wait>()

  constructor(world: World) {
    this.#world = world
  }

  /** Returns the end of the wait. */
  begin(process: Process, what: string, longest = LONGEST_WAIT_MILLIS): () => void {
    const wait: Wait = { process, what, since: this.#world.time.now, longest, stoodStillMillis: 0 }
    this.#open.add(wait)
    return () => this.#open.delete(wait)
  }

  /** To be called once a second. */
  look(): void {
    const { time } = this.#world
    for (const wait of this.#open) {
      if (!wait.process.alive) this.#open.delete(wait)
      else if (wait.process.paused) wait.stoodStillMillis += 1_000
      else if (time.now - wait.since - wait.stoodStillMillis > wait.longest) {
        this.#open.delete(wait)
        this.#world.breach(
          10,
          `${wait.process.name} has waited for the database for ${wait.longest} ms: ${wait.what}`
        )
      }
    }
  }

  /** The same step was refused once more, and will be each time. */
  refused(step: string): void {
    const { time } = this.#world
    const lately = [...(this.#refusals.get(step) ?? []), time.now].filter((at) =>
      time.now - at < REFUSALS_WITHIN_MILLIS
    )
    this.#refusals.set(step, lately)
    if (lately.length !== MOST_REFUSALS) return
    this.#world.breach(2, `${step} is asked again and again, though the database refuses it each time`)
  }
  readonly #refusals = new Map<string, ReadonlyArray<number>>()
}

/** A step that can never be stored is a try that counts, and tries are apart. */
const REFUSALS_WITHIN_MILLIS = 10_000
const MOST_REFUSALS = 9
