import { FairScheduler } from "@callsheet/process/FairScheduler"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

/** A fiber's share of work that takes five milliseconds and never waits. */
const work = Effect.sync(() => {
  const until = performance.now() + 5
  while (performance.now() < until);
})

describe("The scheduler of the server", () => {
  it("lets sockets and timers have their turn between many fibers that are ready at once", async () => {
    let turns = 0
    let isOver = false
    const look = () => {
      turns++
      if (!isOver) setImmediate(look)
    }
    setImmediate(look)
    const all = Effect.forEach(Array.from({ length: 40 }), () => work, { concurrency: "unbounded", discard: true })
    await Effect.runPromise(Effect.withScheduler(all, new FairScheduler()))
    isOver = true
    assert.isAtLeast(turns, 5)
  })

  it("runs what is ready in its order, the urgent first, also across slices", async () => {
    const scheduler = new FairScheduler()
    const seen: Array<string> = []
    const busy = () => {
      const until = performance.now() + 6
      while (performance.now() < until);
    }
    await new Promise<void>((resolve) => {
      for (const name of ["a", "b", "c", "d"]) {
        scheduler.scheduleTask(() => {
          busy()
          seen.push(name)
          if (name === "a") scheduler.scheduleTask(() => seen.push("later"), 0)
          if (name === "d") scheduler.scheduleTask(resolve, 0)
        }, 0)
      }
      scheduler.scheduleTask(() => seen.push("urgent"), -1)
    })
    assert.deepStrictEqual(seen, ["urgent", "a", "b", "c", "d", "later"])
  })
})
