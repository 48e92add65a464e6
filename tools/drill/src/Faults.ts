import type { Stack } from "@callsheet/stack/Stack"
import { type Duration, Effect, Option, Random, type Scope } from "effect"
import { type Probes, type ShardOwner, type TakeOver, UNTIMED } from "./Probes.ts"
import type { ProcessTable } from "./ProcessTable.ts"
import type { Proxy } from "./Proxy.ts"
import type { SmallDisk } from "./SmallDisk.ts"
import type { Condition } from "./StallDetector.ts"

/** What is done to the stack, and how often in a hundred. */
const weights = {
  "worker killed": 50,
  "server killed": 10,
  "worker asked to stop": 9,
  "worker frozen past its locks": 3,
  "database connections cut": 9,
  "sandbox out of reach": 7,
  "PostgreSQL killed": 6,
  "disk full": 6
} as const
export type StrikeKind = keyof typeof weights
/** Those that end a process with SIGKILL. */
export const killing: ReadonlySet<StrikeKind> = new Set(["worker killed", "server killed", "PostgreSQL killed"])
/** What a take-over has to wait for before it can be answered. */
const hindering: ReadonlySet<StrikeKind> = new Set(["server killed", "PostgreSQL killed", "database connections cut"])
/** So long after it struck, or after the database answered again, such a thing may still be in the way. */
const HINDERS_MILLIS = 3_000

export const faultKinds = Object.keys(weights) as ReadonlyArray<StrikeKind>

/** Longer than shard locks (10 s) and leases (9 s) live: when it wakes, others have its work. */
const FREEZE = "12 seconds"
const OUTAGE = "3 seconds"
const FULL = "2 seconds"
/** So many of the kills of workers strike the one that is drawn, also one that is only starting. */
const ANYBODY = 1 / 10
/** The others wait, but not longer than this, until some worker owns a probe: one that starts needs about two seconds. */
const OWNER_LOOKS = { every: "150 millis", times: 20 } as const
/** More than a stack of this size holds open to its database. */
const MOST_CONNECTIONS = 128

export interface DrillTarget {
  readonly stack: Stack
  readonly family: ProcessTable
  readonly database: Proxy
  readonly sandbox: Proxy
  readonly disk: Option.Option<SmallDisk>
  readonly probes: Probes
  /** What lasts a while ends with it at the latest. */
  readonly scope: Scope.Scope
}

/** Draws by weight among what is possible here. */
const drawn = (possible: ReadonlyArray<StrikeKind>): Effect.Effect<StrikeKind> =>
  Effect.map(Random.nextRange(0, possible.reduce((sum, kind) => sum + weights[kind], 0)), (at) => {
    let rest = at
    return possible.find((kind) => (rest -= weights[kind]) < 0) ?? "worker killed"
  })

export interface Strike {
  readonly kind: StrikeKind
  readonly takeOver: TakeOver | null
}

/** What was struck, and what of it lasts. */
interface Struck {
  readonly frozen: Set<string>
  readonly lasting: Set<StrikeKind>
  readonly at: Map<StrikeKind, number>
}

/** Strikes one of the workers that live and are not frozen. */
const workerStriker = (family: ProcessTable, frozen: ReadonlySet<string>) => {
  const anyWorker = Effect.map(
    Effect.suspend(() => Random.shuffle(family.living("worker").filter((name) => !frozen.has(name)))),
    (workers) => Option.fromIterable(workers)
  )
  return <A, E = never>(none: A, strike: (name: string) => Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.flatMap(anyWorker, Option.match({ onNone: () => Effect.succeed(none), onSome: strike }))
}
type WorkerStriker = ReturnType<typeof workerStriker>

/** Kills a worker, and times how long another one needs to take over. */
const makeKillWorker = ({ family, probes }: DrillTarget, { at, frozen }: Struck, toWorker: WorkerStriker) => {
  const killed = (name: string) => Effect.sync(() => family.signal(name, "SIGKILL"))

  /** Whom a worker's death can be timed with; none: the database is away. */
  const allOwners = Effect.suspend(() =>
    probes.ownersAmong(
      family.living("worker").flatMap((name) => {
        const pid = frozen.has(name) ? undefined : family.pidOf(name)
        return pid === undefined ? [] : [{ name, pid }]
      })
    )
  )
  const areSome = (found: Effect.Effect.Success<typeof allOwners>) =>
    Option.exists(found, (all) => all.some((owner) => owner.probes.length > 0))
  const someOwners = Effect.flatMap(allOwners, (found) =>
    areSome(found)
      ? Effect.succeed(found)
      : Effect.repeat(Effect.delay(allOwners, OWNER_LOOKS.every), { until: areSome, times: OWNER_LOOKS.times }))

  const killOwner = (owner: ShardOwner) => {
    const now = performance.now()
    const besides: ReadonlyArray<StrikeKind> = [
      ...[...hindering].filter((kind) => now - (at.get(kind) ?? -Infinity) < HINDERS_MILLIS),
      // Shards may fall to one that stands still, and then wait for their locks to end: that is not this promise.
      ...(frozen.size > 0 ? ["worker frozen past its locks" as const] : [])
    ]
    return probes.killTimed(owner, killed(owner.name), besides, frozen.size > 0)
  }

  return Effect.gen(function*() {
    const anybody = (yield* Random.next) < ANYBODY
    const found = yield* anybody ? allOwners : someOwners
    const why = Option.isNone(found) ? UNTIMED.unseen : anybody ? UNTIMED.anybody : UNTIMED.newcomer
    const spare = yield* Random.nextIntBetween(0, Number.MAX_SAFE_INTEGER)
    return yield* toWorker({ struck: false, takeOver: null }, (drawn) => {
      const owners = Option.getOrElse(found, () => []).filter((owner) => owner.probes.length > 0)
      // Anyone who was drawn, if it owns something or need not; else one that does.
      const owner = owners.find(({ name }) => name === drawn) ?? (anybody ? undefined : owners[spare % owners.length])
      return owner === undefined
        ? Effect.map(probes.killUntimed(killed(drawn), why), (struck) => ({ struck, takeOver: null }))
        : killOwner(owner)
    })
  })
}

/** Lasts a while in the background: the others are struck meanwhile. Never twice at once. */
const lastingIn = (scope: Scope.Scope, lasting: Set<StrikeKind>) =>
(
  kind: StrikeKind,
  length: Duration.DurationInput,
  begin: Effect.Effect<boolean>,
  end: () => void
) =>
  Effect.gen(function*() {
    if (lasting.has(kind) || !(yield* begin)) return false
    lasting.add(kind)
    yield* Effect.sleep(length).pipe(
      Effect.interruptible,
      Effect.ensuring(Effect.sync(() => {
        end()
        lasting.delete(kind)
      })),
      Effect.forkIn(scope)
    )
    return true
    // What has begun is also ended.
  }).pipe(Effect.uninterruptible)

/** Every strike but the killing of a worker. Each says whether it struck. */
const makeStrikes = (
  { database, disk, family, sandbox, scope, stack }: DrillTarget,
  { frozen, lasting }: Struck,
  toWorker: WorkerStriker
) => {
  const forAWhile = lastingIn(scope, lasting)
  return {
    "server killed": Effect.sync(() => family.signal("server", "SIGKILL")),
    "worker asked to stop": toWorker(false, (name) => Effect.sync(() => family.signal(name, "SIGTERM"))),
    "worker frozen past its locks": toWorker(
      false,
      (name) =>
        forAWhile(
          "worker frozen past its locks",
          FREEZE,
          Effect.sync(() => {
            if (!family.signal(name, "SIGSTOP")) return false
            frozen.add(name)
            return true
          }),
          () => {
            family.signal(name, "SIGCONT")
            frozen.delete(name)
          }
        )
    ),
    "database connections cut": Effect.flatMap(
      Effect.replicateEffect(Random.next, MOST_CONNECTIONS),
      // Two of three at random: a process then holds some that work and some that do not.
      (draws) => Effect.sync(() => database.cut((index) => (draws[index % draws.length] ?? 0) < 2 / 3) > 0)
    ),
    "sandbox out of reach": forAWhile(
      "sandbox out of reach",
      OUTAGE,
      Effect.sync(() => {
        sandbox.refuse(true)
        return true
      }),
      () => sandbox.refuse(false)
    ),
    "PostgreSQL killed": Effect.sync(() => {
      const pid = stack.databasePid()
      if (pid === null) return false
      try {
        process.kill(pid, "SIGKILL")
        return true
      } catch {
        // It is down already and about to be started again.
        return false
      }
    }),
    "disk full": Option.match(disk, {
      onNone: () => Effect.succeed(false),
      onSome: ({ empty, fill }) => forAWhile("disk full", FULL, Effect.as(fill, true), empty)
    })
  } satisfies { readonly [K in Exclude<StrikeKind, "worker killed">]: Effect.Effect<boolean> }
}

/** Strikes once. None where what was meant had just ended by itself. */
export const makeFaults = (scene: DrillTarget) => {
  const { disk, family, sandbox } = scene
  const struck: Struck = { frozen: new Set(), lasting: new Set(), at: new Map() }
  const { at: struckAt, frozen } = struck
  const toWorker = workerStriker(family, frozen)
  const killWorker = makeKillWorker(scene, struck, toWorker)
  const strikes = makeStrikes(scene, struck, toWorker)
  const possible = faultKinds.filter((kind) => kind !== "disk full" || Option.isSome(disk))

  return {
    possible,
    /** An outage that was struck lasts until the database answers: only then begins the time in which it is still in the way. */
    sawNoDatabase: (): void => {
      const now = performance.now()
      const at = struckAt.get("PostgreSQL killed")
      if (at !== undefined && now - at < HINDERS_MILLIS) struckAt.set("PostgreSQL killed", now)
    },
    /** How the process with that number stands. */
    conditionOf: (pid: number): Condition => {
      const name = family.nameOf(pid)
      return name === undefined ? "dead" : frozen.has(name) ? "frozen" : "living"
    },
    strike: Effect.gen(function*() {
      const kind = yield* drawn(possible)
      const { struck, takeOver } = kind === "worker killed"
        ? yield* killWorker
        : { struck: yield* strikes[kind], takeOver: null }
      if (!struck) return Option.none<Strike>()
      struckAt.set(kind, performance.now())
      return Option.some<Strike>({ kind, takeOver })
    }),
    /** Nothing of what was done lasts. */
    mend: Effect.sync(() => {
      for (const name of frozen) family.signal(name, "SIGCONT")
      frozen.clear()
      sandbox.refuse(false)
      if (Option.isSome(disk)) disk.value.empty()
    })
  }
}
