import { ApiClient } from "@callsheet/client/Client"
import { patiently } from "@callsheet/demo/Patiently"
import type { AccountId, OrgId, PlanId } from "@callsheet/domain/Ids"
import { shardOf } from "@callsheet/domain/Shard"
import { Clock, type Context, Effect, Fiber, Option, Schedule, type Scope } from "effect"
import { ClusterProbe } from "./ClusterProbe.ts"

/** Enough that anyone who owns some of the 60 shards owns one of them, hardly ever less. */
const PROBES = 60
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

/** Why a kill was not timed. */
export const UNTIMED = {
  anybody: "drawn while it was starting, owned nothing",
  newcomer: "no worker owned a probe within 3 s",
  frozen: "its shard fell to a frozen worker",
  unseen: "the database was away"
} as const
export type Untimed = (typeof UNTIMED)[keyof typeof UNTIMED]

/** A worker that can be struck, and the drafts it owns. */
export interface ShardOwner {
  readonly name: string
  readonly pid: number
  readonly probes: ReadonlyArray<PlanId>
}

/** So long a take-over is waited for while a worker stands frozen: that one may be the heir, and then nobody answers. */
const FROZEN_PATIENCE = "5 seconds"

type Client = Context.Tag.Service<ApiClient>

/** The drafts that are asked. Made again under the same keys, they are the same. */
const addDrafts = (client: Client, orgId: OrgId, accountId: AccountId) =>
  Effect.gen(function*() {
    const slot = new Date((yield* Clock.currentTimeMillis) + 30 * 86_400_000).toISOString()
    return yield* Effect.forEach(
      Array.from({ length: PROBES }, (_, index) => index),
      (index) =>
        patiently(client.plan.add({
          orgId,
          plan: { accountId, topic: `Probe ${index + 1}`, at: slot, draft: true },
          key: `drill:probe:${index}`
        })),
      { concurrency: 4 }
    )
  })

/** Locks or unlocks a draft. `asking` are those that were asked and have not answered yet. */
const makeAsking = (client: Client, locked: Map<PlanId, boolean>) => {
  const asking = new Set<PlanId>()
  let asked = 0
  /** Commits once for that actor; the answer means that its owner has committed. */
  const ask = (id: PlanId) =>
    Effect.gen(function*() {
      const isLocked = locked.get(id) === true
      asked++
      const payload = { id, key: `drill:lock:${asked}` }
      asking.add(id)
      yield* patiently(isLocked ? client.plan.unlock(payload) : client.plan.lock(payload))
      locked.set(id, !isLocked)
      asking.delete(id)
    })

  return { ask, asking }
}

/** Looks until somebody else holds the shard of the killed one; what was seen when, in milliseconds. */
const watchIn =
  (pulse: Context.Tag.Service<ClusterProbe>) => (pid: number, shard: number, before: string | null, since: number) =>
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

interface TimedDeath {
  readonly owner: ShardOwner
  readonly id: PlanId
  /** Who held the shard before. */
  readonly before: string | null
  readonly besides: ReadonlyArray<string>
  readonly isFrozen: boolean
}

/** Null: given up, since a frozen worker is the heir. The question stays open until it is answered. */
const makeTimed = (
  watch: ReturnType<typeof watchIn>,
  ask: ReturnType<typeof makeAsking>["ask"],
  scope: Scope.Scope
) =>
({ before, besides, id, isFrozen, owner }: TimedDeath) =>
  Effect.gen(function*() {
    const began = performance.now()
    const watching = yield* Effect.fork(watch(owner.pid, shardOf(id), before, began))
    const answer = yield* Effect.forkIn(ask(id), scope)
    const answered = yield* isFrozen
      ? Effect.timeoutOption(Fiber.join(answer), FROZEN_PATIENCE)
      : Effect.asSome(Fiber.join(answer))
    const committedMillis = performance.now() - began
    const parts = yield* Fiber.join(watching).pipe(
      Effect.timeoutOption(Option.isSome(answered) ? "1 second" : 0),
      Effect.map(Option.getOrNull)
    )
    yield* Fiber.interrupt(watching)
    if (Option.isNone(answered)) return null
    const taken: TakeOver = {
      besides,
      committedMillis,
      seenMillis: parts?.seenMillis ?? null,
      takenMillis: parts?.takenMillis ?? null
    }
    return taken
  })

/**
 * Drafts nobody works on. To see how long a take-over lasts, one that a killed worker owned is locked or unlocked through
 * the server: its answer means that another worker has committed for it.
 */
export const makeProbes = (orgId: OrgId, accountId: AccountId) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const pulse = yield* ClusterProbe
    const made = yield* addDrafts(client, orgId, accountId)
    const locked = new Map<PlanId, boolean>(
      made.flatMap(({ plan }) => plan === null ? [] : [[plan.id, false]])
    )
    const scope = yield* Effect.scope
    const takeOvers: Array<TakeOver> = []
    const untimed = new Map<Untimed, number>()
    const noteUntimed = (why: Untimed) => untimed.set(why, (untimed.get(why) ?? 0) + 1)
    const { ask, asking } = makeAsking(client, locked)
    const timed = makeTimed(watchIn(pulse), ask, scope)

    return {
      ids: new Set<string>(locked.keys()),
      takeOvers,
      untimed,
      /** How many probes each of these workers owns now; none where the database is away. */
      ownersAmong: (workers: ReadonlyArray<{ readonly name: string; readonly pid: number }>) =>
        pulse.holdings.pipe(
          Effect.map((holdings) =>
            workers.map((worker): ShardOwner => {
              const shards = holdings.get(worker.pid)
              return {
                ...worker,
                probes: shards === undefined
                  ? []
                  : [...locked.keys()].filter((id) => !asking.has(id) && shards.has(shardOf(id)))
              }
            })
          ),
          Effect.option
        ),
      /** Kills one whose death says nothing about take-overs, and notes why. */
      killUntimed: (kill: Effect.Effect<boolean>, why: Untimed) =>
        Effect.tap(kill, (struck) => Effect.sync(() => struck && noteUntimed(why))),
      /**
       * Kills the owner of some probes and notes how long until another one answers for one of them. `besides`: what else was
       * being mended at that moment; `isFrozen`: somebody stands still who may be the heir.
       */
      killTimed: (owner: ShardOwner, kill: Effect.Effect<boolean>, besides: ReadonlyArray<string>, isFrozen: boolean) =>
        Effect.gen(function*() {
          const [probe] = owner.probes
          if (probe === undefined) return { struck: false, takeOver: null }
          const { holder } = yield* Effect.orElseSucceed(
            pulse.standing(owner.pid, shardOf(probe)),
            () => ({ holder: null })
          )
          if (!(yield* kill)) return { struck: false, takeOver: null }
          const takeOver = yield* timed({ owner, id: probe, before: holder, besides, isFrozen })
          if (takeOver === null) noteUntimed(UNTIMED.frozen)
          else takeOvers.push(takeOver)
          return { struck: true, takeOver }
        })
    }
  })

export type Probes = Effect.Effect.Success<ReturnType<typeof makeProbes>>
