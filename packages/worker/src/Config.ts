import { JobKind, jobKinds } from "@callsheet/domain/facts/jobKinds"
import { settings } from "@callsheet/process/settings/Registry"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Config, ConfigError, Context, Duration, Effect, Layer } from "effect"
import { createServer } from "node:net"

/** Everything a worker is told by its environment that no other room reads. */
export interface WorkerSettings {
  /** Where the other members of the cluster reach this worker. */
  readonly host: string
  readonly port: number
  /** What this worker does, and how much of each at once. */
  readonly slots: ReadonlyMap<JobKind, number>
  /** How long running work may go on after SIGTERM before it is cut at its last checkpoint. */
  readonly drain: Duration.Duration
}

/** How many of each kind at once, where the machine renders so many. */
const slotsOf = (renders: number): ReadonlyMap<JobKind, number> =>
  new Map(JobKind.literals.map((kind) => {
    const { slots } = jobKinds[kind]
    return [kind, slots === "renders" ? renders : slots]
  }))

/** The cluster must know the port before the engine listens, so a free one is looked for first. */
const freePort = (host: string) =>
  Effect.async<number, ConfigError.ConfigError>((resume) => {
    const probe = createServer()
    probe.once("error", (error) =>
      resume(
        Effect.fail(ConfigError.InvalidData(["CALLSHEET_RUNNER_HOST"], `cannot listen on ${host}: ${error.message}`))
      ))
    probe.listen(0, host, () => {
      const address = probe.address()
      probe.close(() => resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0)))
    })
  })

export class WorkerConfig extends Context.Tag("@callsheet/worker/WorkerConfig")<WorkerConfig, WorkerSettings>() {
  static readonly layerConfig = Layer.effect(
    this,
    Effect.gen(function*() {
      const told = yield* Config.all({
        host: settings.runnerHost.config,
        port: settings.runnerPort.config,
        kinds: settings.jobKinds.config,
        grace: settings.shutdownGrace.config
      })
      const { concurrency } = yield* RenderConfig
      return {
        host: told.host,
        port: told.port === 0 ? yield* freePort(told.host) : told.port,
        slots: new Map([...slotsOf(concurrency)].filter(([kind]) => told.kinds.has(kind))),
        // The last ten seconds of the grace belong to handing over: leases, shards, connections.
        drain: Duration.millis(Math.max(1_000, Duration.toMillis(told.grace) - 10_000))
      }
    })
  )
}
