import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import type { ApiError } from "@callsheet/domain/api/ApiError"
import type { PlanChange } from "@callsheet/domain/api/calls/planEdit"
import { INSTALLATION } from "@callsheet/domain/api/Role"
import { MediaRef, Provenance, Sha256, VideoFacts } from "@callsheet/domain/asset/Media"
import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { canonicalJson } from "@callsheet/domain/Digest"
import { assetIdOf, type PlanId } from "@callsheet/domain/Ids"
import { Plan, revisionOf } from "@callsheet/domain/plan/Plan"
import { assert, layer } from "@effect/vitest"
import { Effect, Either, Option, Schema } from "effect"
import { createHash } from "node:crypto"
import { asking } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newAccount, newKey, newOrg } from "../support/ApiStage.ts"
import { newPlanId, notesAbout } from "../support/Fixtures.ts"

const refused = <A>(outcome: Either.Either<A, ApiError>): ApiError => {
  assert.isTrue(Either.isLeft(outcome), "the call was expected to be refused")
  return Either.getOrThrow(Either.flip(outcome))
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
const line = (role: "hook" | "beat" | "cta", text: string) => new ScriptLine({ role, text })
const written = new Script({
  language: "en",
  lines: [line("hook", "Salt comes *last*."), line("beat", "Early salt draws water."), line("cta", "Try it tonight.")],
  caption: "Salt comes last.",
  hashtags: ["salt", "writer"],
  source: { _tag: "model", model: "test" }
})
const hashOf = (what: string) => Sha256.make(createHash("sha256").update(what).digest("hex"))
const media = (what: string, contentType: "video/mp4" | "image/jpeg") =>
  new MediaRef({ sha256: hashOf(what), bytes: 10, contentType })

const storedPlan = (id: string) =>
  Effect.flatMap(ActorStore, (store) => store.load(id)).pipe(
    Effect.flatMap((row) => Schema.decodeUnknown(Plan)(Option.getOrThrow(row).state))
  )

/** What the workers do, up to the video: of the plan as it stands, or of what `stale` had read of it. */
const makeVideo = (id: PlanId, stale?: Plan) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    const plan = stale ?? (yield* storedPlan(id))
    const assetId = assetIdOf(id)
    const revision = revisionOf(plan)
    yield* actors.plan(id, asking(), { _tag: "StartGeneration", assetId, gates: "both", revision })
    yield* actors.asset(assetId, asking(), {
      _tag: "Start",
      orgId: plan.orgId,
      accountId: plan.accountId,
      brief: {
        topic: plan.topic,
        language: plan.language,
        hashtags: plan.hashtags,
        notes: plan.notes,
        script: plan.script,
        handle: null,
        dueAt: plan.slot,
        revision
      }
    })
    const script = plan.script ?? written
    const provenance = new Provenance({ stage: "script", engine: "test", synthetic: true })
    yield* actors.asset(assetId, asking(), { _tag: "WriteDown", script, provenance })
    yield* actors.asset(assetId, asking(), { _tag: "AddVoice", voiceMillis: 1, provenance: [] })
    const name = `${id} ${JSON.stringify(script.lines)}`
    const video = media(name, "video/mp4")
    const cover = media(name, "image/jpeg")
    const facts = new VideoFacts({ durationMillis: 9_000, width: 1080, height: 1920, coverAtMillis: 0 })
    yield* actors.asset(assetId, asking(), { _tag: "AddVideo", video, cover, facts, provenance: [] })
    const caption = plan.caption ?? script.caption
    yield* actors.asset(assetId, asking(), { _tag: "Finish", caption, aiLabel: false })
    return yield* actors.plan(id, asking(), {
      _tag: "AttachAsset",
      assetId,
      revision,
      reviewed: { video, cover, facts, caption, aiLabel: false }
    })
  })

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  const { plan } = yield* client(
    "plan.add",
    { orgId, plan: { accountId, topic: "Salt", notes: notesAbout(`salt ${orgId}`), at: inDays(2) } },
    owner
  )
  const id = plan!.id
  const show = client("plan.show", { id }, owner)
  const edit = (
    change: PlanChange,
    more: { readonly ifVersion?: number; readonly dryRun?: boolean; readonly key?: string } = {}
  ) => Effect.flatMap(show, ({ version }) => client("plan.edit", { id, ifVersion: version, change, ...more }, owner))
  const reviewed = Effect.zipRight(client("plan.approve", { id }, owner), makeVideo(id))
  const release = Effect.flatMap(
    show,
    ({ digest }) =>
      client(
        "plan.release",
        { id, settings: { privacy: "SELF_ONLY" }, seen: digest!, musicUsageConfirmed: true },
        owner
      )
  )
  return { client, orgId, owner, id, show, edit, reviewed, release }
})

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("Edits through the contract", (it) => {
  it.scoped("a plan that nobody approved takes every change, tells it beforehand, and undoes it", () =>
    Effect.gen(function*() {
      const { client, edit, id, owner, show } = yield* desk
      const before = yield* show
      const tried = yield* edit({ topic: "Pepper", hashtags: ["pepper"] }, { dryRun: true })
      assert.strictEqual(tried.plan.topic, "Pepper")
      assert.deepStrictEqual(tried.effect.says, ["It voids nothing.", "Nothing is made again.", "It buys nothing."])
      assert.deepStrictEqual(yield* show, before)
      const { plan } = yield* edit({ topic: "Pepper", hashtags: ["pepper"], notes: null })
      assert.strictEqual(plan.topic, "Pepper")
      assert.deepStrictEqual(plan.lastEdit?.fields, ["topic", "notes", "hashtags"])
      const undone = yield* client("plan.undo", { id, ifVersion: plan.version }, owner)
      assert.strictEqual(undone.plan.topic, "Salt")
      assert.strictEqual(undone.plan.notes, before.notes)
      const redone = yield* client("plan.undo", { id, ifVersion: undone.plan.version }, owner)
      assert.deepStrictEqual([redone.plan.topic, redone.plan.hashtags], ["Pepper", ["pepper"]])
      yield* client("plan.undo", { id, ifVersion: redone.plan.version }, owner)
      const timeline = yield* client("plan.timeline", { id }, owner)
      assert.deepStrictEqual(timeline.map(({ event, reason }) => [event, reason]), [
        ["PlanCreated", null],
        ["PlanEdited", "Changed: topic, notes, hashtags."],
        ["PlanEdited", "Undone: topic, notes, hashtags."],
        ["PlanEdited", "Undone: topic, notes, hashtags."],
        ["PlanEdited", "Undone: topic, notes, hashtags."]
      ])
    }))

  it.scoped("two people never write over each other, and what the machinery did meanwhile is no conflict", () =>
    Effect.gen(function*() {
      const { client, edit, id, owner, reviewed, show } = yield* desk
      const seen = yield* show
      yield* reviewed
      const first = yield* edit({ caption: "Mine." }, { ifVersion: seen.version })
      const second = refused(yield* Effect.either(edit({ caption: "Yours." }, { ifVersion: seen.version })))
      assert.strictEqual(second._tag, "PlanEditedMeanwhile")
      assert.include(second.message, "caption")
      assert.strictEqual((yield* show).caption, first.plan.caption)
      // The way on that it names can be gone: looked at again, the change is made on top of the other.
      const steps = "steps" in second ? second.steps ?? [] : []
      assert.deepStrictEqual(steps.map(({ action }) => action?.call), ["plan.show", "plan.edit"])
      const ifVersion = Number(steps[1]?.action?.input["ifVersion"])
      const dry = yield* client("plan.edit", { id, ifVersion, change: { caption: "Yours." }, dryRun: true }, owner)
      assert.strictEqual(dry.plan.ownCaption, "Yours.")
      const outcomes = yield* Effect.all(
        ["A", "B", "C", "D"].map((caption) =>
          Effect.either(client("plan.edit", { id, ifVersion: first.plan.version, change: { caption } }, owner))
        ),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(outcomes.filter(Either.isRight).length, 1)
      const won = outcomes.flatMap((one) => Either.isRight(one) ? [one.right.plan.ownCaption] : [])
      assert.strictEqual((yield* show).ownCaption, won[0])
    }))

  it.scoped("a caption changes under the same video; a release ends with it, and no released hash covers it", () =>
    Effect.gen(function*() {
      const { edit, release, reviewed, show } = yield* desk
      yield* reviewed
      const released = yield* release
      const { effect, plan } = yield* edit({ caption: "Salt at the end.", hashtags: ["cooking"] })
      assert.deepStrictEqual(effect.voids, ["release"])
      assert.isNull(effect.remakes)
      assert.strictEqual(plan.status, "in_review")
      assert.strictEqual(plan.caption, "Salt at the end. #cooking")
      assert.isNull(plan.assetSha256)
      assert.notStrictEqual(plan.digest, released.digest)
      assert.strictEqual((yield* release).status, "assets_generated")
      const wished = yield* edit({ settings: { allowComment: true } })
      assert.strictEqual(wished.plan.status, "in_review")
      assert.strictEqual((yield* show).digest, plan.digest)
    }))

  it.scoped("one line is made again of the written script, buys nothing, and what was made of the old one is not taken", () =>
    Effect.gen(function*() {
      const { edit, id, release, reviewed, show } = yield* desk
      yield* reviewed
      const old = yield* release
      const stale = yield* storedPlan(id)
      const { effect, plan } = yield* edit({
        lines: [{ line: 2, text: "Early salt pulls water out.", emphasis: ["water"] }]
      })
      assert.deepStrictEqual([effect.remakes?.segments, effect.remakes?.of], [1, 3])
      assert.deepStrictEqual(effect.buys, { llmTokens: 0, voiceSeconds: 0, moneyMicros: 0 })
      assert.deepStrictEqual([plan.status, plan.approved, effect.voids], ["approved", true, ["release"]])
      assert.isTrue(Either.isLeft(yield* Effect.either(makeVideo(id, stale))))
      assert.strictEqual((yield* show).status, "approved")
      const remade = yield* makeVideo(id)
      assert.strictEqual(remade.status, "in_review")
      assert.notStrictEqual(remade.digest, old.digest)
      const { script } = yield* storedPlan(id)
      assert.strictEqual(script?.lines[1]?.text, "Early salt pulls *water* out.")
      assert.deepStrictEqual(script?.source, written.source)
    }))

  it.scoped("another topic needs a new approval, and its undo brings the written script back without buying it", () =>
    Effect.gen(function*() {
      const { client, edit, id, owner, reviewed } = yield* desk
      yield* reviewed
      const { effect, plan } = yield* edit({ topic: "Pepper" })
      assert.deepStrictEqual(effect.voids, ["approval"])
      assert.deepStrictEqual([plan.status, plan.approved], ["scheduled", false])
      yield* client("plan.undo", { id, ifVersion: plan.version }, owner)
      assert.deepStrictEqual((yield* storedPlan(id)).script, written)
    }))

  it.scoped("the same key changes once, and roles, locks and faults are refused with nothing done", () =>
    Effect.gen(function*() {
      const { client, edit, id, orgId, owner, show } = yield* desk
      const { version } = yield* show
      const wish = { id, ifVersion: version, change: { topic: "Pepper" }, key: "once" }
      const answers = yield* Effect.all(
        Array.from({ length: 20 }, () => client("plan.edit", wish, owner)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(answers.map(canonicalJson)).size, 1)
      assert.strictEqual((yield* show).version, version + 1)
      const approver = yield* newKey(orgId, "approver")
      assert.strictEqual(refused(yield* Effect.either(client("plan.edit", wish, approver)))._tag, "Forbidden")
      const stranger = yield* newOrg()
      assert.strictEqual(
        refused(yield* Effect.either(client("plan.edit", { ...wish, key: "x" }, stranger.owner)))._tag,
        "NotFound"
      )
      const early = refused(yield* Effect.either(edit({ lines: [{ line: 1, text: "Hello there." }] })))
      assert.strictEqual(early._tag, "InvalidInput")
      const long = refused(yield* Effect.either(edit({ script: "One row only" })))
      assert.strictEqual(long._tag, "InvalidInput")
      yield* client("plan.lock", { id }, owner)
      assert.strictEqual(refused(yield* Effect.either(edit({ topic: "Later" })))._tag, "PlanLocked")
      assert.strictEqual((yield* show).topic, "Pepper")
    }))

  it.scoped("many plans move at once, each with its own result, after a dry count that moves nothing", () =>
    Effect.gen(function*() {
      const { client, edit, id, orgId, owner, reviewed, show } = yield* desk
      const digest = (yield* reviewed).digest!
      const accountId = (yield* show).accountId
      const more = yield* Effect.forEach(
        [3, 4, 5],
        (days) =>
          client("plan.add", {
            orgId,
            plan: { accountId, topic: `Day ${days}`, notes: notesAbout(`${orgId} ${days}`), at: inDays(days) }
          }, owner)
      )
      yield* client("plan.lock", { id: more[2]!.plan!.id }, owner)
      const wish = { orgId, move: "approve" as const, filter: { status: ["scheduled"], accountId } }
      const counted = yield* client("plan.bulk", { ...wish, dryRun: true }, owner)
      assert.deepStrictEqual([counted.matched, counted.done, counted.refused], [3, 2, 1])
      assert.lengthOf((yield* client("plan.list", { status: ["approved"] }, owner)).plans, 0)
      const moved = yield* client("plan.bulk", { ...wish, key: "all" }, owner)
      assert.deepStrictEqual([moved.matched, moved.done, moved.refused], [3, 2, 1])
      assert.strictEqual(moved.results.find(({ done }) => !done)?.failure?.tag, "PlanLocked")
      assert.strictEqual(
        refused(yield* Effect.either(client("plan.bulk", { orgId, move: "release", filter: {} }, owner)))._tag,
        "InvalidInput"
      )
      const editor = yield* newKey(orgId, "editor")
      assert.strictEqual(refused(yield* Effect.either(client("plan.bulk", wish, editor)))._tag, "Forbidden")
      // Two keys that begin alike are two keys.
      const later = more[0]!.plan!.id
      for (const day of [8, 9]) {
        const key = `${"n".repeat(110)}${day}`
        const at = inDays(day)
        const late = { orgId, move: "reschedule" as const, items: [{ id: later }], at, key }
        assert.strictEqual((yield* client("plan.bulk", late, owner)).done, 1)
        assert.strictEqual(Date.parse((yield* client("plan.show", { id: later }, owner)).slot), Date.parse(at))
      }
      yield* edit({ caption: "Another text." })
      // The dry count decides as the release does: what changed meanwhile, and what is not there, is no longer counted.
      const unknown = newPlanId()
      const items = [
        { id, seen: digest, settings: { privacy: "SELF_ONLY" as const } },
        { id: unknown, seen: digest },
        { id: more[0]!.plan!.id, seen: digest }
      ]
      const dry = yield* client("plan.bulk", { orgId, move: "release", items, dryRun: true }, owner)
      assert.deepStrictEqual(dry.results.map(({ failure }) => failure?.tag), [
        "NotWhatWasSeen",
        "NotFound",
        "IllegalCommand"
      ])
      const twice = [items[0]!, items[0]!]
      const once = yield* client("plan.bulk", { orgId, move: "release", items: twice, dryRun: true }, owner)
      assert.strictEqual(once.matched, 1)
      const torn = { orgId, move: "release" as const, items: [items[0]!, { ...items[0]!, seen: "0".repeat(64) }] }
      const unclear = refused(yield* Effect.either(client("plan.bulk", torn, owner)))
      assert.deepStrictEqual([unclear._tag, unclear.message.includes(id)], ["InvalidInput", true])
      const consent = (seen: string) =>
        client("plan.bulk", {
          orgId,
          move: "release",
          items: [{ id, seen, settings: { privacy: "SELF_ONLY" } }],
          musicUsageConfirmed: true
        }, owner)
      assert.strictEqual((yield* consent(digest)).results[0]?.failure?.tag, "NotWhatWasSeen")
      assert.strictEqual((yield* consent((yield* show).digest!)).done, 1)
      const now = yield* client("plan.now", { orgId }, owner)
      assert.deepStrictEqual(now.next.map((plan) => plan.id), [id])
      assert.lengthOf(now.running, 2)
      assert.deepStrictEqual(now.needs.map(({ plans, who }) => [who, plans.length]), [["approver", 1]])
    }))

  it.scoped("a plan can be looked at as it stood at any moment", () =>
    Effect.gen(function*() {
      const { client, edit, id, owner, show } = yield* desk
      const first = yield* show
      yield* Effect.sleep("5 millis")
      const between = new Date().toISOString()
      yield* Effect.sleep("5 millis")
      yield* edit({ topic: "Pepper", caption: "Hot." })
      const past = yield* client("plan.show", { id, at: between }, owner)
      assert.deepStrictEqual([past.topic, past.version, past.status], ["Salt", first.version, "scheduled"])
      assert.strictEqual((yield* client("plan.show", { id, at: inDays(1) }, owner)).topic, "Pepper")
      const early = yield* Effect.either(client("plan.show", { id, at: "2020-01-01" }, owner))
      assert.strictEqual(refused(early)._tag, "InvalidInput")
    }))

  it.scoped("a paused account says who paused it and why, to its plans too, until it is resumed", () =>
    Effect.gen(function*() {
      const { client, id, orgId, owner, release, reviewed, show } = yield* desk
      yield* reviewed
      const { accountId } = yield* release
      const paused = yield* client("account.pause", { id: accountId, reason: "a wrong logo" }, owner)
      assert.strictEqual(paused.paused?.reason, "a wrong logo")
      const waiting = (yield* show).waitingFor
      assert.include(waiting?.what, "a wrong logo")
      assert.deepStrictEqual(waiting?.action, { call: "account.resume", input: { id: accountId } })
      const again = yield* client("account.pause", { id: accountId, reason: "another" }, owner)
      assert.strictEqual(again.paused?.reason, "a wrong logo")
      assert.isUndefined((yield* client("account.resume", { id: accountId }, owner)).paused)
      assert.notInclude((yield* show).waitingFor?.what, "a wrong logo")
      assert.strictEqual((yield* client("org.pause", { id: orgId, reason: "law" }, owner)).paused?.reason, "law")
      yield* client("account.pause", { id: accountId, reason: "a wrong logo" }, owner)
      const operator = yield* newKey(INSTALLATION, "operator")
      assert.strictEqual(
        refused(yield* Effect.either(client("system.pause", {}, owner)))._tag,
        "Forbidden"
      )
      yield* client("system.pause", { reason: "a bad release" }, operator)
      assert.strictEqual((yield* client("system.info", {}, owner)).paused?.reason, "a bad release")
      const { paused: stopped } = yield* client("plan.now", { orgId }, owner)
      assert.deepStrictEqual(stopped?.map(({ id, reason, resume, scope }) => [scope, id, reason, resume]), [
        ["everything", null, "a bad release", "callsheet resume"],
        ["org", orgId, "law", `callsheet org resume ${orgId}`],
        ["account", accountId, "a wrong logo", `callsheet account resume ${accountId}`]
      ])
      // What stops it is said where the plan is looked at, the widest first.
      const says = (text: string) =>
        Effect.map(client("plan.list", {}, owner), ({ plans }) => assert.include(plans[0]?.waitingFor?.what, text))
      yield* says("a bad release")
      yield* client("system.resume", {}, operator)
      yield* says("law")
      yield* client("account.resume", { id: accountId }, owner)
      assert.isUndefined((yield* client("system.info", {}, owner)).paused)
      assert.isUndefined((yield* client("org.resume", { id: orgId }, owner)).paused)
      assert.isUndefined((yield* client("plan.now", { orgId }, owner)).paused)
      // A pause that ends by itself before the slot holds nothing up.
      const until = inDays(1)
      const short = yield* client("org.pause", { id: orgId, until }, owner)
      assert.strictEqual(short.paused?.until, until)
      assert.notInclude((yield* show).waitingFor?.what, "paused")
      const past = client("account.pause", { id: accountId, until: "2020-01-01" }, owner)
      assert.strictEqual(refused(yield* Effect.either(past))._tag, "InvalidInput")
      yield* client("org.resume", { id: orgId }, owner)
      assert.strictEqual((yield* client("plan.show", { id }, owner)).status, "assets_generated")
    }))
})
