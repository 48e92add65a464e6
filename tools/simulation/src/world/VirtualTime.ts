/** Something that is to happen at a moment. Cancelling leaves it in its place and makes it do nothing. */
export interface Timer {
  readonly at: number
  cancelled: boolean
}

interface Entry extends Timer {
  at: number
  readonly order: number
  readonly task: () => void
}

/** More turns than this without time passing is a loop that waits for nothing. */
const MOST_TURNS_AT_ONCE = 200_000

/**
 * The only clock and the only event loop of a simulated world. What happens at one moment happens in the order in which
 * it was asked for, so the same questions always give the same history; nothing here knows real time.
 */
export class VirtualTime {
  #now: number
  #order = 0
  #heap: Array<Entry> = []
  #ready: Array<() => void> = []
  #turns = 0

  constructor(start: number) {
    this.#now = start
  }

  /** Epoch milliseconds. */
  get now(): number {
    return this.#now
  }

  at(at: number, task: () => void): Timer {
    const entry: Entry = { at: Math.max(Math.ceil(at), this.#now), order: this.#order++, task, cancelled: false }
    this.#push(entry)
    return entry
  }

  after(millis: number, task: () => void): Timer {
    return this.at(this.#now + millis, task)
  }

  /** At this moment, after what is already to happen now. */
  soon(task: () => void): void {
    this.#ready.push(task)
  }

  /** Lets everything happen up to and including `until`. */
  run(until: number): void {
    for (;;) {
      this.#drain()
      const next = this.#heap[0]
      if (next === undefined || next.at > until) break
      this.#pop()
      if (next.cancelled) continue
      if (next.at > this.#now) {
        this.#now = next.at
        this.#turns = 0
      }
      next.task()
    }
    this.#now = Math.max(this.#now, until)
    this.#turns = 0
  }

  /** Everything stands still and it is later: what was due meanwhile happens late, all of it now. */
  leap(to: number): void {
    this.#now = Math.max(this.#now, to)
  }

  /** Nothing happens for so long, and nobody's timer goes on: what was to happen in a second happens a second after. */
  sleep(millis: number): void {
    this.#now += millis
    for (const entry of this.#heap) entry.at += millis
  }

  #drain(): void {
    while (this.#ready.length > 0) {
      const tasks = this.#ready
      this.#ready = []
      this.#turns += tasks.length
      if (this.#turns > MOST_TURNS_AT_ONCE) throw new Error("A loop in the simulated world waits for nothing.")
      for (const task of tasks) task()
    }
  }

  #before(a: Entry, b: Entry): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order)
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    heap.push(entry)
    for (let i = heap.length - 1; i > 0;) {
      const parent = (i - 1) >> 1
      if (this.#before(heap[parent]!, entry)) break
      heap[i] = heap[parent]!
      heap[parent] = entry
      i = parent
    }
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()!
    if (heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && this.#before(heap[child + 1]!, heap[child]!)) child += 1
      if (this.#before(last, heap[child]!)) break
      heap[i] = heap[child]!
      i = child
    }
    heap[i] = last
  }
}
