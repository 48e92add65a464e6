import type { Browser, BrowserContext, Page } from "playwright-core"
import { expect } from "vitest"
import type { PanelStage, Person } from "./PanelStage.ts"

export interface WindowOptions {
  readonly to?: string
  readonly theme?: "light" | "dark"
  readonly locale?: string
  readonly width?: number
  readonly height?: number
  /** Messages of the console that this test brings about on purpose. */
  readonly expected?: RegExp
}

const isPhone = (width: number) => width < 600

/** Browser windows of the tests. Each keeps what its console said, so that no test ends with an error unseen. */
export class Windows {
  readonly #browser: Browser
  readonly #stage: PanelStage
  readonly #open = new Map<BrowserContext, Array<string>>()

  constructor(browser: Browser, stage: PanelStage) {
    this.#browser = browser
    this.#stage = stage
  }

  /** A window of nobody. */
  async stranger(options: WindowOptions = {}): Promise<Page> {
    const { expected, height = 998, locale = "en-GB", theme = "light", width = 1440 } = options
    const context = await this.#browser.newContext({
      baseURL: this.#stage.url,
      colorScheme: theme,
      hasTouch: isPhone(width),
      isMobile: isPhone(width),
      locale,
      reducedMotion: "reduce",
      timezoneId: "Europe/Berlin",
      viewport: { width, height }
    })
    context.setDefaultTimeout(30_000)
    const faults: Array<string> = []
    this.#open.set(context, faults)
    const note = (text: string) => {
      if (expected === undefined || !expected.test(text)) faults.push(text)
    }
    const page = await context.newPage()
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") note(message.text())
    })
    page.on("pageerror", (error) => note(String(error.stack ?? error)))
    return page
  }

  /** A window in which a person has signed in by a one-time link. */
  async of(person: Person, options: WindowOptions = {}): Promise<Page> {
    const page = await this.stranger(options)
    await page.goto(await this.#stage.link(person, options.to))
    await isLive(page)
    return page
  }

  /** Ends a test: every window closes, and none of them had anything to complain of. */
  async close(): Promise<void> {
    const faults = [...this.#open.values()].flat()
    await Promise.all([...this.#open.keys()].map((context) => context.close()))
    this.#open.clear()
    expect(faults).toEqual([])
  }
}

/** The page shows the state of this second. */
export const isLive = async (page: Page): Promise<void> => {
  await page.locator("[role=status]").filter({ hasText: /^Live/ }).first().waitFor()
}

/** Goes to another page of the panel without loading it again, as a click on a link does. */
export const goTo = async (page: Page, path: string): Promise<void> => {
  await page.evaluate(async (to) => {
    history.pushState(null, "", to)
    dispatchEvent(new Event("popstate"))
    // The page of before is gone with the next frame.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  }, path)
}

/** The page of the address stands: it has its title or says why not, and waits for no answer. */
export const isThere = async (page: Page): Promise<void> => {
  await page.locator("main h1, main .msg").first().waitFor()
  await page.waitForFunction(() => document.querySelector("main [aria-busy=true]") === null)
}
