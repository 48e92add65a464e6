import { CannotDo } from "@callsheet/client/CliError"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import type { Browser } from "playwright-core"

const places = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"
]

const remedy =
  "Install Chromium or Google Chrome (Debian: apt-get install chromium), or name its program: CHROMIUM_PATH=/path/to/chromium"

/** The program of Chromium or Chrome on this machine, if there is one. */
export const chromiumPath = (): string | undefined => places.find((path) => path !== undefined && existsSync(path))

/** That browser, without a window. It ends with the scope. */
export const openBrowser = Effect.acquireRelease(
  Effect.gen(function*() {
    const executablePath = chromiumPath()
    if (executablePath === undefined) {
      return yield* new CannotDo({ what: "This machine has no Chromium and no Google Chrome.", next: remedy })
    }
    return yield* Effect.tryPromise({
      // Loaded here, so that no other command waits for it.
      try: async (): Promise<Browser> =>
        (await import("playwright-core")).chromium.launch({
          executablePath,
          // Chromium's own sandbox does not start for root; the only pages it sees are ours.
          args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-dev-shm-usage"]
        }),
      catch: (error) => new CannotDo({ what: `${executablePath} does not start: ${String(error)}`, next: remedy })
    })
  }),
  (browser) => Effect.promise(() => browser.close())
)
