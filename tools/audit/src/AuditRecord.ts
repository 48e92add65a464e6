import { ApiClient } from "@callsheet/client/Client"
import { CannotDo, NotReached } from "@callsheet/client/CliError"
import type { PlanId } from "@callsheet/domain/Ids"
import { Effect, type Scope } from "effect"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Page } from "playwright-core"
import { openBrowser } from "./Browser.ts"
import { type GuidelinePoint, points, type Walk } from "./Guideline.ts"
import { encode, Screencast } from "./Screencast.ts"

/** How one point went. `at`: seconds into the recording. */
export interface Shown {
  readonly id: string
  readonly demand: string
  readonly at: number
  /** Why the page did not show it; null when it did. */
  readonly missing: string | null
}

export interface AuditRecording {
  readonly folder: string
  readonly planId: PlanId
  readonly points: ReadonlyArray<Shown>
}

export interface RecordOptions {
  readonly planId: PlanId
  readonly folder: string
  /** How long each point stays on screen. */
  readonly paceMillis: number
}

/** How long the page may take to show a point. */
const PATIENCE_MILLIS = 15_000

const inBrowser = <A>(what: string, work: () => Promise<A>): Effect.Effect<A, CannotDo> =>
  Effect.tryPromise({
    try: work,
    catch: (error) =>
      new CannotDo({
        what: `${what}: ${error instanceof Error ? error.message.split("\n")[0] ?? "" : String(error)}`,
        next: "Open the panel and look at the page yourself (callsheet open), then record again."
      })
  })

const requireSandbox = Effect.gen(function*() {
  const client = yield* ApiClient
  const { mode } = yield* client.system.info({})
  if (mode !== "sandbox") {
    return yield* new CannotDo({
      what: "This installation is live, and a recording releases a video.",
      next: "Record with a sandbox: callsheet demo --keep, then callsheet audit record with its address and key."
    })
  }
})

const requireReview = (id: PlanId) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const plan = yield* client.plan.show({ id })
    if (plan.status === "in_review" && plan.delivery === "direct" && !plan.locked) return plan
    return yield* new NotReached({
      what: plan.delivery === "inbox"
        ? `${id} goes to the creator's inbox as a draft, so it has no release page.`
        : plan.locked
        ? `${id} is locked.`
        : `${id} does not wait for a release: its status is ${plan.status}.`,
      next: plan.locked
        ? `Unlock it: callsheet plan unlock ${id}`
        : "Choose a plan that is in review: callsheet plan list --status in_review",
      state: plan.status
    })
  })

const showOne = async (point: GuidelinePoint, walk: Walk, cast: Screencast, folder: string): Promise<Shown> => {
  const at = cast.seconds
  const missing = await point.show(walk).then(
    () => null,
    (error: unknown) => error instanceof Error ? error.message.split("\n")[0] ?? "" : String(error)
  )
  await walk.page.screenshot({ path: join(folder, `${point.id}.png`) })
  return { id: point.id, demand: point.demand, at, missing }
}

const openedAt = (url: string): Effect.Effect<Page, CannotDo, Scope.Scope> =>
  Effect.gen(function*() {
    const browser = yield* openBrowser
    return yield* inBrowser("The release page does not open", async () => {
      const context = await browser.newContext({
        locale: "en-GB",
        colorScheme: "light",
        viewport: { width: 1280, height: 900 }
      })
      context.setDefaultTimeout(PATIENCE_MILLIS)
      const page = await context.newPage()
      await page.goto(url)
      await page.locator("#creator .nick").waitFor()
      return page
    })
  })

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`

const checklist = ({ planId, points }: AuditRecording, version: string): string =>
  [
    "# Release page: what the recording shows",
    "",
    `Callsheet ${version}, plan \`${planId}\`, on the sandbox. The recording is \`release-page.mp4\`.`,
    "",
    "| | TikTok asks | At | Picture |",
    "|---|---|---|---|",
    ...points.map(({ at, demand, id, missing }) =>
      `| ${missing === null ? "✓" : "✗"} ${id} | ${demand}${missing === null ? "" : ` **Not shown:** ${missing}`} | ${
        clock(at)
      } | [${id}.png](${id}.png) |`
    ),
    ""
  ].join("\n")

/**
 * Walks the release page of a plan as a reviewer of TikTok would, releases the plan, and leaves a recording, a picture of each
 * point and a checklist in `folder`. Every point is checked on the page; one that the page does not show is named.
 */
export const record = (options: RecordOptions) =>
  Effect.gen(function*() {
    const { folder, paceMillis, planId } = options
    const client = yield* ApiClient
    yield* requireSandbox
    const plan = yield* requireReview(planId)
    const creator = yield* client.account.creator({ id: plan.accountId })
    const { version } = yield* client.system.info({})
    yield* Effect.try({
      try: () => mkdirSync(folder, { recursive: true }),
      catch: (error) => new CannotDo({ what: String(error), next: "Choose another folder with --out." })
    })
    const link = yield* client.session.link({ to: `/plans/${planId}/release` })
    const page = yield* openedAt(link.url)
    const cast = yield* Effect.acquireRelease(
      inBrowser("The page cannot be recorded", () => Screencast.begin(page)),
      (cast) => Effect.sync(() => cast.forget())
    )
    const walk: Walk = {
      page,
      look: () => page.waitForTimeout(paceMillis),
      nickname: creator.nickname,
      privacyLevels: creator.privacyLevels
    }
    const shown = yield* Effect.forEach(points, (point) =>
      inBrowser("The page cannot be photographed", () => showOne(point, walk, cast, folder)))
    yield* encode(cast, join(folder, "release-page.mp4"))
    const recording: AuditRecording = { folder, planId, points: shown }
    writeFileSync(join(folder, "checklist.md"), checklist(recording, version))
    return recording
  }).pipe(Effect.scoped)
