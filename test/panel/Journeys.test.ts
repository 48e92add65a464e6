import { Keys } from "@callsheet/database/secrets/Keys"
import { INSTALLATION } from "@callsheet/domain/api/Role"
import type { OrgId } from "@callsheet/domain/Ids"
import { SandboxServer } from "@callsheet/sandbox/Http"
import { Effect } from "effect"
import type { Browser, Locator, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { axeFindings } from "./support/Axe.ts"
import { launchChromium } from "./support/Chromium.ts"
import { addFile, fontFile, largePicture, smallPicture } from "./support/Files.ts"
import { PanelStage, type Person } from "./support/PanelStage.ts"
import {
  addPlan,
  bringForward,
  connect,
  giveUp,
  HOUR,
  inReview,
  release,
  showPlan,
  untilStatus
} from "./support/Seed.ts"
import { isLive, Windows } from "./support/Windows.ts"

let stage: PanelStage
let browser: Browser
let windows: Windows

beforeAll(async () => {
  ;[stage, browser] = await Promise.all([PanelStage.open(), launchChromium()])
  windows = new Windows(browser, stage)
}, 120_000)
afterEach(() => windows.close())
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

let orgs = 0
const studio = async () => {
  const number = ++orgs
  const orgId: OrgId = await stage.newOrg(`Studio ${number}`)
  const owner: Person = await stage.person(orgId, "owner", "Mara")
  return { orgId, owner, number }
}

const studioWithAccount = async () => {
  const { number, orgId, owner } = await studio()
  return { orgId, owner, number, account: await connect(stage, orgId, `creator.${number}`) }
}

/** Fills the release page as a person does who wants the post to be seen by everyone. */
const releaseOnPage = async (page: Page) => {
  await page.getByRole("radio", { name: "Everyone" }).check()
  await page.getByRole("checkbox", { name: /Music Usage Confirmation/ }).check()
  await page.getByRole("main").getByRole("button", { name: /^Release/ }).click()
}

describe("the panel", () => {
  test("leads an empty org to a published sandbox video by doing", async () => {
    const { owner } = await studio()
    await stage.run(Effect.flatMap(SandboxServer, ({ control }) => control.addCreator({ username: "first.creator" })))
    const page = await windows.of(owner)
    await page.getByRole("heading", { name: "A blank sheet" }).waitFor()
    await page.getByRole("button", { name: "Connect a sandbox creator" }).click()
    await page.getByRole("heading", { name: /^Connect a TikTok account to / }).waitFor()
    // The consent page of the sandbox says yes at once and leads back to the server.
    await page.getByRole("button", { name: "Continue to TikTok" }).click()
    await page.waitForURL(/oauth\/tiktok\/callback/)
    await page.getByRole("link", { name: "Back to Callsheet" }).click()
    // It goes on where it began.
    await page.waitForURL(/\/now$/)
    await page.getByText("is connected.").waitFor()
    await page.getByRole("button", { name: "Plan it" }).click()
    await page.getByRole("button", { name: "Approve", exact: true }).click()
    await page.getByRole("link", { name: "See and release it" }).click()
    await releaseOnPage(page)
    await page.waitForURL(/\/plans\/pln_[^/]+$/)
    const id = page.url().split("/").at(-1) as never
    await bringForward(stage, owner, id)
    await untilStatus(stage, owner, id, "tracked")
    // The page follows by itself.
    await page.locator(".st.go").filter({ hasText: "Live" }).first().waitFor()
    // The first run says that it has come to its end, and gives way to the panel.
    await page.goto("/now")
    await page.getByRole("heading", { name: "Just happened" }).waitFor()
    await page.getByRole("main").getByText(/^Live/).first().waitFor()
  })

  test("says on a plan's page whether its slot can be met, and marks in its story what went wrong", async () => {
    const { account, orgId, owner } = await studioWithAccount()
    const id = await inReview(stage, owner, account, { topic: "A rough day", inMillis: 5 * HOUR })
    await giveUp(stage, orgId, id, {
      kind: "fetch_metrics",
      message: "video/query answered 500: internal_error",
      remedy: "Wait until TikTok answers again, then re-run.",
      agoMillis: 1_000
    })
    const page = await windows.of(owner, { to: `/plans/${id}` })
    const fits = page.locator(".facts > div").filter({ hasText: "Slot can be met" })
    await fits.getByText(/^Yes, if released by /).waitFor()
    await fits.getByText("1 of 15 posts in 24 h").waitFor()
    const story = page.getByRole("table", { name: "Timeline" })
    await page.getByRole("button", { name: /^Trouble/ }).click()
    await story.getByText("Numbers: given up").waitFor()
    await story.getByText("video/query answered 500: internal_error").first().waitFor()
    expect(await story.getByText("Planned").count()).toBe(0)
    // What the plan and its asset both tell is one row, in words of people.
    await page.getByRole("button", { name: "All" }).click()
    await story.getByText("Video ready").waitFor()
    expect(await story.getByText("Work began").count()).toBe(0)
    const viewer = await stage.person(orgId, "viewer", "Emeka")
    const looking = await windows.of(viewer, { to: `/plans/${id}` })
    await looking.getByRole("table", { name: "Timeline" }).getByText("Video ready").waitFor()
    expect(await looking.getByText("Slot can be met").count()).toBe(0)
  })

  test("offers an account and a slot that is ahead where the dialog for a new plan is opened by its address", async () => {
    const { account, owner } = await studioWithAccount()
    const page = await windows.of(owner, { to: "/calendar?new=1" })
    const dialog = page.getByRole("dialog", { name: "New plan" })
    await dialog.getByRole("textbox", { name: "Topic" }).fill("Opened by a link")
    await dialog.getByText("This slot can be met.").waitFor()
    expect(await dialog.getByRole("combobox", { name: "Account" }).inputValue()).toBe(account)
    await dialog.getByRole("button", { name: "Add the plan" }).click()
    await page.getByRole("heading", { level: 1, name: "Opened by a link" }).waitFor()
  })

  test("leads through the queue on a phone, where it has no room beside the video", async () => {
    const { account, owner } = await studioWithAccount()
    await addPlan(stage, owner, account, { topic: "The first of two", inMillis: 20 * HOUR })
    await addPlan(stage, owner, account, { topic: "The second of two", inMillis: 25 * HOUR })
    const page = await windows.of(owner, { to: "/review", width: 390, height: 844 })
    await page.getByText("1 of 2").waitFor()
    expect(await page.getByRole("button", { name: "The one before" }).isDisabled()).toBe(true)
    await page.getByRole("button", { name: "The next one" }).click()
    await page.getByRole("heading", { name: "The second of two" }).waitFor()
    await page.getByText("2 of 2").waitFor()
  })

  test("ends a sign-in link with its first use, and says how to get another", async () => {
    const { owner } = await studio()
    const link = await stage.link(owner)
    const first = await windows.stranger()
    await first.goto(link)
    await isLive(first)
    const second = await windows.stranger({ expected: /410|401/ })
    const answer = await second.goto(link)
    expect(answer?.status()).toBe(410)
    await second.getByText("callsheet open").waitFor()
    await second.goto("/")
    await second.getByLabel("API key").fill("cs_nothing")
    await second.getByRole("button", { name: "Sign in with the key" }).click()
    await second.getByText("This key is not known, or it was revoked.").waitFor()
    expect(await axeFindings(second)).toEqual([])
  }, 60_000)

  test("lets one of two people decide who answer at once, and shows both what became of it", async () => {
    const { account, owner } = await studioWithAccount()
    const id = await inReview(stage, owner, account, { topic: "Two hands", inMillis: 4 * HOUR })
    const { url } = await stage.call<{ readonly url: string }>(owner, "review/link", { id, may: "decide" })
    const [one, two] = await Promise.all([
      windows.of(owner, { to: `/plans/${id}/release`, expected: /409/ }),
      windows.stranger({ expected: /409/ })
    ])
    await two.goto(url)
    await two.getByLabel("Your name").fill("Jonas")
    await two.getByRole("button", { name: "Not yet…" }).click()
    await two.getByRole("textbox", { name: "What should be different?" }).fill("Not this week.")
    await one.getByRole("radio", { name: "Everyone" }).check()
    await one.getByRole("checkbox", { name: /Music Usage Confirmation/ }).check()
    await Promise.all([
      one.getByRole("main").getByRole("button", { name: /^Release/ }).click(),
      two.getByRole("button", { name: "Send it back" }).click()
    ])
    // A rejection may also follow a release; a release never follows a rejection.
    const decided = await untilStatus(stage, owner, id, "rejected", "assets_generated")
    const { status } = decided.status === "rejected" ? decided : await showPlan(stage, owner, id)
    await two.locator(".msg").first().waitFor()
    await one.goto(`/plans/${id}`)
    await one.locator("main .st").filter({ hasText: status === "rejected" ? "Rejected" : "Ready" }).first().waitFor()
  })

  test("goes on by itself when the server comes back, and shows each event once", async () => {
    const { account, owner } = await studioWithAccount()
    const page = await windows.of(owner, { expected: /WebSocket|ERR_CONNECTION_REFUSED|Failed to load resource|503/ })
    await addPlan(stage, owner, account, { topic: "Before the cut", inMillis: 30 * HOUR })
    await addPlan(stage, owner, account, { topic: "Also before", inMillis: 31 * HOUR })
    await page.goto("/review")
    await isLive(page)
    await page.getByText("Before the cut").first().waitFor()
    await stage.stopServing()
    await page.locator("[role=status]").filter({ hasText: /Reconnecting|Offline/ }).first().waitFor()
    await page.getByText(/No connection since/).waitFor()
    await stage.serve()
    await isLive(page)
    await addPlan(stage, owner, account, { topic: "After the cut", inMillis: 32 * HOUR })
    await page.getByText("After the cut").first().waitFor()
    const shown = () =>
      Promise.all(
        ["Before the cut", "Also before", "After the cut"].map((topic) =>
          page.getByRole("main").getByText(topic).count()
        )
      )
    const followed = await shown()
    expect(Math.min(...followed)).toBeGreaterThan(0)
    // A page that reads everything again shows the same, each as often.
    await page.reload()
    await isLive(page)
    await page.getByText("After the cut").first().waitFor()
    expect(await shown()).toEqual(followed)
  })

  // How fast is measured by `npm run panel:budgets`, on a machine that does nothing else.
  test("shows a change of the server that nobody asked it about", async () => {
    const { account, owner } = await studioWithAccount()
    const id = await addPlan(stage, owner, account, { topic: "Quick to see", inMillis: 30 * HOUR })
    const page = await windows.of(owner, { to: `/plans/${id}` })
    await page.waitForLoadState("networkidle")
    const asked: Array<string> = []
    page.on("request", (request) => asked.push(request.url()))
    for (let turn = 0; turn < 4; turn++) {
      const isLocked = turn % 2 === 0
      await stage.call(owner, isLocked ? "plan/lock" : "plan/unlock", { id })
      await page.locator("main .st .lockw").waitFor({ state: isLocked ? "visible" : "detached" })
    }
    expect(asked).toEqual([])
  })

  test("can be walked by keyboard alone, from one place to the next and into the help", async () => {
    const { account, owner } = await studioWithAccount()
    const id = await addPlan(stage, owner, account, { topic: "By hand", inMillis: 4 * HOUR })
    await addPlan(stage, owner, account, { topic: "By hand too", inMillis: 9 * HOUR })
    const page = await windows.of(owner)
    await page.keyboard.press("Tab")
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip")
    for (
      const [letter, heading] of [["a", "Accounts"], ["u", "Usage"], ["l", "Library"], ["y", "Analytics"], [
        "r",
        "Review"
      ]] as const
    ) {
      await page.keyboard.press("g")
      await page.keyboard.press(letter)
      await page.getByRole("heading", { level: 1, name: heading }).waitFor()
    }
    await page.keyboard.press("?")
    await page.getByRole("dialog", { name: "Keys" }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.keyboard.press("Escape")
    await page.keyboard.press("ControlOrMeta+k")
    await page.getByRole("dialog").getByRole("textbox").or(page.getByRole("combobox")).first().fill("by hand")
    await page.keyboard.press("Enter")
    await page.waitForURL(`**/plans/${id}`)
  })

  test("names every faulty cell of an imported file, takes the change, and stores the rows once", async () => {
    const { account, owner } = await studioWithAccount()
    void account
    const page = await windows.of(owner, { to: "/import" })
    const day = new Date(Date.now() + 20 * 24 * HOUR).toISOString().slice(0, 10)
    const rows = [
      "topic,account,at,timezone,notes",
      `Chestnuts,,${day}T12:00,Europe/Berlin,- One fact about chestnuts.`,
      `,,${day}T14:00,Europe/Berlin,- A row without a topic.`,
      `Ice on tracks,,${day}T16:00,Europe/Berln,- A zone that does not exist.`
    ].join("\n")
    await page.locator("input[type=file]").setInputFiles({
      name: "winter.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(rows)
    })
    await page.getByText("2 rows with 2 faults").waitFor()
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole("textbox", { name: "Row 3, topic" }).fill("Snow, counted")
    await page.getByRole("textbox", { name: "Row 3, topic" }).blur()
    await page.getByText("1 row with 1 fault").waitFor()
    await page.getByRole("textbox", { name: "Row 4, timezone" }).fill("Europe/Berlin")
    await page.getByRole("textbox", { name: "Row 4, timezone" }).blur()
    await page.getByRole("button", { name: "Import 3 plans" }).dblclick()
    await page.getByText("3 plans are in the calendar.").waitFor()
    const { plans } = await stage.call<{ readonly plans: ReadonlyArray<unknown> }>(owner, "plan/list", {})
    expect(plans).toHaveLength(3)
  })

  test("lets a guest review on a phone by a signed link, in German, and closes once it is decided", async () => {
    const { account, owner } = await studioWithAccount()
    const id = await inReview(stage, owner, account, { topic: "Gast", inMillis: 4 * HOUR })
    const { url } = await stage.call<{ readonly url: string }>(owner, "review/link", { id, may: "decide" })
    const guest = await windows.stranger({ width: 390, height: 844, locale: "de-DE", expected: /409/ })
    await guest.goto(url)
    await guest.getByRole("heading", { level: 1, name: "Gast" }).waitFor()
    expect(await axeFindings(guest)).toEqual([])
    expect(await guest.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await guest.getByLabel("Ihr Name").fill("Tobias")
    await guest.getByRole("button", { name: "Noch nicht…" }).click()
    await guest.getByRole("textbox", { name: "Was soll anders sein?" }).fill("Zu laut am Anfang.")
    await guest.getByRole("button", { name: "Zurückgeben" }).click()
    await guest.getByText("Zurückgegeben, mit Ihrem Grund.").waitFor()
    expect((await showPlan(stage, owner, id)).status).toBe("rejected")
    await guest.reload()
    await guest.locator(".msg").first().waitFor()
    expect(await guest.getByRole("button", { name: "Zustimmen" }).count()).toBe(0)
  })

  test("leads an operator, who belongs to no org, to the workers and offers no org's work", async () => {
    const operator = await stage.person(INSTALLATION, "operator", "Ops")
    const page = await windows.stranger()
    await page.goto("/")
    await page.getByLabel("API key").fill(operator.key)
    await page.getByRole("button", { name: "Sign in with the key" }).click()
    await isLive(page)
    await page.getByRole("heading", { name: "Workers" }).waitFor()
    expect(await page.getByRole("link", { name: "Calendar" }).count()).toBe(0)
    await page.goto("/calendar")
    await isLive(page)
    await page.getByText(/owner/i).first().waitFor()
  })

  test("shows a key that was made elsewhere, and its end, as they happen", async () => {
    const { orgId, owner } = await studio()
    const page = await windows.of(owner, { to: "/settings" })
    await page.getByRole("button", { name: "Make the key" }).waitFor()
    await stage.person(orgId, "viewer", "Nils Holm")
    const row = page.getByRole("row").filter({ hasText: "Nils Holm" })
    await row.waitFor({ timeout: 10_000 })
    await stage.run(Effect.gen(function*() {
      const keys = yield* Keys
      const made = (yield* keys.list(orgId)).find(({ name }) => name === "Nils Holm")
      return yield* keys.revoke(orgId, made?.id ?? "")
    }))
    await row.waitFor({ state: "detached", timeout: 10_000 })
  })

  test("counts before it re-runs what was given up, and shows a key this once", async () => {
    const { orgId, owner } = await studioWithAccount()
    const page = await windows.of(owner, { to: "/settings" })
    await page.getByLabel("Name", { exact: true }).fill("Lena Brandt")
    await page.getByRole("button", { name: "Make the key" }).click()
    const secret = await page.locator(".once code").textContent()
    expect(secret).toMatch(/^cs_/)
    const made = await fetch(`${stage.url}/api/v1/system/whoami`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret ?? ""}`, "content-type": "application/json" },
      body: "{}"
    })
    expect(await made.json()).toMatchObject({ orgId, role: "editor", name: "Lena Brandt" })
    await page.reload()
    await isLive(page)
    await page.getByText("Lena Brandt").waitFor()
    expect(await page.locator(".once").count()).toBe(0)
  })

  test("takes several files, goes on where a cut ended, and says why one is not taken", async () => {
    const { owner } = await studio()
    const page = await windows.of(owner, { to: "/library", expected: /ERR_FAILED|422|400/ })
    await page.getByText("Pictures, clips, sound, fonts and logos stand here.").waitFor()
    const offsets: Array<string> = []
    await page.route("**/media/upload/**", async (route) => {
      offsets.push(route.request().headers()["content-range"] ?? "")
      // The second piece is lost on its way; what came before it has arrived.
      if (offsets.length === 2) await route.abort()
      else await route.continue()
    })
    const large = largePicture()
    await page.locator("input[type=file]").setInputFiles([
      { name: "noise.png", mimeType: "image/png", buffer: large }
    ])
    const uploads = page.getByRole("region", { name: "Files on their way" })
    await uploads.getByText("1 of 1 in").waitFor()
    const starts = offsets.map((range) => Number(/^bytes (\d+)-/.exec(range)?.[1]))
    expect(starts[1]).toBe(starts[2])
    expect(starts.filter((from) => from === 0)).toHaveLength(1)
    await page.locator("input[type=file]").setInputFiles([
      { name: "lamp.png", mimeType: "image/png", buffer: smallPicture() },
      { name: "song.mp3", mimeType: "audio/mpeg", buffer: Buffer.from("This is no sound.") },
      { name: "Face.ttf", mimeType: "font/ttf", buffer: fontFile() }
    ])
    await uploads.getByText("3 of 4 in").waitFor()
    await uploads.getByText("Not taken").waitFor()
    await uploads.getByRole("button", { name: "Leave it out" }).click()
    await page.getByRole("link", { name: /lamp\.png/ }).click()
    await page.getByRole("textbox", { name: "Add a tag" }).fill("night")
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Remove the tag night" }).waitFor()
    await page.getByRole("searchbox", { name: "Find in the library" }).fill("night")
    await page.getByText("1 file.").waitFor()
    await page.reload()
    await page.getByRole("button", { name: "Remove the tag night" }).waitFor()
    await page.getByRole("button", { name: "Delete…" }).click()
    await page.getByRole("button", { name: "Delete it" }).click()
    await page.getByText("No file matches these filters.").waitFor()
  }, 120_000)

  test("keeps a file that the brand kit needs, and takes an earlier kit again", async () => {
    const { owner } = await studio()
    const font = await addFile(stage, owner, "Face.ttf", fontFile())
    const page = await windows.of(owner, { to: "/library/brand" })
    await page.getByText("The kit was never set.").waitFor()
    await page.getByRole("textbox", { name: "Ground", exact: true }).fill("#FFF6E6")
    await page.getByRole("textbox", { name: "Text", exact: true }).fill("#FFF0D0")
    await page.getByText(/Too close to read/).waitFor()
    await page.getByRole("combobox", { name: "Font of titles" }).selectOption({ label: "Face.ttf" })
    await page.getByRole("button", { name: "Save the kit" }).click()
    await page.getByText("Version 1 of the brand kit is saved.").waitFor()
    await page.getByRole("textbox", { name: "Ends with" }).fill("Cook along")
    await page.getByRole("button", { name: "Save the kit" }).click()
    await page.getByText("Version 2 of the brand kit is saved.").waitFor()
    await page.getByRole("button", { name: "Take this again" }).click()
    await page.getByText("Version 3 of the brand kit is saved.").waitFor()
    expect(await page.getByRole("textbox", { name: "Ends with" }).inputValue()).toBe("")
    await page.goto(`/library?file=${font}`)
    await page.getByText("It cannot be deleted while the brand kit needs it.").waitFor()
    expect(await page.getByRole("button", { name: "Delete…" }).isDisabled()).toBe(true)
  }, 90_000)

  test("pauses an account from the palette, says what waits, and goes on", async () => {
    const { account, number, owner } = await studioWithAccount()
    const id = await addPlan(stage, owner, account, { topic: "Waits for the pause", inMillis: 5 * HOUR })
    const page = await windows.of(owner, { to: "/settings" })
    await page.keyboard.press("Control+k")
    await page.getByRole("combobox", { name: "Find or do" }).fill(`pause creator.${number}`)
    await page.keyboard.press("Enter")
    const dialog = page.getByRole("dialog", { name: new RegExp(`Pause posting of @creator.${number}`) })
    await dialog.getByRole("link", { name: "Waits for the pause" }).waitFor()
    await dialog.getByLabel(/^Why/).fill("The shop is closed.")
    await dialog.getByRole("button", { name: "Pause posting" }).click()
    await page.getByText(/is paused by Mara since/).first().waitFor()
    await page.getByRole("note").getByText("The shop is closed.").waitFor()
    await page.getByRole("button", { name: "Resume posting" }).first().click()
    await page.getByRole("note").getByText("The shop is closed.").waitFor({ state: "detached" })
    await page.keyboard.press("Control+k")
    await page.getByRole("combobox", { name: "Find or do" }).fill("job_4711")
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/jobs\?job=job_4711/)
    await page.goto(`/plans/${id}?at=now`)
    await page.getByRole("slider", { name: "The plan at any moment" }).waitFor()
    await page.getByText("Version 1 of 1").waitFor()
  }, 90_000)

  test("hands a draft over to the phone by a link that works once", async () => {
    const { account, owner } = await studioWithAccount()
    const id = await inReview(stage, owner, account, { topic: "From the inbox", inMillis: 4 * HOUR, delivery: "inbox" })
    await release(stage, owner, id)
    await bringForward(stage, owner, id)
    await untilStatus(stage, owner, id, "tracked")
    const page = await windows.of(owner, { to: `/plans/${id}` })
    await page.getByRole("button", { name: "Show a code for the phone" }).click()
    await page.getByRole("img", { name: /opens “From the inbox” on a phone/ }).waitFor()
    const link = await page.locator(".hand code").innerText()
    const phone = await windows.stranger({ width: 390, height: 844 })
    await phone.goto(link)
    await phone.getByRole("button", { name: "Copy the caption" }).waitFor()
    expect(await axeFindings(phone)).toEqual([])
    await phone.getByText("To post", { exact: true }).first().waitFor()
    // The creator posts it in the app: both pages say so by themselves, and so does a page about something else.
    const elsewhere = await windows.of(owner, { to: "/calendar" })
    const { publishId } = await stage.call<{ readonly publishId: string }>(owner, "plan/show", { id })
    await stage.run(Effect.flatMap(SandboxServer, ({ control }) => control.finishDraft(publishId)))
    await page.getByText(/^The creator posted it at /).waitFor()
    await phone.getByText(/^The creator posted it at /).waitFor()
    await elsewhere.getByText("The creator posted “From the inbox”.").waitFor()
    await page.locator(".st.go").filter({ hasText: "Live" }).first().waitFor()
    await page.getByRole("cell", { name: "Posted by the creator" }).first().waitFor()
    expect(await page.getByRole("button", { name: "Show a code for the phone" }).count()).toBe(0)
  }, 180_000)

  test("sends comments at moments of the video as the reason of a rejection", async () => {
    const { account, owner } = await studioWithAccount()
    const id = await inReview(stage, owner, account, { topic: "Too fast here", inMillis: 4 * HOUR })
    const page = await windows.of(owner, { to: `/review?plan=${id}` })
    const other = await windows.of(await stage.person(owner.orgId, "editor", "Pia"), { to: `/plans/${id}` })
    const { url } = await stage.call<{ readonly url: string }>(owner, "review/link", { id })
    const guest = await windows.stranger({ width: 390, height: 844 })
    await guest.goto(url)
    await guest.getByLabel("Your name").fill("Jonas")
    await guest.getByRole("button", { name: "About this moment" }).click()
    await guest.getByRole("textbox", { name: "Comment" }).fill("Lovely start.")
    await guest.getByRole("button", { name: "Send the comment at 0:00" }).click()
    await guest.getByText("Your comment is kept.").waitFor()
    await guest.getByRole("button", { name: "1 comment at 0:00 by Jonas" }).waitFor()
    expect(await axeFindings(guest)).toEqual([])
    await other.getByText("Lovely start.").first().waitFor()
    await page.getByRole("button", { name: "Comment here" }).click()
    await page.getByRole("textbox", { name: /Comment at 0:00/ }).fill("Too fast.")
    await page.keyboard.press("Enter")
    await page.getByText("Too fast.").first().waitFor()
    await other.getByText("Too fast.").first().waitFor()
    await other.getByRole("button", { name: "2 comments at 0:00 by Jonas, Mara" }).waitFor()
    expect(await guest.getByText("Too fast.").count()).toBe(0)
    await page.keyboard.press("Escape")
    await page.keyboard.press("r")
    const dialog = page.getByRole("dialog")
    expect(await dialog.getByRole("textbox").inputValue()).toBe("0:00 Lovely start.\n0:00 Too fast.")
    await dialog.getByRole("button", { name: "Reject", exact: true }).click()
    await untilStatus(stage, owner, id, "rejected")
  }, 120_000)

  test("offers each step of a remedy to those who may take it, and names them to the others", async () => {
    const { account, orgId, owner } = await studioWithAccount()
    await stage.call(owner, "org/setPolicy", { id: orgId, change: { bannedWords: ["miracle"] } })
    const id = await addPlan(stage, owner, account, {
      topic: "Bread",
      inMillis: 5 * HOUR,
      notes:
        "- Yeast is a miracle of the kitchen.\n- It eats sugar and breathes out gas.\n- The dough doubles in an hour."
    })
    await stage.call(owner, "plan/approve", { id })
    await untilStatus(stage, owner, id, "needs_attention", "failed")
    const editor = await windows.of(await stage.person(orgId, "editor", "Pia"), { to: `/plans/${id}` })
    const page = await windows.of(owner, { to: `/plans/${id}` })
    await editor.locator(".remedy").getByText("Only owners and approvers can do this.").first().waitFor()
    expect(await editor.getByRole("button", { name: "Let it pass…" }).count()).toBe(0)
    await page.getByRole("button", { name: "Let it pass…" }).first().click()
    const dialog = page.getByRole("dialog", { name: "Let “Bread” pass" })
    await dialog.getByRole("textbox").fill("It is meant as a figure of speech.")
    await dialog.getByRole("button", { name: "Let it pass" }).click()
    await untilStatus(stage, owner, id, "in_review")
    await page.locator("main .st").filter({ hasText: "To release" }).first().waitFor()
  }, 120_000)

  test("follows the library live, counts its kinds and finds what nothing uses", async () => {
    const { owner } = await studio()
    const page = await windows.of(owner, { to: "/library" })
    await page.getByText("Pictures, clips, sound, fonts and logos stand here.").waitFor()
    const font = await addFile(stage, owner, "Face.ttf", fontFile())
    await page.getByRole("link", { name: /Face\.ttf/ }).waitFor()
    await page.getByRole("button", { name: "Fonts 1" }).waitFor()
    await stage.call(owner, "org/setBrand", { id: owner.orgId, kit: { displayFont: font } })
    await page.getByText("brand kit", { exact: true }).waitFor()
    await page.getByRole("button", { name: "Unused", exact: true }).click()
    await page.getByText("No file matches these filters.").waitFor()
    await page.getByRole("button", { name: "Show all files" }).click()
    await page.getByRole("link", { name: /Face\.ttf/ }).click()
    await page.getByRole("button", { name: "Change…" }).click()
    await page.getByRole("dialog").getByLabel("Licence").fill("OFL")
    await page.getByRole("button", { name: "Save", exact: true }).click()
    await page.getByText("OFL", { exact: true }).first().waitFor()
    await page.getByRole("button", { name: "Change…" }).click()
    await page.getByRole("dialog").getByLabel("Licence").fill("")
    await page.getByRole("button", { name: "Save", exact: true }).click()
    await page.getByRole("dialog").waitFor({ state: "detached" })
    const { licence } = await stage.call<{ readonly licence: string | null }>(owner, "media/show", { id: font })
    expect(licence).toBeNull()
  }, 90_000)

  test("sets who speaks, how fast, and how a word is said, and tells of another's change", async () => {
    const { owner } = await studio()
    const page = await windows.of(owner, { to: "/library/voices" })
    await page.getByText("Nothing was set yet").waitFor()
    await page.getByRole("textbox", { name: "Language, row 1" }).fill("de")
    await page.getByText("A row is half filled.").waitFor()
    await page.getByRole("textbox", { name: "Voice, row 1" }).fill("thorsten")
    await page.getByRole("spinbutton", { name: /^Pace/ }).fill("1.1")
    await page.getByRole("textbox", { name: "Word, row 1" }).fill("Halma")
    await page.getByRole("textbox", { name: "Say it as, row 1" }).fill("hall ma")
    await page.getByRole("button", { name: "Save the voices" }).click()
    await page.getByText("Version 1 of the voices is saved.").waitFor()
    const { kit } = await stage.call<{ readonly kit: unknown }>(owner, "org/voice", { id: owner.orgId })
    expect(kit).toEqual({
      voices: [{ language: "de", voice: "thorsten" }],
      speed: 1.1,
      says: [{ word: "Halma", say: "hall ma" }]
    })
    await stage.call(owner, "org/setVoice", { id: owner.orgId, kit: { speed: 0.9 } })
    await page.getByText(/^Version 2, set/).waitFor()
    await page.waitForFunction(() => document.querySelector<HTMLInputElement>("input[type=number]")?.value === "0.9")
  }, 90_000)

  test("walks the main road by keyboard alone: an idea approved, its video released and live", async () => {
    const { account, owner } = await studioWithAccount()
    const id = await addPlan(stage, owner, account, { topic: "No mouse", inMillis: 5 * HOUR })
    await addPlan(stage, owner, account, { topic: "No mouse either", inMillis: 50 * HOUR })
    const page = await windows.of(owner)
    const tabTo = async (target: Locator) => {
      await target.waitFor()
      for (let presses = 0; presses < 120; presses++) {
        if (await target.evaluate((element) => element === document.activeElement)) return
        await page.keyboard.press("Tab")
      }
      throw new Error("Tab does not lead there")
    }
    await page.keyboard.press("g")
    await page.keyboard.press("r")
    await page.getByRole("heading", { level: 2, name: "No mouse", exact: true }).waitFor()
    await page.keyboard.press("a")
    await untilStatus(stage, owner, id, "in_review")
    await page.keyboard.press("ControlOrMeta+k")
    await page.getByRole("combobox", { name: "Find or do" }).fill(id)
    await page.keyboard.press("Enter")
    await page.waitForURL(`**/plans/${id}`)
    await tabTo(page.getByRole("link", { name: "Review and release" }))
    await page.keyboard.press("Enter")
    await tabTo(page.getByRole("radio", { name: "Everyone" }))
    await page.keyboard.press("Space")
    await tabTo(page.getByRole("checkbox", { name: /Music Usage Confirmation/ }))
    await page.keyboard.press("Space")
    await tabTo(page.getByRole("main").getByRole("button", { name: /^Release/ }))
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/plans\/pln_[^/]+$/)
    await bringForward(stage, owner, id)
    await page.locator(".st.go").filter({ hasText: "Live" }).first().waitFor()
  }, 120_000)

  test("keeps a preset, its versions and its default for an account", async () => {
    const { number, owner } = await studioWithAccount()
    const page = await windows.of(owner, { to: "/library/presets" })
    await page.getByText("Presets stand here").waitFor()
    await page.getByRole("button", { name: "New preset" }).click()
    await page.getByLabel("Name", { exact: true }).fill("Kitchen")
    await page.getByRole("combobox", { name: "Look" }).selectOption("pane")
    await page.getByLabel(/^Hashtags/).fill("#oven salt")
    await page.getByRole("button", { name: "Save the preset" }).click()
    await page.getByText("Version 1 of “Kitchen” is saved.").waitFor()
    await page.getByRole("checkbox", { name: `@creator.${number}` }).click()
    await page.getByRole("checkbox", { name: `@creator.${number}`, checked: true }).waitFor()
    await page.getByRole("combobox", { name: "Look" }).selectOption("cards")
    await page.getByRole("button", { name: "Save the preset" }).click()
    await page.getByText("Version 2 of “Kitchen” is saved.").waitFor()
    const [preset] = await stage.call<ReadonlyArray<{ readonly preset: unknown; readonly accounts: unknown }>>(
      owner,
      "preset/list",
      { orgId: owner.orgId }
    )
    expect(preset?.preset).toEqual({ look: "cards", hashtags: ["oven", "salt"] })
    expect(preset?.accounts).toHaveLength(1)
  }, 90_000)

  test(
    "shows and sounds a plan before anything of it is made, by keyboard, and what words being typed become",
    async () => {
      const { account, owner } = await studioWithAccount()
      const id = await addPlan(stage, owner, account, { topic: "Looked at first", inMillis: 6 * HOUR })
      const page = await windows.of(owner, { to: `/plans/${id}` })
      await page.getByRole("button", { name: "Preview" }).press("Enter")
      const still = page.getByRole("img", { name: "Picture of line 1" }).first()
      await still.waitFor({ timeout: 90_000 })
      await expect.poll(() => still.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
      await page.getByRole("button", { name: /^Picture of line 2/ }).first().click()
      await page.locator("audio[aria-label=\"Sound of line 2\"], .preview p:has-text(\"Nobody on this machine\")")
        .waitFor()
      expect(await axeFindings(page)).toEqual([])
      expect((await showPlan(stage, owner, id)).status).toBe("scheduled")
      // Without a script there is nothing to take another of, so nothing of it is offered.
      expect(await page.getByRole("button", { name: "Another hook" }).count()).toBe(0)
    },
    180_000
  )

  test("asks for another script by T, compares it with the old one, and chooses it", async () => {
    const { account, owner } = await studioWithAccount()
    const id = await inReview(stage, owner, account, { topic: "Once more", inMillis: 4 * HOUR })
    const page = await windows.of(owner, { to: `/review?plan=${id}` })
    await page.getByRole("button", { name: "Another script" }).waitFor()
    await page.keyboard.press("t")
    await page.getByText("Another take is being written.").waitFor()
    await page.goto(`/plans/${id}`)
    await page.getByText("Take 1: script").waitFor()
    // It can be looked at before it is chosen, and looking chooses nothing.
    await page.getByRole("button", { name: "Look at it" }).last().click()
    await page.getByText("Drawn of the script with this option.").waitFor({ timeout: 60_000 })
    await page.getByRole("button", { name: "Choose…" }).first().click()
    await page.getByRole("button", { name: "Make the change" }).click()
    await page.getByText("The change is made.").waitFor()
  }, 90_000)
})
