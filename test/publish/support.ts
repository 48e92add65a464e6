import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { jobKindFacts } from "@callsheet/domain/facts/jobKinds"
import type { AccountId, OrgId } from "@callsheet/domain/Ids"
import type { FaultRule } from "@callsheet/sandbox/Fault"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { lookUntil } from "../support/LookUntil.ts"
import { approve, connectAccount, newOrg, newPlan, release, StageSandbox } from "../support/WorkerHarness.ts"

/** A plan as it stands, and what its account and jobs say. */
export interface Standing {
  readonly status: string
  readonly failure: string | null
  readonly state: unknown
}

export { lookUntil }

/** The stored state of any actor. */
export const standingOf = (id: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql<Standing>`
        SELECT status, state->'status'->'failure'->>'tag' AS failure, state FROM actor WHERE id = ${id}`,
      (rows) => rows[0] ?? { status: "none", failure: null, state: null }
    ))

export const reach = (id: string, ...statuses: ReadonlyArray<string>) =>
  lookUntil(standingOf(id), ({ status }) => statuses.includes(status))

let creators = 0

/** A creator of its own for one case, so that its faults and windows are nobody else's. */
export const newCreator = (orgId: OrgId) =>
  Effect.gen(function*() {
    const { control } = yield* StageSandbox
    const username = `creator.${creators++}`
    yield* control.addCreator({ username })
    const accountId = yield* connectAccount(orgId, username)
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql<{ openId: string }>`SELECT state->>'openId' AS "openId" FROM actor WHERE id = ${accountId}`
    return { accountId, username, openId: row!.openId }
  })

/** A plan of this account, made up to the moment in which it is released and goes out. */
export const releasedPlan = (
  orgId: OrgId,
  accountId: AccountId,
  more: Parameters<typeof newPlan>[2] = {},
  privacy: "PUBLIC_TO_EVERYONE" | "SELF_ONLY" = "PUBLIC_TO_EVERYONE"
) =>
  Effect.gen(function*() {
    const plan = yield* newPlan(orgId, accountId, { slot: yield* Clock.currentTimeMillis, ...more })
    yield* approve(plan)
    const ready = yield* reach(plan, "in_review", "failed", "needs_attention")
    assert.strictEqual(ready.status, "in_review", JSON.stringify(ready.state).slice(0, 400))
    yield* release(plan, privacy)
    return plan
  })

/** The owner goes through TikTok's consent page once more. */
export const connectAgain = (accountId: AccountId, username: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql<{ orgId: OrgId }>`SELECT org_id AS "orgId" FROM actor WHERE id = ${accountId}`
    yield* connectAccount(row!.orgId, username, accountId)
  })

export interface Struck {
  readonly accountId: AccountId
  readonly openId: string
  readonly username: string
  readonly plan: string
}

/** A fresh creator, the fault, and a plan that has to get past it. */
export const struckPlan = (rule: FaultRule, more: Parameters<typeof newPlan>[2] = {}) =>
  Effect.gen(function*() {
    const { control } = yield* StageSandbox
    const orgId = yield* newOrg
    const creator = yield* newCreator(orgId)
    yield* control.addFault({ ...rule, openId: creator.openId })
    return { ...creator, plan: yield* releasedPlan(orgId, creator.accountId, more) } satisfies Struck
  })

/** Words a person brings along. */
export const ownWords = (...beats: ReadonlyArray<string>): Script =>
  new Script({
    language: "en",
    lines: [
      new ScriptLine({ role: "hook", text: "A crane out of one sheet" }),
      ...(beats.length === 0 ? ["There is no glue in it at all", "Ten folds and a little patience"] : beats).map((
        text
      ) => new ScriptLine({ role: "beat", text })),
      new ScriptLine({ role: "cta", text: "Show me how yours came out" })
    ],
    caption: "A crane out of one sheet",
    hashtags: ["origami"],
    source: { _tag: "person" }
  })

/** What no fault may ever lead to, by TikTok's own books. */
export const nothingBroken = (struck: Pick<Struck, "openId">) =>
  Effect.gen(function*() {
    const { sandbox } = yield* StageSandbox
    const { books } = sandbox
    const posts = books.of("post").filter((entry) => entry.openId === struck.openId)
    assert.isAtMost(posts.length, 1, "more than one post")
    const provoked = books.of("request").filter((entry) => entry.status === 429 && entry.fault !== "rateLimited")
    assert.deepStrictEqual(provoked.map((entry) => [entry.endpoint, entry.openId]), [], "a window was exceeded")
    const used = books.of("token").filter((entry) => entry.grantType === "refresh_token").map((entry) => entry.used)
    assert.strictEqual(new Set(used).size, used.length, "a refresh token was used twice")
    return posts
  })

/** Work that rightly goes on after its plan has ended. */
const outlivesPlan = (kind: string) => jobKindFacts(kind)?.outlivesPlan === true

/** Every job of a plan that has ended well is closed, and none of them met a defect of ours. */
export const jobsAreSane = (plan: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const read = sql<{ kind: string; state: string; history: ReadonlyArray<{ failure: { tag: string } | null }> }>`
      SELECT kind, state, history FROM job WHERE plan_id = ${plan} ORDER BY id`
    // A message that was heard may lead its sender on before its own end is stored: then the sender's next state cancels it.
    const heard = (kind: string, state: string) => kind === "tell" && state === "cancelled"
    const openOf = (jobs: Effect.Effect.Success<typeof read>) =>
      jobs.filter(({ kind, state }) => !outlivesPlan(kind) && state !== "completed" && !heard(kind, state))
    const jobs = yield* lookUntil(read, (seen) => openOf(seen).length === 0)
    const defects = jobs.flatMap(({ history, kind }) =>
      history.flatMap(({ failure }) => (failure?.tag === "ProgrammingDefect" ? [kind] : []))
    )
    assert.deepStrictEqual(defects, [], "a defect of ours")
    assert.deepStrictEqual(openOf(jobs).map(({ kind, state }) => `${kind} ${state}`), [], "a job was left behind")
  })

/** The one there is. */
export const only = <A>(values: ReadonlyArray<A>): A => {
  const [value] = values
  if (value === undefined || values.length > 1) throw new Error(`expected one, there are ${values.length}`)
  return value
}
