import { Failure } from "@callsheet/domain/Failure"
import { assetIdOf } from "@callsheet/domain/Ids"
import { hours, minutes } from "@callsheet/domain/Instant"
import type { IllegalCommand } from "@callsheet/domain/Machine"
import type { Plan, Reviewed } from "@callsheet/domain/plan/Plan"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { contentOf } from "@callsheet/domain/plan/PlanEdit"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { assert, describe, it } from "@effect/vitest"
import { situations } from "../support/Decisions.ts"
import { birth, newPlanId } from "../support/Fixtures.ts"

const NOW = 1_800_000_000_000
const SLOT = NOW + hours(2)
const id = newPlanId()
const given = situations(planMachine, { at: NOW, id })

type Of<K extends PlanCommand["_tag"]> = Extract<PlanCommand, { readonly _tag: K }>

const reviewed: Reviewed = {
  video: { sha256: "a".repeat(64), bytes: 1_000, contentType: "video/mp4" } as Reviewed["video"],
  cover: { sha256: "b".repeat(64), bytes: 1_000, contentType: "image/jpeg" } as Reviewed["cover"],
  facts: { durationMillis: 20_000, width: 1080, height: 1920, coverAtMillis: 0 } as Reviewed["facts"],
  caption: "How to fold a crane #origami",
  aiLabel: false
}
const failure = new Failure({ tag: "VoiceFailed", message: "The voice failed.", remedy: "Retry." })

const create = birth(0, { slot: SLOT })
const approve: PlanCommand = { _tag: "Approve" }
const start = (gates: "both" | "plan" = "both"): PlanCommand => ({
  _tag: "StartGeneration",
  assetId: assetIdOf(id),
  gates
})
const attach: PlanCommand = { _tag: "AttachAsset", assetId: assetIdOf(id), reviewed }
const release = (
  settings: Of<"Release">["settings"] = { privacy: "PUBLIC_TO_EVERYONE" },
  seen?: string
): PlanCommand => ({
  _tag: "Release",
  settings,
  musicUsageConfirmed: true,
  ...(seen === undefined ? {} : { seen })
})
const reschedule = (slot: number): PlanCommand => ({ _tag: "Reschedule", slot, timeZone: "Europe/Berlin" })
const cancel: PlanCommand = { _tag: "Cancel", reason: "Not now." }
const stop = (unsure: boolean, noneOpen = true, publishId?: string): PlanCommand => ({
  _tag: "ReportFailure",
  failure,
  unsure,
  noneOpen,
  publishId
})

const scheduled = given(null).when(create).next()
const draft = given(null).when({ ...create, draft: true }).next()
const approved = given(scheduled).when(approve).next()
const generating = given(approved).when(start()).next()
const inReview = given(generating).when(attach).next()
const ready = given(inReview).when(release()).next()
const publishing = given(ready).when({ _tag: "ReachSlot" }, SLOT).next()
const published = given(publishing).when({ _tag: "ConfirmPublished", publishId: "p1" }, SLOT).next()
const tracked = given(published).when({ _tag: "ConfirmTracked", publishId: "p1", postId: "v1" }, SLOT).next()
const failed = given(generating).when(stop(false)).next()
const locked = (self: Plan) => given(self).when({ _tag: "Lock" }).next()

describe("a plan on its way to its post", () => {
  it("nothing, Create → scheduled", () => given(null).when(create).leadsTo("scheduled"))
  it("nothing, Create as a draft → draft", () => given(null).when({ ...create, draft: true }).leadsTo("draft"))
  it("draft, Reschedule → scheduled", () => given(draft).when(reschedule(SLOT)).leadsTo("scheduled"))
  it("scheduled, Approve → approved, which owes the asset", () =>
    given(scheduled).when(approve).leadsTo("approved", ["start_asset"]))
  it("approved, StartGeneration → generating", () => given(approved).when(start()).leadsTo("generating"))
  it("generating, AttachAsset → in_review", () => given(generating).when(attach).leadsTo("in_review"))
  it("in_review, Release → assets_generated", () => given(inReview).when(release()).leadsTo("assets_generated"))
  it("assets_generated, ReachSlot → publishing", () =>
    given(ready).when({ _tag: "ReachSlot" }, SLOT).leadsTo("publishing"))
  it("publishing, ConfirmPublished → published", () =>
    given(publishing).when({ _tag: "ConfirmPublished", publishId: "p1" }, SLOT).leadsTo("published"))
  it("published, ConfirmTracked → tracked", () =>
    given(published).when({ _tag: "ConfirmTracked", publishId: "p1", postId: "v1" }, SLOT).leadsTo("tracked"))
  it("publishing, ConfirmTracked first → tracked", () =>
    given(publishing).when({ _tag: "ConfirmTracked", publishId: "p1", postId: "v1" }, SLOT).leadsTo("tracked"))
})

describe("a plan refuses", () => {
  it("nothing, Approve → PlanNotFound", () => given(null).when(approve).isRefused("PlanNotFound"))
  it("nothing, Create in the past → SlotInThePast", () =>
    given(null).when({ ...create, slot: NOW - minutes(5) }).isRefused("SlotInThePast"))
  it("an edit from its slot on, and says how it can still be changed or where it lies", () => {
    const edit: PlanCommand = { _tag: "Edit", edits: 0, content: { ...contentOf(publishing), caption: "Late." } }
    const noted = given(publishing).when({ _tag: "NotePublication", publishId: "p1" }, SLOT).next()
    const ways = [publishing, noted, published, tracked].map((self) =>
      (given(self).when(edit, SLOT).isRefused("IllegalCommand") as IllegalCommand).remedy
    )
    assert.include(ways[0], `callsheet account pause ${publishing.accountId}`)
    assert.include(ways[1], "TikTok holds it")
    for (const way of ways.slice(2)) assert.include(way, "TikTok app")
    assert.include((given(scheduled).when(release()).isRefused("IllegalCommand") as IllegalCommand).remedy, "approve")
  })
  it("scheduled, Create → PlanAlreadyExists", () => given(scheduled).when(create).isRefused("PlanAlreadyExists"))
  it("scheduled, Approve of a bare topic without a model → NothingToSay", () =>
    given({ ...scheduled, notes: undefined }).when({ ...approve, modelWrites: false }).isRefused("NothingToSay"))
  it("scheduled, Approve after its hour → SlotInThePast", () =>
    given(scheduled).when(approve, SLOT + hours(24)).isRefused("SlotInThePast"))
  it("scheduled, Release → IllegalCommand", () => given(scheduled).when(release()).isRefused("IllegalCommand"))
  it("scheduled, Reschedule into the past → SlotInThePast", () =>
    given(scheduled).when(reschedule(NOW - minutes(5))).isRefused("SlotInThePast"))
  it("in_review, Release without privacy → PrivacyNotChosen", () =>
    given(inReview).when(release({})).isRefused("PrivacyNotChosen"))
  it("in_review, Release of paid content for oneself alone → BrandedContentIsPrivate", () =>
    given(inReview).when(release({ privacy: "SELF_ONLY", brandContent: true })).isRefused("BrandedContentIsPrivate"))
  it("in_review, Release of another video than was seen → NotWhatWasSeen", () =>
    given(inReview).when(release({ privacy: "PUBLIC_TO_EVERYONE" }, "c".repeat(64))).isRefused("NotWhatWasSeen"))
  it("in_review, Release after its hour → SlotInThePast", () =>
    given(inReview).when(release(), SLOT + hours(24)).isRefused("SlotInThePast"))
  it("publishing, Cancel → IllegalCommand", () => given(publishing).when(cancel).isRefused("IllegalCommand"))
  it("publishing, Reschedule → IllegalCommand", () =>
    given(publishing).when(reschedule(SLOT + hours(1))).isRefused("IllegalCommand"))
  it("tracked, Retry → IllegalCommand", () => given(tracked).when({ _tag: "Retry" }).isRefused("IllegalCommand"))
  it("failed, Allow where no rule stopped it → NothingToAllow", () =>
    given(failed).when({ _tag: "Allow", reason: "Fine." }).isRefused("NothingToAllow"))
  it("failed, Release without a video → VideoNotFinished", () =>
    given(failed).when(release()).isRefused("VideoNotFinished"))
  it("scheduled, Unlock → NotLocked", () => given(scheduled).when({ _tag: "Unlock" }).isRefused("NotLocked"))
})

describe("a locked plan", () => {
  it("scheduled, Approve → PlanLocked", () => given(locked(scheduled)).when(approve).isRefused("PlanLocked"))
  it("in_review, Release → PlanLocked", () => given(locked(inReview)).when(release()).isRefused("PlanLocked"))
  it("assets_generated, ReachSlot → PlanLocked", () =>
    given(locked(ready)).when({ _tag: "ReachSlot" }, SLOT).isRefused("PlanLocked"))
  it("generating, AttachAsset → in_review, since facts are not commands", () =>
    given(locked(generating)).when(attach).leadsTo("in_review"))
  it("in_review, Unlock → in_review", () => given(locked(inReview)).when({ _tag: "Unlock" }).leadsTo("in_review"))
})

describe("a plan that stopped", () => {
  it("generating, ReportFailure → failed", () => given(generating).when(stop(false)).leadsTo("failed"))
  it("publishing, ReportFailure that is unsure → needs_attention", () =>
    given(publishing).when(stop(true, false), SLOT).leadsTo("needs_attention"))
  it("failed, Retry → approved, which owes the asset again", () =>
    given(failed).when({ _tag: "Retry" }).leadsTo("approved", ["start_asset"]))
  it("failed, AttachAsset that comes late → in_review", () => given(failed).when(attach).leadsTo("in_review"))
  it("failed, Cancel → cancelled", () => given(failed).when(cancel).leadsTo("cancelled"))
  it("approved and its start given up, StartGeneration of a try that still runs → generating, which owes the start again", () => {
    const stopped = given(approved).when(stop(false)).next()
    given(stopped).when(start()).leadsTo("generating", ["start_asset"])
  })
  it("approved, StartGeneration → generating, which owes no second start", () =>
    given(approved).when(start()).leadsTo("generating", []))
  it("publishing, ReportFailure that names a publication nobody told of before → Edit is refused: PublicationUnderWay", () => {
    const stopped = given(publishing).when(stop(true, false, "p1"), SLOT).next()
    const caption = "How to fold a better crane"
    const edit: PlanCommand = { _tag: "Edit", content: { ...contentOf(stopped), caption }, edits: 0, caption }
    given(stopped).when(edit, SLOT).isRefused("PublicationUnderWay")
  })
  it("publishing stopped while TikTok may hold a post, Reschedule → PublicationUnderWay", () => {
    const noted = given(publishing).when({ _tag: "NotePublication", publishId: "p1" }, SLOT).next()
    const stopped = given(noted).when(stop(true, false), SLOT).next()
    given(stopped).when(reschedule(SLOT + hours(24)), SLOT + minutes(1)).isRefused("PublicationUnderWay")
  })
  it("a failure of what is published counts also after the caption under the finished video was changed", () => {
    const caption = "How to fold a better crane"
    const edit: PlanCommand = { _tag: "Edit", content: { ...contentOf(inReview), caption }, edits: 0, caption }
    const edited = given(inReview).when(edit).next()
    const ordered = given(given(edited).when(release()).next()).when({ _tag: "ReachSlot" }, SLOT).next()
    // The asset heard nothing of the change, and reports under the revision it knows.
    const report: PlanCommand = { _tag: "ReportFailure", revision: 0, failure, unsure: true }
    given(ordered).when(report, SLOT).leadsTo("needs_attention")
  })
})
