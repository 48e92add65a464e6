import { ActorRuntimes } from "@callsheet/actors/ActorRuntimes"
import { Actors } from "@callsheet/actors/Actors"
import { Alarms } from "@callsheet/actors/Alarms"
import { ShardOwnership } from "@callsheet/actors/ShardOwnership"
import { WorkSignal } from "@callsheet/actors/WorkSignal"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { makeDatabaseClock } from "@callsheet/database/DatabaseClock"
import { DatabaseTime } from "@callsheet/database/DatabaseTime"
import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { Fingerprints } from "@callsheet/database/jobs/Fingerprints"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { MetricStore } from "@callsheet/database/jobs/MetricStore"
import { PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import { Presets } from "@callsheet/database/library/Presets"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import * as LocalMediaStore from "@callsheet/studio/media/LocalMediaStore"
import { buildWork, on, tikTokCalls } from "@callsheet/worker/Assembly"
import type { Activity, AllActivities } from "@callsheet/worker/jobs/Activity"
import { JobRunner } from "@callsheet/worker/jobs/JobRunner"
import * as PurchaseLedger from "@callsheet/worker/spending/PurchaseLedger"
import * as WebhookNews from "@callsheet/worker/tiktok/WebhookNews"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Path from "@effect/platform/Path"
import { Cause, Context, Effect, Exit, Layer, Scope } from "effect"
import { nothingIsHeldBy } from "../checks/Stopping.ts"
import { storeServices } from "../store/Services.ts"
import { actorLink } from "./ActorLink.ts"
import { databaseLink, databaseTime } from "./DatabaseLink.ts"
import { diskFull, fileSystem } from "./Disk.ts"
import { paidWriter, renderer } from "./FakeProviders.ts"
import {
  brokenQueue,
  CarelessHosts,
  everWanted,
  HastyHosts,
  lateOpening,
  LimitlessHosts,
  lockingLimits,
  RowCountingHosts,
  withoutLeaps
} from "./Mutants.ts"
import { Process } from "./Process.ts"
import { tikTokConfig, vault } from "./Settings.ts"
import { tikTokLink } from "./TikTokLink.ts"
import { refusing } from "./Unstorable.ts"
import type { World } from "./World.ts"

/** How long a stopping worker may finish what it began. */
const DRAIN = "5 seconds"

const never = Effect.async<never>(() => undefined)

/** One worker: the product's own actors, alarms, job runner and activities, with the simulated world around them. */
export class SimulatedWorker {
  readonly name: string
  readonly process: Process
  readonly #world: World
  #stop: Effect.Effect<void> | null = null
  #stops = false
  #gone = false

  constructor(world: World, name: string) {
    this.name = name
    this.#world = world
    const { chance, time, trace, weather } = world
    this.process = new Process({ name, time, trace, seed: `${world.seed} ${name}` })
    this.process.skewMillis = weather.skewMillis === 0 ? 0 : chance.int(-weather.skewMillis, weather.skewMillis)
    this.process.onKill = () => this.#missed()
    trace.note(name, "starts")
    this.process.run(this.#main, (exit) => {
      if (Exit.isFailure(exit)) world.breach(10, `${name} does not start: ${Cause.pretty(exit.cause)}`)
    })
  }

  get gone(): boolean {
    return this.#gone
  }

  get running(): boolean {
    return this.process.alive && !this.process.paused
  }

  readonly #main = Effect.gen(this, function*() {
    const world = this.#world
    const scope = yield* Scope.make()
    const looks = Effect.provideService(makeDatabaseClock, DatabaseTime, databaseTime(world, this.process))
    const clock = yield* (world.variants.sleptThrough === true ? withoutLeaps(looks) : looks).pipe(
      Scope.extend(scope)
    )
    this.process.useClock(clock)
    const built = yield* build(world, this.process, () => this.#stops).pipe(
      Effect.withClock(clock),
      Scope.extend(scope)
    )
    const hosts = Context.get(built, ActorRuntimes)
    const workSignal = Context.get(built, WorkSignal)
    const runner = Context.get(built, JobRunner)
    this.#stop = runner.drain.pipe(
      Effect.zipRight(runner.idle),
      Effect.timeoutOption(DRAIN),
      Effect.zipRight(Scope.close(scope, Exit.void))
    )
    world.time.soon(() => {
      if (this.process.alive) world.cluster.join({ name: this.name, process: this.process, hosts, workSignal })
    })
  })

  /** As by SIGTERM: finishes or hands back, then exits. */
  stop(): void {
    const stop = this.#stop
    if (stop === null || !this.running) return
    this.#stop = null
    this.#stops = true
    this.#world.trace.note(this.name, "is asked to stop")
    const askedAt = this.#world.time.now
    this.process.run(stop, () => {
      nothingIsHeldBy(this.#world, this.name, askedAt)
      this.#world.trace.note(this.name, "has stopped")
      this.#gone = true
      this.#world.cluster.leave(this.name)
      this.process.kill("exit")
    })
  }

  /** The others notice that it is gone, some time after it is. */
  #missed(): void {
    if (this.#gone) return
    this.#gone = true
    const { chance, cluster, time } = this.#world
    time.after(chance.hit(0.8) ? chance.int(400, 1_500) : chance.int(3_000, 11_000), () => {
      cluster.leave(this.name)
      if (!chance.hit(0.8)) return
      const name = leaseName(this.#world, this.process)
      this.#world.runs.freed(name, this.process)
      this.#world.queue.abandonLeasesOf(name)
    })
  }
}

/** Under which name a worker takes jobs and frees them. */
const leaseName = ({ variants }: World, { name }: Process): string =>
  variants.oneName === true ? "worker-7-34431" : name

/** Services that are the same for all workers and hold nothing of any of them. */
const shared = Context.merge(
  Effect.runSync(Effect.scoped(Layer.build(Path.layer))),
  Effect.runSync(Effect.scoped(Layer.build(Layer.mergeAll(tikTokConfig, vault))))
)

type JobQueueShape = Context.Tag.Service<JobQueue>

/** What is under way in which process, and whose lease it tries to renew, is watched from outside. */
const watchedQueue = (world: World, process: Process, stops: () => boolean, queue: JobQueueShape): JobQueueShape => ({
  ...queue,
  renew: (leases, now, leaseMillis) =>
    Effect.suspend(() => {
      world.runs.renewed(process, leases)
      return queue.renew(leases, now, leaseMillis)
    }),
  release: (lease) =>
    Effect.tap(queue.release(lease), (released) =>
      Effect.sync(() => {
        if (released) world.runs.released(process, lease, stops())
      }))
})

/** The same activities, each seen from its first step to its last. */
const watchedActivities = (world: World, process: Process, all: AllActivities): AllActivities => {
  const watched = <K extends JobKind>(activity: Activity<K>): Activity<K> => (context) =>
    Effect.acquireUseRelease(
      Effect.sync(() => world.runs.begin(process, context.job)),
      () => activity(context),
      (run) => Effect.sync(() => world.runs.end(run))
    )
  return {
    start_asset: watched(all.start_asset),
    write_script: watched(all.write_script),
    write_take: watched(all.write_take),
    make_voice: watched(all.make_voice),
    render: watched(all.render),
    verify_media: watched(all.verify_media),
    tell: watched(all.tell),
    publish: watched(all.publish),
    follow: watched(all.follow),
    track: watched(all.track),
    watch_draft: watched(all.watch_draft),
    fetch_metrics: watched(all.fetch_metrics),
    refresh_token: watched(all.refresh_token)
  }
}

const build = (world: World, process: Process, stops: () => boolean) =>
  Effect.gen(function*() {
    const { actorStore, appLimits, fingerprints, jobQueue, metricStore, paidCalls, webhookInbox } = storeServices(
      world.tables,
      databaseLink(world, process)
    )
    const commits = refusing(world, process, actorStore)
    const disk = fileSystem(world.disk, (operation, writes) =>
      Effect.suspend(() => {
        // Temporary names are random on purpose; a trace must be the same twice.
        const what = operation.replace(/incoming\/.*/, "incoming")
        if (world.dies(process, `at: ${what}`)) return never
        if (!writes || !world.chance.hit(world.weather.diskFull)) return Effect.void
        world.trace.note(process.name, what, "no space left on the disk")
        return Effect.fail(diskFull(operation))
      }))
    const ground = shared.pipe(
      Context.add(ActorStore, commits),
      Context.add(JobQueue, brokenQueue(world.variants, watchedQueue(world, process, stops, jobQueue))),
      Context.add(Fingerprints, fingerprints),
      Context.add(AppLimits, world.variants.rowLocks === true ? lockingLimits(world, process, appLimits) : appLimits),
      Context.add(MetricStore, metricStore),
      Context.add(PaidCalls, paidCalls),
      Context.add(Presets, Presets.none),
      Context.add(ShardOwnership, {
        owns: (id) => world.cluster.owns(process.name, id),
        shards: () => world.cluster.shards(process.name)
      }),
      Context.add(FileSystem.FileSystem, disk),
      Context.add(HttpClient.HttpClient, tikTokLink(world, process))
    )
    // Where no front door takes in TikTok's events, no inbox is there, and everything is asked for.
    const heard: typeof ground = world.news ? Context.add(ground, WebhookInbox, webhookInbox) : ground
    const withBell = yield* on(heard, WorkSignal.layerOf(128))
    const { anyHour, anyRevision, countRows, movedGoesOn, noLimits } = world.variants
    const hosts = countRows === true
      ? RowCountingHosts
      : noLimits === true
      ? LimitlessHosts
      : movedGoesOn === true
      ? HastyHosts
      : anyRevision === true
      ? CarelessHosts
      : ActorRuntimes.layer
    const withHosts = yield* on(withBell, hosts)
    const link = actorLink(world, process, Context.get(withHosts, ActorRuntimes))
    const withActors = Context.add(
      withHosts,
      Actors,
      world.variants.publishIdLate === true ? lateOpening(world, process, link) : link
    )
    const withAlarms = yield* on(withActors, Alarms.layer)
    const withCalls = yield* on(withAlarms, tikTokCalls)
    const withMedia = yield* on(yield* on(withCalls, LocalMediaStore.layer("/media")), renderer(world))
    const withWriter = yield* on(yield* on(withMedia, PurchaseLedger.layer), paidWriter(world, process))
    const ready = anyHour === true ? Context.add(withWriter, ActorStore, everWanted(world, commits)) : withWriter
    if (world.news) yield* on(Context.add(ready, WebhookInbox, webhookInbox), WebhookNews.layer(null))
    return yield* buildWork(ready, {
      worker: leaseName(world, process),
      slots: new Map(JobKind.literals.map((kind) => [kind, world.slots])),
      seen: (activities) => watchedActivities(world, process, activities),
      databaseUrl: null
    })
  })
