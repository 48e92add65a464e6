import { ActorStore, type Commit } from "@callsheet/database/commit/ActorStore"
import { Fingerprints } from "@callsheet/database/jobs/Fingerprints"
import { type ClaimedJob, JobQueue, type Lease } from "@callsheet/database/jobs/JobQueue"
import { MetricStore } from "@callsheet/database/jobs/MetricStore"
import { Failure } from "@callsheet/domain/Failure"
import { allShards } from "@callsheet/domain/Shard"
import { layerMemory } from "@callsheet/simulation/store/Services"
import { Tables } from "@callsheet/simulation/store/Tables"
import { SeededRandom } from "@callsheet/simulation/world/SeededRandom"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Option } from "effect"
import { clear, postgres } from "./Stores.ts"

const kinds = ["write_script", "render", "publish"] as const
const owners = ["ast_a", "ast_b", "ast_c", "ast_d"] as const
/** Two of the owners live in it. */
const oneHalf = allShards.filter((shard) => shard <= 30)
const now = 1_700_000_000_000
const away = new Failure({ tag: "DatabaseUnreachable", message: "It did not answer.", remedy: "Wait." })
const failure = new Failure({ tag: "Unlucky", message: "It did not work.", remedy: "Try again." })

/** What one run of a scenario gave: every answer in order, then every row. Job ids differ between stores; keys do not. */
type Transcript = ReadonlyArray<unknown>
type Services = ActorStore | Fingerprints | JobQueue | MetricStore

const commitOf = (
  chance: SeededRandom,
  step: number,
  versions: Map<string, number>,
  jobIds: ReadonlyArray<string>,
  ownJobs: (owner: string) => ReadonlyArray<string>
): Commit => {
  const id = chance.pick(owners)
  const known = versions.get(id) ?? 0
  const at = now + step * 1_000
  // Sometimes another actor's job, which such a commit has no power over.
  const closable = chance.hit(0.8) ? ownJobs(id) : jobIds
  const closes = closable.length > 0 && chance.hit(0.4) ? closable[chance.int(0, closable.length - 1)]! : null
  return {
    id,
    kind: "asset",
    orgId: id === "ast_a" ? "org_1" : "org_2",
    accountId: chance.pick([null, "acc_1"]),
    planId: chance.pick([null, "pln_1"]),
    // Now and then decided on a version that is over, or that never was.
    expected: chance.hit(0.2) ? chance.int(0, 4) : known,
    status: chance.pick(["pending", "scripted", "voiced"]),
    slot: chance.pick([null, at]),
    since: at,
    alarmAt: chance.pick([null, at + 5_000, at - 5_000]),
    state: JSON.stringify({
      step,
      nested: { list: [1, "two", null] },
      ...(step % 3 === 0 ? { allowances: [step] } : {}),
      ...(step % 2 === 0 ? { status: step % 4 === 0 ? { postId: "7" } : {} } : {})
    }),
    at,
    // Few names, so that some come twice.
    commandId: `command:${chance.int(0, 40)}`,
    event: chance.hit(0.2) ? null : {
      tag: "Happened",
      from: "pending",
      by: "key:test",
      reason: null,
      traceId: null,
      body: JSON.stringify({ _tag: "Happened", step }),
      bodyHash: chance.pick([null, "hash"]),
      answer: chance.pick([null, JSON.stringify({ version: step })])
    },
    jobs: Array.from({ length: chance.int(0, 2) }, (_, n) => ({
      // Sometimes the key of work that is queued already.
      key: chance.hit(0.1) ? `${id}:again` : `${id}:${step}:${n}`,
      kind: chance.pick(kinds),
      priority: chance.int(0, 3),
      runAt: at + chance.pick([0, 0, 4_000]),
      payload: JSON.stringify({ mark: `${step}:${n}` }),
      traceId: null
    })),
    abandon: chance.hit(0.15),
    closes: closes === null ? null : { job: closes, failure: chance.hit(0.3) ? JSON.stringify(failure) : null },
    ledger: chance.hit(0.3) ? [{ kind: "renders", amount: chance.int(0, 9), reference: "pln_1", note: "settled" }] : []
  }
}

/** A long random walk over both services. It depends on the seed and on the answers, so two stores that agree stay together. */
const walk = (seed: string): Effect.Effect<Transcript, unknown, Services> =>
  Effect.gen(function*() {
    const store = yield* ActorStore
    const queue = yield* JobQueue
    const metrics = yield* MetricStore
    const fingerprints = yield* Fingerprints
    const chance = new SeededRandom(seed)
    const told: Array<unknown> = []
    const versions = new Map<string, number>()
    let held: Array<ClaimedJob> = []
    /** By key, so that both stores speak of the same job. */
    const idOf = new Map<string, string>()
    const keyOf = new Map<string, string>()
    const learn = (jobs: ReadonlyArray<ClaimedJob>) => {
      for (const job of jobs) {
        const key = `${job.ownerId} ${JSON.stringify(job.payload)}`
        idOf.set(key, job.id)
        keyOf.set(job.id, key)
      }
    }
    for (let step = 1; step <= 120; step++) {
      const at = now + step * 1_000
      const some = (): Lease | null => {
        if (held.length === 0) return null
        const job = held[chance.int(0, held.length - 1)]!
        // Now and then as a late riser would: with the token of an earlier lease.
        return { id: job.id, token: chance.hit(0.2) ? job.token - 1 : job.token }
      }
      const what = chance.int(1, 14)
      const lease = some()
      if (what <= 4) {
        const known = [...idOf.keys()].toSorted()
        const idsOf = (keys: ReadonlyArray<string>) => keys.map((key) => idOf.get(key)!)
        const commit = commitOf(
          chance,
          step,
          versions,
          idsOf(known),
          (owner) => idsOf(known.filter((key) => key.startsWith(`${owner} `)))
        )
        const outcome = yield* store.commit(commit).pipe(
          Effect.as("stored"),
          Effect.catchTags({
            Fenced: (error) => Effect.succeed(error._tag),
            DuplicateCommand: (error) => Effect.succeed(error._tag)
          })
        )
        if (outcome === "stored") versions.set(commit.id, commit.expected + 1)
        told.push(["commit", commit.id, commit.expected, outcome])
      } else if (what === 5) {
        const id = chance.pick(owners)
        told.push(["load", Option.getOrNull(yield* store.load(id))])
      } else if (what === 6) {
        told.push(["answered", Option.getOrNull(yield* store.answered(`command:${chance.int(0, 40)}`))])
      } else if (what === 7) {
        const alarms = yield* store.alarms(at + 2_000, chance.int(1, 3))
        told.push(["alarms", alarms.map((alarm) => alarm.at)])
      } else if (what <= 9) {
        const slots = new Map(kinds.map((kind) => [kind, chance.int(0, 2)]))
        const claimed = yield* queue.claim({
          slots,
          shards: chance.pick([allShards, oneHalf, []]),
          worker: chance.pick(["w1", "w2"]),
          now: at,
          leaseMillis: chance.pick([3_000, 30_000])
        })
        learn(claimed)
        const known = claimed.map(({ id, ...job }) => ({ ...job, key: keyOf.get(id) }))
        told.push(["claim", known.toSorted((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)])
        held = [...held.filter((job) => !claimed.some(({ id }) => id === job.id)), ...claimed]
          .toSorted((a, b) => keyOf.get(a.id)! < keyOf.get(b.id)! ? -1 : 1)
      } else if (lease !== null) {
        const move = chance.pick(
          [
            "renew",
            "checkpoint",
            "complete",
            "postpone",
            "waitOut",
            "later",
            "release",
            "bury",
            "retry",
            "cancel",
            "drop",
            "free"
          ] as const
        )
        const answer = yield* {
          renew: Effect.map(queue.renew([lease], at, 9_000), (renewed) => renewed.size),
          checkpoint: queue.checkpoint(lease, { step }),
          complete: queue.complete(lease, at),
          postpone: queue.postpone(lease, at, at + 2_000, failure),
          waitOut: queue.postpone(lease, at, at + 2_000, away),
          later: queue.postpone(lease, at, at + 2_000, null),
          release: queue.release(lease),
          bury: queue.bury(lease, at, failure),
          retry: queue.retry(lease.id, at, "key:test"),
          cancel: queue.cancel(lease.id, at, "key:test"),
          drop: queue.drop(lease.id, at, "key:test"),
          free: queue.abandonLeasesOf("w1")
        }[move]
        told.push([move, keyOf.get(lease.id), answer])
      }
      if (step % 10 === 0) {
        told.push(["next", yield* queue.nextDue([...kinds], chance.pick([allShards, oneHalf, []]))])
        const depths = yield* queue.depths(at)
        told.push(["depths", depths.toSorted((a, b) => `${a.kind} ${a.state}` < `${b.kind} ${b.state}` ? -1 : 1)])
        // Asset and plan are one actor here; what matters is that a row without its plan is never seen.
        const assetId = chance.pick(owners)
        const scripts = yield* fingerprints.remember({
          assetId,
          planId: assetId,
          orgId: "org_1",
          accountId: chance.pick(["acc_1", "acc_2"]),
          scriptSha256: chance.pick(["a", "b"]),
          fingerprint: `${step}`,
          videoSha256: chance.pick([null, "v"]),
          at
        })
        told.push(["scripts", scripts, yield* fingerprints.known("acc_1")])
        yield* metrics.add({
          postId: "7",
          at: at - (step % 20),
          orgId: "org_1",
          accountId: "acc_1",
          planId: "pln_1",
          views: step,
          likes: null,
          comments: null,
          shares: null,
          raw: {}
        })
      }
    }
    return told
  })

const sqlRows = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  return {
    actors:
      yield* sql`SELECT id, kind, org_id AS "orgId", account_id AS "accountId", version, status, slot::float8, since::float8,
      alarm_at::float8 AS "alarmAt", state FROM actor ORDER BY id`,
    events:
      yield* sql`SELECT actor_id AS "actorId", plan_id AS "planId", version, at::float8, tag, from_status AS "from",
      to_status AS "to", body, command_id AS "commandId", body_hash AS "bodyHash", answer FROM event ORDER BY position`,
    jobs: yield* sql`SELECT key, kind, owner_id AS "ownerId", state, attempts, lease_token AS "leaseToken",
      lease_until::float8 AS "leaseUntil", leased_by AS "leasedBy", run_at::float8 AS "runAt", payload, checkpoint, failure, history,
      started_at::float8 AS "startedAt", ended_at::float8 AS "endedAt" FROM job ORDER BY key`,
    ledger:
      yield* sql`SELECT org_id AS "orgId", at::float8, kind, amount::float8, reference FROM usage_ledger ORDER BY id`,
    fingerprints:
      yield* sql`SELECT asset_id AS "assetId", seq::float8, account_id AS "accountId", script_sha256 AS "scriptSha256",
      fingerprint, video_sha256 AS "videoSha256", created_at::float8 AS at FROM script_fingerprint ORDER BY asset_id`,
    metrics: yield* sql`SELECT post_id AS "postId", at::float8, views::float8 FROM metric ORDER BY at`
  }
})

const parsed = (text: string | null): unknown => text === null ? null : JSON.parse(text)
const pick = <A extends object, K extends keyof A>(row: A, ...keys: ReadonlyArray<K>) =>
  Object.fromEntries(keys.map((key) => [key, row[key]]))

const memoryRows = ({ actors, events, fingerprints, jobs, ledger, metrics }: Tables) => ({
  actors: [...actors.values()].map((row) => ({ ...row, state: parsed(row.state) })).toSorted((a, b) =>
    a.id < b.id ? -1 : 1
  ),
  events: events.map((row) => ({
    ...pick(row, "actorId", "planId", "version", "at", "tag", "from", "to"),
    body: parsed(row.body),
    ...pick(row, "commandId", "bodyHash"),
    answer: parsed(row.answer)
  })),
  jobs: [...jobs.values()].toSorted((a, b) => a.key < b.key ? -1 : 1).map((row) => ({
    ...pick(row, "key", "kind", "ownerId", "state", "attempts", "leaseToken", "leaseUntil", "leasedBy", "runAt"),
    payload: parsed(row.payload),
    checkpoint: parsed(row.checkpoint),
    failure: parsed(row.failure),
    ...pick(row, "history", "startedAt", "endedAt")
  })),
  ledger: ledger.map((row) => pick(row, "orgId", "at", "kind", "amount", "reference")),
  fingerprints: [...fingerprints.values()].map((row) =>
    pick(row, "assetId", "seq", "accountId", "scriptSha256", "fingerprint", "videoSha256", "at")
  ).toSorted((a, b) => String(a["assetId"]) < String(b["assetId"]) ? -1 : 1),
  metrics: [...metrics.values()].map((row) => pick(row, "postId", "at", "views")).toSorted((a, b) =>
    Number(a["at"]) - Number(b["at"])
  )
})

layer(postgres, { excludeTestServices: true })("the simulated database and PostgreSQL", (it) => {
  it.scoped("answer alike and hold the same rows after every one of many random walks", () =>
    Effect.gen(function*() {
      for (let n = 1; n <= 25; n++) {
        yield* clear
        const real = yield* walk(`walk ${n}`)
        const rows = yield* sqlRows
        const tables = new Tables()
        const simulated = yield* Effect.provide(walk(`walk ${n}`), layerMemory(tables))
        assert.deepStrictEqual(simulated, real, `walk ${n}`)
        assert.deepStrictEqual(memoryRows(tables), JSON.parse(JSON.stringify(rows)), `rows after walk ${n}`)
      }
    }))

  it.scoped("store many commits at once, or none of them", () =>
    Effect.gen(function*() {
      const birth = (id: string, expected: number, commandId: string): Commit => ({
        ...commitOf(new SeededRandom(id), 1, new Map(), [], () => []),
        id,
        expected,
        commandId,
        event: {
          tag: "Born",
          from: null,
          by: "key:test",
          reason: null,
          traceId: null,
          body: "{}",
          bodyHash: null,
          answer: null
        }
      })
      const scenario = Effect.gen(function*() {
        const store = yield* ActorStore
        const outcomes: Array<string> = []
        const all = (...commits: ReadonlyArray<Commit>) =>
          store.commitAll(commits).pipe(
            Effect.match({ onSuccess: () => "stored", onFailure: (error) => error._tag }),
            Effect.map((outcome) => outcomes.push(outcome))
          )
        yield* all(birth("ast_a", 0, "a"), birth("ast_b", 0, "b"))
        yield* all(birth("ast_c", 0, "c"), birth("ast_a", 0, "d"))
        yield* all(birth("ast_d", 0, "e"), birth("ast_c", 0, "a"))
        return { outcomes, there: (yield* Effect.forEach(owners, store.load)).map(Option.isSome) }
      })
      yield* clear
      const real = yield* scenario
      const simulated = yield* Effect.provide(scenario, layerMemory())
      assert.deepStrictEqual(simulated, real)
      assert.deepStrictEqual(real.there, [true, true, false, false])
    }))
})
