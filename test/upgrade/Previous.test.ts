import * as Database from "@callsheet/database/Database"
import foundation from "@callsheet/database/migrations/0001_foundation"
import webhooks from "@callsheet/database/migrations/0002_webhooks"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { readFileSync } from "node:fs"
import { currentBuild, Fleet } from "../support/Fleet.ts"
import { serverUrl } from "../support/Postgres.ts"
import { eventually } from "../support/RunningStack.ts"
import { putRows, run } from "./Rows.ts"

/**
 * The rows as release 0.1.0 left them at its second migration, with sleeping plans and one in review. Made with
 * `CALLSHEET_TEST_CAPTURE`; never edited, since no later release can make them again.
 */
const captured = readFileSync(new URL("previous-0.1.0.json", import.meta.url), "utf8")
/** When that was. The rows move in time as a whole, so that no slot has passed; only the beginning of a period stays. */
const CAPTURED_AT = Date.parse("2026-11-24T19:07:52.593Z")
const AGE = Date.now() - CAPTURED_AT
const previous = captured.replaceAll(
  /(?<=[:\s[])1[78]\d{11}(?=[,\]}\s])/g,
  (instant) => Number(instant) % 86_400_000 === 0 ? instant : String(Number(instant) + AGE)
)
const OWNER_KEY = readFileSync(new URL("previous-0.1.0.key", import.meta.url), "utf8").trim()

interface Plan {
  readonly id: string
  readonly orgId: string
  readonly accountId: string
  readonly assetId: string | null
  readonly status: string
}

const database = `previous_${process.pid}`
let fleet: Fleet

describe("the database of the previous release", () => {
  beforeAll(async () => {
    await run(serverUrl(), `CREATE DATABASE ${database}`)
    const url = new URL(serverUrl())
    url.pathname = `/${database}`
    await Effect.runPromise(
      Effect.provide(
        Effect.zipRight(foundation, webhooks),
        Database.layer({ url: Redacted.make(url.href), applicationName: "callsheet-test", maxConnections: 2 })
      )
    )
    await run(
      url.href,
      "CREATE TABLE migration (id integer PRIMARY KEY, name text NOT NULL, run_at timestamptz NOT NULL DEFAULT now())"
    )
    await putRows(url.href, previous)
    fleet = await Fleet.make(url.href)
    await fleet.sandbox()
    await fleet.worker(currentBuild, "worker")
    await fleet.server(currentBuild, "server")
    fleet.use(OWNER_KEY)
  }, 120_000)

  afterAll(async () => {
    await fleet?.remove()
    await run(serverUrl(), `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  }, 60_000)

  it("opens with its keys, plans, accounts, assets and timelines as they were", async () => {
    const { body: me } = await fleet.insist<{ readonly orgId: string }>("system/whoami", {})
    const { body: list } = await fleet.insist<{ readonly plans: ReadonlyArray<Plan> }>("plan/list", { orgId: me.orgId })
    assert.deepStrictEqual(
      list.plans.map(({ status }) => status).toSorted(),
      ["in_review", "scheduled", "scheduled", "scheduled"]
    )
    const shown = list.plans.find(({ status }) => status === "in_review")!
    const { status: assetStatus } = await fleet.insist("asset/show", { id: shown.assetId ?? shown.id })
    assert.strictEqual(assetStatus, 200)
    const { body: timeline } = await fleet.insist<ReadonlyArray<{ readonly to: string }>>("plan/timeline", {
      id: shown.id
    })
    assert.includeMembers(timeline.map(({ to }) => to), ["approved", "in_review"])
    const { body: account } = await fleet.insist<{ readonly state?: string; readonly status?: string }>(
      "account/show",
      {
        id: shown.accountId
      }
    )
    assert.notInclude(JSON.stringify(account), "needs_reauth")
  }, 60_000)

  it(
    "goes on: a bare topic of then is refused with the way out, and with notes it is written and made now",
    async () => {
      const { body: me } = await fleet.insist<{ readonly orgId: string }>("system/whoami", {})
      const { body: list } = await fleet.insist<{ readonly plans: ReadonlyArray<Plan> }>("plan/list", {
        status: ["scheduled"]
      })
      const [sleeper] = list.plans
      const refused = await fleet.insist("plan/approve", { id: sleeper!.id })
      assert.strictEqual(refused.status, 409, JSON.stringify(refused.body))
      assert.include(JSON.stringify(refused.body), "NothingToSay")
      const added = await fleet.insist<{ readonly plan: Plan }>("plan/add", {
        orgId: me.orgId,
        plan: {
          accountId: sleeper!.accountId,
          topic: "Why old databases open",
          notes: "Each migration runs once.\nNo migration is edited after its release.\nA test opens the old file.",
          at: new Date(Date.now() + 3 * 86_400_000).toISOString()
        }
      })
      assert.strictEqual(added.status, 200, JSON.stringify(added.body))
      const { id } = added.body.plan
      const { body, status } = await fleet.insist("plan/approve", { id })
      assert.strictEqual(status, 200, JSON.stringify(body))
      await eventually(
        "the script",
        async () => (await fleet.insist<{ readonly script: unknown }>("asset/show", { id })).body,
        ({ script }) => script !== null && script !== undefined,
        60
      )
    },
    90_000
  )
})
