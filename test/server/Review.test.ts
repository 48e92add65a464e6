import { Actors } from "@callsheet/actors/Actors"
import { ReviewLinks } from "@callsheet/database/secrets/ReviewLinks"
import type { GuestAnswer } from "@callsheet/domain/api/calls/review"
import { MediaRef, Provenance, Sha256, VideoFacts } from "@callsheet/domain/asset/Media"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { seenDigest } from "@callsheet/domain/Digest"
import { assetIdOf, type PlanId } from "@callsheet/domain/Ids"
import { Guests } from "@callsheet/server/auth/Guests"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Option } from "effect"
import { asking } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newAccount, newKey, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"

const file = (letter: string, contentType: MediaRef["contentType"]) =>
  new MediaRef({ sha256: Sha256.make(letter.repeat(64)), bytes: 1_000, contentType })

const script = new Script({
  language: "en",
  lines: [
    new ScriptLine({ role: "hook", text: "Cranes stand on one leg." }),
    new ScriptLine({ role: "cta", text: "Follow for more." })
  ],
  caption: "Cranes",
  hashtags: [],
  source: { _tag: "person" }
})

/** A plan whose finished video waits for its release, as jobs would have brought it there. */
const inReview = Effect.gen(function*() {
  const client = yield* apiClient
  const actors = yield* Actors
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  const { plan } = yield* client("plan.add", {
    orgId,
    plan: {
      accountId,
      topic: "Cranes",
      notes: notesAbout("cranes"),
      at: new Date(Date.now() + 2 * 86_400_000).toISOString()
    }
  }, owner)
  const id = plan!.id as PlanId
  const assetId = assetIdOf(id)
  yield* client("plan.approve", { id }, owner)
  yield* actors.plan(id, asking(), { _tag: "StartGeneration", assetId, gates: "both" })
  const brief = { topic: "Cranes", language: "en", hashtags: [], script: null, handle: null, dueAt: Date.now() }
  const wrote = new Provenance({ stage: "script", engine: "rules", synthetic: false })
  const facts = new VideoFacts({ durationMillis: 9_000, width: 1080, height: 1920, coverAtMillis: 500 })
  const made = { video: file("a", "video/mp4"), cover: file("b", "image/jpeg"), caption: "Cranes", aiLabel: false }
  yield* actors.asset(assetId, asking(), { _tag: "Start", orgId, accountId, brief })
  yield* actors.asset(assetId, asking(), { _tag: "WriteDown", script, provenance: wrote })
  yield* actors.asset(assetId, asking(), { _tag: "AddVoice", voiceMillis: 0, provenance: [] })
  yield* actors.asset(assetId, asking(), { _tag: "AddVideo", ...made, facts, provenance: [] })
  yield* actors.asset(assetId, asking(), { _tag: "Finish", caption: made.caption, aiLabel: false })
  yield* actors.plan(id, asking(), {
    _tag: "AttachAsset",
    assetId,
    reviewed: { ...made, facts }
  })
  return { client, orgId, owner, id, digest: seenDigest(made) }
})

const tokenOf = (url: string) => url.slice(url.lastIndexOf("/") + 1)

const says = (digest: string, more: Partial<GuestAnswer>): GuestAnswer => ({
  kind: "comment",
  name: "Ana",
  text: "Louder, please.",
  seen: digest,
  ...more
})

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("Review links", (it) => {
  it.scoped("show a guest the video by links of their own, and keep a comment once", () =>
    Effect.gen(function*() {
      const { client, digest, id, owner } = yield* inReview
      const guests = yield* Guests
      const link = yield* client("review.link", { id, key: "l1" }, owner)
      assert.strictEqual((yield* client("review.link", { id, key: "l1" }, owner)).id, link.id)
      const token = tokenOf(link.url)
      const page = yield* guests.page(token)
      assert.deepInclude(page, { topic: "Cranes", account: "sunny.kitchen", open: true, may: "comment", digest })
      assert.match(page.video.path, /^\/media\/a{64}\.mp4\?until=\d+&sign=/)
      yield* guests.answer(token, says(digest, { key: "c1" }))
      const twice = yield* guests.answer(token, says(digest, { key: "c1" }))
      assert.deepStrictEqual(twice.answers.map(({ kind, name, text }) => [kind, name, text]), [
        ["comment", "Ana", "Louder, please."]
      ])
      const early = yield* Effect.flip(guests.answer(token, says(digest, { kind: "approve" })))
      assert.include(early.message, "lets you comment")
      const [listed] = yield* client("review.links", { planId: id }, owner)
      assert.strictEqual(listed?.answers.length, 1)
    }))

  it.scoped("let a guest who may decide reject, and the timeline says who it was", () =>
    Effect.gen(function*() {
      const { client, digest, id, owner } = yield* inReview
      const guests = yield* Guests
      const link = yield* client("review.link", { id, may: "decide" }, owner)
      yield* guests.answer(tokenOf(link.url), says(digest, { kind: "reject", text: "Wrong bird." }))
      const plan = yield* client("plan.show", { id }, owner)
      assert.strictEqual(plan.status, "rejected")
      const last = (yield* client("plan.timeline", { id }, owner)).at(-1)
      assert.deepInclude(last, { by: "link:guest Ana", reason: "Wrong bird." })
      const late = yield* Effect.flip(guests.answer(tokenOf(link.url), says(digest, { kind: "approve" })))
      assert.include(late.message, "no longer")
    }))

  it.scoped("an approval is noted, or releases exactly what was seen where the link says so", () =>
    Effect.gen(function*() {
      const { client, digest, id, owner } = yield* inReview
      const guests = yield* Guests
      const noted = yield* client("review.link", { id, may: "decide" }, owner)
      yield* guests.answer(tokenOf(noted.url), says(digest, { kind: "approve", text: "" }))
      assert.strictEqual((yield* client("plan.show", { id }, owner)).status, "in_review")
      const settings = { privacy: "SELF_ONLY" as const }
      const releasing = yield* client("review.link", { id, may: "decide", settings }, owner)
      const stale = yield* Effect.flip(
        guests.answer(tokenOf(releasing.url), says("0".repeat(64), { kind: "approve" }))
      )
      assert.include(stale.message, "no longer")
      const after = yield* guests.answer(tokenOf(releasing.url), says(digest, { kind: "approve", text: "" }))
      assert.strictEqual(after.open, false)
      assert.strictEqual((yield* client("plan.show", { id }, owner)).assetSha256, "a".repeat(64))
      // The same answer again is the same answer.
      yield* guests.answer(tokenOf(releasing.url), says(digest, { kind: "approve", text: "" }))
    }))

  it.scoped("open nothing once revoked, over, altered or about another video", () =>
    Effect.gen(function*() {
      const { client, id, orgId, owner } = yield* inReview
      const guests = yield* Guests
      const links = yield* ReviewLinks
      const sql = yield* SqlClient.SqlClient
      const opens = (url: string) => Effect.isSuccess(guests.page(tokenOf(url)))
      const link = yield* client("review.link", { id }, owner)
      assert.isTrue(yield* opens(link.url))
      assert.isFalse(yield* opens(`${link.url.slice(0, -2)}AA`))
      assert.isFalse(yield* opens(link.url.replace(/rvl_\w{26}/, `rvl_${"0".repeat(26)}`)))
      // What it is about is part of the signature.
      yield* sql`UPDATE review_link SET digest = ${"1".repeat(64)} WHERE id = ${link.id}`
      assert.isTrue(Option.isNone(yield* links.find(tokenOf(link.url))))

      const another = yield* client("review.link", { id }, owner)
      const revoked = yield* client("review.revoke", { id: another.id }, owner)
      assert.isNotNull(revoked.revokedAt)
      assert.isFalse(yield* opens(another.url))

      const third = yield* client("review.link", { id, seconds: 60 }, owner)
      yield* sql`UPDATE review_link SET expires_at = expires_at - 61000 WHERE id = ${third.id}`
      assert.isFalse(yield* opens(third.url))

      const stranger = (yield* newOrg()).owner
      assert.strictEqual((yield* Effect.flip(client("review.link", { id }, stranger)))._tag, "NotFound")
      assert.strictEqual((yield* Effect.flip(client("review.revoke", { id: third.id }, stranger)))._tag, "NotFound")
      const editor = yield* newKey(orgId, "editor")
      assert.strictEqual((yield* Effect.flip(client("review.link", { id, may: "decide" }, editor)))._tag, "Forbidden")
    }))

  it.scoped("asset.link gives the addresses of this video and cover, for as long as asked, and none to other orgs", () =>
    Effect.gen(function*() {
      const { client, id, owner } = yield* inReview
      const links = yield* client("asset.link", { id, seconds: 60 }, owner)
      assert.match(links.video.url, /^http:\/\/127\.0\.0\.1:4400\/media\/a{64}\.mp4\?until=/)
      assert.match(links.cover.path, /^\/media\/b{64}\.jpg\?until=/)
      assert.approximately(Date.parse(links.expiresAt), Date.now() + 60_000, 30_000)
      const stranger = (yield* newOrg()).owner
      assert.strictEqual((yield* Effect.flip(client("asset.link", { id }, stranger)))._tag, "NotFound")
    }))

  it.scoped("make whoever tries addresses wait", () =>
    Effect.gen(function*() {
      const guests = yield* Guests
      const tries = yield* Effect.forEach(Array.from({ length: 120 }), () => Effect.flip(guests.page("nothing")))
      assert.include(tries.map(({ _tag }) => _tag), "Busy")
    }))
})
