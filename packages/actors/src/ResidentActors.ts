import { FifoLock } from "./FifoLock.ts"
import type { Loaded } from "./Transition.ts"

/** How many command ids an actor in memory remembers. Older ones are found by the unique index. */
const RECENT = 32
/** How many actors of one kind a process keeps in memory. */
const RESIDENT = 20_000

/** One actor as this process holds it in memory. */
export class ResidentActor<Self> {
  /** One command at a time. */
  readonly line = new FifoLock()
  /** The row as it was last read or committed; undefined where it has to be read again. */
  loaded: Loaded<Self> | undefined
  readonly #recent = new Set<string>()

  /** True before the first command that this process saw of the actor. */
  get isNew(): boolean {
    return this.#recent.size === 0
  }

  /** Whether a commit under this command id was tried lately. */
  tried(commandId: string): boolean {
    return this.#recent.has(commandId)
  }

  remember(commandId: string): void {
    this.#recent.add(commandId)
    if (this.#recent.size > RECENT) deleteFirst(this.#recent)
  }
}

const deleteFirst = (set: Set<string>): void => {
  for (const first of set) {
    set.delete(first)
    return
  }
}

/** The actors of one kind in memory; the one used least recently makes room, unless it is at work. */
export class ResidentActors<Self> {
  readonly #actors = new Map<string, ResidentActor<Self>>()

  of(id: string): ResidentActor<Self> {
    const known = this.#actors.get(id)
    if (known !== undefined) {
      // Re-inserted, so that the map's order is the order of use.
      this.#actors.delete(id)
      this.#actors.set(id, known)
      return known
    }
    if (this.#actors.size >= RESIDENT) this.#makeRoom()
    const fresh = new ResidentActor<Self>()
    this.#actors.set(id, fresh)
    return fresh
  }

  #makeRoom(): void {
    for (const [oldest, actor] of this.#actors) {
      if (actor.line.free) {
        this.#actors.delete(oldest)
        return
      }
    }
  }
}
