import { Presets } from "@callsheet/database/library/Presets"
import type { Preset } from "@callsheet/domain/org/Preset"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { apiClient, ApiStage, newAccount, newKey, newOrg } from "../support/ApiStage.ts"

const bakery: Preset = {
  brandVoice: "Dry, short, like a baker at five in the morning.",
  examples: ["Flour is patient. You are not."],
  series: { title: "Bread basics", parts: 3 },
  look: "cards",
  captions: "punch",
  mood: "warm",
  voice: { voice: "thorsten", speed: 1.1, pauseMillis: 200 },
  language: "de",
  hashtags: ["brot", "backen"]
}

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  let days = 2
  const add = (more: object = {}, key?: string) =>
    client("plan.add", {
      orgId,
      plan: {
        accountId,
        topic: `Bread ${days}`,
        at: new Date(Date.now() + 86_400_000 * days++).toISOString(),
        notes: "- Flour rests.\n- Water is warm.\n- Salt comes last.",
        ...more
      },
      ...(key === undefined ? {} : { key })
    }, owner).pipe(Effect.map(({ plan }) => plan!))
  const put = (name: string, preset: Preset, version?: number) =>
    client("preset.put", { orgId, name, preset, ...(version === undefined ? {} : { version }) }, owner)
  return { client, orgId, owner, accountId, add, put }
})

layer(ApiStage, { excludeTestServices: true, timeout: "120 seconds" })("Presets", (it) => {
  it.scoped("name no music that the library does not have", () =>
    Effect.gen(function*() {
      const { client, orgId, owner, put } = yield* desk
      const refused = yield* Effect.flip(put("Loud", { music: "our tune" }, 0))
      assert.strictEqual(refused._tag, "InvalidInput")
      assert.include(refused.message, "our tune")
      assert.deepStrictEqual(yield* client("preset.list", { orgId }, owner), [])
    }))

  it.scoped("are kept version by version, found by name whatever the case, and nobody overwrites what they did not see", () =>
    Effect.gen(function*() {
      const { client, orgId, owner, put } = yield* desk
      const first = yield* put("Bakery", bakery, 0)
      assert.deepInclude(first, { version: 1, preset: bakery, accounts: [] })
      const second = yield* put("bakery", { ...bakery, look: "block" }, 1)
      assert.deepInclude(second, { id: first.id, name: "Bakery", version: 2 })
      assert.strictEqual((yield* Effect.flip(put("Bakery", {}, 1)))._tag, "Refused")
      const both = yield* Effect.all(
        ["calm", "grand"].map((mood) => Effect.either(put("BAKERY", { mood: mood as never }, 2))),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(both.map(({ _tag }) => _tag).toSorted(), ["Left", "Right"])
      const show = (version?: number) =>
        client("preset.show", { orgId, name: "bakery", ...(version === undefined ? {} : { version }) }, owner)
      assert.deepStrictEqual((yield* show(1)).preset, bakery)
      assert.strictEqual((yield* show()).version, 3)
      assert.deepStrictEqual((yield* client("preset.list", { orgId }, owner)).map(({ version }) => version), [3])
      assert.strictEqual((yield* Effect.flip(show(9)))._tag, "NotFound")
    }))

  it.scoped("are the org's own, put by planners, and none is called none", () =>
    Effect.gen(function*() {
      const { accountId, client, orgId, owner, put } = yield* desk
      const stranger = yield* newOrg()
      yield* put("Bakery", bakery)
      const tag = <A, E extends { readonly _tag: string }, R>(work: Effect.Effect<A, E, R>) =>
        Effect.map(Effect.flip(work), ({ _tag }) => _tag)
      assert.strictEqual(yield* tag(put("None", {})), "InvalidInput")
      assert.strictEqual(
        yield* tag(client("preset.show", { orgId: stranger.orgId, name: "Bakery" }, stranger.owner)),
        "NotFound"
      )
      assert.strictEqual(yield* tag(client("preset.list", { orgId }, stranger.owner)), "NotFound")
      assert.strictEqual(
        yield* tag(client("preset.put", { orgId, name: "x", preset: {} }, yield* newKey(orgId, "viewer"))),
        "Forbidden"
      )
      const other = yield* newAccount(stranger.orgId)
      assert.strictEqual(
        yield* tag(client("preset.assign", { orgId, accountId: other, name: "Bakery" }, owner)),
        "NotFound"
      )
      assert.strictEqual(yield* tag(client("preset.assign", { orgId, accountId, name: "Bakery 2" }, owner)), "NotFound")
    }))

  it.scoped("give a plan what it does not say itself; it keeps the version it was added with", () =>
    Effect.gen(function*() {
      const { accountId, add, client, orgId, owner, put } = yield* desk
      const { id } = yield* put("Bakery", bakery)
      const named = yield* add({ preset: "bakery" })
      assert.deepInclude(named, { language: "de", hashtags: ["brot", "backen"] })
      assert.deepInclude(named.preset, { id, name: "Bakery", version: 1 })
      const own = yield* add({ preset: "Bakery", language: "fr", hashtags: ["pain"] })
      assert.deepInclude(own, { language: "fr", hashtags: ["pain"] })
      assert.isUndefined((yield* add()).preset)

      yield* client("preset.assign", { orgId, accountId, name: "Bakery" }, owner)
      assert.strictEqual((yield* add()).preset?.version, 1)
      assert.isUndefined((yield* add({ preset: "none" })).preset)
      const wish = { at: new Date(Date.now() + 86_400_000 * 40).toISOString() }
      const first = yield* add(wish, "bread-1")
      yield* put("Bakery", { ...bakery, language: "es", hashtags: [] })
      assert.deepInclude(yield* add(), { language: "es", hashtags: [] })
      // The same wish again is what it was, no matter what the preset says by now.
      const { topic } = first
      assert.deepStrictEqual((yield* add({ ...wish, topic }, "bread-1")).preset, first.preset)
      assert.strictEqual((yield* client("plan.show", { id: named.id }, owner)).preset?.version, 1)

      const removed = yield* client("preset.remove", { orgId, name: "bakery" }, owner)
      assert.deepStrictEqual([removed.version, removed.accounts], [2, [accountId]])
      assert.isUndefined((yield* add()).preset)
      assert.strictEqual((yield* Effect.flip(add({ preset: "Bakery" })))._tag, "InvalidInput")
      assert.strictEqual((yield* client("plan.show", { id: named.id }, owner)).preset?.name, "Bakery")
      // The name is free again, and stands for another preset.
      assert.notStrictEqual((yield* put("Bakery", {}, 0)).id, id)
    }))

  it.scoped("are changed by an edit, which says what it voids, remakes and buys", () =>
    Effect.gen(function*() {
      const { add, client, owner, put } = yield* desk
      yield* put("Plain", { mood: "calm" })
      yield* put("Loud", { mood: "drive", hashtags: ["loud"] })
      yield* put("Bakery", bakery)
      const plan = yield* add({ preset: "Plain", hashtags: ["own"] })
      yield* client("plan.approve", { id: plan.id }, owner)
      const edit = (change: object, dryRun = false) =>
        Effect.flatMap(client("plan.show", { id: plan.id }, owner), ({ version }) =>
          client("plan.edit", { id: plan.id, ifVersion: version, change, dryRun }, owner))
      const rehearsed = yield* edit({ preset: "Loud" }, true)
      assert.deepInclude(rehearsed.effect, { voids: [], status: "approved" })
      assert.deepStrictEqual(rehearsed.effect.changes, [
        { part: "preset", before: "Plain (version 1)", after: "Loud (version 1)" }
      ])
      // Hashtags that a person chose stay.
      assert.deepStrictEqual((yield* edit({ preset: "Loud" })).plan.hashtags, ["own"])
      // Another brand voice and another series are another idea for anyone who writes.
      const other = yield* edit({ preset: "Bakery" }, true)
      assert.deepStrictEqual(other.effect.voids, ["approval"])
      const brought = yield* edit({ script: "Bread is slow.\nFlour rests for an hour.\nFollow for part two." })
      assert.strictEqual(brought.plan.preset?.name, "Loud")
      // A person's words stay no matter who speaks: the look is made again, and the approval stands.
      const kept = yield* edit({ preset: "Bakery" }, true)
      assert.deepStrictEqual([kept.effect.voids, kept.effect.remakes?.segments], [[], 3])
      // A person's own recording concerns every line and buys nothing; without a script there is nothing to speak.
      const spoken = yield* edit({ recording: "me.wav" }, true)
      assert.deepStrictEqual([spoken.effect.remakes?.segments, spoken.effect.buys.voiceSeconds], [3, 0])
      assert.strictEqual((yield* Effect.flip(edit({ script: null, recording: "me.wav" })))._tag, "InvalidInput")
      const none = yield* edit({ preset: null })
      assert.isUndefined(none.plan.preset)
      assert.strictEqual(
        (yield* client("plan.undo", { id: plan.id, ifVersion: none.plan.version }, owner)).plan.preset?.name,
        "Loud"
      )
      assert.strictEqual((yield* Effect.flip(edit({ preset: "Nobody" })))._tag, "NotFound")
    }))

  it.scoped("stand in a column of calendar files", () =>
    Effect.gen(function*() {
      const { accountId, client, orgId, owner, put } = yield* desk
      yield* put("Bakery", bakery)
      const day = (n: number) => new Date(Date.now() + 86_400_000 * n).toISOString()
      const rows = (names: ReadonlyArray<string>) =>
        ["topic,account,at,preset", ...names.map((name, at) => `Topic ${at},${accountId},${day(60 + at)},${name}`)]
          .join("\n")
      const take = (content: string) => client("plan.import", { orgId, format: "csv", content }, owner)
      const { plans } = yield* take(rows(["Bakery", "", "none"]))
      assert.deepStrictEqual(plans.map(({ language, preset }) => [preset?.name, language]), [
        ["Bakery", "de"],
        [undefined, "en"],
        [undefined, "en"]
      ])
      const wrong = yield* Effect.flip(take(rows(["Bekery"])))
      assert.deepInclude(wrong, { _tag: "InvalidInput" })
      assert.include(wrong.message, "There is no preset Bekery")
      const { content } = yield* client("plan.export", { orgId, format: "csv" }, owner)
      assert.include(content.split("\n")[0], ",preset")
      assert.isTrue(content.split("\n").some((line) => line.includes("Topic 0") && line.includes("Bakery")))
      // What was exported and comes back is nothing new.
      assert.deepInclude(yield* take(content), { plans: [], unchanged: 3 })
    }))

  it.scoped("count the parts of a series by the plan's place, each number once", () =>
    Effect.gen(function*() {
      const { accountId, add, client, orgId, owner, put } = yield* desk
      const { id: presetId } = yield* put("Bakery", bakery)
      const presets = yield* Presets
      const part = (planId: string) => presets.part({ orgId, accountId, presetId, planId })
      const [first, second, third] = yield* Effect.all([
        add({ preset: "Bakery" }),
        add({ preset: "Bakery" }),
        add({ preset: "Bakery" })
      ])
      // No matter which is made first: the place in the calendar counts, also at once.
      const all = yield* Effect.forEach([third!.id, first!.id, second!.id], part, { concurrency: "unbounded" })
      assert.deepStrictEqual(all, [3, 1, 2])
      assert.strictEqual(yield* part(second!.id), 2)
      yield* client(
        "plan.reschedule",
        { id: first!.id, at: new Date(Date.now() + 86_400_000 * 90).toISOString() },
        owner
      )
      assert.strictEqual(yield* part(first!.id), 1)
      yield* client("plan.cancel", { id: second!.id }, owner)
      const late = yield* add({ preset: "Bakery" })
      assert.strictEqual(yield* part(late.id), 2)
    }))
})
