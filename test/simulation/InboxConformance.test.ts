import { ActorStore, type Commit } from "@callsheet/database/commit/ActorStore"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import type { JobKind } from "@callsheet/domain/facts/jobKinds"
import { allShards } from "@callsheet/domain/Shard"
import { layerMemory } from "@callsheet/simulation/store/Services"
import { SeededRandom } from "@callsheet/simulation/world/SeededRandom"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { clear, postgres } from "./Stores.ts"

const now = 1_700_000_000_000

layer(postgres, { excludeTestServices: true })("the simulated inbox of TikTok's events and PostgreSQL's", (it) => {
  it.scoped("keep TikTok's events alike: once each, in order, and whoever waits for them looks again", () =>
    Effect.gen(function*() {
      const commit = (id: string, kind: string, state: object, jobs: Commit["jobs"]): Commit => ({
        id,
        kind,
        orgId: "org_1",
        accountId: null,
        planId: null,
        expected: 0,
        status: kind === "account" ? "connected" : "publishing",
        slot: null,
        since: now,
        alarmAt: null,
        state: JSON.stringify(state),
        at: now,
        commandId: `born ${id}`,
        event: null,
        jobs,
        abandon: false,
        closes: null,
        ledger: []
      })
      const job = (kind: JobKind, publishId: string): Commit["jobs"][number] => ({
        key: `${kind} ${publishId}`,
        kind,
        priority: 0,
        runAt: now + 60_000,
        payload: JSON.stringify({ publication: { publishId } }),
        traceId: null
      })
      const scenario = (chance: SeededRandom) =>
        Effect.gen(function*() {
          const store = yield* ActorStore
          const queue = yield* JobQueue
          const inbox = yield* WebhookInbox
          const told: Array<unknown> = []
          yield* store.commit(commit("acc_1", "account", { openId: "open-1" }, []))
          yield* store.commit(commit("ast_a", "asset", {}, [job("follow", "v_1"), job("publish", "v_1")]))
          yield* store.commit(commit("ast_b", "asset", {}, [job("follow", "v_2"), job("track", "v_2")]))
          for (let step = 1; step <= 40; step++) {
            const publishId = chance.pick(["v_1", "v_2", "v_3"])
            const what = chance.pick(["failed", "complete", "publiclyAvailable"])
            told.push(
              yield* inbox.put({
                receivedAt: now + step,
                event: what,
                openId: "open-1",
                publishId,
                postId: chance.pick([null, "7"]),
                body: `{"step":${step}}`,
                digest: `${what} ${publishId} ${chance.int(1, 3)}`
              }),
              (yield* inbox.waiting(chance.int(1, 5))).map(({ id: _id, ...event }) => event),
              yield* inbox.heardOf(publishId),
              yield* inbox.assetOf(publishId)
            )
            // Ids differ: a sequence counts the events, too, that had been there before.
            const [oldest] = yield* inbox.waiting(1)
            if (oldest !== undefined && chance.hit(0.3)) yield* inbox.handled(oldest.id, now + step)
          }
          yield* inbox.wake("v_2", now)
          const slots = new Map(["follow", "track", "publish"].map((kind) => [kind, 9]))
          const claimed = yield* queue.claim({ slots, shards: allShards, worker: "w1", now, leaseMillis: 3_000 })
          told.push(
            claimed.map(({ kind, ownerId }) => `${kind} ${ownerId}`).toSorted(),
            yield* inbox.accountOf("open-1"),
            yield* inbox.accountOf("open-2")
          )
          return told
        })
      for (let n = 1; n <= 5; n++) {
        yield* clear
        const real = yield* scenario(new SeededRandom(`news ${n}`))
        const simulated = yield* Effect.provide(scenario(new SeededRandom(`news ${n}`)), layerMemory())
        assert.deepStrictEqual(simulated, JSON.parse(JSON.stringify(real)), `news ${n}`)
        assert.deepStrictEqual(real.slice(-3), [["follow ast_b", "track ast_b"], "acc_1", null])
      }
    }))
})
