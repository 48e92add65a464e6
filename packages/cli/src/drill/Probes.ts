import { shardOf } from "@callsheet/actors/Shard"
import { Pulse } from "@callsheet/database/Pulse"
import { type AccountId, type OrgId, PlanId } from "@callsheet/domain/Ids"
import { Clock, Effect, Option } from "effect"
import { ApiClient } from "../Client.ts"
import { patiently } from "../demo/Patiently.ts"

/** Enough that every worker of a small stack owns some: there are 60 shards. */
const PROBES = 24

/**
 * Drafts nobody works on. To see how long a take-over lasts, one that a killed worker owned is locked or unlocked through
 * the server: its answer means that another worker has committed for it.
 */
export const makeProbes = (orgId: OrgId, accountId: AccountId) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const pulse = yield* Pulse
    const slot = new Date((yield* Clock.currentTimeMillis) + 30 * 86_400_000).toISOString()
    const made = yield* Effect.forEach(
      Array.from({ length: PROBES }, (_, index) => index),
      (index) =>
        patiently(client.plan.add({
          orgId,
          plan: { accountId, topic: `Probe ${index + 1}`, at: slot, draft: true },
          key: `drill:probe:${index}`
        })),
      { concurrency: 4 }
    )
    const locked = new Map<PlanId, boolean>(
      made.flatMap(({ plan }) => plan === null ? [] : [[PlanId.make(plan.id), false]])
    )
    const takeOvers: Array<number> = []
    let asked = 0

    /** Commits once for that actor and gives the milliseconds until the answer. */
    const ask = (id: PlanId, since: number) =>
      Effect.gen(function*() {
        const isLocked = locked.get(id) === true
        asked++
        const payload = { id, key: `drill:lock:${asked}` }
        yield* patiently(isLocked ? client.plan.unlock(payload) : client.plan.lock(payload))
        locked.set(id, !isLocked)
        return performance.now() - since
      })

    return {
      ids: new Set<string>(locked.keys()),
      takeOvers,
      /** Kills, and where the killed one owned a probe and `measured`, notes how long until another one answers for it. */
      watchTakeOver: (pid: number, kill: Effect.Effect<boolean>, measured: boolean) =>
        Effect.gen(function*() {
          const shards = yield* Effect.orElseSucceed(pulse.shardsOf(pid), () => new Set<number>())
          const owned = Option.fromIterable([...locked.keys()].filter((id) => shards.has(shardOf(id))))
          const began = performance.now()
          if (!(yield* kill)) return false
          if (Option.isNone(owned) || !measured) return true
          takeOvers.push(yield* ask(owned.value, began))
          return true
        })
    }
  })

export type Probes = Effect.Effect.Success<ReturnType<typeof makeProbes>>
