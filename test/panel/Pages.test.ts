import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { axeFindings } from "./support/Axe.ts"
import { launchChromium } from "./support/Chromium.ts"
import { pagesOf } from "./support/Pages.ts"
import { PanelStage } from "./support/PanelStage.ts"
import { goTo, isThere, Windows } from "./support/Windows.ts"
import { type WorkingDay, workingDay } from "./support/WorkingDay.ts"

let stage: PanelStage
let browser: Browser
let windows: Windows
let day: WorkingDay

beforeAll(async () => {
  ;[stage, browser] = await Promise.all([PanelStage.open(), launchChromium()])
  windows = new Windows(browser, stage)
  day = await workingDay(stage)
}, 240_000)
afterEach(() => windows.close())
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

/** Waits until the page has what it asked for, and calls back with its name. */
const onEach = async (page: Page, look: (name: string) => Promise<void>) => {
  for (const [name, path] of pagesOf(day)) {
    await goTo(page, path)
    await isThere(page)
    await look(name)
  }
}

const overflow = (page: Page) =>
  page.evaluate(() => {
    const wide = [...document.querySelectorAll("main *")].find((element) =>
      element.getBoundingClientRect().right > innerWidth + 1 && element.closest(".scrolls, .vh, dialog") === null
    )
    return {
      by: document.documentElement.scrollWidth - innerWidth,
      first: wide === undefined ? "" : `${wide.tagName}.${wide.className}`
    }
  })

describe("every page", () => {
  test("opens by its own address, as a link or a reload does", async () => {
    const statuses = await Promise.all(
      pagesOf(day).map(async ([name, path]) => `${name} ${(await fetch(stage.url + path)).status}`)
    )
    expect(statuses.filter((one) => !one.endsWith(" 200"))).toEqual([])
  })

  for (const theme of ["light", "dark"] as const) {
    test(`has nothing that axe objects to, and no console error, in the ${theme} theme`, async () => {
      const page = await windows.of(day.owner, { theme })
      const findings: Array<string> = []
      await onEach(page, async (name) => {
        for (const finding of await axeFindings(page)) findings.push(`${name}: ${finding}`)
      })
      expect(findings).toEqual([])
    }, 180_000)
  }

  for (const width of [360, 768, 1920]) {
    test(`fits ${width} pixels without scrolling sideways`, async () => {
      const page = await windows.of(day.owner, { width, height: 800 })
      const wide: Array<string> = []
      await onEach(page, async (name) => {
        const { by, first } = await overflow(page)
        if (by > 0) wide.push(`${name} by ${by} px: ${first}`)
      })
      expect(wide).toEqual([])
    })
  }

  test("is in German for a German browser, with no text of the English catalogue left in the frame", async () => {
    const page = await windows.of(day.owner, { locale: "de-DE" })
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("de")
    await onEach(page, async () => {
      expect(await page.getByRole("navigation", { name: "Main" }).count()).toBe(0)
    })
    await page.getByRole("link", { name: "Kalender" }).first().waitFor()
  })

  test("says in the sandbox that nothing reaches TikTok", async () => {
    const page = await windows.of(day.viewer)
    await onEach(page, async (name) => {
      expect(await page.getByText("Nothing reaches TikTok").count(), name).toBeGreaterThan(0)
    })
  })

  test("opens for a viewer without offering what a viewer may not do", async () => {
    const page = await windows.of(day.viewer)
    const offered: Array<string> = []
    const changes =
      /^(Approve|Release|Reject|Cancel|Connect|Disconnect|Re-run|Drain|Make the key|Revoke|Add$|Change limits|Import \d|Add files|Delete|Save the kit|New preset|Save the preset|Remove…|Pause|Resume|Take this again)/
    await onEach(page, async (name) => {
      for (const button of await page.getByRole("button").allTextContents()) {
        if (changes.test(button.trim())) offered.push(`${name}: ${button}`)
      }
    })
    expect(offered).toEqual([])
  })
})
