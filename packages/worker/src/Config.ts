import { type JobKind, JobKind as JobKinds } from "@callsheet/domain/job/Job"
import { ShutdownGraceConfig } from "@callsheet/telemetry/RunProcess"
import { Config, ConfigError, Context, Duration, Effect, Either, Layer } from "effect"
import { createServer } from "node:net"
import { RenderConfig } from "./render/RenderConfig.ts"

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

/** How many of each kind at once. Waiting for others costs nothing; rendering is bounded by the machine. */
const slotsOf = (renders: number): ReadonlyMap<JobKind, number> =>
  new Map([
    ["tell", 64],
    ["start_asset", 32],
    ["write_script", 8],
    ["make_voice", 2],
    ["render", renders],
    ["verify_media", 2],
    ["publish", 16],
    ["follow", 64],
    ["track", 64],
    ["fetch_metrics", 16],
    ["refresh_token", 16]
  ])

const kinds = Config.string("CALLSHEET_JOB_KINDS").pipe(
  Config.mapOrFail((text) => {
    const asked = text.split(",").map((kind) => kind.trim()).filter((kind) => kind !== "")
    const known: ReadonlyArray<string> = JobKinds.literals
    const unknown = asked.filter((kind) => !known.includes(kind))
    return asked.length > 0 && unknown.length === 0
      ? Either.right(new Set(asked))
      : Either.left(ConfigError.InvalidData(
        ["CALLSHEET_JOB_KINDS"],
        `${unknown.length > 0 ? `${unknown.join(", ")} is no kind of work` : "names no kind of work"}; known are ${
          known.join(", ")
        }`
      ))
  }),
  Config.withDefault<ReadonlySet<string>>(new Set(JobKinds.literals))
)

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
        // CALLSHEET_RUNNER_HOST: this worker's own address in the cluster; it must be reachable by every other member.
        host: Config.nonEmptyString("CALLSHEET_RUNNER_HOST").pipe(Config.withDefault("127.0.0.1")),
        // CALLSHEET_RUNNER_PORT: 0 takes a free one.
        port: Config.port("CALLSHEET_RUNNER_PORT").pipe(Config.withDefault(0)),
        // CALLSHEET_JOB_KINDS: comma-separated; lets render workers stand apart from publish workers. Default: all.
        kinds,
        grace: ShutdownGraceConfig
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
