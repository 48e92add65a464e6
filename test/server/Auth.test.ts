import { Keys } from "@callsheet/database/secrets/Keys"
import { OAuthRequests } from "@callsheet/database/secrets/OAuthRequests"
import { callFacts } from "@callsheet/domain/api/Api"
import type { ApiError } from "@callsheet/domain/api/ApiError"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Either, Redacted, Stream } from "effect"
import { newPlanId } from "../support/ActorHarness.ts"
import { apiClient, ApiStage, bearer, newAccount, newKey, newOrg } from "../support/ApiStage.ts"
import { notesAbout } from "../support/Fixtures.ts"
import { lookWithin } from "../support/LookUntil.ts"

const tagOf = <A, E extends ApiError>(outcome: Either.Either<A, E>) => Either.isLeft(outcome) ? outcome.left._tag : "ok"

const roles = ["owner", "editor", "approver", "viewer"] as const
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()

layer(ApiStage, { excludeTestServices: true, timeout: "60 seconds" })("Who may call what", (it) => {
  it.scoped("each role may do what the table says and nothing else", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId, owner } = yield* newOrg()
      const accountId = yield* newAccount(orgId)
      const fresh = Effect.map(
        client(
          "plan.add",
          { orgId, plan: { accountId, topic: "T", notes: notesAbout("cranes"), at: inDays(9) } },
          owner
        ),
        ({ plan }) => plan!.id as never
      )
      for (const role of roles) {
        const key = yield* newKey(orgId, role)
        const id = yield* fresh
        const calls = {
          "system.whoami": Effect.either(client("system.whoami", {}, key)),
          "plan.list": Effect.either(client("plan.list", {}, key)),
          "plan.add": Effect.either(
            client(
              "plan.add",
              { orgId, plan: { accountId, topic: "T", notes: notesAbout("cranes"), at: inDays(9) } },
              key
            )
          ),
          "plan.lock": Effect.either(client("plan.lock", { id }, key)),
          "plan.unlock": Effect.either(client("plan.unlock", { id }, key)),
          "plan.approve": Effect.either(client("plan.approve", { id }, key)),
          "plan.reject": Effect.either(client("plan.reject", { id, reason: "no" }, key)),
          "plan.allow": Effect.either(client("plan.allow", { id, reason: "a series" }, key)),
          "quota.set": Effect.either(client("quota.set", { orgId, kind: "renders", limit: null }, key)),
          "key.list": Effect.either(client("key.list", { orgId }, key)),
          "org.setPolicy": Effect.either(client("org.setPolicy", { id: orgId, change: { bannedWords: ["x"] } }, key))
        } as const
        for (const [call, asking] of Object.entries(calls) as Array<[keyof typeof calls, typeof calls["plan.lock"]]>) {
          const allowed: ReadonlyArray<string> = callFacts.find(({ name }) => name === call)?.roles ?? []
          const tag = tagOf(yield* asking)
          if (allowed.includes(role)) assert.notStrictEqual(tag, "Forbidden", `${role} may call ${call}`)
          else assert.strictEqual(tag, "Forbidden", `${role} may not call ${call}`)
        }
      }
    }))

  it.scoped("a refusal names the roles that may", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId } = yield* newOrg()
      const viewer = yield* newKey(orgId, "viewer")
      const error = yield* Effect.flip(client("plan.approve", { id: newPlanId() }, viewer))
      assert.strictEqual(error.message, "plan.approve is not open to the role viewer.")
      assert.strictEqual(error.remedy, "Ask someone with the role owner or approver.")
    }))

  it.scoped("nobody calls without a valid key, whatever is wrong with it", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId, owner } = yield* newOrg()
      const sql = yield* SqlClient.SqlClient
      const key = owner.headers.authorization.slice("Bearer ".length)
      const keys = yield* Keys
      const past = yield* keys.create({ orgId, role: "owner", name: "old", expiresAt: Date.now() - 1, by: "setup" })
      const swapped = key.slice(0, -1) + (key.endsWith("A") ? "B" : "A")
      for (const bad of ["", "cs_", swapped, `cs_0000000000_${key.slice(14)}`, Redacted.value(past.key)]) {
        assert.strictEqual(tagOf(yield* Effect.either(client("system.whoami", {}, bearer(bad)))), "Unauthorized")
      }
      assert.strictEqual(tagOf(yield* Effect.either(client("system.whoami", {}))), "Unauthorized")
      const stored = yield* sql<{ row: string }>`SELECT row_to_json(api_key)::text AS row FROM api_key`
      assert.isTrue(stored.every(({ row }) => !row.includes(key.slice(14))), "no row holds the secret")
    }))

  it.scoped("a key with an end is no successor: the last lasting owner key stays", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId, owner } = yield* newOrg()
      const expiresAt = new Date(Date.now() + 60_000).toISOString()
      const ending = yield* client("key.create", { orgId, role: "owner", name: "soon over", expiresAt }, owner)
      const refused = yield* Effect.flip(client("key.revoke", { id: owner.id }, owner))
      assert.strictEqual(refused._tag, "Refused")
      assert.isNotNull((yield* client("key.revoke", { id: ending.id }, owner)).revokedAt)
    }))

  it.scoped("a revoked key opens nothing any more, and the last owner key cannot be revoked", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const { orgId, owner } = yield* newOrg()
      const second = yield* client("key.create", { orgId, role: "owner", name: "second" }, owner)
      const key = bearer(second.key)
      assert.strictEqual((yield* client("system.whoami", {}, key)).keyId, second.id)
      const revoked = yield* client("key.revoke", { id: second.id }, owner)
      assert.isNotNull(revoked.revokedAt)
      // What a server remembers of a key, it forgets within two seconds.
      const answer = Effect.map(Effect.either(client("system.whoami", {}, key)), tagOf)
      assert.strictEqual(yield* lookWithin(2_100, answer, (tag) => tag !== "ok"), "Unauthorized")
      const refused = yield* Effect.flip(client("key.revoke", { id: owner.id }, owner))
      assert.strictEqual(refused._tag, "Refused")
      assert.include(refused.remedy, "Make its successor first")
      const listed = yield* client("key.list", { orgId }, owner)
      assert.deepStrictEqual(listed.map(({ id }) => id).toSorted(), [owner.id, second.id].toSorted())
      assert.isFalse(JSON.stringify(listed).includes(second.key))
    }))

  it.scoped("another org's things look as if they were not there", () =>
    Effect.gen(function*() {
      const client = yield* apiClient
      const sql = yield* SqlClient.SqlClient
      const mine = yield* newOrg()
      const accountId = yield* newAccount(mine.orgId)
      const { plan } = yield* client(
        "plan.add",
        { orgId: mine.orgId, plan: { accountId, topic: "Secret", notes: notesAbout("secrets"), at: inDays(2) } },
        mine.owner
      )
      const id = plan!.id as never
      yield* client("plan.approve", { id }, mine.owner)
      const { jobs } = yield* client("job.list", {}, mine.owner)
      const job = jobs[0]!.id
      const request = yield* Effect.flatMap(OAuthRequests, (requests) => requests.open(mine.orgId, "key:x"))
      const { orgId, owner: thief } = yield* newOrg()
      const own = yield* newAccount(orgId)
      const calls: Readonly<Record<string, Effect.Effect<unknown, ApiError>>> = {
        "org.show": client("org.show", { id: mine.orgId }, thief),
        "org.setPolicy": client("org.setPolicy", { id: mine.orgId, change: {} }, thief),
        "key.list": client("key.list", { orgId: mine.orgId }, thief),
        "key.create": client("key.create", { orgId: mine.orgId, role: "owner", name: "x" }, thief),
        "key.revoke": client("key.revoke", { id: mine.owner.id }, thief),
        "account.show": client("account.show", { id: accountId }, thief),
        "account.disconnect": client("account.disconnect", { id: accountId }, thief),
        "account.list": client("account.list", { orgId: mine.orgId }, thief),
        "account.connect": client("account.connect", { orgId: mine.orgId }, thief),
        "account.connection": client("account.connection", { state: request.state }, thief),
        "plan.show": client("plan.show", { id: plan!.id }, thief),
        "plan.timeline": client("plan.timeline", { id }, thief),
        "plan.approve": client("plan.approve", { id }, thief),
        "plan.cancel": client("plan.cancel", { id }, thief),
        "plan.reschedule": client("plan.reschedule", { id, at: "next" }, thief),
        "plan.list": client("plan.list", { orgId: mine.orgId }, thief),
        "plan.export": client("plan.export", { orgId: mine.orgId, format: "csv" }, thief),
        "asset.show": client("asset.show", { id }, thief),
        "job.show": client("job.show", { id: job }, thief),
        "job.cancel": client("job.cancel", { id: job }, thief),
        "dlq.retry": client("dlq.retry", { ids: [job] }, thief),
        "quota.show": client("quota.show", { orgId: mine.orgId }, thief),
        "usage.show": client("usage.show", { orgId: mine.orgId }, thief),
        "metrics.plan": client("metrics.plan", { id }, thief),
        "metrics.org": client("metrics.org", { orgId: mine.orgId }, thief),
        "events.follow": Stream.runHead(client("events.follow", { planId: id }, thief))
      }
      for (const [call, asking] of Object.entries(calls)) {
        assert.strictEqual(tagOf(yield* Effect.either(asking)), "NotFound", call)
      }
      const mixed = yield* Effect.either(
        client("plan.add", { orgId, plan: { accountId, topic: "Mine?", at: inDays(2) } }, thief)
      )
      assert.strictEqual(tagOf(mixed), "InvalidInput")
      assert.deepStrictEqual((yield* client("account.list", {}, thief)).map((account) => account.id), [own])
      assert.deepStrictEqual((yield* client("org.list", {}, thief)).map((org) => org.id), [orgId])
      const [seen] = yield* sql<{ status: string }>`SELECT status FROM actor WHERE id = ${plan!.id}`
      assert.strictEqual(seen?.status, "approved")
    }))
})
