import { Actors } from "@callsheet/actors/Actors"
import { ScriptLine } from "@callsheet/domain/asset/Script"
import { ServerConfig } from "@callsheet/server/Config"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { asking } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, newAccount, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"

const desk = (more: object = { notes: notesAbout("cranes") }) =>
  Effect.gen(function*() {
    const client = yield* apiClient
    const { orgId, owner } = yield* newOrg()
    const accountId = yield* newAccount(orgId)
    const at = new Date(Date.now() + 2 * 86_400_000).toISOString()
    const { plan } = yield* client("plan.add", { orgId, plan: { accountId, topic: "Cranes", at, ...more } }, owner)
    return { client, orgId, owner, id: plan!.id }
  })

const fileOf = (address: string) =>
  Effect.map(ServerConfig, ({ dataDir }) => {
    const [, key = "", name = ""] = /^\/media\/preview\/([0-9a-f]{64})\/([a-z0-9.-]+)\?/.exec(address) ?? []
    return readFileSync(join(dataDir, "previews", key, name))
  })

const isJpeg = (bytes: Buffer) => bytes.subarray(0, 3).toString("hex") === "ffd8ff" && bytes.length > 5_000

layer(ApiStage, { excludeTestServices: true, timeout: "240 seconds" })("The preview of a plan", (it) => {
  it.scoped(
    "shows cover, six stills and the sound of a line of a plan that was only noted down, and is kept",
    () =>
      Effect.gen(function*() {
        const { client, id, owner } = yield* desk()
        const seen = yield* client("plan.preview", { id }, owner)
        assert.strictEqual(seen.from, "rules")
        assert.strictEqual(seen.stills.length, 6)
        const files = yield* Effect.forEach([seen.cover, ...seen.stills.map(({ path }) => path)], fileOf)
        assert.isTrue(files.every(isJpeg))
        assert.strictEqual(new Set(files.map((bytes) => bytes.toString("base64"))).size, 7)
        assert.isAbove(seen.sound?.durationMillis ?? 0, 300)
        assert.strictEqual((yield* fileOf(seen.sound!.path)).subarray(0, 4).toString(), "RIFF")
        const again = yield* client("plan.preview", { id }, owner)
        assert.deepStrictEqual(
          again.stills.map(({ atMillis }) => atMillis),
          seen.stills.map(({ atMillis }) => atMillis)
        )
        // Other words than those of the plan.
        const script =
          "Cranes sleep on *one* leg\nThe other leg stays warm\nThey change legs at night\nFollow for more birds"
        const given = yield* client("plan.preview", { id, script, line: 1 }, owner)
        assert.deepStrictEqual([given.from, given.stills.length], ["given", 4])
        assert.include(given.sound?.path, "line-2.wav")
      }),
    240_000
  )

  it.scoped(
    "refuses a script that says nothing, a line that is not there and another org's plan",
    () =>
      Effect.gen(function*() {
        const { client, id, owner } = yield* desk()
        const empty = yield* Effect.flip(client("plan.preview", { id, script: "only one row" }, owner))
        assert.strictEqual(empty._tag, "InvalidInput")
        const script = "One\nTwo"
        assert.strictEqual(
          (yield* Effect.flip(client("plan.preview", { id, script, line: 2 }, owner)))._tag,
          "InvalidInput"
        )
        const stranger = (yield* newOrg()).owner
        assert.strictEqual((yield* Effect.flip(client("plan.preview", { id }, stranger)))._tag, "NotFound")
        const bare = yield* desk({})
        const nothing = yield* Effect.flip(bare.client("plan.preview", { id: bare.id }, bare.owner))
        assert.deepStrictEqual([nothing._tag, nothing.remedy === ""], ["Refused", false])
      }),
    240_000
  )

  it.scoped(
    "shows an option of a take before it is chosen, by what the list of takes says of it",
    () =>
      Effect.gen(function*() {
        const script = "Cranes sleep on one leg\n\nThe other leg stays warm\n\nFollow for more birds"
        const { client, id, owner } = yield* desk({ script, notes: notesAbout("cranes") })
        const actors = yield* Actors
        yield* client("take.ask", { id, of: "hook" }, owner)
        const hook = new ScriptLine({ role: "hook", text: "One leg is warm enough" })
        yield* actors.plan(id, asking(), {
          _tag: "AddTake",
          number: 1,
          options: [{ line: hook }],
          source: { _tag: "person" }
        })
        const [take] = yield* client("take.list", { id }, owner)
        const before = (yield* client("plan.show", { id }, owner)).version
        const seen = yield* client("plan.preview", take!.options[1]!.look, owner)
        assert.deepStrictEqual([seen.from, seen.script.lines[0].text], ["take", hook.text])
        assert.include(seen.sound?.path, "line-1.wav")
        assert.isTrue(isJpeg(yield* fileOf(seen.cover)))
        const old = yield* client("plan.preview", take!.options[0]!.look, owner)
        assert.strictEqual(old.script.lines[0].text, "Cranes sleep on one leg")
        assert.strictEqual((yield* client("plan.show", { id }, owner)).version, before)
        const none = yield* Effect.flip(client("plan.preview", { id, take: 7 }, owner))
        assert.strictEqual(none._tag, "NoSuchTake")
      }),
    240_000
  )

  it.scoped("of one org is drawn one at a time; the second is told to come again", () =>
    Effect.gen(function*() {
      const { client, id, owner } = yield* desk()
      const tries = yield* Effect.all(
        ["One leg\nis enough", "Two legs\nare enough", "No leg\nis enough"].map((script) =>
          Effect.either(client("plan.preview", { id, script }, owner))
        ),
        { concurrency: "unbounded" }
      )
      assert.include(tries.map((one) => one._tag === "Left" ? one.left._tag : "ok"), "Busy")
      assert.include(tries.map(({ _tag }) => _tag), "Right")
    }), 240_000)
})
