import { shardOf } from "@callsheet/actors/Shard"
import { Pulse } from "@callsheet/database/Pulse"
import { type AccountId, type OrgId, PlanId } from "@callsheet/domain/Ids"
import { Clock, Effect, Fiber, Option, Schedule } from "effect"
import { ApiClient } from "../Client.ts"
import { patiently } from "../demo/Patiently.ts"

/** Enough that every worker of a small stack owns some: there are 60 shards. */
const PROBES = 24
const LOOK_EVERY = "25 millis"

/** One worker's death, in milliseconds from its kill. Null: not seen, the database being away. */
export interface TakeOver {
  /** What else was being mended: a take-over that waited for PostgreSQL says little about the take-over. */
  readonly besides: ReadonlyArray<string>
  /** Another worker saw that it is dead. */
  readonly seenMillis: number | null
  /** Another worker held its shard. */
  readonly takenMillis: number | null
  /** The new owner had loaded the actor, committed for it, and the answer was there. */
  readonly committedMillis: number
}

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
    const takeOvers: Array<TakeOver> = []
    let asked = 0

    /** Commits once for that actor; the answer means that its owner has committed. */
    const ask = (id: PlanId) =>
      Effect.gen(function*() {
        const isLocked = locked.get(id) === true
        asked++
        const payload = { id, key: `drill:lock:${asked}` }
        yield* patiently(isLocked ? client.plan.unlock(payload) : client.plan.lock(payload))
        locked.set(id, !isLocked)
      })

    /** Looks until somebody else holds the shard of the killed one; what was seen when, in milliseconds. */
    const watch = (pid: number, shard: number, before: string | null, since: number) =>
      Effect.gen(function*() {
        let seenMillis: number | null = null
        let takenMillis: number | null = null
        yield* Effect.suspend(() => pulse.standing(pid, shard)).pipe(
          Effect.map(({ holder, listed }) => {
            const now = performance.now() - since
            if (!listed) seenMillis ??= now
            if (holder !== null && holder !== before) takenMillis = now
          }),
          // A database that is away right now is asked again; what happened in between is then not seen.
          Effect.catchTag("SqlError", () => Effect.void),
          Effect.repeat({ until: () => takenMillis !== null, schedule: Schedule.spaced(LOOK_EVERY) })
        )
        return { seenMillis, takenMillis }
      })

    const timed = (pid: number, id: PlanId, before: string | null, besides: ReadonlyArray<string>) =>
      Effect.gen(function*() {
        const began = performance.now()
        const watching = yield* Effect.fork(watch(pid, shardOf(id), before, began))
        yield* ask(id)
        const committedMillis = performance.now() - began
        const parts = yield* Fiber.join(watching).pipe(Effect.timeoutOption("1 second"), Effect.map(Option.getOrNull))
        yield* Fiber.interrupt(watching)
        const taken: TakeOver = {
          besides,
          committedMillis,
          seenMillis: parts?.seenMillis ?? null,
          takenMillis: parts?.takenMillis ?? null
        }
        takeOvers.push(taken)
        return taken
      })

    return {
      ids: new Set<string>(locked.keys()),
      takeOvers,
      /**
       * Kills, and where the killed one owned a probe notes how long until another one answers for it. `besides`: what else
       * was being mended at that moment; null: the time would say nothing, and is not taken.
       */
      watchTakeOver: (pid: number, kill: Effect.Effect<boolean>, besides: ReadonlyArray<string> | null) =>
        Effect.gen(function*() {
          const shards = yield* Effect.orElseSucceed(pulse.shardsOf(pid), () => new Set<number>())
          const owned = [...locked.keys()].find((id) => shards.has(shardOf(id)))
          if (owned === undefined || besides === null) return { struck: yield* kill, takeOver: null }
          const { holder } = yield* Effect.orElseSucceed(pulse.standing(pid, shardOf(owned)), () => ({ holder: null }))
          if (!(yield* kill)) return { struck: false, takeOver: null }
          return { struck: true, takeOver: yield* timed(pid, owned, holder, besides) }
        })
    }
  })

export type Probes = Effect.Effect.Success<ReturnType<typeof makeProbes>>
