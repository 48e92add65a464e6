import { chromiumPath } from "@callsheet/audit/Browser"
import { type Browser, chromium } from "playwright-core"

/** The browser of this machine. Without one the tests of the panel fail: skipping them would look like passing. */
export const launchChromium = async (): Promise<Browser> => {
  const executablePath = chromiumPath()
  if (executablePath === undefined) {
    throw new Error(
      "The tests of the panel need Chromium, and there is none here. Install it (Debian: apt-get install chromium), or name " +
        "its program: CHROMIUM_PATH=/path/to/chromium npm test"
    )
  }
  return await chromium.launch({
    executablePath,
    // Chromium's own sandbox does not start for root; the only pages it sees are ours.
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-dev-shm-usage"]
  })
}
