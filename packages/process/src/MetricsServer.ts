import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import { Config, Effect, Layer, type Redacted } from "effect"
import type { CannotListen, ListenOptions, PortTaken } from "./HttpListening.ts"
import * as HttpListening from "./HttpListening.ts"
import { insiders, type IsInsider } from "./Insiders.ts"
import * as Probes from "./Probes.ts"
import { settings } from "./settings/Registry.ts"

export interface MetricsServerOptions extends ListenOptions {
  /** Who has one of them may read the metrics. */
  readonly tokens: ReadonlyArray<Redacted.Redacted>
}

/** Where a worker answers `/metrics` and `/health/*`; the log names a port that was chosen. */
export const MetricsServerConfig: Config.Config<ListenOptions> = Config.all({
  host: settings.workerHttpHost.config,
  port: settings.workerHttpPort.config,
  variable: Config.succeed(settings.workerHttpPort.name)
})

const routes = (checks: { readonly [name: string]: Probes.Check }, isInsider: IsInsider) =>
  HttpLayerRouter.use((router) =>
    Effect.gen(function*() {
      yield* router.add("GET", "/metrics", yield* Probes.metrics(isInsider))
      yield* router.add("GET", "/health/live", Probes.live)
      yield* router.add("GET", "/health/ready", yield* Probes.ready(checks, isInsider))
    })
  )

const logAddress = Layer.effectDiscard(
  HttpServer.addressFormattedWith((address) => Effect.logInfo(`Metrics and health are at ${address}`))
)

/** For a process that serves nothing else: metrics for Prometheus and health for anyone who supervises it. */
export const layer = (
  options: MetricsServerOptions,
  checks: { readonly [name: string]: Probes.Check }
): Layer.Layer<HttpServer.HttpServer, PortTaken | CannotListen> =>
  HttpLayerRouter.serve(routes(checks, insiders(options.tokens, true)), { disableLogger: true, disableListenLog: true })
    .pipe(
      Layer.merge(logAddress),
      Layer.provideMerge(HttpListening.layer(options))
    )
