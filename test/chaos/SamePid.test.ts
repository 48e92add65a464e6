import { shortScript } from "@callsheet/drill/RandomScript"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { currentBuild, Fleet, mayUnshare, type Running } from "../support/Fleet.ts"
import { serverUrl } from "../support/Postgres.ts"
import { eventually, freePort } from "../support/RunningStack.ts"
import { run } from "../upgrade/Rows.ts"

interface Plan {
  readonly id: string
  readonly status: string
}
interface Worker {
  readonly id: string
  readonly alive: boolean
}
interface Job {
  readonly kind: string
  readonly history: ReadonlyArray<{ readonly event: string }>
}

const database = `same_pid_${process.pid}`

describe.runIf(mayUnshare())("two workers with one process id and one port, as in containers", () => {
  let fleet: Fleet
  const workers: Array<Running> = []

  beforeAll(async () => {
    await run(serverUrl(), `CREATE DATABASE ${database}`)
    const url = new URL(serverUrl())
    url.pathname = `/${database}`
    fleet = await Fleet.make(url.href)
    await fleet.sandbox()
    const port = await freePort()
    for (const host of ["127.0.0.1", "127.0.0.2"]) {
      workers.push(await fleet.worker(currentBuild, host, { host, port }))
    }
    await fleet.server(currentBuild, "server")
  }, 240_000)

  afterAll(async () => {
    await fleet?.stop()
    await fleet?.remove()
    await run(serverUrl(), `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  }, 60_000)

  it("are two to all others: both work, each job runs once, and one outlives the other", async () => {
    const org = await fleet.ask<{ readonly id: string; readonly ownerKey: string }>(
      currentBuild,
      "org",
      "create",
      "Studio"
    )
    fleet.use(org.ownerKey)
    const living = async () =>
      (await fleet.insist<ReadonlyArray<Worker>>("worker/list", {})).body.filter(({ alive }) => alive)
    const both = await eventually("two workers", living, (found) => found.length === 2, 60)
    const [first, second] = both.map(({ id }) => /^worker-(\d+)-(\d+)-\w+$/.exec(id)?.slice(1))
    assert.deepStrictEqual(first, second, "the same process id and port")
    assert.strictEqual(first?.[0], "1")
    assert.strictEqual(new Set(both.map(({ id }) => id)).size, 2)

    const accountId = await fleet.connect(org.id, "container")
    const approved = async (topic: string) => {
      const { body } = await fleet.insist<{ readonly plan: Plan }>("plan/add", {
        orgId: org.id,
        plan: {
          accountId,
          topic,
          at: new Date(Date.now() + 86_400_000).toISOString(),
          script: Effect.runSync(shortScript)
        }
      })
      await fleet.insist("plan/approve", { id: body.plan.id })
      return body.plan.id
    }
    const inReview = async (id: string) => {
      await eventually(
        `${id} in review`,
        async () => (await fleet.insist<Plan>("plan/show", { id })).body.status,
        (status) => status === "in_review",
        180
      )
      const { body } = await fleet.insist<{ readonly jobs: ReadonlyArray<Job> }>("job/list", { planId: id })
      return body.jobs.filter(({ kind }) => kind === "render")
    }
    const hasOneUntouchedRender = async (topic: string) => {
      const renders = await inReview(await approved(topic))
      assert.deepStrictEqual(renders.map(({ history }) => history.filter(({ event }) => event === "TakeOver")), [[]])
    }
    await hasOneUntouchedRender("One")

    // The death of one is not the other's, although nearly all of their names is the same.
    process.kill(workers[0]!.pid, "SIGKILL")
    const [left] = await eventually("one worker", living, (found) => found.length === 1, 60)
    assert.include(both.map(({ id }) => id), left?.id)
    await hasOneUntouchedRender("Two")
  }, 400_000)
})
