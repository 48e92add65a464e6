/** What the panel promises, measured: size of the first load, when it is usable, event to pixel, a full month, memory. */
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
  heapGrowthBytes: 20_000_000
}
const PLANS = 2_000
const EVENTS = 1_000

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

const say = (what: string, value: number, most: number, unit: string) => {
  process.stdout.write(`${what}: ${Math.round(value).toLocaleString("en")} of ${most.toLocaleString("en")} ${unit}\n`)
  expect(value, what).toBeLessThanOrEqual(most)
}

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
  for (let turn = 0; turn < EVENTS; turn++) {
    await stage.call(owner, turn % 2 === 0 ? "plan/lock" : "plan/unlock", { id })
  }
  await page.waitForTimeout(1_000)
  say(`Memory added by ${EVENTS} events`, Math.max(0, await heap() - before), budget.heapGrowthBytes, "bytes")

  const start = new Date(Date.now() + 40 * 24 * HOUR)
  start.setUTCDate(2)
  start.setUTCHours(6, 0, 0, 0)
  const rows = Array.from(
    { length: PLANS },
    (_, index) =>
      `Plan ${index},${account},${
        new Date(start.getTime() + index * 18 * 60_000).toISOString()
      },- One fact of ${index}.`
  )
  await stage.call(owner, "plan/import", {
    orgId,
    format: "csv",
    content: ["topic,account,at,notes", ...rows].join("\n")
  })
  const full = await windows.of(owner, { to: "/now" })
  const began = performance.now()
  await goTo(full, `/calendar?month=${start.toISOString().slice(0, 7)}`)
  await isThere(full)
  say(`A calendar of ${PLANS} plans opens in`, performance.now() - began, budget.monthMillis, "ms")
})
