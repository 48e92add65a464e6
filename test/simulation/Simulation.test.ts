import { promises } from "@callsheet/simulation/checks/Promises"
import { runHistory } from "@callsheet/simulation/History"
import { assert, describe, it } from "@effect/vitest"
import { histories } from "./support.ts"

const troubles = [
  "killed",
  "paused",
  "two owners",
  "outage",
  "leases freed",
  "refused, nothing was stored",
  "done, and its answer was lost",
  "the message was lost",
  "the answer was lost",
  "delivered twice",
  "answered, and the answer was lost",
  "never arrived",
  "no space left on the disk",
  "the provider is away",
  "the hint was lost",
  "the news was lost",
  "the news came twice",
  "rolling deployment",
  "access revoked"
]

/** A quiet machine needs a sixth of it. A history holds its thread, so others on the machine make it wait. */
const PATIENCE = 900_000

describe("a whole installation on virtual time", () => {
  it("Q3: keeps every promise through the storms of many seeds", async () => {
    const told: Array<string> = []
    const met = new Set<string | null>()
    let plans = 0
    let published = 0
    for await (const history of histories(1, 300)) {
      plans += history.plans
      published += history.published
      for (const { fault } of history.trace.lines) met.add(fault)
      for (const { promise, what } of history.breaches) {
        told.push(`npm run simulate -- --seed ${history.seed} --trace: promise ${promise}: ${what}`)
      }
    }
    assert.deepStrictEqual(told, [])
    // A storm in which nothing happens, or nothing is ever posted, would prove nothing.
    assert.deepStrictEqual(troubles.filter((trouble) => !met.has(trouble)), [])
    assert.isAbove(published, plans / 2)
  }, PATIENCE)

  it(
    "Q3: people edit at every step, workers die between: no old content is posted, no edit lost, nothing bought twice",
    async () => {
      let posted = 0
      let chosen = 0
      for await (const { breaches, published, takesChosen } of histories(1, 12, { edits: true })) {
        assert.deepStrictEqual(breaches, [])
        posted += published
        chosen += takesChosen
      }
      assert.isAbove(posted, 0)
      assert.isAbove(chosen, 0)
    },
    PATIENCE
  )

  it("Q3: gives the same history again for the same seed, step by step", () => {
    for (const seed of [3, 27, 1_047]) {
      const lines = () => runHistory(seed).trace.lines
      assert.deepStrictEqual(lines(), lines())
    }
  })

  it("Q3: tells no one that a released plan was given back by the echo of an older command", () => {
    assert.deepStrictEqual(runHistory(59).breaches, [])
  })

  it("Q3: frees what a job promised for a plan while that plan was being rejected", () => {
    assert.deepStrictEqual(runHistory(112).breaches, [])
  })

  it("Q3: makes no call on a grant whose storing took five seconds", () => {
    assert.deepStrictEqual(runHistory(23_252).breaches, [])
  })

  it("Q3: goes on when the answer to freeing a refused purchase is lost", () => {
    assert.deepStrictEqual(runHistory(2_150).breaches, [])
  })

  it("has a place for every promise, and says where one is held that no check of its own looks at", () => {
    assert.deepStrictEqual(promises.map(({ promise }) => promise), Array.from({ length: 15 }, (_, n) => n + 1))
    for (const { holds, promise, where } of promises) assert.isTrue(holds !== null || where !== undefined, `${promise}`)
  })
})
