import { MOST_OPEN_LINKS, ReviewLinks } from "@callsheet/database/secrets/ReviewLinks"
import type { GuestAnswer } from "@callsheet/domain/api/calls/review"
import { Guests } from "@callsheet/server/auth/Guests"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Option } from "effect"
import { ApiStage, newKey, newOrg } from "../support/ApiStage.ts"
import { inReview } from "../support/InReview.ts"

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
      const told = (yield* client("plan.timeline", { id }, owner)).filter(({ event }) => event === "GuestAnswered")
      assert.deepStrictEqual(told.map(({ by, reason }) => [by, reason]), [["link:guest Ana", "Louder, please."]])
    }))

  it.scoped("that let a guest decide are shown to nobody who may not decide: neither listed nor by their key", () =>
    Effect.gen(function*() {
      const { client, id, orgId, owner } = yield* inReview
      const editor = yield* newKey(orgId, "editor")
      const deciding = yield* client("review.link", { id, may: "decide", key: "decide" }, owner)
      const commenting = yield* client("review.link", { id, key: "comment" }, owner)
      const urls = (role: typeof owner) =>
        Effect.map(
          client("review.links", { planId: id }, role),
          (links) => new Map(links.map((link) => [link.id, link.url]))
        )
      assert.strictEqual((yield* urls(owner)).get(deciding.id), deciding.url)
      const seen = yield* urls(editor)
      assert.strictEqual(seen.get(deciding.id), null)
      assert.strictEqual(seen.get(commenting.id), commenting.url)
      for (const more of [{}, { may: "decide" as const }]) {
        const again = yield* Effect.flip(client("review.link", { id, key: "decide", ...more }, editor))
        assert.include(["Forbidden", "KeyReused"], again._tag)
      }
    }))

  it.scoped("keep what members and guests say at a moment of the video, and nothing about another video", () =>
    Effect.gen(function*() {
      const { client, digest, id, orgId, owner } = yield* inReview
      const guests = yield* Guests
      const link = yield* client("review.link", { id }, owner)
      yield* guests.answer(tokenOf(link.url), says(digest, { atMillis: 4_000 }))
      yield* client("review.comment", { id, text: "Slower here.", atMillis: 2_500, seen: digest, key: "c" }, owner)
      yield* client("review.comment", { id, text: "Slower here.", atMillis: 2_500, seen: digest, key: "c" }, owner)
      yield* client("review.comment", { id, text: "Good topic." }, owner)
      const stale = yield* Effect.flip(
        client("review.comment", { id, text: "And here.", atMillis: 1, seen: "0".repeat(64) }, owner)
      )
      assert.strictEqual(stale._tag, "NotWhatWasSeen")
      const said = yield* client("review.comments", { id }, owner)
      assert.deepStrictEqual(said.map(({ atMillis, guest, text }) => [guest, text, atMillis]), [
        [true, "Louder, please.", 4_000],
        [false, "Slower here.", 2_500],
        [false, "Good topic.", null]
      ])
      assert.deepStrictEqual(said.map((one) => one.digest), [digest, digest, null])
      assert.strictEqual((yield* client("plan.show", { id }, owner)).status, "in_review")
      const page = yield* guests.page(tokenOf(link.url))
      assert.deepStrictEqual(page.answers.map(({ atMillis }) => atMillis), [4_000], "a guest sees no member's words")
      const viewer = yield* newKey(orgId, "viewer")
      assert.lengthOf(yield* client("review.comments", { id }, viewer), 3)
      assert.strictEqual((yield* Effect.flip(client("review.comment", { id, text: "No." }, viewer)))._tag, "Forbidden")
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
      assert.deepInclude((yield* client("plan.timeline", { id }, owner)).at(-1), {
        event: "GuestAnswered",
        by: "link:guest Ana",
        reason: "Approved by a guest."
      })
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

  it.scoped("end with the key that made them, and lend its decision to nobody afterwards", () =>
    Effect.gen(function*() {
      const { client, digest, id, orgId, owner } = yield* inReview
      const guests = yield* Guests
      const sql = yield* SqlClient.SqlClient
      const leaving = yield* newKey(orgId, "approver")
      const theirs = yield* client("review.link", { id, may: "decide" }, leaving)
      const ours = yield* client("review.link", { id }, owner)
      yield* guests.page(tokenOf(theirs.url))
      yield* client("key.revoke", { id: leaving.id }, owner)
      yield* Effect.flip(guests.page(tokenOf(theirs.url)))
      yield* Effect.flip(guests.answer(tokenOf(theirs.url), says(digest, { kind: "reject", text: "Wrong bird." })))
      assert.strictEqual((yield* client("plan.show", { id }, owner)).status, "in_review")
      const listed = yield* client("review.links", { planId: id }, owner)
      assert.isNotNull(listed.find((link) => link.id === theirs.id)?.revokedAt)
      assert.isNull(listed.find((link) => link.id === ours.id)?.revokedAt)
      yield* guests.page(tokenOf(ours.url))

      // A key that ends by itself takes its links along, and they say so.
      const end = Date.now() + 60_000
      yield* sql`UPDATE api_key SET expires_at = ${end} WHERE id = (SELECT key_id FROM review_link WHERE id = ${ours.id})`
      assert.strictEqual((yield* guests.page(tokenOf(ours.url))).expiresAt, new Date(end).toISOString())
      yield* sql`UPDATE api_key SET expires_at = ${Date.now() - 1} WHERE expires_at = ${end}`
      yield* Effect.flip(guests.page(tokenOf(ours.url)))
    }))

  it.scoped("are open for 50 guests of a plan at a time, also when many are made at once; a closed one makes room", () =>
    Effect.gen(function*() {
      const { client, id, owner } = yield* inReview
      const sql = yield* SqlClient.SqlClient
      const first = yield* client("review.link", { id, key: "first" }, owner)
      const made = yield* Effect.all(
        Array.from({ length: MOST_OPEN_LINKS + 3 }, () => Effect.either(client("review.link", { id }, owner))),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(made.filter(({ _tag }) => _tag === "Right").length, MOST_OPEN_LINKS - 1)
      const full = yield* Effect.flip(client("review.link", { id }, owner))
      assert.include(full.message, `${MOST_OPEN_LINKS} review links`)
      // A repeat makes nothing new.
      assert.strictEqual((yield* client("review.link", { id, key: "first" }, owner)).url, first.url)
      yield* client("review.revoke", { id: first.id }, owner)
      yield* client("review.link", { id }, owner)

      // What is closed and was never answered is not kept without an end.
      yield* sql`
        INSERT INTO review_link (id, org_id, plan_id, digest, may, by, created_at, expires_at)
        SELECT 'old_' || n, org_id, plan_id, digest, may, by, n, n FROM review_link, generate_series(1, 300) AS n
        WHERE id = ${first.id}`
      const last = yield* client("review.links", { planId: id, limit: 1 }, owner)
      yield* client("review.revoke", { id: last[0]!.id }, owner)
      yield* client("review.link", { id }, owner)
      const [{ old } = { old: 0 }] = yield* sql<{ old: number }>`
        SELECT count(*)::int AS old FROM review_link WHERE plan_id = ${id} AND id LIKE 'old_%'`
      assert.strictEqual(old, 198, "200 closed ones stay, and two of them are newer")
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
