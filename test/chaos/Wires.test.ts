import { shardOf } from "@callsheet/domain/Shard"
import { type Proxy, startProxy } from "@callsheet/drill/Proxy"
import { shortScript } from "@callsheet/drill/RandomScript"
import { type SmallDisk, smallDisk } from "@callsheet/drill/SmallDisk"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Exit, Option, Scope } from "effect"
import { Client } from "pg"
import { currentBuild, Fleet } from "../support/Fleet.ts"
import { serverUrl } from "../support/Postgres.ts"
import { eventually, wait } from "../support/RunningStack.ts"
import { run } from "../upgrade/Rows.ts"
import { isLong } from "./Long.ts"

interface Plan {
  readonly id: string
  readonly status: string
  readonly publishId: string | null
  readonly failure: unknown
}
interface Job {
  readonly kind: string
  readonly state: string
  readonly planId: string | null
  readonly failure: { readonly tag: string } | null
  readonly history: ReadonlyArray<{ readonly event: string }>
}

/** One account may post fifteen times a day. */
const ROUNDS = isLong ? 3 : 1
const rounds = async (work: () => Promise<void>) => {
  for (let round = 0; round < ROUNDS; round++) await work()
}

const database = `wires_${process.pid}`
const scope = Effect.runSync(Scope.make())
const held = <A>(made: Effect.Effect<A, never, Scope.Scope>) => Effect.runPromise(Scope.extend(made, scope))

let fleet: Fleet
let toDatabase: Proxy
let toSandbox: Proxy
let disk: Option.Option<SmallDisk>
let orgId = ""
let accountId = ""
let made = 0

const show = async (id: string) => (await fleet.insist<Plan>("plan/show", { id })).body
const inStatus = (id: string, ...wanted: ReadonlyArray<string>) =>
  eventually(`${id} ${wanted.join(" or ")}`, () => show(id), ({ status }) => wanted.includes(status), 150)
const jobsOf = async (id: string) =>
  (await fleet.insist<{ readonly jobs: ReadonlyArray<Job> }>("job/list", { planId: id })).body.jobs
const succeed = async (call: string, body: unknown) => {
  const { body: answer, status } = await fleet.insist<{ readonly id: string }>(call, body)
  assert.strictEqual(status, 200, JSON.stringify(answer))
  return answer
}

const approved = async (): Promise<string> => {
  const n = made++
  const { body } = await fleet.insist<{ readonly plan: Plan }>("plan/add", {
    orgId,
    plan: {
      accountId,
      topic: `Wires ${n}`,
      at: new Date(Date.now() + 1_500).toISOString(),
      script: Effect.runSync(shortScript)
    }
  })
  await succeed("plan/approve", { id: body.plan.id })
  return body.plan.id
}
const release = (id: string) => succeed("plan/release", { id, settings: { privacy: "PUBLIC_TO_EVERYONE" } })
const isUnderWay = (kind: string) => (jobs: ReadonlyArray<Job>) =>
  jobs.some((job) => job.kind === kind && job.state === "in_progress")

/** Everything that was begun comes to its end, and TikTok's books hold one post of it. */
const endsWithOnePost = async (id: string) => {
  const { publishId } = await inStatus(id, "tracked")
  const { entries } = await fleet.control<
    { readonly entries: ReadonlyArray<{ readonly kind: string; readonly publishId?: string }> }
  >("GET", "books?since=0")
  assert.strictEqual(entries.filter((entry) => entry.kind === "post" && entry.publishId === publishId).length, 1)
  const jobs = await jobsOf(id)
  assert.deepStrictEqual(jobs.filter(({ failure }) => failure?.tag === "ProgrammingDefect"), [])
  assert.deepStrictEqual((await fleet.insist<ReadonlyArray<unknown>>("dlq/list", { orgId })).body, [])
}

/** The worker that owns an actor's shard, by the name this test gave it. */
const ownerOf = async (id: string, pids: ReadonlyMap<number, string>) => {
  const url = new URL(serverUrl())
  url.pathname = `/${database}`
  const client = new Client(url.href)
  await client.connect()
  try {
    const { rows } = await client.query<{ readonly id: string }>(
      "SELECT worker.id FROM cluster_locks JOIN worker USING (address) WHERE shard_id = $1",
      [`default:${shardOf(id)}`]
    )
    const pid = Number(/^worker-(\d+)-/.exec(rows[0]?.id ?? "")?.[1])
    return { pid, name: pids.get(pid) }
  } finally {
    await client.end()
  }
}
const fencedAt = async (name: string) => {
  const [, address] = /Metrics and health are at (http:[^"]+)/.exec(fleet.log(name)) ?? []
  const text = await (await fetch(`${address}/metrics`, { headers: fleet.asMonitor() })).text()
  return Number(/callsheet_actor_commits_fenced_total\{[^}]*actor="plan"[^}]*\} (\d+)/.exec(text)?.[1] ?? 0)
}

describe("real processes on wires that break", () => {
  const pids = new Map<number, string>()

  beforeAll(async () => {
    await run(serverUrl(), `CREATE DATABASE ${database}`)
    const url = new URL(serverUrl())
    const databasePort = Number(url.port)
    toDatabase = await held(startProxy(() => databasePort))
    toSandbox = await held(startProxy(() => Number(new URL(fleet.sandboxUrl).port)))
    url.pathname = `/${database}`
    url.hostname = "127.0.0.1"
    url.port = String(toDatabase.port)
    fleet = await Fleet.make(url.href, { sandboxUrl: `http://127.0.0.1:${toSandbox.port}` })
    disk = await held(smallDisk(fleet.dataDir))
    await fleet.sandbox()
    for (const name of ["worker-1", "worker-2"]) pids.set((await fleet.worker(currentBuild, name)).pid, name)
    await fleet.server(currentBuild, "server")
    const org = await fleet.ask<{ readonly id: string; readonly ownerKey: string }>(
      currentBuild,
      "org",
      "create",
      "Studio"
    )
    orgId = org.id
    fleet.use(org.ownerKey)
    accountId = await fleet.connect(orgId, "wires")
  }, 120_000)

  afterAll(async () => {
    await fleet?.stop()
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await fleet?.remove()
    await run(serverUrl(), `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  }, 60_000)

  it(
    "D04: connections to the database cut again and again in mid-work cost nothing but time",
    () =>
      rounds(async () => {
        const id = await approved()
        await eventually("a render", () => jobsOf(id), isUnderWay("render"), 90)
        for (let cut = 0; cut < 4; cut++) {
          assert.isAbove(toDatabase.cut((index) => index % 3 !== cut % 3), 0)
          await wait(400)
        }
        await inStatus(id, "in_review")
        await release(id)
        toDatabase.cut(() => true)
        await endsWithOnePost(id)
      }),
    300_000 * ROUNDS
  )

  it(
    "TikTok out of reach in the middle of a publication: it waits, goes on, and is posted once",
    () =>
      rounds(async () => {
        const id = await approved()
        await inStatus(id, "in_review")
        toSandbox.refuse(true)
        try {
          await release(id)
          await eventually(
            "a call that did not get through",
            () => jobsOf(id),
            (jobs) =>
              jobs.some(({ failure, history }) =>
                failure !== null || history.some(({ event }) => event === "Postpone")
              ),
            90
          )
        } finally {
          toSandbox.refuse(false)
        }
        await endsWithOnePost(id)
      }),
    300_000 * ROUNDS
  )

  it(
    "a full disk stops the render, not the plan: once there is room it goes on by itself",
    (context) =>
      rounds(async () => {
        if (Option.isNone(disk)) return context.skip("this account may not mount a disk of its own")
        await Effect.runPromise(disk.value.fill)
        const id = await approved()
        try {
          await eventually(
            "a job that met the full disk",
            () => jobsOf(id),
            (jobs) => jobs.some(({ history }) => history.some(({ event }) => event === "Postpone")),
            90
          )
        } finally {
          disk.value.empty()
        }
        await inStatus(id, "in_review")
        await release(id)
        await endsWithOnePost(id)
      }),
    300_000 * ROUNDS
  )

  it(
    "D04: what a worker that stood still writes when it wakes is refused by the fence, and the plan is posted once",
    () =>
      rounds(async () => {
        const id = await approved()
        await inStatus(id, "in_review")
        // Its slot is still to come, so that its owner holds the alarm in memory when it stops.
        await succeed("plan/reschedule", { id, at: new Date(Date.now() + 15_000).toISOString() })
        await release(id)
        await inStatus(id, "assets_generated")
        await succeed("plan/reschedule", { id, at: new Date(Date.now() + 4_000).toISOString() })
        const { name, pid } = await ownerOf(id, pids)
        if (name === undefined) return assert.fail(`nobody of ours owns ${id}`)
        const before = await fencedAt(name)
        process.kill(pid, "SIGSTOP")
        try {
          assert.strictEqual((await show(id)).status, "assets_generated", "it stopped before its slot")
          await inStatus(id, "publishing", "published", "tracked")
        } finally {
          process.kill(pid, "SIGCONT")
        }
        await eventually("the late write that was refused", () => fencedAt(name), (now) => now > before, 60)
        await endsWithOnePost(id)
      }),
    300_000 * ROUNDS
  )
})
