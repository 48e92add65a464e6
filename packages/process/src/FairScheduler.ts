import type * as Fiber from "effect/Fiber"
import { MixedScheduler, PriorityBuckets, type Scheduler, type Task } from "effect/Scheduler"

/** So long at most the fibers of a process run before sockets and timers are looked at. */
const SLICE_MILLIS = 10

/**
 * Lets sockets and timers have their turn between fibers. The default scheduler runs all that is ready in microtasks, which
 * come before both: hundreds of requests in one message would be worked off before anybody else's connection is read.
 */
export class FairScheduler implements Scheduler {
  readonly #ready = new PriorityBuckets()
  readonly #usual = new MixedScheduler(2_048)
  #isRunning = false

  shouldYield(fiber: Fiber.RuntimeFiber<unknown, unknown>): number | false {
    return this.#usual.shouldYield(fiber)
  }

  scheduleTask(task: Task, priority: number): void {
    this.#ready.scheduleTask(task, priority)
    if (this.#isRunning) return
    this.#isRunning = true
    queueMicrotask(this.#drain)
  }

  readonly #drain = (): void => {
    const until = performance.now() + SLICE_MILLIS
    for (let [first] = this.#ready.buckets; first !== undefined; [first] = this.#ready.buckets) {
      this.#ready.buckets.shift()
      const [priority, tasks] = first
      for (let at = 0; at < tasks.length; at++) {
        if (performance.now() >= until) {
          const since = this.#ready.buckets.find(([one]) => one === priority)?.[1].splice(0) ?? []
          for (const task of [...tasks.slice(at), ...since]) this.#ready.scheduleTask(task, priority)
          setImmediate(this.#drain)
          return
        }
        tasks[at]?.()
      }
    }
    this.#isRunning = false
  }
}
