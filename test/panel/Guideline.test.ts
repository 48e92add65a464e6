/** One test for each sentence of TikTok's guideline for pages that post (Content Sharing Guidelines, read September 2026). */
import { record } from "@callsheet/audit/AuditRecord"
import { points } from "@callsheet/audit/Guideline"
import { ApiClient } from "@callsheet/client/Client"
import type { PlanId } from "@callsheet/domain/Ids"
import { SandboxServer } from "@callsheet/sandbox/Http"
import type { Creator } from "@callsheet/sandbox/Records"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { Effect, Layer, Redacted } from "effect"
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { eventually } from "../support/RunningStack.ts"
import { launchChromium } from "./support/Chromium.ts"
import { PanelStage, type Person } from "./support/PanelStage.ts"
import { bringForward, connect, HOUR, inReview, untilStatus } from "./support/Seed.ts"
import { type WindowOptions, Windows } from "./support/Windows.ts"

let stage: PanelStage
let browser: Browser
let windows: Windows
let approver: Person

beforeAll(async () => {
  ;[stage, browser] = await Promise.all([PanelStage.open(), launchChromium()])
  windows = new Windows(browser, stage)
  approver = await stage.person(await stage.newOrg("Studio"), "owner", "Mara")
}, 120_000)
afterEach(() => windows.close())
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

let creators = 0

/** A creator with these wishes of its own, and a video of it that waits for its release. */
const waiting = async (creator: Partial<Creator> = {}) => {
  const username = `guide.${++creators}`
  const account = await connect(stage, approver.orgId, username, creator)
  const id = await inReview(stage, approver, account, { topic: `Post ${creators}`, inMillis: 4 * HOUR })
  return { id, username }
}

const releasePage = (id: string, options: WindowOptions = {}): Promise<Page> =>
  windows.of(approver, { to: `/plans/${id}/release`, ...options })

const onPage = async (creator: Partial<Creator> = {}, options: WindowOptions = {}) => {
  const plan = await waiting(creator)
  const page = await releasePage(plan.id, options)
  // Until TikTok has answered, the page offers nothing.
  await page.getByText(/^Asked TikTok at/).waitFor()
  return { ...plan, page }
}

const button = (page: Page) => page.getByRole("main").getByRole("button", { name: /^Release for/ })
const privacy = (page: Page) => page.getByRole("radiogroup").getByRole("radio")
const agrees = (page: Page) => page.getByRole("checkbox", { name: /By posting, you agree/ })
const disclosure = (page: Page) => page.getByRole("switch", { name: "Disclose video content" })
const box = (page: Page, name: string | RegExp) => page.getByRole("checkbox", { name })

/** The calls that TikTok heard of a kind. */
const heard = (endpoint: string): Promise<number> =>
  stage.run(
    Effect.map(SandboxServer, ({ sandbox }) =>
      sandbox.books.of("request").filter((entry) => entry.endpoint === endpoint).length)
  )

describe("1: what TikTok says of the creator", () => {
  test("each opening of the page asks TikTok again and shows the creator's nickname", async () => {
    const { id } = await waiting({ nickname: "Sunny Kitchen & Söhne" })
    for (const _ of [1, 2]) {
      const before = await heard("creator_info")
      const page = await releasePage(id)
      await page.getByText("Sunny Kitchen & Söhne").waitFor()
      expect(await heard("creator_info")).toBeGreaterThan(before)
    }
  })

  test("a creator who can post no more stops the page, and it says to try later", async () => {
    const { id } = await waiting()
    await stage.run(
      Effect.flatMap(
        SandboxServer,
        ({ control }) =>
          control.addFault({ endpoint: "creator_info", kind: "refuse", code: "spam_risk_too_many_posts" })
      )
    )
    try {
      const page = await releasePage(id)
      await page.getByRole("alert").filter({ hasText: /day|later|tomorrow|24 hours/ }).first().waitFor()
      // There is nothing to choose from, and consent alone releases nothing.
      expect(await privacy(page).count()).toBe(0)
      await agrees(page).check()
      expect(await button(page).isDisabled()).toBe(true)
    } finally {
      await stage.run(Effect.flatMap(SandboxServer, ({ control }) => control.clearFaults))
    }
  })

  test("a video that is longer than this creator may post cannot be released", async () => {
    // The stage's videos last ten seconds.
    const { id, username } = await waiting()
    await stage.run(
      Effect.flatMap(SandboxServer, ({ control }) => control.addCreator({ username, maxVideoSeconds: 5 }))
    )
    const page = await releasePage(id)
    await page.getByRole("alert").filter({ hasText: "lets this creator post 5 s" }).waitFor()
    await page.getByRole("radio", { name: "Everyone" }).check()
    await agrees(page).check()
    expect(await button(page).isDisabled()).toBe(true)
  })
})

describe("2: what the person chooses", () => {
  test("title and tags can be edited, and are counted as TikTok counts", async () => {
    const { id, page } = await onPage()
    const title = page.getByRole("textbox", { name: "Title" })
    await title.fill("Own words 🥨 #bread")
    await page.getByText("19 of 2,200, as TikTok counts").waitFor()
    expect(await button(page).isDisabled()).toBe(true)
    await page.getByRole("button", { name: "Save the title" }).click()
    await eventually(
      "the stored title",
      () => stage.call<{ readonly caption: string }>(approver, "plan/show", { id }),
      ({ caption }) => caption === "Own words 🥨 #bread"
    )
  })

  test("who can watch has no preset, and offers exactly what TikTok offers this creator", async () => {
    const open = await onPage()
    expect(await privacy(open.page).evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)))
      .toEqual(["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"])
    expect(await open.page.locator("input[name=privacy]:checked").count()).toBe(0)
    await agrees(open.page).check()
    expect(await button(open.page).isDisabled()).toBe(true)
    await privacy(open.page).first().check()
    expect(await button(open.page).isDisabled()).toBe(false)
    const closed = await onPage({ privateAccount: true })
    expect(await privacy(closed.page).evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)))
      .toEqual(["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"])
  })

  test("comment, duet and stitch are off until the person turns them on", async () => {
    const { page } = await onPage()
    for (const name of ["Comment", "Duet", "Stitch"]) {
      expect(await box(page, name).isChecked()).toBe(false)
      expect(await box(page, name).isEnabled()).toBe(true)
    }
  })

  test("what the creator's own settings forbid is greyed out, with the reason", async () => {
    const { page } = await onPage({ commentDisabled: true, stitchDisabled: true })
    expect(await box(page, "Comment").isDisabled()).toBe(true)
    expect(await box(page, "Duet").isDisabled()).toBe(false)
    expect(await box(page, "Stitch").isDisabled()).toBe(true)
    await page.getByText("Comment, Stitch: off in the creator's TikTok settings.").waitFor()
  })
})

describe("3: commercial content", () => {
  test("the disclosure is off, and turned on it needs an answer before anything can be released", async () => {
    const { page } = await onPage()
    expect(await disclosure(page).isChecked()).toBe(false)
    await page.getByRole("radio", { name: "Everyone" }).check()
    await agrees(page).check()
    expect(await button(page).isDisabled()).toBe(false)
    await disclosure(page).check()
    expect(await button(page).isDisabled()).toBe(true)
    const sentence = "You need to indicate if your content promotes yourself, a third party, or both."
    await page.getByText(sentence).waitFor()
    expect(await button(page).getAttribute("title")).toBe(sentence)
    await box(page, /^Your brand/).check()
    expect(await button(page).isDisabled()).toBe(false)
  })

  test("your brand, branded content, and both say how TikTok will label the video", async () => {
    const { page } = await onPage()
    await disclosure(page).check()
    const label = (words: string) =>
      page.getByText(`Your video will be labeled as "${words}". This cannot be changed once your video is posted.`)
    await box(page, /^Your brand/).check()
    await label("Promotional content").waitFor()
    await box(page, /^Branded content/).check()
    await label("Paid partnership").waitFor()
    await box(page, /^Your brand/).uncheck()
    await label("Paid partnership").waitFor()
  })

  test("branded content is never private, whichever is chosen first", async () => {
    const { page } = await onPage()
    const onlyYou = page.getByRole("radio", { name: /^Only you/ })
    await onlyYou.check()
    await disclosure(page).check()
    await box(page, /^Branded content/).check()
    expect(await onlyYou.isChecked()).toBe(false)
    expect(await onlyYou.isDisabled()).toBe(true)
    expect(await page.locator("label", { has: onlyYou }).getAttribute("title"))
      .toBe("Branded content visibility cannot be set to private.")
    await box(page, /^Branded content/).uncheck()
    expect(await onlyYou.isDisabled()).toBe(false)
  })
})

describe("4: consent", () => {
  test("the sentence names what is agreed to, with links, and changes with the kind of content", async () => {
    const { page } = await onPage()
    const sentence = () => page.locator("#consent .tt").innerText()
    expect(await sentence()).toBe("By posting, you agree to TikTok's Music Usage Confirmation")
    await agrees(page).check()
    await disclosure(page).check()
    await box(page, /^Branded content/).check()
    expect(await sentence()).toBe(
      "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation"
    )
    // What was agreed to before was another sentence.
    expect(await agrees(page).isChecked()).toBe(false)
    for (const name of ["Branded Content Policy", "Music Usage Confirmation"]) {
      expect(await page.getByRole("link", { name }).getAttribute("href")).toMatch(
        /^https:\/\/www\.tiktok\.com\/legal\//
      )
    }
  })

  test("nothing reaches TikTok before the consent, and then exactly what was chosen", async () => {
    const { id, page } = await onPage()
    const before = await heard("init")
    await page.getByRole("radio", { name: "Friends" }).check()
    await box(page, "Duet").check()
    await disclosure(page).check()
    await box(page, /^Your brand/).check()
    expect(await button(page).isDisabled()).toBe(true)
    expect(await heard("init")).toBe(before)
    await agrees(page).check()
    await button(page).click()
    await page.waitForURL(new RegExp(`/plans/${id}$`))
    await bringForward(stage, approver, id)
    await untilStatus(stage, approver, id, "tracked", "published")
    const posts = await stage.run(Effect.map(SandboxServer, ({ sandbox }) => sandbox.books.of("post")))
    expect(posts.at(-1)?.post).toMatchObject({
      privacyLevel: "MUTUAL_FOLLOW_FRIENDS",
      disableComment: true,
      disableDuet: false,
      disableStitch: true,
      brandOrganic: true,
      brandContent: false
    })
  })
})

describe("5: what is posted", () => {
  test("the page plays the very video, adds nothing to it, and says that posting takes minutes", async () => {
    const { id, page } = await onPage()
    const { asset } = await stage.call<{ readonly asset: { readonly video: { readonly sha256: string } } }>(
      approver,
      "asset/show",
      { id }
    )
    const played = await page.locator("aside video").first().evaluate(async (video) => {
      const answer = await fetch((video as HTMLVideoElement).currentSrc || (video as HTMLVideoElement).src)
      const hash = await crypto.subtle.digest("SHA-256", await answer.arrayBuffer())
      return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
    })
    expect(played).toBe(asset.video.sha256)
    await page.getByText("Nothing is added to it.").waitFor()
    await page.getByText(/it may take a few minutes/).waitFor()
  })
})

describe("callsheet audit record", () => {
  const recorded = (id: PlanId, folder: string) =>
    Effect.runPromise(Effect.either(
      record({ planId: id, folder, paceMillis: 50 }).pipe(
        Effect.provide(
          ApiClient.layer({ url: stage.url, key: Redacted.make(approver.key) }).pipe(
            Layer.provideMerge(Layer.merge(NodeContext.layer, FetchHttpClient.layer))
          )
        )
      )
    ))

  test("walks every point of the guideline, releases the plan, and leaves a recording and a checklist", async () => {
    const { id } = await waiting({ nickname: "Sunny Kitchen" })
    const folder = mkdtempSync(join(tmpdir(), "callsheet-recorded-"))
    try {
      const first = await recorded(id, folder)
      if (first._tag === "Left") throw first.left
      expect(first.right.points.filter(({ missing }) => missing !== null)).toEqual([])
      expect(first.right.points.map(({ id }) => id)).toEqual(points.map(({ id }) => id))
      const checklist = readFileSync(join(folder, "checklist.md"), "utf8")
      expect(checklist.match(/✓/g)).toHaveLength(points.length)
      for (const { id } of points) expect(statSync(join(folder, `${id}.png`)).size).toBeGreaterThan(10_000)
      // An MP4 names itself in its first box.
      expect(readFileSync(join(folder, "release-page.mp4")).subarray(4, 8).toString()).toBe("ftyp")
      const released = await stage.call<{ readonly status: string }>(approver, "plan/show", { id })
      expect(released.status).not.toBe("in_review")
      // Once more: what is released has no release page.
      const again = await recorded(id, folder)
      expect(again).toMatchObject({ _tag: "Left", left: { _tag: "NotReached" } })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
