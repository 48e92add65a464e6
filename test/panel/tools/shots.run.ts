/** Pictures of every page, light and dark, on a desk and on a phone, into `pictures/` below the folder named by SHOTS. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, test } from "vitest"
import { launchChromium } from "../support/Chromium.ts"
import { pagesOf } from "../support/Pages.ts"
import { PanelStage } from "../support/PanelStage.ts"
import { goTo, isLive, Windows } from "../support/Windows.ts"
import { type WorkingDay, workingDay } from "../support/WorkingDay.ts"

const folder = process.env["SHOTS"] ?? join("packages", "panel", "dist", "shots")
const only = process.env["ONLY"]?.split(",")

let stage: PanelStage
let browser: Browser
let windows: Windows
let day: WorkingDay

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  ;[stage, browser] = await Promise.all([PanelStage.open(), launchChromium()])
  windows = new Windows(browser, stage)
  day = await workingDay(stage)
})
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

/** The whole page in a window as high as it is, so that what sticks to an edge is where it belongs. */
const shoot = async (
  page: Page,
  name: string,
  { height, width }: { readonly width: number; readonly height: number }
) => {
  const whole = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.max(height, Math.min(whole, 3_000)) })
  await page.waitForTimeout(100)
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await page.setViewportSize({ width, height })
}

const shapes = [
  ["", 1440, 998],
  ["-phone", 390, 844]
] as const

for (const theme of ["light", "dark"] as const) {
  for (const [suffix, width, height] of shapes) {
    test(`${theme}${suffix}`, async () => {
      const page = await windows.of(day.owner, { theme, width, height })
      for (const [name, path] of pagesOf(day)) {
        if (only !== undefined && !only.includes(name)) continue
        await goTo(page, path)
        await page.waitForLoadState("networkidle")
        await page.waitForTimeout(700)
        await shoot(page, `${name}${suffix}${theme === "dark" ? "-dark" : ""}`, { width, height })
      }
      if (only === undefined || only.includes("consent")) {
        const { orgId } = day.owner
        const { authorizeUrl } = await stage.call<{ authorizeUrl: string }>(day.owner, "account/connect", { orgId })
        await page.goto(authorizeUrl)
        await shoot(page, `consent${suffix}${theme === "dark" ? "-dark" : ""}`, { width, height })
      }
      await windows.close()
    })
  }
}

const desk = { width: 1440, height: 998 }
const settled = 900

test("the page of a guest", async () => {
  const { url } = await stage.call<{ readonly url: string }>(day.owner, "review/link", {
    id: day.waiting,
    may: "decide"
  })
  for (const theme of ["light", "dark"] as const) {
    for (const [suffix, width, height] of shapes) {
      const page = await windows.stranger({ theme, width, height })
      await page.goto(url)
      await page.getByRole("heading", { level: 1 }).waitFor()
      await page.waitForTimeout(settled)
      await shoot(page, `guest${suffix}${theme === "dark" ? "-dark" : ""}`, { width, height })
    }
  }
  await windows.close()
})

test("the states of every page", async () => {
  const empty = await stage.person(await stage.newOrg("Neu"), "owner", "Mara")
  for (const [suffix, width, height] of shapes) {
    const page = await windows.of(empty, { width, height })
    for (const [name, path] of pagesOf(day)) {
      if (path.includes("/plans/")) continue
      await goTo(page, path.split("?")[0] ?? path)
      await page.waitForTimeout(settled)
      await shoot(page, `${name}-empty${suffix}`, { width, height })
    }
  }
  const viewer = await windows.of(day.viewer, desk)
  for (const [name, path] of pagesOf(day)) {
    await goTo(viewer, path)
    await viewer.waitForTimeout(settled)
    await shoot(viewer, `${name}-read-only`, desk)
  }
  await goTo(viewer, "/plans/pln_unknown")
  await viewer.waitForTimeout(settled)
  await shoot(viewer, "plan-unknown", desk)

  // The server's answers are held back, so that each page stands as it waits for them.
  let isHeld = false
  const slow = await windows.stranger(desk)
  await slow.routeWebSocket(/\/rpc\/ws/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage((message) => isHeld && !String(message).includes("Pong") ? undefined : socket.send(message))
  })
  await slow.goto(await stage.link(day.owner))
  await isLive(slow)
  for (const [name, path] of pagesOf(day)) {
    isHeld = true
    await goTo(slow, path)
    await slow.waitForTimeout(settled)
    await shoot(slow, `${name}-loading`, desk)
    isHeld = false
  }

  await windows.close()
  const cut = await windows.of(day.owner, { ...desk, expected: /./ })
  for (const [, path] of pagesOf(day)) {
    await goTo(cut, path)
    await cut.waitForTimeout(300)
  }
  await stage.stopServing()
  await cut.getByText(/No connection since/).waitFor()
  for (const [name, path] of pagesOf(day)) {
    await goTo(cut, path)
    await cut.waitForTimeout(settled)
    await shoot(cut, `${name}-offline`, desk)
  }
  await stage.serve()
})

test("signing in", async () => {
  for (const theme of ["light", "dark"] as const) {
    for (const [suffix, width, height] of shapes) {
      const page = await windows.stranger({ theme, width, height })
      await page.goto("/")
      await page.getByRole("heading", { level: 1 }).waitFor()
      await page.screenshot({ path: join(folder, `sign-in${suffix}${theme === "dark" ? "-dark" : ""}.png`) })
    }
  }
  const empty = await stage.newOrg("Neu")
  const page = await windows.of(await stage.person(empty, "owner", "Mara"))
  await isLive(page)
  await page.screenshot({ path: join(folder, "first-run.png") })
  await windows.close()
})
