import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { type ClaimedJob, JobQueue } from "@callsheet/database/jobs/JobQueue"
import { type Buyer, PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { allShards } from "@callsheet/domain/Shard"
import { layerMemory } from "@callsheet/simulation/store/Services"
import { Tables } from "@callsheet/simulation/store/Tables"
import { SeededRandom } from "@callsheet/simulation/world/SeededRandom"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { freshDatabase } from "../support/Postgres.ts"

const now = 1_700_000_000_000
const amounts = [{ kind: "llm_tokens" as const, amount: 3 }]

/** One plan whose jobs are all here, one that has none, and what belongs to no plan. */
const planOf: Readonly<Record<string, string | null>> = {
  "content 1": "pln_a",
  "content 2": "pln_a",
  "content 3": "pln_b",
  "content 4": null
}

/** Four jobs that buy, lose their leases and come back, and a few contents that they all want. */
const walk = (seed: string) =>
  Effect.gen(function*() {
    const store = yield* ActorStore
    const queue = yield* JobQueue
    const calls = yield* PaidCalls
    const chance = new SeededRandom(seed)
    const told: Array<readonly [number, string, string, unknown]> = []
    yield* store.commit({
      id: "ast_a",
      kind: "asset",
      orgId: "org_1",
      accountId: null,
      planId: "pln_a",
      expected: 0,
      status: "pending",
      slot: null,
      since: now,
      alarmAt: null,
      state: "{}",
      at: now,
      commandId: "birth",
      event: null,
      jobs: ["a", "b", "c", "d"].map((key, priority) => ({
        key,
        kind: "write_script" as const,
        priority,
        runAt: now,
        payload: JSON.stringify(key),
        traceId: null
      })),
      abandon: false,
      closes: null,
      ledger: []
    })
    const held = new Map<string, ClaimedJob>()
    const names = new Map<string, string>()
    for (let step = 1; step <= 120; step++) {
      const at = now + step * 1_000
      const claimed = chance.hit(0.3)
        ? yield* queue.claim({
          shards: allShards,
          slots: new Map([["write_script", 2]]),
          worker: "w",
          now: at,
          leaseMillis: chance.pick([2_000, 20_000])
        })
        : []
      for (const job of claimed) held.set(String(job.payload), job)
      const keys = [...held.keys()].toSorted()
      if (keys.length === 0) continue
      const job = held.get(chance.pick(keys as [string, ...Array<string>]))!
      const buyer: Buyer = { job: job.id, token: chance.hit(0.1) ? job.token - 1 : job.token }
      const key = `content ${chance.int(1, 4)}`
      const requestId = names.get(key) ?? `${seed} ${key} ${step}`
      const what = chance.pick(
        [
          ...(["take", "take", "leaving", "declined", "answered", "settled", "release", "later"] as const),
          ...(["abandoned", "prune", "complete"] as const)
        ]
      )
      const before = at - chance.int(0, 20_000)
      const answer: unknown = yield* {
        take: Effect.map(
          calls.take(
            { orgId: "org_1", key, requestId, provider: "llm", planId: planOf[key]!, estimate: amounts },
            buyer,
            at
          ),
          (taken) => {
            if (taken._tag === "Mine") names.set(key, taken.requestId)
            return taken._tag === "Answered" ? { ...taken, answer: [...taken.answer] } : taken
          }
        ),
        leaving: calls.leaving(requestId, buyer, at),
        declined: calls.declined(requestId),
        answered: chance.hit(0.4) ? calls.answered(requestId, new Uint8Array([step]), amounts, at) : Effect.void,
        settled: calls.settled(requestId, at),
        release: calls.release(requestId, buyer),
        later: queue.postpone(job, at, at + 1_000, null),
        abandoned: Effect.map(calls.abandoned(before, at, 2), (found) => {
          // Everything that is wanted from now on has another name.
          const gone = new Set(found.flatMap((one) => one.answered ? [] : [one.requestId]))
          for (const [content, name] of names) if (gone.has(name)) names.delete(content)
          return found.toSorted((a, b) => (a.requestId < b.requestId ? -1 : 1))
        }),
        prune: Effect.tap(calls.prune(before, 1), (removed) =>
          Effect.sync(() => {
            if (removed > 0) names.clear()
          })),
        complete: chance.hit(0.2) ? queue.complete(job, at) : Effect.void
      }[what]
      told.push([step, what, key, answer ?? null])
    }
    return told
  })

const Sql = Layer.mergeAll(ActorStore.layer, JobQueue.layer, PaidCalls.layer).pipe(
  Layer.provideMerge(freshDatabase({ migrate }))
)

layer(Sql, { excludeTestServices: true })("the simulated table of paid calls and PostgreSQL", (it) => {
  it.scoped("answer alike in every one of many random walks", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const seen = new Set<string>()
      let abandoned = 0
      let pruned = 0
      for (let n = 1; n <= 15; n++) {
        yield* sql`TRUNCATE actor, event, job, paid_call RESTART IDENTITY`
        const real = yield* walk(`walk ${n}`)
        const simulated = yield* Effect.provide(walk(`walk ${n}`), layerMemory(new Tables()))
        assert.deepStrictEqual(simulated, real, `walk ${n}`)
        for (const [, what, , answer] of real) {
          if (what === "abandoned" && Array.isArray(answer)) abandoned += answer.length
          if (what === "prune" && typeof answer === "number") pruned += answer
        }
        for (const tag of ["Mine", "Held", "Answered"]) if (JSON.stringify(real).includes(tag)) seen.add(tag)
      }
      assert.sameMembers([...seen], ["Mine", "Held", "Answered"])
      assert.isAbove(abandoned, 10)
      assert.isAbove(pruned, 10)
    }))
})
