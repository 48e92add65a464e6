import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { pidOf, renderingProcess } from "../support/RenderingWorker.ts"
import { eventually, RunningStack } from "../support/RunningStack.ts"

interface Plan {
  readonly id: string
  readonly status: string
  readonly publishId: string | null
  readonly postId: string | null
  readonly assetSha256: string | null
  readonly waitingFor: { readonly what: string } | null
  readonly failure: unknown
}
interface Job {
  readonly kind: string
  readonly state: string
  readonly planId: string | null
  readonly attempts: number
  readonly leasedBy: string | null
  readonly history: ReadonlyArray<{ readonly event: string }>
}
interface Entry {
  readonly kind: string
  readonly publishId?: string
  readonly sha256?: string
}

let stack: RunningStack
let orgId = ""
let accountId = ""

const show = (id: string) => stack.call<Plan>("plan/show", { id })
const inStatus = (id: string, ...wanted: ReadonlyArray<string>) =>
  eventually(`${id} in ${wanted.join(" or ")}`, () => show(id), ({ status }) => wanted.includes(status), 180)
const jobsOf = async (id: string) =>
  (await stack.call<{ readonly jobs: ReadonlyArray<Job> }>("job/list", { planId: id })).jobs
const books = async () => {
  const { entries } = await stack.sandbox<{ readonly entries: ReadonlyArray<Entry> }>("GET", "books?since=0")
  return entries
}
const newPlan = async (topic: string, script: string) => {
  const { writeFileSync } = await import("node:fs")
  const file = `${stack.dataDir}/${Math.random().toString(36).slice(2)}.txt`
  writeFileSync(file, script)
  const plan = await stack.ask<Plan>(
    "plan",
    "add",
    "--org",
    orgId,
    "--account",
    accountId,
    "--topic",
    topic,
    "--at",
    new Date(Date.now() + 1_000).toISOString(),
    "--script",
    file
  )
  return plan.id
}
/** Short, and each about something else: what nearly repeats an earlier video would be held. */
const scripts = [
  "Rye bread needs only four things\nFlour water salt and patience\nBake yours tonight",
  "Your bicycle squeaks for one reason\nIts chain has run dry again\nOil it before work",
  "Tomatoes love a sunny roof\nDeep pots keep their roots cool\nPlant some in May",
  "Paper cranes carry old wishes\nFold the wings before the neck\nSend one to a friend"
]
const script = (n: number) => scripts[n - 1]!
const release = (id: string) => stack.ask("plan", "release", id, "--privacy", "PUBLIC_TO_EVERYONE")
const postsOf = async (plan: Plan) =>
  (await books()).filter((entry) => entry.kind === "post" && entry.publishId === plan.publishId)

describe("real processes that are killed", () => {
  beforeAll(async () => {
    stack = await RunningStack.make({ CALLSHEET_RENDER_QUALITY: "draft", CALLSHEET_MUSIC: "none" })
    await stack.up()
    orgId = (await stack.ask<{ readonly orgId: string }>("whoami")).orgId
    accountId = await stack.connect(orgId)
  }, 120_000)
  afterAll(() => stack.remove(), 60_000)

  it(
    "D22, D04, F10, T13: a worker killed while it renders is taken over at its checkpoint, and the video is posted once",
    async () => {
      const id = await newPlan("A killed render", script(1))
      await stack.ask("plan", "approve", id)
      const worker = await renderingProcess(stack, id)
      process.kill(worker, "SIGKILL")
      await eventually("the take-over", () => jobsOf(id), (jobs) =>
        jobs.some((job) =>
          job.kind === "render" &&
          (job.state === "completed" || job.leasedBy !== null && !job.leasedBy.includes(`-${worker}-`))
        ), 60)
      await inStatus(id, "in_review")
      await release(id)
      const done = await inStatus(id, "tracked")
      assert.strictEqual((await postsOf(done)).length, 1)
      const writing = (await jobsOf(id)).filter((job) => job.kind === "write_script")
      assert.deepStrictEqual(
        writing.map((job) => job.state),
        ["completed"]
      )
    },
    240_000
  )

  it("D04: a worker killed while it uploads never leads to a second post", async () => {
    const id = await newPlan("A killed upload", script(2))
    await stack.ask("plan", "approve", id)
    await inStatus(id, "in_review")
    // The stand-in takes its time with the next piece, so that the kill falls into the upload.
    await stack.sandbox("POST", "faults", { endpoint: "chunk", kind: "delay", nth: 1, count: 1, delayMillis: 4_000 })
    await release(id)
    const uploading = await eventually(
      "an upload",
      async () => ({ plan: await show(id), jobs: await jobsOf(id) }),
      ({ jobs, plan }) =>
        plan.publishId !== null && jobs.some((job) => job.kind === "publish" && job.state === "in_progress")
    )
    const worker = pidOf(uploading.jobs.find((job) => job.kind === "publish")?.leasedBy)
    process.kill(worker, "SIGKILL")
    const done = await inStatus(id, "tracked")
    assert.strictEqual((await postsOf(done)).length, 1)
    assert.strictEqual(
      done.publishId,
      uploading.plan.publishId,
      "the publication that was open is the one that was finished"
    )
    const received = (await books()).filter((entry) => entry.kind === "received" && entry.publishId === done.publishId)
    assert.deepStrictEqual(received.map((entry) => entry.sha256), [done.assetSha256!])
  }, 240_000)

  it(
    "D17, T11: approving answers while a render runs, and a killed server loses no decision and stops no job",
    async () => {
      const id = await newPlan("A killed server", script(3))
      await stack.ask("plan", "approve", id)
      const [server] = stack.children("server")
      process.kill(server!, "SIGKILL")
      await eventually(
        "the server again",
        async () => (await fetch(`${stack.url}/health/ready`)).status,
        (status) => status === 200,
        60
      )
      await inStatus(id, "in_review")
    },
    240_000
  )

  it("D24: Ctrl-C in mid-work stops everything cleanly, and the next start goes on to one post each", async () => {
    const id = await newPlan("A stopped stack", script(4))
    await stack.ask("plan", "approve", id)
    await eventually("a render", () => jobsOf(id), (jobs) => jobs.some((job) => job.kind === "render"))
    assert.strictEqual(await stack.stop("SIGINT"), 0)
    await stack.up()
    await inStatus(id, "in_review")
    await release(id)
    const done = await inStatus(id, "tracked")
    assert.strictEqual((await postsOf(done)).length, 1)
    const posts = (await books()).filter((entry) => entry.kind === "post")
    assert.strictEqual(new Set(posts.map((post) => post.publishId)).size, posts.length)
    const defects = (await stack.ask<ReadonlyArray<{ readonly failure: { readonly tag: string } | null }>>(
      "job",
      "list",
      "--org",
      orgId
    ))
      .filter((job) => job.failure?.tag === "ProgrammingDefect")
    assert.deepStrictEqual(defects, [], "D01: no job failed by a defect of ours")
  }, 240_000)
})
