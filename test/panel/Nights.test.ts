/** What the panel does over a night in which the clocks change, and while the database is away. */
import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { asAdmin, TestDatabase } from "../support/Postgres.ts"
import { eventually } from "../support/RunningStack.ts"
import { launchChromium } from "./support/Chromium.ts"
import { PanelStage, type Person } from "./support/PanelStage.ts"
import { addPlan, connect, HOUR, showPlan } from "./support/Seed.ts"
import { isLive, Windows } from "./support/Windows.ts"

let stage: PanelStage
let browser: Browser
let windows: Windows
let owner: Person
let account: Awaited<ReturnType<typeof connect>>

beforeAll(async () => {
  ;[stage, browser] = await Promise.all([PanelStage.open(), launchChromium()])
  windows = new Windows(browser, stage)
  owner = await stage.person(await stage.newOrg("Nachtschicht"), "owner", "Mara")
  account = await connect(stage, owner.orgId, "night.owl")
}, 120_000)
afterEach(() => windows.close())
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

const DAY = 24 * HOUR
const berlin = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Berlin",
  dateStyle: "short",
  timeStyle: "short"
})
/** `2027-03-28 18:00` */
const inBerlin = (at: number): string => berlin.format(at)
const offsetHours = (at: number): number => (Date.parse(`${inBerlin(at).replace(" ", "T")}:00Z`) - at) / HOUR

/** Noon, by UTC, of the next day at whose start the clocks of Berlin go forward. */
const nextSpring = (): number => {
  let noon = Math.floor(Date.now() / DAY) * DAY + DAY / 2
  do noon += DAY
  while (offsetHours(noon) - offsetHours(noon - DAY) !== 1)
  return noon
}

/** Wishes are rounded up to a whole minute. */
const until = (at: number): number => at - Date.now() - 30_000

const dayOf = (at: number): string => inBerlin(at).slice(0, 10)

/** The plan's strip is taken by the pointer and held over another day. */
const holdOver = async (page: Page, id: string, day: string) => {
  const strip = await page.locator(`[data-plan="${id}"]`).first().boundingBox()
  const place = await page.locator(`[data-day="${day}"]`).first().boundingBox()
  if (strip === null || place === null) throw new Error(`The plan or ${day} is not on the page.`)
  await page.mouse.move(strip.x + 10, strip.y + 8)
  await page.mouse.down()
  await page.mouse.move(place.x + place.width / 2, place.y + 60, { steps: 6 })
}

describe("the night in which the clocks go forward", () => {
  test("a plan dragged over it keeps its time of day, and says before the drop that it fits", async () => {
    const spring = nextSpring()
    const [saturday, sunday] = [dayOf(spring - DAY), dayOf(spring)]
    const evening = Date.parse(`${saturday}T17:00:00Z`)
    const id = await addPlan(stage, owner, account, { topic: "Over the night", inMillis: until(evening) })
    const page = await windows.of(owner, { to: `/calendar?view=month&day=${saturday}` })
    await holdOver(page, id, sunday)
    await page.locator(".lift-layer .fit.ok").waitFor()
    await page.mouse.up()
    const moved = await eventually(
      "the moved plan",
      () => showPlan(stage, owner, id),
      ({ slot }) => Date.parse(slot) !== evening
    )
    // 18:00 as before, and only 23 hours later.
    expect(inBerlin(Date.parse(moved.slot))).toBe(`${sunday} 18:00`)
    expect(Date.parse(moved.slot) - evening).toBe(23 * HOUR)
    await page.locator(`[data-day="${sunday}"] [data-plan="${id}"]`).waitFor()
  })

  test("a time that this night leaves out is refused before the drop, and nothing moves", async () => {
    const spring = nextSpring()
    const [saturday, sunday] = [dayOf(spring - DAY), dayOf(spring)]
    const night = Date.parse(`${saturday}T01:30:00Z`)
    const id = await addPlan(stage, owner, account, { topic: "At half past two", inMillis: until(night) })
    const page = await windows.of(owner, { to: `/calendar?view=month&day=${saturday}` })
    await holdOver(page, id, sunday)
    await page.locator(".lift-layer .fit.bad").filter({ hasText: "does not exist" }).waitFor()
    await page.mouse.up()
    // The dialog offers another time.
    await page.getByRole("dialog").waitFor()
    await page.keyboard.press("Escape")
    expect(Date.parse((await showPlan(stage, owner, id)).slot)).toBe(night)
  })
})

describe("a database that goes away while the panel is open", () => {
  test("the page says so where something is asked, follows again by itself, and shows each plan once", async () => {
    const page = await windows.of(owner, {
      to: "/review",
      expected: /WebSocket|Failed to load resource|503|500|409/
    })
    const { name } = await stage.run(TestDatabase)
    await stage.run(asAdmin(async (admin) => {
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
      await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name])
      await new Promise((rested) => setTimeout(rested, 3_000))
      await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
    }))
    const id = await eventually(
      "a plan that was added after the restart",
      () => addPlan(stage, owner, account, { topic: "After the restart", inMillis: 40 * HOUR }).catch(() => null),
      (added) => added !== null
    )
    await isLive(page)
    await page.getByRole("main").getByText("After the restart").first().waitFor()
    const shown = () => page.getByRole("main").getByText("After the restart").count()
    const followed = await shown()
    await page.reload()
    await isLive(page)
    await page.getByRole("main").getByText("After the restart").first().waitFor()
    expect(await shown()).toBe(followed)
    expect(id).not.toBeNull()
  })
})
