import { makeActorRuntime } from "@callsheet/actors/ActorRuntime"
import { ActorRuntimes } from "@callsheet/actors/ActorRuntimes"
import type { ActorsShape } from "@callsheet/actors/Actors"
import type { WorkSignal } from "@callsheet/actors/WorkSignal"
import type { ActorStore } from "@callsheet/database/commit/ActorStore"
import type { AppLimits } from "@callsheet/database/jobs/AppLimits"
import type { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { actorKinds } from "@callsheet/domain/ActorKinds"
import { Asset } from "@callsheet/domain/asset/Asset"
import { assetView } from "@callsheet/domain/asset/AssetView"
import { orgMachine } from "@callsheet/domain/org/OrgMachine"
import { resumeAfterRetry } from "@callsheet/domain/plan/PlanEvolve"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { Clock, type Context, Effect, Layer, Option, Schema } from "effect"
import { LONGEST_LOCK_MILLIS } from "../checks/Waits.ts"
import type { Process } from "./Process.ts"
import type { Variants, World } from "./World.ts"

/** A publish id that is reported at once and stored seconds later: the fault that posts twice. */
export const lateOpening = (world: World, process: Process, actors: ActorsShape): ActorsShape => ({
  ...actors,
  asset: (id, envelope, command) =>
    command._tag !== "OpenPublication"
      ? actors.asset(id, envelope, command)
      : Effect.suspend(() => {
        world.time.after(3_000, () => process.run(Effect.exit(actors.asset(id, envelope, command))))
        const row = world.tables.actors.get(id)
        return Schema.decodeUnknown(Asset)(JSON.parse(row?.state ?? "null")).pipe(
          Effect.orDie,
          Effect.map((asset) => assetView(asset, row?.version ?? 0, row?.since ?? 0))
        )
      })
})

type JobQueueShape = Context.Tag.Service<JobQueue>

/** A heartbeat that knows only of the first owner of each job, and takes all other leases for renewed. */
const forgetful = (queue: JobQueueShape): JobQueueShape => ({
  ...queue,
  renew: (leases, now, leaseMillis) => {
    const first = leases.filter(({ token }) => token === 1)
    const others = leases.filter(({ token }) => token !== 1).map(({ id }) => id)
    return Effect.map(queue.renew(first, now, leaseMillis), (kept) => new Set([...kept, ...others]))
  }
})

/** Everything that failed is handed back like work that was interrupted. */
const causeless = (queue: JobQueueShape): JobQueueShape => ({
  ...queue,
  postpone: (lease, now, runAt, failure) =>
    failure === null ? queue.postpone(lease, now, runAt, failure) : queue.release(lease)
})

export const brokenQueue = ({ causes, heartbeat }: Variants, queue: JobQueueShape): JobQueueShape =>
  heartbeat === true ? forgetful(queue) : causes === true ? causeless(queue) : queue

const countingOrg: typeof orgMachine = {
  ...orgMachine,
  evolve: (self, event, at) =>
    orgMachine.evolve(
      self,
      event._tag === "AmountSettled"
        ? { ...event, amounts: event.amounts.map((amount) => ({ ...amount, amount: 1 })) }
        : event,
      at
    )
}

/** Promises are made as if there were no limit; what is promised and paid still counts. */
const limitlessOrg: typeof orgMachine = {
  ...orgMachine,
  decide: (self, command, at, by) =>
    orgMachine.decide(command._tag === "Reserve" ? { ...self, limits: {} } : self, command, at, by)
}

/** A new slot leads to where the plan stopped, as if its hour had come. */
const hastyPlan: typeof planMachine = {
  ...planMachine,
  evolve: (self, event, at) => {
    const next = planMachine.evolve(self, event, at)
    return event._tag === "PlanRescheduled" &&
        (self?.status._tag === "failed" || self?.status._tag === "needs_attention")
      ? { ...next, status: resumeAfterRetry(self) }
      : next
  }
}

/** What was made is taken, no matter what content it was made of. */
const carelessPlan: typeof planMachine = {
  ...planMachine,
  decide: (self, command, at, by, version) =>
    planMachine.decide(
      self,
      command._tag === "AttachAsset" || command._tag === "StartGeneration"
        ? { ...command, revision: undefined }
        : command,
      at,
      by,
      version
    )
}

/** Plans as activities read them look as if a person had asked for the post just now. */
export const everWanted = (world: World, store: Context.Tag.Service<ActorStore>): Context.Tag.Service<ActorStore> => ({
  ...store,
  load: (id) =>
    Effect.map(
      store.load(id),
      Option.map((stored) =>
        id.startsWith("pln_") ? { ...stored, state: { ...Object(stored.state), wantedAt: world.time.now } } : stored
      )
    )
})

/** A wall clock that goes as the steady one does: no sleep is noticed between two looks at the database. */
export const withoutLeaps = <A, E, R>(looks: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.clock, (own) => {
    const steady = () => Number(own.unsafeCurrentTimeNanos() / 1_000_000n)
    return Effect.withClock(looks, {
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: steady,
      unsafeCurrentTimeNanos: () => own.unsafeCurrentTimeNanos(),
      currentTimeMillis: Effect.sync(steady),
      currentTimeNanos: own.currentTimeNanos,
      sleep: (duration) => own.sleep(duration)
    })
  })

/** How likely a process stands still with the row in its hands. */
const STOPS_THERE = 0.05

/** A row is locked, read, changed and let go, with a step between each. */
export const lockingLimits = (
  world: World,
  process: Process,
  limits: Context.Tag.Service<AppLimits>
): Context.Tag.Service<AppLimits> => ({
  change: (state, f) => {
    const { lockedBy } = world
    const free = () => {
      if (lockedBy.get(state.name) === process) lockedBy.delete(state.name)
    }
    const locked: Effect.Effect<void> = Effect.suspend(() => {
      const holder = lockedBy.get(state.name)
      if (holder !== undefined && holder !== process && holder.alive) {
        return Effect.zipRight(Effect.sleep("50 millis"), locked)
      }
      lockedBy.set(state.name, process)
      if (world.rare.hit(STOPS_THERE)) {
        process.pause()
        world.time.after(world.rare.int(20_000, 60_000), () => process.resume())
      }
      return Effect.sleep("20 millis")
    })
    return Effect.suspend(() => {
      const answered = world.waits.begin(process, `the row ${state.name}`, LONGEST_LOCK_MILLIS)
      return locked.pipe(
        Effect.ensuring(Effect.sync(answered)),
        Effect.zipRight(limits.change(state, f)),
        Effect.ensuring(Effect.sync(free))
      )
    })
  }
})

/** Every kind of actor as it is, except for one with a planted defect. */
const hostsWith = <K extends keyof typeof actorKinds>(
  name: K,
  broken: Effect.Effect<Context.Tag.Service<ActorRuntimes>[K], never, ActorStore | WorkSignal>
) =>
  Layer.effect(
    ActorRuntimes,
    Effect.zipWith(
      ActorRuntimes.pipe(Effect.provide(ActorRuntimes.layer)),
      broken,
      (all, one) => ({ ...all, [name]: one })
    )
  )

const orgHosts = (machine: typeof orgMachine) => hostsWith("org", makeActorRuntime({ ...actorKinds.org, machine }))

/** Actors of which the org counts rows where it should add amounts. */
export const RowCountingHosts = orgHosts(countingOrg)
/** Actors of which the org lets everything pass. */
export const LimitlessHosts = orgHosts(limitlessOrg)
/** Actors of which a plan takes any asset. */
export const CarelessHosts = hostsWith("plan", makeActorRuntime({ ...actorKinds.plan, machine: carelessPlan }))
/** Actors of which a moved plan does not wait. */
export const HastyHosts = hostsWith("plan", makeActorRuntime({ ...actorKinds.plan, machine: hastyPlan }))
