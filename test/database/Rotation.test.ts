import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { rotateMasterKey, rowsUnderOtherKeys } from "@callsheet/database/secrets/Rotation"
import { masterKey, Vault } from "@callsheet/database/secrets/Vault"
import { Account } from "@callsheet/domain/account/Account"
import { tokenOf } from "@callsheet/domain/account/SealedFor"
import type { AccountId } from "@callsheet/domain/Ids"
import { hours } from "@callsheet/domain/Instant"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, Option, Redacted, Schema } from "effect"
import { randomBytes } from "node:crypto"
import { asking, newAccountId, newOrgId, RoadLive } from "../support/ActorHarness.ts"
import { lookUntil } from "../support/LookUntil.ts"

const oldKey = masterKey(randomBytes(32))
const newKey = masterKey(randomBytes(32))
const before = Vault.layer(oldKey)
const during = Vault.layer(newKey, Option.some(oldKey))
const after = Vault.layer(newKey)

/** A connected account whose two tokens say whose they are, sealed under the old key. */
const oldAccount = Effect.gen(function*() {
  const vault = yield* Vault
  const actors = yield* Actors
  const owner = { id: newAccountId(), orgId: newOrgId() }
  const now = Date.now()
  yield* actors.account(owner.id, asking(), {
    _tag: "Connect",
    orgId: owner.orgId,
    openId: `open-${owner.id}`,
    username: "ada",
    nickname: "Ada",
    scopes: [],
    tokens: {
      access: yield* vault.seal(Redacted.make(`access of ${owner.id}`), tokenOf(owner, "access")),
      accessExpiresAt: now + hours(2),
      refresh: yield* vault.seal(Redacted.make(`refresh of ${owner.id}`), tokenOf(owner, "refresh")),
      refreshExpiresAt: now + hours(4_000),
      obtainedAt: now
    }
  })
  return owner
}).pipe(Effect.provide(before))

const stored = (id: AccountId) =>
  Effect.gen(function*() {
    const store = yield* ActorStore
    const { state } = Option.getOrThrow(yield* store.load(id))
    return yield* Schema.decodeUnknown(Account)(state)
  })

const opens = (owner: { readonly id: AccountId; readonly orgId: string }) =>
  Effect.gen(function*() {
    const vault = yield* Vault
    const { tokens } = yield* stored(owner.id)
    const open = (token: "access" | "refresh") =>
      Effect.map(vault.open(tokens[token], tokenOf(owner, token)), Redacted.value)
    assert.deepStrictEqual(
      [yield* open("access"), yield* open("refresh")],
      [`access of ${owner.id}`, `refresh of ${owner.id}`]
    )
  }).pipe(Effect.provide(after))

layer(RoadLive, { excludeTestServices: true, timeout: "60 seconds" })("changing the master key", (it) => {
  it.effect("D26: every stored secret is brought under the new key, open work included; a second walk finds nothing", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const sql = yield* SqlClient.SqlClient
      const owners = yield* Effect.replicateEffect(oldAccount, 5)
      // A renewal that waits carries the token it was owed for.
      yield* actors.account(owners[0]!.id, asking(), { _tag: "Refresh" })
      const upload = yield* Effect.flatMap(
        Vault,
        (vault) =>
          vault.seal(Redacted.make("https://upload"), { purpose: "upload.url", orgId: "org_u", subject: "v_pub~1" })
      ).pipe(
        Effect.provide(before)
      )
      yield* sql`
        INSERT INTO actor (id, kind, org_id, version, status, since, state)
        VALUES ('ast_u', 'asset', 'org_u', 1, 'publishing', 0,
          ${JSON.stringify({ status: { publication: { publishId: "v_pub~1", uploadUrl: upload } } })}::jsonb)`
      assert.strictEqual(yield* Effect.provide(rowsUnderOtherKeys, during), 7)
      const walked = yield* Effect.provide(rotateMasterKey, during)
      assert.deepStrictEqual([walked.rewrapped, walked.left, walked.keyId], [7, [], newKey.id])
      assert.strictEqual(yield* Effect.provide(rowsUnderOtherKeys, after), 0)
      for (const owner of owners) yield* opens(owner)
      assert.strictEqual((yield* Effect.provide(rotateMasterKey, during)).rewrapped, 0)
    }))

  it.effect("D26: accounts that are at work meanwhile lose neither a call nor a token", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const owner = yield* oldAccount
      const permit = actors.account(owner.id, asking(), {
        _tag: "Permit",
        window: "init",
        limit: 10_000,
        windowMillis: 60_000,
        marginMillis: 0,
        patienceMillis: 0,
        holder: null
      })
      let permits = 0
      let walking = true
      // One call is always under way, from before the walk until after it.
      const busy = yield* Effect.fork(
        Effect.repeat(Effect.tap(permit, () => permits++), { while: () => walking || permits < 100 })
      )
      yield* lookUntil(Effect.sync(() => permits), (made) => made > 0)
      const walked = yield* Effect.provide(rotateMasterKey, during)
      walking = false
      yield* Fiber.join(busy)
      assert.deepStrictEqual(walked.left, [])
      assert.strictEqual(yield* Effect.provide(rowsUnderOtherKeys, after), 0)
      yield* opens(owner)
      assert.lengthOf((yield* stored(owner.id)).windows["init"]!.log, permits)
    }))

  it.effect("D26: a secret that neither key opens is named and left as it was", () =>
    Effect.gen(function*() {
      const good = yield* oldAccount
      const bad = yield* oldAccount
      const sql = yield* SqlClient.SqlClient
      yield* sql`
        UPDATE actor SET state = jsonb_set(state, '{tokens,access}', '"cs1.000000000000.AAAA.AAAA"'), version = version + 1
        WHERE id = ${bad.id}`
      const walked = yield* Effect.provide(rotateMasterKey, during)
      assert.deepStrictEqual(walked.left.map(({ id }) => id), [bad.id])
      assert.strictEqual(walked.rewrapped, 1)
      assert.strictEqual(yield* Effect.provide(rowsUnderOtherKeys, during), 1)
      yield* opens(good)
    }))
})
