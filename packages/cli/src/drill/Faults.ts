import { Effect, Option, Random } from "effect"
import type { Stack } from "../stack/Stack.ts"
import type { Family } from "./Family.ts"
import type { Probes } from "./Probes.ts"
import type { Proxy } from "./Proxy.ts"
import type { SmallDisk } from "./SmallDisk.ts"

/** What is done to the stack, and how often in a hundred. */
const weights = {
  "worker killed": 40,
  "server killed": 9,
  "worker asked to stop": 12,
  "worker frozen past its locks": 4,
  "database connections cut": 13,
  "sandbox out of reach": 10,
  "PostgreSQL killed": 6,
  "disk full": 6
} as const
export type FaultKind = keyof typeof weights
export const faultKinds = Object.keys(weights) as ReadonlyArray<FaultKind>

/** Longer than shard locks (10 s) and leases (9 s) live: when it wakes, others have its work. */
const FREEZE = "12 seconds"
const OUTAGE = "3 seconds"
const FULL = "2 seconds"
/** More than a stack of this size holds open to its database. */
const MOST_CONNECTIONS = 128

export interface Scene {
  readonly stack: Stack
  readonly family: Family
  readonly database: Proxy
  readonly sandbox: Proxy
  readonly disk: Option.Option<SmallDisk>
  readonly probes: Probes
}

/** Draws by weight among what is possible here. */
const drawn = (possible: ReadonlyArray<FaultKind>): Effect.Effect<FaultKind> =>
  Effect.map(Random.nextRange(0, possible.reduce((sum, kind) => sum + weights[kind], 0)), (at) => {
    let rest = at
    return possible.find((kind) => (rest -= weights[kind]) < 0) ?? "worker killed"
  })

/** Strikes once. The kind that struck, or none where the one that was meant had just ended by itself. */
export const makeFaults = (scene: Scene) => {
  const { database, disk, family, probes, sandbox, stack } = scene
  const frozen = new Set<string>()

  const anyWorker = Effect.map(
    Effect.suspend(() => Random.shuffle(family.living("worker").filter((name) => !frozen.has(name)))),
    (workers) => Option.fromIterable(workers)
  )
  const toWorker = <E = never>(strike: (name: string) => Effect.Effect<boolean, E>): Effect.Effect<boolean, E> =>
    Effect.flatMap(anyWorker, Option.match({ onNone: () => Effect.succeed(false), onSome: strike }))

  const freeze = (name: string) =>
    Effect.gen(function*() {
      if (frozen.size > 0 || !family.signal(name, "SIGSTOP")) return false
      frozen.add(name)
      // In the background: the others are struck meanwhile.
      yield* Effect.sleep(FREEZE).pipe(
        Effect.ensuring(Effect.sync(() => {
          family.signal(name, "SIGCONT")
          frozen.delete(name)
        })),
        Effect.forkDaemon
      )
      return true
    })

  const strikes = {
    "worker killed": toWorker((name) => {
      const pid = family.pidOf(name)
      return pid === undefined
        ? Effect.succeed(false)
        : probes.watchTakeOver(pid, Effect.sync(() => family.signal(name, "SIGKILL")), frozen.size === 0)
    }),
    "server killed": Effect.sync(() => family.signal("server", "SIGKILL")),
    "worker asked to stop": toWorker((name) => Effect.sync(() => family.signal(name, "SIGTERM"))),
    "worker frozen past its locks": toWorker(freeze),
    "database connections cut": Effect.flatMap(
      Effect.replicateEffect(Random.next, MOST_CONNECTIONS),
      // Two of three at random: a process then holds some that work and some that do not.
      (draws) => Effect.sync(() => database.cut((index) => (draws[index % draws.length] ?? 0) < 2 / 3) > 0)
    ),
    "sandbox out of reach": Effect.acquireUseRelease(
      Effect.sync(() => sandbox.refuse(true)),
      () => Effect.as(Effect.sleep(OUTAGE), true),
      () => Effect.sync(() => sandbox.refuse(false))
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
      onSome: ({ empty, fill }) =>
        Effect.acquireUseRelease(fill, () => Effect.as(Effect.sleep(FULL), true), () => empty)
    })
  } satisfies { readonly [K in FaultKind]: Effect.Effect<boolean, unknown> }
  const possible = faultKinds.filter((kind) => kind !== "disk full" || Option.isSome(disk))

  return {
    possible,
    strike: Effect.flatMap(
      drawn(possible),
      (kind) => Effect.map(strikes[kind], (struck) => struck ? Option.some(kind) : Option.none<FaultKind>())
    ),
    /** Nothing of what was done lasts. */
    mend: Effect.sync(() => {
      for (const name of frozen) family.signal(name, "SIGCONT")
      frozen.clear()
      sandbox.refuse(false)
    })
  }
}
