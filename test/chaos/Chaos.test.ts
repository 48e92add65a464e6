import { shortScript } from "@callsheet/drill/RandomScript"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pidOf, renderingProcess } from "../support/RenderingWorker.ts"
import { eventually, RunningStack, wait } from "../support/RunningStack.ts"
import { isLong } from "./Long.ts"

interface Plan {
  readonly id: string
  readonly status: string
  readonly locked: boolean
  readonly publishId: string | null
}
interface Job {
  readonly kind: string
  readonly state: string
  readonly planId: string | null
  readonly history: ReadonlyArray<{ readonly event: string }>
}
interface Worker {
  readonly id: string
  readonly alive: boolean
  readonly draining: boolean
}

/** How often each is done; the plan limits of one account bound it. */
const ROUNDS = isLong ? 3 : 1

let stack: RunningStack
let orgId = ""
let accountId = ""
let made = 0

const show = (id: string) => stack.call<Plan>("plan/show", { id })
const inStatus = (id: string, wanted: string) =>
  eventually(`${id} in ${wanted}`, () => show(id), ({ status }) => status === wanted, 120)
const jobsOf = async (id: string) =>
  (await stack.call<{ readonly jobs: ReadonlyArray<Job> }>("job/list", { planId: id })).jobs
const workers = () => stack.call<ReadonlyArray<Worker>>("worker/list", {})
const twoWork = () =>
  eventually("two workers", workers, (all) => all.filter(({ alive, draining }) => alive && !draining).length === 2, 60)

const approved = async () => {
  const n = made++
  const file = join(stack.dataDir, `script-${n}.txt`)
  writeFileSync(file, Effect.runSync(shortScript))
  const at = new Date(Date.now() + 1_000).toISOString()
  const { id } = await stack.ask<Plan>(
    "plan",
    "add",
    "--org",
    orgId,
    "--account",
    accountId,
    "--topic",
    `Chaos ${n}`,
    "--at",
    at,
    "--script",
    file
  )
  await stack.ask("plan", "approve", id)
  return id
}
const rendering = (id: string) => renderingProcess(stack, id)
const postedOnce = async (id: string) => {
  await inStatus(id, "in_review")
  await stack.ask("plan", "release", id, "--privacy", "PUBLIC_TO_EVERYONE")
  const { publishId } = await inStatus(id, "tracked")
  const { entries } = await stack.sandbox<
    { readonly entries: ReadonlyArray<{ readonly kind: string; readonly publishId?: string }> }
  >("GET", "books?since=0")
  assert.strictEqual(entries.filter((entry) => entry.kind === "post" && entry.publishId === publishId).length, 1)
}

describe("real processes under chaos", () => {
  beforeAll(async () => {
    stack = await RunningStack.make({ CALLSHEET_RENDER_QUALITY: "draft", CALLSHEET_MUSIC: "none" })
    await stack.up()
    orgId = (await stack.ask<{ readonly orgId: string }>("whoami")).orgId
    accountId = await stack.connect(orgId)
  }, 120_000)
  afterAll(() => stack.remove(), 60_000)

  // The short version of this is in Wires.test.ts, where the refusal itself is seen.
  it.runIf(isLong)(
    "the long version: a worker frozen past its lease wakes up late, is refused, and the plan is posted once",
    async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const id = await approved()
        const frozen = await rendering(id)
        process.kill(frozen, "SIGSTOP")
        try {
          await eventually(
            "another worker's take-over",
            () => jobsOf(id),
            (jobs) =>
              jobs.some(({ history, kind }) => kind === "render" && history.some(({ event }) => event === "TakeOver")),
            60
          )
        } finally {
          process.kill(frozen, "SIGCONT")
        }
        await postedOnce(id)
        const renders = (await jobsOf(id)).filter(({ kind }) => kind === "render")
        assert.deepStrictEqual(renders.map(({ state }) => state), ["completed"])
      }
    },
    300_000 * ROUNDS
  )

  it("PostgreSQL killed in mid-work comes back, and no job is ahead of its plan", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const id = await approved()
      await rendering(id)
      const pid = Number(readFileSync(join(stack.dataDir, "postgres", "data", "postmaster.pid"), "utf8").split("\n")[0])
      process.kill(pid, "SIGKILL")
      await postedOnce(id)
      // The plan hears of its post from a job that ends only after it has told it.
      await eventually(
        "the end of all its work",
        async () =>
          (await jobsOf(id)).filter(({ kind, state }) =>
            state !== "completed" && !["fetch_metrics", "track"].includes(kind)
          ),
        (open) => open.length === 0,
        60
      )
    }
  }, 300_000 * ROUNDS)

  it("D24: workers stopped one after the other under load leave no command unanswered", async () => {
    const id = await approved()
    let commands = 0
    const load = { on: true }
    const failed: Array<unknown> = []
    const done = (async () => {
      while (load.on || commands < 4) {
        const { code, json } = await stack.run("plan", commands++ % 2 === 0 ? "lock" : "unlock", id)
        if (code !== 0) failed.push(json)
      }
    })()
    const before = await twoWork()
    for (const { id: old } of before) {
      process.kill(pidOf(old), "SIGTERM")
      await eventually(
        "its successor",
        workers,
        (all) =>
          !all.some((worker) => worker.id === old && worker.alive) && all.filter(({ alive }) => alive).length === 2,
        90
      )
    }
    load.on = false
    await done
    assert.deepStrictEqual(failed, [])
    if ((await show(id)).locked) await stack.ask("plan", "unlock", id)
    await postedOnce(id)
  }, 300_000)

  it("D24: a drained worker finishes, hands over and ends; its plans go on elsewhere", async () => {
    const id = await approved()
    const [first] = await twoWork()
    if (first === undefined) return assert.fail("no worker to drain")
    await stack.operate("worker", "drain", first.id)
    await eventually("its end", workers, (all) => !all.some((worker) => worker.id === first.id && worker.alive), 60)
    assert.notInclude(stack.said, `${first.id} at`, "it left by itself; nobody had to bury it")
    await postedOnce(id)
  }, 300_000)

  it("D24: a second SIGTERM ends a worker at once, and the work goes on all the same", async () => {
    await twoWork()
    const id = await approved()
    const pid = await rendering(id)
    process.kill(pid, "SIGTERM")
    await wait(100)
    process.kill(pid, "SIGTERM")
    await eventually("its end", async () => stack.said, (said) => said.includes("was ended by SIGTERM"), 60)
    await postedOnce(id)
  }, 300_000)
})
