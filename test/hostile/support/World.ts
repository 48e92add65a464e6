import { OAuthRequests } from "@callsheet/database/secrets/OAuthRequests"
import { Sessions } from "@callsheet/database/secrets/Sessions"
import type { Facts } from "@callsheet/domain/api/Call"
import { INSTALLATION, OrgRole, type Role } from "@callsheet/domain/api/Role"
import { AccountId, assetIdOf, type OrgId } from "@callsheet/domain/Ids"
import * as SqlClient from "@effect/sql/SqlClient"
import type { Fragment } from "@effect/sql/Statement"
import { Effect, Redacted } from "effect"
import { createHash } from "node:crypto"
import { apiClient, newAccount, newKey } from "../../support/ApiStage.ts"
import { SESSION_COOKIE } from "../../support/HttpStage.ts"
import { inReview } from "../../support/InReview.ts"
import { fresh, type Kind, nowhere, type Things } from "./Things.ts"

/** Somebody who calls: by a key, and from a browser that is signed in with it. */
export interface Caller {
  readonly role: Role
  readonly keyId: string
  readonly bearer: string
  readonly cookie: string
}

export interface World {
  readonly orgId: OrgId
  readonly things: Things
  readonly callers: Readonly<Partial<Record<Role, Caller>>>
}

const newSession = (keyId: string) =>
  Effect.gen(function*() {
    const sessions = yield* Sessions
    const { token } = yield* sessions.link(keyId)
    const { cookie, holder } = yield* Effect.flatten(sessions.redeem(token, "a browser"))
    return { id: holder.sessionId, cookie: `${SESSION_COOKIE}=${Redacted.value(cookie)}` }
  })

const callerOf = (orgId: OrgId, role: Role) =>
  Effect.gen(function*() {
    const key = yield* newKey(orgId, role)
    const { cookie } = yield* newSession(key.id)
    return { role, keyId: key.id, bearer: key.headers.authorization, cookie }
  })

const newUpload = (orgId: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const id = fresh("upl")
    yield* sql`
      INSERT INTO media_upload (id, org_id, name, bytes, logo, words, by, created_at, expires_at)
      VALUES (${id}, ${orgId}, 'a file.png', 9, false, '{}', 'key:test', ${Date.now()}, ${Date.now() + 86_400_000})`
    return id
  })

const forms = { logo: "png", font: "ttf", image: "png", audio: "mp3" }

const hashOf = (mediaId: string) => createHash("sha256").update(mediaId).digest("hex")

const newMedia = (orgId: string, kind: keyof typeof forms = "logo") =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const id = fresh("med")
    const sha256 = hashOf(id)
    yield* sql`
      INSERT INTO media (id, org_id, sha256, kind, form, bytes, width, height, name, by, created_at)
      VALUES (${id}, ${orgId}, ${sha256}, ${kind}, ${forms[kind]}, 9, 30, 30, 'a file', 'key:test', ${Date.now()})`
    return id
  })

const newReviewLink = (orgId: string, planId: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const id = fresh("rvl")
    yield* sql`
      INSERT INTO review_link (id, org_id, plan_id, digest, may, by, created_at, expires_at)
      VALUES (${id}, ${orgId}, ${planId}, '', 'comment', 'key:test', ${Date.now()}, ${Date.now() + 86_400_000})`
    return id
  })

const newPreset = (orgId: OrgId, owner: { readonly headers: { readonly authorization: string } }) =>
  Effect.gen(function*() {
    const client = yield* apiClient
    return (yield* client("preset.put", { orgId, name: nowhere().preset, preset: {} }, owner)).name
  })

/** Calls after which a plan is at its end. */
const ending = new Set(["plan.cancel", "plan.reject", "plan.bulk"])

const newPlan = (orgId: OrgId, accountId: string, authorization: string) =>
  Effect.gen(function*() {
    const client = yield* apiClient
    const plan = { accountId: AccountId.make(accountId), topic: "A spare one", at: "2031-05-05T10:00:00Z" }
    return (yield* client("plan.add", { orgId, plan }, { headers: { authorization } })).plan?.id ?? ""
  })

/** The world with its plan as it is by now. */
export const renewed = (world: World) =>
  Effect.gen(function*() {
    const client = yield* apiClient
    const headers = { authorization: world.callers.owner?.bearer ?? "" }
    const { version } = yield* client("plan.show", { id: world.things.PlanId }, { headers })
    return { ...world, things: { ...world.things, version: String(version) } } satisfies World
  })

/** Things that one call uses up, made again for each that may: so that no call finds what another one removed. */
export const unused = ({ callers, orgId, things }: World, caller: Caller, { effect, name, noun }: Facts) =>
  Effect.gen(function*() {
    if (effect === "read") return things
    const made: Partial<Record<Kind, string>> = {}
    if (noun === "key") {
      made.KeyId = (yield* newKey(orgId, orgId === INSTALLATION ? "operator" : "viewer", "spare")).id
    }
    if (noun === "session") made.SessionId = (yield* newSession(caller.keyId)).id
    if (noun === "account") made.AccountId = yield* newAccount(orgId)
    if (noun === "preset" && callers.owner !== undefined) {
      made.preset = yield* newPreset(orgId, { headers: { authorization: callers.owner.bearer } })
    }
    if (ending.has(name) && callers.owner !== undefined) {
      made.PlanId = yield* newPlan(orgId, things.AccountId, callers.owner.bearer)
    }
    if (noun === "review") made.ReviewLinkId = yield* newReviewLink(orgId, things.PlanId)
    if (noun === "media") {
      made.MediaId = yield* newMedia(orgId)
      made.UploadId = yield* newUpload(orgId)
    }
    return { ...things, ...made }
  })

/** An org with one of each thing that a call can name, and a caller of each role. */
export const newWorld = Effect.gen(function*() {
  const { accountId, client, id, orgId, owner } = yield* inReview
  const callers: Partial<Record<Role, Caller>> = {}
  for (const role of OrgRole.literals) callers[role] = yield* callerOf(orgId, role)
  const { state } = yield* Effect.flatMap(OAuthRequests, (requests) => requests.open(orgId, "key:test"))
  const link = yield* client("review.link", { id }, owner)
  const { jobs } = yield* client("job.list", {}, owner)
  const spare = yield* newKey(orgId, "viewer", "spare")
  const world: World = {
    orgId,
    callers,
    things: {
      OrgId: orgId,
      AccountId: accountId,
      PlanId: id,
      AssetId: assetIdOf(id),
      JobId: jobs[0]?.id ?? "",
      KeyId: spare.id,
      SessionId: (yield* newSession(spare.id)).id,
      ReviewLinkId: link.id,
      MediaId: yield* newMedia(orgId),
      UploadId: yield* newUpload(orgId),
      font: yield* newMedia(orgId, "font"),
      file: hashOf(yield* newMedia(orgId, "image")),
      music: hashOf(yield* newMedia(orgId, "audio")),
      version: "0",
      preset: yield* newPreset(orgId, owner),
      state,
      worker: "worker-of-the-test",
      username: "sunny.kitchen",
      sha256: "a".repeat(64)
    }
  }
  return world
})

/** The installation itself: no org, one operator, one worker. */
export const newInstallation = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    INSERT INTO worker (id, session, address, version, kinds, started_at, heartbeat_at)
    VALUES ('worker-of-the-test', 1, '127.0.0.1:1', '0', '', ${Date.now()}, ${Date.now()})`
  const spare = yield* newKey(INSTALLATION, "operator", "spare")
  const installation: World = {
    orgId: INSTALLATION,
    callers: { operator: yield* callerOf(INSTALLATION, "operator") },
    things: { ...nowhere(), OrgId: INSTALLATION, KeyId: spare.id, worker: "worker-of-the-test" }
  }
  return installation
})

const rowsWhere = (where: (sql: SqlClient.SqlClient) => Fragment) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const tables = yield* sql<{ name: string }>`
      SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`
    const rows = yield* Effect.forEach(tables, ({ name }) =>
      Effect.map(
        sql<{ hash: string }>`
          SELECT md5(coalesce(string_agg(row::text, '' ORDER BY row::text), '')) AS hash
          FROM (SELECT to_jsonb(t) - 'last_used_at' AS row FROM ${sql(name)} t) rows WHERE ${where(sql)}`,
        ([found]) => [name, found?.hash] as const
      ))
    return Object.fromEntries(rows)
  })

/** A hash of every row of every table, but for the moments at which keys and sessions were last used. */
export const everyRow = rowsWhere((sql) => sql`true`)

/** The same of the rows that name this org. */
export const rowsOf = (orgId: string) => rowsWhere((sql) => sql`row::text LIKE ${`%${orgId}%`}`)
