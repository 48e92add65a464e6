import { Actors } from "@callsheet/actors/Actors"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { asking, birth, newPlanId } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newAccount, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"
import { inReview } from "../support/InReview.ts"
import { lookWithin } from "../support/LookUntil.ts"
import { comeBack, consentTo } from "../support/ThroughConsent.ts"

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  const add = (topic: string, at: string, more: { readonly privacy?: "SELF_ONLY" } = {}, account = accountId) =>
    client("plan.add", {
      orgId,
      plan: { accountId: account, topic, notes: notesAbout(topic), at, settings: more }
    }, owner)
  return { client, orgId, owner, accountId, add }
})

/** An account whose tokens open TikTok's stand-in. */
const connected = (creator: string) =>
  Effect.gen(function*() {
    const { client, orgId, owner, ...rest } = yield* desk
    const { state } = yield* client("account.connect", { orgId }, owner)
    yield* comeBack(yield* consentTo(state, creator))
    const { account } = yield* client("account.connection", { state }, owner)
    return { ...rest, client, orgId, owner, connectedId: account!.id }
  })

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("What is said before it is too late", (it) => {
  it.scoped("a real move and a real approval say what a rehearsal says", () =>
    Effect.gen(function*() {
      const { add, client, owner } = yield* desk
      const at = inDays(3)
      const { plan: first } = yield* add("Bread and water", at)
      const { plan: second } = yield* add("Soup and salt", inDays(5))
      assert.isUndefined(second?.warnings)
      const moved = yield* client("plan.reschedule", { id: second!.id, at }, owner)
      assert.match(moved.warnings?.join(" ") ?? "", new RegExp(`Same hour: ${first!.id} `))
      const approved = yield* client("plan.approve", { id: second!.id }, owner)
      assert.match(approved.warnings?.join(" ") ?? "", new RegExp(`Same hour: ${first!.id} `))
      const shown = yield* client("plan.show", { id: second!.id }, owner)
      assert.isUndefined(shown.warnings)
    }))

  it.scoped("a dry run of a move says whether the new slot can be met, counts no plan twice, and moves nothing", () =>
    Effect.gen(function*() {
      const { add, client, owner } = yield* desk
      const day = new Date(Date.now() + 6 * 86_400_000)
      day.setUTCHours(4, 0, 0, 0)
      const at = (hours: number) => new Date(day.getTime() + hours * 3_600_000).toISOString()
      // The account's whole day: one more would be too many, and one of them may move within it.
      const plans = yield* Effect.forEach(
        Array.from({ length: 15 }, (_, hour) => hour),
        (hour) => add(`Topic number ${hour}`, at(hour))
      )
      const { plan: inside } = plans[3]!
      const { plan: outside } = yield* add("One from another day", inDays(20))
      const rehearse = (id: typeof inside, hours: number) =>
        client("plan.reschedule", { id: id!.id, at: at(hours), dryRun: true, key: `dry-${id!.id}` }, owner)
      const own = yield* rehearse(inside, 16)
      assert.deepStrictEqual([own.slot, own.fits], [at(16), { feasible: true, nearest: null }])
      const full = yield* rehearse(outside, 16)
      assert.isFalse(full.fits?.feasible)
      assert.isNotNull(full.fits?.nearest)
      assert.match(full.warnings?.join(" ") ?? "", /16 posts of account/)
      const shown = yield* client("plan.show", { id: inside!.id }, owner)
      assert.deepStrictEqual([shown.slot, shown.version, shown.fits], [inside!.slot, inside!.version, undefined])
      yield* client("plan.lock", { id: inside!.id }, owner)
      assert.strictEqual((yield* Effect.flip(rehearse(inside, 17)))._tag, "PlanLocked")
      const past = yield* Effect.flip(
        client("plan.reschedule", { id: outside!.id, at: inDays(-1), dryRun: true }, owner)
      )
      assert.strictEqual(past._tag, "SlotInThePast")
    }))

  it.scoped("what a plan has behind it stands in the way of no slot: its video is made and its amounts are reserved", () =>
    Effect.gen(function*() {
      const { accountId, client, id, orgId, owner } = yield* inReview
      const at = new Date(Date.now() + 100_000).toISOString()
      yield* client("quota.set", { orgId, kind: "renders", limit: { amount: 1, period: "month" } }, owner)
      const another = client("plan.add", {
        orgId,
        plan: { accountId, topic: "Storks", notes: notesAbout("storks"), at },
        dryRun: true
      }, owner)
      // What another server changed may be a second old in a warning.
      const { feasibility } = yield* lookWithin(
        1_100,
        another,
        ({ feasibility: { warnings } }) => warnings.some((warning) => warning.includes("renders limit"))
      )
      assert.match(feasibility.warnings.join(" "), /minutes to make.*renders limit/)
      const made = yield* client("plan.reschedule", { id, at, dryRun: true }, owner)
      assert.deepStrictEqual(made.fits, { feasible: true, nearest: null })
    }))

  it.scoped("a plan of a disconnected account, or in a language nobody writes, is not approved; an earlier yes stays yes", () =>
    Effect.gen(function*() {
      const { accountId, add, client, orgId, owner } = yield* desk
      const actors = yield* Actors
      const { plan } = yield* add("Bread and water", inDays(3))
      const { plan: other } = yield* add("Soup and salt", inDays(4))
      const yes = yield* client("plan.approve", { id: other!.id, key: "yes" }, owner)
      // As a server of an earlier release planned it.
      const klingon = newPlanId()
      yield* actors.plan(klingon, asking(), {
        ...birth(86_400_000, { orgId, accountId, language: "ja", script: null, notes: notesAbout("tea") })
      })
      const unwritten = yield* Effect.flip(client("plan.approve", { id: klingon }, owner))
      assert.include(unwritten.message, "Japanese")
      yield* actors.account(accountId, asking(), { _tag: "Disconnect" })
      const refused = yield* Effect.flip(client("plan.approve", { id: plan!.id }, owner))
      assert.strictEqual(refused._tag, "AccountDisconnectedError")
      assert.strictEqual((yield* client("plan.show", { id: plan!.id }, owner)).status, "scheduled")
      const again = yield* client("plan.approve", { id: other!.id, key: "yes" }, owner)
      assert.strictEqual(again.version, yes.version)
    }))

  it.scoped("a privacy that the account does not offer is named when the plan is added, and refused at the release", () =>
    Effect.gen(function*() {
      const { client, connectedId, orgId, owner } = yield* connected("open.kitchen")
      const wish = (privacy: "FOLLOWER_OF_CREATOR" | "SELF_ONLY") => ({
        orgId,
        plan: {
          accountId: connectedId,
          topic: "Bread",
          notes: notesAbout("bread"),
          at: inDays(3),
          settings: { privacy }
        },
        dryRun: true
      })
      const unoffered = yield* client("plan.add", wish("FOLLOWER_OF_CREATOR"), owner)
      assert.match(unoffered.feasibility.warnings.join(" "), /@open\.kitchen does not offer FOLLOWER_OF_CREATOR/)
      const offered = yield* client("plan.add", wish("SELF_ONLY"), owner)
      assert.notMatch(offered.feasibility.warnings.join(" "), /does not offer/)
      const { plan } = yield* client("plan.add", { ...wish("SELF_ONLY"), dryRun: false }, owner)
      const refused = yield* Effect.flip(
        client("plan.release", { id: plan!.id, settings: { privacy: "FOLLOWER_OF_CREATOR" } }, owner)
      )
      assert.strictEqual(refused._tag, "Refused")
      assert.deepStrictEqual("steps" in refused ? refused.steps?.[0]?.action : null, {
        call: "plan.release",
        input: { id: plan!.id, settings: { privacy: "PUBLIC_TO_EVERYONE" } }
      })
    }))

  it.scoped("an empty script and empty notes are no script and no notes by intention", () =>
    Effect.gen(function*() {
      const { accountId, client, orgId, owner } = yield* desk
      const error = yield* Effect.flip(client("plan.add", {
        orgId,
        plan: { accountId, topic: "Bread", at: inDays(2), script: " \n", notes: " ", language: "xx" }
      }, owner))
      assert.deepStrictEqual(
        "faults" in error ? error.faults.map(({ column }) => column).toSorted() : [],
        ["language", "notes", "script"]
      )
    }))
})
