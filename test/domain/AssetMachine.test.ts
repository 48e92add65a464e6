import type { Asset, PublishOrder } from "@callsheet/domain/asset/Asset"
import type { AssetCommand } from "@callsheet/domain/asset/AssetCommand"
import { assetMachine } from "@callsheet/domain/asset/AssetMachine"
import { MediaRef, Provenance, Sha256, VideoFacts } from "@callsheet/domain/asset/Media"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { digestOf } from "@callsheet/domain/Digest"
import { Failure } from "@callsheet/domain/Failure"
import { assetIdOf } from "@callsheet/domain/Ids"
import { hours, minutes } from "@callsheet/domain/Instant"
import { noConsentYet } from "@callsheet/domain/plan/Plan"
import { assert, describe, it } from "@effect/vitest"
import { situations } from "../support/Decisions.ts"
import { newAccountId, newOrgId, newPlanId } from "../support/Fixtures.ts"

const NOW = 1_800_000_000_000
const id = assetIdOf(newPlanId())
const accountId = newAccountId()
const given = situations(assetMachine, { at: NOW, id })

type Of<K extends AssetCommand["_tag"]> = Extract<AssetCommand, { readonly _tag: K }>

const brief: Of<"Start">["brief"] = {
  topic: "How to fold a paper crane",
  language: "en",
  hashtags: ["origami"],
  script: null,
  handle: null,
  dueAt: NOW + hours(2)
}
const script = new Script({
  language: "en",
  lines: [new ScriptLine({ role: "hook", text: "Fold a *crane*." }), new ScriptLine({ role: "cta", text: "Try it." })],
  caption: "How to fold a crane",
  hashtags: ["origami"],
  source: { _tag: "rules", version: "1" }
})
const by = (stage: Provenance["stage"]) => new Provenance({ stage, engine: "rules", synthetic: false })
const video = new MediaRef({ sha256: Sha256.make("a".repeat(64)), bytes: 1_000, contentType: "video/mp4" })
const cover = new MediaRef({ sha256: Sha256.make("b".repeat(64)), bytes: 1_000, contentType: "image/jpeg" })
const facts = new VideoFacts({ durationMillis: 20_000, width: 1_080, height: 1_920, coverAtMillis: 0 })
const failure = new Failure({ tag: "VoiceFailed", message: "The voice failed.", remedy: "Retry." })

const start = (revision = 0, more: Partial<typeof brief> = {}): AssetCommand => ({
  _tag: "Start",
  orgId: newOrgId(),
  accountId,
  brief: { ...brief, revision, ...more }
})
const write: AssetCommand = { _tag: "WriteDown", take: 0, script, provenance: by("script") }
const hold: AssetCommand = { ...write, _tag: "HoldScript", failure }
const voice: AssetCommand = { _tag: "AddVoice", take: 0, voiceMillis: 9_000, provenance: [by("voice")] }
const render: AssetCommand = { _tag: "AddVideo", take: 0, video, cover, facts, provenance: [by("picture")] }
const finish: AssetCommand = { _tag: "Finish", take: 0, caption: "How to fold a crane #origami", aiLabel: false }
const discard = (before?: number): AssetCommand => ({ _tag: "Discard", before })
const stop = (work: string, more: Partial<Of<"ReportFailure">> = {}): AssetCommand => ({
  _tag: "ReportFailure",
  take: 0,
  work,
  failure,
  unsure: false,
  ...more
})

const settings = { ...noConsentYet, privacy: "PUBLIC_TO_EVERYONE" } as const
/** A release of this video under this caption, and the order to post it until then. */
const orderOf = (caption: string, until = NOW + hours(3)): PublishOrder => ({
  accountId,
  delivery: "direct",
  caption,
  aiLabel: false,
  until,
  release: {
    by: "key:test",
    at: NOW,
    sha256: video.sha256,
    settings,
    digest: digestOf({ video, cover, facts, caption, aiLabel: false }, settings),
    musicUsageConfirmed: true
  }
} as PublishOrder)
const order = orderOf("How to fold a crane #origami")
const publish = (one: PublishOrder = order): AssetCommand => ({ _tag: "Publish", order: one })
const open = (publishId = "p1"): AssetCommand => ({
  _tag: "OpenPublication",
  publication: { publishId, uploadUrl: "sealed", openedAt: NOW, expiresAt: NOW + hours(1), uploaded: false }
})
const bury = (again: boolean, publishId = "p1"): AssetCommand => ({
  _tag: "BuryPublication",
  publishId,
  failure,
  again
})
const confirm = (publishId = "p1"): AssetCommand => ({ _tag: "ConfirmPublished", publishId })
const track = (postId: string | null = "v1", publishId = "p1"): AssetCommand => ({
  _tag: "ConfirmTracked",
  publishId,
  postId
})

const pending = given(null).when(start()).next()
const scripted = given(pending).when(write).next()
const voiced = given(scripted).when(voice).next()
const rendered = given(voiced).when(render).next()
const generated = given(rendered).when(finish).next()
const publishing = given(generated).when(publish()).next()
const opened = given(publishing).when(open()).next()
const uploaded = given(opened).when({ _tag: "FinishUpload", publishId: "p1" }).next()
const published = given(uploaded).when(confirm()).next()
const tracked = given(published).when(track()).next()
const publicationOf = ({ status }: Asset) => "publication" in status ? status.publication?.publishId ?? null : null

describe("an asset on its way to a post", () => {
  it("nothing, Start → pending, which owes the script", () =>
    given(null).when(start()).leadsTo("pending", ["write_script"]))
  it("pending, WriteDown → scripted, which owes the voice", () =>
    given(pending).when(write).leadsTo("scripted", ["make_voice"]))
  it("scripted, AddVoice → voiced, which owes the video", () =>
    given(scripted).when(voice).leadsTo("voiced", ["render"]))
  it("voiced, AddVideo → rendered, which owes the check", () =>
    given(voiced).when(render).leadsTo("rendered", ["verify_media"]))
  it("rendered, Finish → generated, which tells the plan", () =>
    given(rendered).when(finish).leadsTo("generated", ["tell"]))
  it("generated, Publish → publishing, which owes the upload", () =>
    given(generated).when(publish()).leadsTo("publishing", ["publish"]))
  it("publishing, OpenPublication → publishing; the job that opened it goes on", () =>
    given(publishing).when(open()).leadsTo("publishing", ["tell"]))
  it("an open publication, FinishUpload → publishing, which follows it", () =>
    given(opened).when({ _tag: "FinishUpload", publishId: "p1" }).leadsTo("publishing", ["follow"]))
  it("an uploaded publication, ConfirmPublished → published, which tells the plan and owes the tracking", () =>
    given(uploaded).when(confirm()).leadsTo("published", ["tell", "track"]))
  it("published, ConfirmTracked → tracked, which tells the plan and owes the figures", () =>
    given(published).when(track()).leadsTo("tracked", ["tell", "fetch_metrics"]))
  it("published, ConfirmTracked without a post's id → tracked, which owes no figures", () =>
    given(published).when(track(null)).leadsTo("tracked", ["tell"]))
})

describe("an asset that is refused something", () => {
  it("nothing, Publish → AssetNotFound", () => given(null).when(publish()).isRefused("AssetNotFound"))
  it("pending, AddVideo → IllegalCommand", () => given(pending).when(render).isRefused("IllegalCommand"))
  it("tracked, ReportFailure → IllegalCommand", () => given(tracked).when(stop("track")).isRefused("IllegalCommand"))
  it("generated, Publish with another caption than was released → NotWhatWasReleased", () =>
    given(generated).when(publish({ ...order, caption: "Another text" })).isRefused("NotWhatWasReleased"))
  it("an open publication, OpenPublication → PublicationAlreadyOpen", () =>
    given(opened).when(open("p2")).isRefused("PublicationAlreadyOpen"))
  it("an open publication, news of another one → NotThisPublication", () => {
    given(opened).when({ _tag: "FinishUpload", publishId: "p2" }).isRefused("NotThisPublication")
    given(opened).when(bury(true, "p2")).isRefused("NotThisPublication")
    given(uploaded).when(confirm("p2")).isRefused("NotThisPublication")
    given(published).when(track("v1", "p2")).isRefused("NotThisPublication")
  })
  it("a second take, a report of the first → NotThisTake", () => {
    const second = given(scripted).when(start(1, { topic: "How to fold a boat" })).next()
    given(second).when(write).isRefused("NotThisTake")
    given(second).when(stop("write_script")).isRefused("NotThisTake")
  })
  it("voiced, failure of the voice that is there → NotOwed", () =>
    given(voiced).when(stop("make_voice")).isRefused("NotOwed"))
})

describe("an asset whose content changes", () => {
  it("scripted, Start with the same revision → nothing changes", () =>
    given(scripted).when(start()).leadsTo("scripted"))
  it("voiced, Start with other words → pending, and what was under way is abandoned", () => {
    const revised = given(voiced).when(start(1, { topic: "How to fold a boat" }))
    revised.leadsTo("pending", ["write_script"])
    assert.isTrue(revised.result().owed.abandon)
    assert.strictEqual(revised.next().brief.take, 1)
  })
  it("voiced, Start with the same words and another cover → the script is kept and checked again", () =>
    given(voiced).when(start(1, { coverAtMillis: 500 })).leadsTo("scripted", ["write_script"]))
  it("an open publication, Start with other content → PublicationAlreadyOpen", () =>
    given(opened).when(start(1)).isRefused("PublicationAlreadyOpen"))
  it("discarded, Start → pending, as a new take", () => {
    const discarded = given(generated).when(discard()).next()
    assert.strictEqual(given(discarded).when(start(1)).next().brief.take, 1)
  })
})

describe("an asset that failed", () => {
  const voiceFailed = given(scripted).when(stop("make_voice")).next()

  it("scripted, failure of the voice → failed, which tells the plan and abandons the rest", () => {
    const failed = given(scripted).when(stop("make_voice"))
    failed.leadsTo("failed", ["tell"])
    assert.isTrue(failed.result().owed.abandon)
  })
  it("failed at its voice, Start → scripted: nothing that is there is bought again", () =>
    given(voiceFailed).when(start()).leadsTo("scripted", ["make_voice"]))
  it("failed at its voice, the voice after all → voiced", () =>
    given(voiceFailed).when(voice).leadsTo("voiced", ["render"]))
  it("failed at its voice, a video → NotThisPublication", () =>
    given(voiceFailed).when(render).isRefused("NotThisPublication"))
  it("a held script, Start → it is checked again, and not written again", () => {
    const held = given(pending).when(hold).next()
    const again = given(held).when(start()).result()
    const [job] = again.owed.jobs
    assert.strictEqual(job?.kind, "write_script")
    assert.property(job?.payload, "written")
  })
})

describe("an asset of which something may be with TikTok", () => {
  it("a dead publication that may be opened again → publishing, which owes another upload", () => {
    const next = given(opened).when(bury(true))
    next.leadsTo("publishing", ["publish"])
    assert.isNull(publicationOf(next.next()))
  })
  it("a dead publication for good → failed, and a retry may open another one", () => {
    const failed = given(opened).when(bury(false)).next()
    given(failed).when(publish()).leadsTo("publishing", ["publish"])
  })
  it("D04: Discard leaves an open publication where it is, also after a failure", () => {
    given(opened).when(discard()).leadsTo("publishing")
    const failed = given(opened).when(stop("publish", { unsure: true })).next()
    const kept = given(failed).when(discard()).next()
    assert.strictEqual(kept.status._tag, "failed")
    given(kept).when(open("p2")).isRefused("PublicationAlreadyOpen")
    given(kept).when(start(1)).isRefused("PublicationAlreadyOpen")
  })
  it("publishing with nothing open, Discard → discarded", () =>
    given(publishing).when(discard()).leadsTo("discarded", []))
  it("generated, Discard of earlier content → it stays", () => {
    const later = given(given(generated).when(discard()).next()).when(start(3)).next()
    given(later).when(discard(2)).leadsTo("pending")
    given(later).when(discard(4)).leadsTo("discarded", [])
  })
  it("a publication opened after its job was given up is gone on with by another job", () => {
    const failed = given(publishing).when(stop("publish", { unsure: true })).next()
    const late = given(failed).when(open())
    late.leadsTo("publishing", ["tell", "publish"])
    assert.isTrue(late.result().owed.abandon)
  })
  it("publishing with nothing open, Publish under another release → the new order, and the old job is abandoned", () => {
    const other = given(publishing).when(publish(orderOf("Another text under it")))
    other.leadsTo("publishing", ["publish"])
    assert.isTrue(other.result().owed.abandon)
  })
  it("an open publication, Publish under another release → the order that is under way stays", () =>
    assert.deepStrictEqual(
      given(opened).when(publish(orderOf("Another text under it"))).next().status,
      opened.status
    ))
})

describe("a draft in the creator's inbox", () => {
  const draftOrder = { ...order, delivery: "inbox" } as PublishOrder
  const inbox = [
    publish(draftOrder),
    open(),
    { _tag: "FinishUpload", publishId: "p1" } as const,
    confirm(),
    track(null)
  ]
    .reduce<Asset>((self, command) => given(self).when(command).next(), generated)
  const posted = (postId: string | null): AssetCommand => ({ _tag: "NoteDraftPosted", publishId: "p1", postId })

  it("is watched until the creator posts it", () => {
    const before = given(given(inbox).when(posted(null)).next())
    before.when(posted(null)).isRefused("NotThisPublication")
    before.when(posted("v1")).leadsTo("tracked", ["tell", "tell", "fetch_metrics"])
  })
  it("is said to be posted only once, and a direct post never", () =>
    given(tracked).when(posted("v1"), NOW + minutes(1)).isRefused("NotThisPublication"))
})
