import { IdempotencyStore } from "@callsheet/database/commit/IdempotencyStore"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { apiClient, ApiStage, bearer, newAccount, newKey, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

const desk = Effect.gen(function*() {
  const client = yield* apiClient
  const { orgId, owner } = yield* newOrg()
  const accountId = yield* newAccount(orgId)
  const { plan } = yield* client("plan.add", {
    orgId,
    plan: { accountId, topic: "T", notes: notesAbout("cranes"), at: inDays(2) }
  }, owner)
  return { accountId, client, orgId, owner, id: plan!.id as never }
})

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("One key, one wish", (it) => {
  it.scoped("F11: a key made under an idempotency key is made once, however often and however much at once it is asked", () =>
    Effect.gen(function*() {
      const { client, orgId, owner } = yield* desk
      const wish = { orgId, role: "viewer", name: "Wall screen", key: "wall" } as const
      const exits = yield* Effect.all(
        Array.from({ length: 20 }, () => Effect.either(client("key.create", wish, owner))),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(exits.filter(({ _tag }) => _tag === "Right").length, 1)
      for (const exit of exits) if (exit._tag === "Left") assert.strictEqual(exit.left._tag, "Refused")
      const keys = yield* client("key.list", { orgId }, owner)
      assert.strictEqual(keys.filter(({ name }) => name === "Wall screen").length, 1)

      const sql = yield* SqlClient.SqlClient
      const [kept] = yield* sql<{ text: string }>`
        SELECT answer::text AS text FROM remembered_call WHERE org_id = ${orgId} AND key = 'wall'`
      assert.notInclude(kept?.text, "cs_", "the secret stands in no table")
    }))

  it.scoped("F11: a server that dies before it can answer leaves one key behind, and its unheard secret opens nothing", () =>
    Effect.gen(function*() {
      const { client, orgId, owner } = yield* desk
      const wish = { orgId, role: "viewer", name: "Wall screen", key: "wall" } as const
      const unheard = yield* client("key.create", wish, owner)
      const sql = yield* SqlClient.SqlClient
      // As the rows stand when the process ends between making the key and keeping the answer, and time has passed.
      yield* sql`UPDATE remembered_call SET answer = NULL, claimed_at = claimed_at - 60000 WHERE org_id = ${orgId} AND key = 'wall'`
      const heard = yield* client("key.create", wish, owner)
      assert.strictEqual(heard.id, unheard.id)
      const keys = yield* client("key.list", { orgId }, owner)
      assert.strictEqual(keys.filter(({ name }) => name === "Wall screen").length, 1)
      assert.strictEqual((yield* client("system.whoami", {}, bearer(heard.key))).keyId, heard.id)
      const dead = yield* Effect.flip(client("system.whoami", {}, bearer(unheard.key)))
      assert.strictEqual(dead._tag, "Unauthorized")
    }))

  it.scoped("D20: a job taken up again under a key answers the same when asked twice", () =>
    Effect.gen(function*() {
      const { client, id, owner } = yield* desk
      yield* client("plan.approve", { id }, owner)
      const { jobs: [job] } = yield* client("job.list", { planId: id }, owner)
      const first = yield* client("job.cancel", { id: job!.id, key: "give-up" }, owner)
      const second = yield* client("job.cancel", { id: job!.id, key: "give-up" }, owner)
      assert.deepStrictEqual(second, first)
      const bare = yield* Effect.flip(client("job.cancel", { id: job!.id }, owner))
      assert.strictEqual(bare._tag, "IllegalCommand")
    }))

  it.scoped("D20: a key is refused for another body and for another call, whatever it named first", () =>
    Effect.gen(function*() {
      const { accountId, client, id, orgId, owner } = yield* desk
      const content = `topic,account,at\nA,${accountId},${inDays(3)}\n`
      yield* client("plan.import", { orgId, format: "csv", content, key: "monday" }, owner)
      const asPlan = { orgId, plan: { accountId, topic: "B", at: inDays(4) }, key: "monday" }
      assert.strictEqual((yield* Effect.flip(client("plan.add", asPlan, owner)))._tag, "KeyReused")
      assert.strictEqual((yield* Effect.flip(client("plan.lock", { id, key: "monday" }, owner)))._tag, "KeyReused")
      assert.strictEqual((yield* client("plan.show", { id }, owner)).locked, false)
    }))

  it.scoped("an answer is repeated to the API key that asked, and to no other of its org", () =>
    Effect.gen(function*() {
      const { client, id, orgId, owner } = yield* desk
      const [ada, ben] = [yield* newKey(orgId, "editor"), yield* newKey(orgId, "editor")]
      const begun = yield* client("account.connect", { orgId, key: "connect" }, ada)
      assert.deepStrictEqual(yield* client("account.connect", { orgId, key: "connect" }, ada), begun)
      for (const other of [ben, owner]) {
        const foreign = yield* Effect.flip(client("account.connect", { orgId, key: "connect" }, other))
        assert.strictEqual(foreign._tag, "KeyReused")
      }
      // So it is where an actor keeps the answer, and where nothing is kept because of a secret.
      yield* client("plan.lock", { id, key: "lock" }, ada)
      assert.strictEqual((yield* Effect.flip(client("plan.lock", { id, key: "lock" }, ben)))._tag, "KeyReused")
      yield* client("session.link", { key: "open" }, ada)
      assert.strictEqual((yield* Effect.flip(client("session.link", { key: "open" }, ben)))._tag, "KeyReused")

      // What an earlier release remembered names no key: it goes on answering anyone of the org until its time is over.
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE remembered_call SET key_id = NULL WHERE org_id = ${orgId} AND key = 'connect'`
      assert.deepStrictEqual(yield* client("account.connect", { orgId, key: "connect" }, ben), begun)
    }))

  it.scoped("what was asked 30 days ago is forgotten, and its key then makes another thing, without harm to the first", () =>
    Effect.gen(function*() {
      const { client, orgId, owner } = yield* desk
      const sql = yield* SqlClient.SqlClient
      const calls = yield* IdempotencyStore
      const wish = { orgId, role: "viewer", name: "Wall screen", key: "wall" } as const
      const first = yield* client("key.create", wish, owner)
      yield* client("system.whoami", {}, bearer(first.key))
      yield* client("key.create", { ...wish, key: "door" }, owner)
      const age = (days: number, key: string) =>
        sql`UPDATE remembered_call SET claimed_at = claimed_at - ${
          days * 86_400_000
        } WHERE org_id = ${orgId} AND key = ${key}`
      const known = Effect.map(
        sql<{ key: string }>`SELECT key FROM remembered_call WHERE org_id = ${orgId} ORDER BY key`,
        (rows) => rows.map(({ key }) => key)
      )
      yield* age(31, "wall")
      yield* age(29, "door")
      assert.isAtLeast(yield* calls.forgetOld, 1)
      assert.deepStrictEqual(yield* known, ["door"])
      yield* sql`UPDATE api_key SET created_at = created_at - ${31 * 86_400_000} WHERE id = ${first.id}`
      const second = yield* client("key.create", { ...wish, name: "Other screen" }, owner)
      assert.notStrictEqual(second.id, first.id)
      for (const { id, key } of [first, second]) {
        assert.strictEqual((yield* client("system.whoami", {}, bearer(key))).keyId, id)
      }
    }))

  it.scoped("D20: what was refused stays refused for its key, also when it has become possible since", () =>
    Effect.gen(function*() {
      const { client, id, owner } = yield* desk
      yield* client("plan.lock", { id }, owner)
      const early = yield* Effect.flip(client("plan.approve", { id, key: "go" }, owner))
      assert.strictEqual(early._tag, "PlanLocked")
      yield* client("plan.unlock", { id }, owner)
      const late = yield* Effect.flip(client("plan.approve", { id, key: "go" }, owner))
      assert.deepStrictEqual([late._tag, late.message], [early._tag, early.message])
      assert.strictEqual((yield* client("plan.approve", { id, key: "go-now" }, owner)).approved, true)
    }))

  it.scoped("a wish that could not be read leaves its key free for the corrected one; a rehearsal takes none", () =>
    Effect.gen(function*() {
      const { accountId, client, orgId, owner } = yield* desk
      const wish = (at: string) => ({ orgId, plan: { accountId, topic: "C", at }, key: "tuesday" })
      assert.strictEqual((yield* Effect.flip(client("plan.add", wish("soon"), owner)))._tag, "InvalidInput")
      yield* client("plan.add", { ...wish(inDays(5)), dryRun: true }, owner)
      const { plan } = yield* client("plan.add", wish(inDays(6)), owner)
      assert.strictEqual(plan?.topic, "C")
    }))
})
