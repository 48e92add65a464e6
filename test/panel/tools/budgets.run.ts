/** What the panel promises, measured: size of the first load, when it is usable, event to pixel, a full month, memory. */
import { COMMIT_CHANNEL } from "@callsheet/database/commit/CommitNotifier"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { launchChromium } from "../support/Chromium.ts"
import { PanelStage } from "../support/PanelStage.ts"
import { addPlan, connect, HOUR } from "../support/Seed.ts"
import { goTo, isLive, isThere, Windows } from "../support/Windows.ts"

const budget = {
  firstLoadBytes: 180_000,
  interactiveMillis: 1_000,
  eventToPixelMillis: 200,
  monthMillis: 2_000,
  frameMillis: 34,
  heapGrowthBytes: 20_000_000
}
const PLANS = 2_000
const EVENTS = 10_000
const AT_ONCE = 200

let stage: PanelStage
let browser: Browser
let windows: Windows

beforeAll(async () => {
  ;[stage, browser] = await Promise.all([PanelStage.open(), launchChromium()])
  windows = new Windows(browser, stage)
})
afterAll(async () => {
  await windows?.close()
  await browser?.close()
  await stage?.close()
})

const rows: Array<readonly [what: string, value: number, most: number, unit: string]> = []
const say = (what: string, value: number, most: number, unit: string) => {
  rows.push([what, value, most, unit])
  process.stdout.write(`${what}: ${Math.round(value).toLocaleString("en")} of ${most.toLocaleString("en")} ${unit}\n`)
}

/** Events of a plan, put into the feed as a commit puts them, without the work around them. */
const events = (orgId: string, planId: string, count: number) =>
  stage.run(Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.zipRight(
      sql`INSERT INTO event (actor_id, kind, org_id, plan_id, version, at, tag, from_status, to_status, by, body, command_id)
        SELECT ${planId}, 'plan', ${orgId}, ${planId}, 1, ${Date.now()}, 'PlanLocked', 'scheduled', 'scheduled', 'key:Mara',
          '{}'::jsonb, 'measured:' || gen_random_uuid() FROM generate_series(1, ${count})`,
      sql`SELECT pg_notify(${COMMIT_CHANNEL}, '')`
    )))

test("the panel keeps its budgets", async () => {
  const orgId = await stage.newOrg("Budget")
  const owner = await stage.person(orgId, "owner", "Mara")
  const account = await connect(stage, orgId, "budget.one")
  const id = await addPlan(stage, owner, account, { topic: "Measured", inMillis: 4 * HOUR })
  await addPlan(stage, owner, account, { topic: "Measured too", inMillis: 8 * HOUR })

  const page = await windows.of(owner, { to: "/now" })
  await page.context().clearCookies()
  const fresh = await stage.link(owner, "/now")
  await page.goto(fresh)
  await isLive(page)
  await isThere(page)
  const usable = await page.evaluate(() => performance.now())
  const scripts = await page.evaluate(() =>
    performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"))
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0)
  )
  say("First load, JavaScript", scripts, budget.firstLoadBytes, "bytes compressed")
  say("Usable after", usable, budget.interactiveMillis, "ms")

  await goTo(page, `/plans/${id}`)
  await isThere(page)
  const times: Array<number> = []
  for (let turn = 0; turn < 40; turn++) {
    const isLocked = turn % 2 === 0
    const seen = page.waitForFunction(
      (locked) => (document.querySelector("main .st .lockw") !== null) === locked,
      isLocked,
      { polling: "raf" }
    )
    await stage.call(owner, isLocked ? "plan/lock" : "plan/unlock", { id })
    const committed = performance.now()
    await seen
    times.push(performance.now() - committed)
  }
  say("Event to pixel, p95", times.toSorted((a, b) => a - b)[37] ?? 0, budget.eventToPixelMillis, "ms")

  // The story of one plan grows with its events, and may; the pages that follow everything may not.
  await goTo(page, "/now")
  await isThere(page)
  const debuggerOf = await page.context().newCDPSession(page)
  const heap = async () => {
    await debuggerOf.send("HeapProfiler.collectGarbage")
    const { usedSize } = await debuggerOf.send("Runtime.getHeapUsage")
    return usedSize
  }
  const before = await heap()
  for (let sent = 0; sent < EVENTS; sent += AT_ONCE) {
    await events(orgId, id, AT_ONCE)
    await page.waitForTimeout(50)
  }
  // The last one to arrive is a change that can be seen.
  await addPlan(stage, owner, account, { topic: "After all of them", inMillis: 12 * HOUR })
  await page.getByText("After all of them").first().waitFor()
  say(`Memory added by ${EVENTS} events`, Math.max(0, await heap() - before), budget.heapGrowthBytes, "bytes")

  const start = new Date(Date.now() + 40 * 24 * HOUR)
  start.setUTCDate(2)
  start.setUTCHours(6, 0, 0, 0)
  const plans = Array.from(
    { length: PLANS },
    (_, index) =>
      `Plan ${index},${account},${
        new Date(start.getTime() + index * 18 * 60_000).toISOString()
      },- One fact of ${index}.`
  )
  await stage.call(owner, "plan/import", {
    orgId,
    format: "csv",
    content: ["topic,account,at,notes", ...plans].join("\n")
  })
  const full = await windows.of(owner, { to: "/now" })
  const began = performance.now()
  await goTo(full, `/calendar?month=${start.toISOString().slice(0, 7)}`)
  await isThere(full)
  say(`A calendar of ${PLANS} plans opens in`, performance.now() - began, budget.monthMillis, "ms")
  const frames = await full.evaluate(async () => {
    const taken: Array<number> = []
    let last = performance.now()
    for (let frame = 0; frame < 120; frame++) {
      scrollBy(0, frame < 60 ? 40 : -40)
      await new Promise((drawn) => requestAnimationFrame(drawn))
      const now = performance.now()
      taken.push(now - last)
      last = now
    }
    return taken
  })
  say("A frame of it while it scrolls, p95", frames.toSorted((a, b) => a - b)[113] ?? 0, budget.frameMillis, "ms")
  for (const [what, value, most] of rows) expect(value, what).toBeLessThanOrEqual(most)
})
