import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Build, currentBuild, Fleet, renamedBuild, type Running } from "../support/Fleet.ts"
import { serverUrl } from "../support/Postgres.ts"
import { eventually } from "../support/RunningStack.ts"
import { rowsOf, run } from "./Rows.ts"

/** `npm run upgrade` rolls from the build of another commit, with the numbers of a real calendar. */
const ASLEEP = Number(process.env["CALLSHEET_TEST_ASLEEP"] ?? 100)
const ACCOUNTS = Number(process.env["CALLSHEET_TEST_ACCOUNTS"] ?? 1)
const UPLOADS_EACH = Number(process.env["CALLSHEET_TEST_UPLOADS_EACH"] ?? 2)
const given = process.env["CALLSHEET_TEST_OLD_BUILD"]
/** Where to keep the rows as the old build left them, for `Previous.test.ts`. */
const capture = process.env["CALLSHEET_TEST_CAPTURE"]

interface Plan {
  readonly id: string
  readonly status: string
  readonly publishId: string | null
  readonly failure: unknown
  readonly waitingFor: unknown
}
interface Worker {
  readonly address: string
  readonly alive: boolean
  readonly version: string
}

const database = `upgrade_${process.pid}`
const lines = ["paints a wooden fence", "bakes rye bread", "repairs an old bicycle", "grows tomatoes on a roof"]
const scriptOf = (n: number) =>
  `Today somebody ${lines[n % lines.length]} for client number ${n}\nStep ${n * 7 + 3} takes ${
    n + 2
  } minutes\nWrite to studio ${n} now`

let fleet: Fleet
let previous: Build
let orgId = ""
let asleep: ReadonlyArray<string> = []
let uploading: ReadonlyArray<string> = []
const folder = mkdtempSync(join(tmpdir(), "callsheet-previous-"))

const show = async (id: string) => (await fleet.insist<Plan>("plan/show", { id })).body
const posts = async () => {
  const { entries } = await fleet.control<{
    readonly entries: ReadonlyArray<{ readonly kind: string; readonly publishId?: string }>
  }>("GET", "books?since=0")
  return entries.filter(({ kind }) => kind === "post")
}
const import_ = async (rows: ReadonlyArray<Readonly<Record<string, string>>>, key: string) => {
  const { body, status } = await fleet.insist<{ readonly plans: ReadonlyArray<Plan> }>("plan/import", {
    orgId,
    format: "json",
    content: JSON.stringify(rows)
  }, key)
  assert.strictEqual(status, 200, JSON.stringify(body))
  return body.plans.map(({ id }) => id)
}

describe("a rolling upgrade", () => {
  let old: ReadonlyArray<Running> = []
  let server: Running

  beforeAll(async () => {
    await run(serverUrl(), `CREATE DATABASE ${database}`)
    const url = new URL(serverUrl())
    url.pathname = `/${database}`
    fleet = await Fleet.make(url.href)
    previous = given === undefined ? renamedBuild(folder, "0.0.9") : { root: given }
    await fleet.sandbox()
    old = [await fleet.worker(previous, "old-1"), await fleet.worker(previous, "old-2")]
    server = await fleet.server(previous, "old-server")
    const org = await fleet.ask<{ readonly id: string; readonly ownerKey: string }>(previous, "org", "create", "Studio")
    orgId = org.id
    fleet.use(org.ownerKey)
    if (capture !== undefined) writeFileSync(capture.replace(/json$/, "key"), `${org.ownerKey}\n`)
    const accounts: Array<string> = []
    for (let n = 0; n < ACCOUNTS; n++) accounts.push(await fleet.connect(orgId, `studio.${n}`))

    const day = 86_400_000
    asleep = await import_(
      Array.from({ length: ASLEEP }, (_, n) => ({
        topic: `Sleeper ${n}`,
        notes:
          `Sleeper ${n} tests what happens after a long sleep.\nThe old build writes the plan.\nThe new build wakes it.`,
        account: accounts[n % accounts.length]!,
        at: new Date(Date.now() + 30 * day + n * 1_800_000).toISOString()
      })),
      "asleep"
    )
    uploading = await import_(
      accounts.flatMap((account, a) =>
        Array.from({ length: UPLOADS_EACH }, (_, n) => ({
          topic: `Upload ${a}.${n}`,
          notes:
            `Upload ${a}.${n} runs while every process is replaced.\nThe worker stores the publish id first.\nThe next worker goes on at the last chunk.`,
          account,
          at: new Date(Date.now() + 20_000 + n).toISOString(),
          script: scriptOf(a * UPLOADS_EACH + n)
        }))
      ),
      "uploads"
    )
    for (const id of uploading) await fleet.insist("plan/approve", { id })
    for (const id of uploading) {
      await eventually(`${id} made`, () => show(id), ({ status }) => status === "in_review", 600)
    }
    if (capture !== undefined) writeFileSync(capture, await rowsOf(url.href))
  }, 900_000)

  afterAll(async () => {
    await fleet?.remove()
    rmSync(folder, { recursive: true, force: true })
    await run(serverUrl(), `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  }, 60_000)

  it(
    "replaces every process with uploads running and plans asleep: nothing fails, nothing is posted twice",
    async () => {
      // Every next piece is answered late, so that the uploads are under way while their workers leave.
      await fleet.control("POST", "faults", {
        endpoint: "chunk",
        kind: "delay",
        nth: 1,
        count: uploading.length,
        // With another build's numbers long enough that the first still runs when the last has begun.
        delayMillis: given === undefined ? 3_000 : 20_000
      })
      for (const id of uploading) {
        const { body, status } = await fleet.insist("plan/release", { id, settings: { privacy: "PUBLIC_TO_EVERYONE" } })
        assert.strictEqual(status, 200, JSON.stringify(body))
      }
      await eventually(
        "uploads under way",
        () => Promise.all(uploading.map(show)),
        (plans) =>
          plans.filter(({ publishId, status }) => status === "publishing" && publishId !== null).length >=
            (given === undefined ? 1 : uploading.length),
        120
      )

      // People go on working all the while: each command is repeated under its key until it is answered.
      const rolling = { isOver: false }
      const refused: Array<string> = []
      let answered = 0
      const people = (async () => {
        for (let n = 0; !rolling.isOver || n % 2 === 1; n++) {
          const id = asleep[Math.floor(n / 2) % asleep.length]!
          const call = n % 2 === 0 ? "plan/lock" : "plan/unlock"
          const { body, status } = await fleet.insist(call, { id }, `people-${n}`)
          answered += 1
          if (status !== 200) refused.push(`${call} ${id}: ${status} ${JSON.stringify(body)}`)
        }
      })()

      const fresh = [await fleet.worker(currentBuild, "new-1")]
      assert.strictEqual(await old[0]!.stop(), 0, fleet.log("old-1").slice(-2_000))
      fresh.push(await fleet.worker(currentBuild, "new-2"))
      assert.strictEqual(await old[1]!.stop(), 0, fleet.log("old-2").slice(-2_000))
      // Servers last: anyone who knows a new command is there before anyone who sends it.
      assert.strictEqual(await server.stop(), 0, fleet.log("old-server").slice(-2_000))
      server = await fleet.server(currentBuild, "new-server")
      rolling.isOver = true
      await people
      assert.deepStrictEqual(refused, [])
      assert.isAbove(answered, 4)

      for (const id of uploading) {
        await eventually(`${id} tracked`, () => show(id), ({ status }) => status === "tracked", 240)
      }
      const booked = (await posts()).map(({ publishId }) => publishId ?? null)
      const plans = await Promise.all(uploading.map(show))
      assert.deepStrictEqual(booked.toSorted(), plans.map(({ publishId }) => publishId).toSorted())

      const { body: list } = await fleet.insist<{ readonly plans: ReadonlyArray<Plan> }>("plan/list", {
        orgId,
        status: ["scheduled"],
        limit: 1_000
      })
      assert.strictEqual(list.plans.length, ASLEEP)
      const { body: dead } = await fleet.insist<ReadonlyArray<unknown>>("dlq/list", { orgId })
      assert.deepStrictEqual(dead, [])
      const { body: workers } = await fleet.insist<ReadonlyArray<Worker>>("worker/list", {})
      assert.strictEqual(workers.filter(({ alive }) => alive).length, fresh.length)
    },
    600_000
  )

  it("wakes under the new build what fell asleep under the old one", async () => {
    const [id = ""] = asleep
    const { body, status } = await fleet.insist<Plan>("plan/approve", { id })
    assert.strictEqual(status, 200, JSON.stringify(body))
    await eventually(
      `${id} at work`,
      () => show(id),
      (plan) => plan.status !== "scheduled" && plan.status !== "approved",
      60
    )
  }, 90_000)
})
