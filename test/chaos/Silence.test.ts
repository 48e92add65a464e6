import type { Beat, OpenJob } from "@callsheet/drill/ClusterProbe"
import { type Condition, makeQuiet, type Stretch } from "@callsheet/drill/StallDetector"
import { assert, describe, it } from "@effect/vitest"

const job = (change: Partial<OpenJob> = {}): OpenJob => ({
  id: "1",
  kind: "render",
  mark: "a",
  holder: 10,
  dueIn: -5_000,
  failure: null,
  ...change
})
const beat = (change: Partial<Beat> = {}): Beat => ({
  newest: "1",
  unfinished: 1,
  personal: 0,
  alarmIn: null,
  jobs: [job()],
  workers: [10, 11],
  ...change
})

/** Looks once a second; processes 20 and up were killed, 30 and up stand frozen. */
const seen = (looks: ReadonlyArray<Beat | null>, strikes: ReadonlyArray<readonly [number, string]> = []) => {
  const quiet = makeQuiet((pid): Condition => pid >= 30 ? "frozen" : pid >= 20 ? "dead" : "living")
  for (const [at, kind] of strikes) quiet.struck(at, kind)
  looks.forEach((look, second) => quiet.look(second * 1_000, look))
  return quiet.longest()
}
const told = ({ millis, parts }: Stretch) => [millis, ...parts.map(({ millis, what }) => `${what} ${millis}`)]

describe("the silence of a drill", () => {
  it("is not silent while a render makes progress, and says that there was no commit", () => {
    const { noCommit, silence } = seen(["a", "b", "c", "d"].map((mark) => beat({ jobs: [job({ mark })] })))
    assert.strictEqual(silence.millis, 0)
    assert.deepStrictEqual(told(noCommit), [3_000, "moving: render 3000"])
  })
  it("is silent while a job in hand gives no sign", () => {
    const { silence } = seen([beat(), beat(), beat()])
    assert.deepStrictEqual(told(silence), [2_000, "in hand without a sign: render 2000"])
  })
  it("ends with a commit", () => {
    const { noCommit, silence } = seen([beat(), beat(), beat({ newest: "2" }), beat({ newest: "2" })])
    assert.strictEqual(silence.millis, 1_000)
    assert.strictEqual(noCommit.millis, 1_000)
  })
  it("is rest while everything waits for its time, and says for what", () => {
    const waits = beat({ jobs: [job({ kind: "follow", holder: null, dueIn: 4_000 })] })
    const failed = beat({ jobs: [job({ kind: "publish", holder: null, dueIn: 4_000, failure: "NetworkFailed" })] })
    assert.strictEqual(seen([waits, waits, waits]).silence.millis, 0)
    assert.deepStrictEqual(told(seen([waits, waits]).noCommit), [1_000, "to be asked again later: follow 1000"])
    assert.deepStrictEqual(told(seen([failed, failed]).noCommit), [
      1_000,
      "to be tried again later: publish after NetworkFailed 1000"
    ])
  })
  it("is rest while a person or a slot is waited for, and none when an alarm is overdue", () => {
    const slot = beat({ jobs: [], alarmIn: 2_000 })
    const overdue = beat({ jobs: [], alarmIn: -2_000 })
    const person = beat({ jobs: [], personal: 1 })
    assert.strictEqual(seen([slot, slot, person, person]).silence.millis, 0)
    assert.deepStrictEqual(told(seen([overdue, overdue]).silence), [1_000, "an alarm was due 1000"])
  })
  it("goes on while the database is away, and names what was struck in it", () => {
    const { silence } = seen([beat(), null, null, beat()], [[-500, "server killed"], [500, "PostgreSQL killed"]])
    assert.deepStrictEqual(told(silence), [
      3_000,
      "the database did not answer 2000",
      "in hand without a sign: render 1000"
    ])
    assert.deepStrictEqual(silence.struck, [{ kind: "PostgreSQL killed", count: 1 }])
  })
  it("notes how long a killed worker kept a job, also while others moved", () => {
    const { silence, withDead } = seen(
      ["a", "b", "c"].map((mark) => beat({ jobs: [job({ mark }), job({ id: "2", kind: "publish", holder: 20 })] }))
    )
    assert.strictEqual(silence.millis, 0)
    assert.deepStrictEqual(told(withDead), [2_000, "publish 2000"])
  })
  it("does not count that time while the database is away or nobody is there who could see the death", () => {
    const dead = { jobs: [job({ kind: "publish", holder: 20 })] }
    assert.strictEqual(seen([beat(dead), beat(dead), null, null, beat(dead)]).withDead.millis, 1_000)
    assert.strictEqual(seen([1, 2, 3].map(() => beat({ ...dead, workers: [20, 30] }))).withDead.millis, 0)
  })
  it("tells a frozen holder from a killed one", () => {
    const frozen = beat({ jobs: [job({ holder: 30 })] })
    const { silence, withDead } = seen([frozen, frozen])
    assert.deepStrictEqual(told(silence), [1_000, "held by a frozen worker: render 1000"])
    assert.strictEqual(withDead.millis, 0)
  })
  it("notes how long a due job lay although a worker was free for it, not while all were busy with its kind", () => {
    const due = job({ id: "2", holder: null, dueIn: -1 })
    const free = beat({ jobs: [job(), due] })
    assert.deepStrictEqual(told(seen([free, free, free]).untaken), [2_000, "render 2000"])
    const busy = beat({ jobs: [job(), job({ id: "3", holder: 11 }), due] })
    assert.strictEqual(seen([busy, busy, busy]).untaken.millis, 0)
  })
  it("rests where no plan is under way", () => {
    const { noCommit, silence } = seen([beat({ unfinished: 0 }), beat({ unfinished: 0 })])
    assert.strictEqual(silence.millis, 0)
    assert.strictEqual(noCommit.millis, 0)
  })
})
