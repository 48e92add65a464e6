import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import { Config, Effect, Layer } from "effect"
import type { CannotListen, ListenOptions, PortTaken } from "./HttpListening.ts"
import * as HttpListening from "./HttpListening.ts"
import * as Probes from "./Probes.ts"
import { settings } from "./settings/Registry.ts"

/** Where a worker answers `/metrics` and `/health/*`; the log names a port that was chosen. */
export const MetricsServerConfig: Config.Config<ListenOptions> = Config.all({
  host: settings.workerHttpHost.config,
  port: settings.workerHttpPort.config,
  variable: Config.succeed(settings.workerHttpPort.name)
})

const routes = (checks: { readonly [name: string]: Probes.Check }) =>
  Layer.mergeAll(
    HttpLayerRouter.add("GET", "/metrics", Probes.metrics),
    HttpLayerRouter.add("GET", "/health/live", Probes.live),
    HttpLayerRouter.add("GET", "/health/ready", Probes.ready(checks))
  )

const logAddress = Layer.effectDiscard(
  HttpServer.addressFormattedWith((address) => Effect.logInfo(`Metrics and health are at ${address}`))
)

/** For a process that serves nothing else: metrics for Prometheus and health for whoever supervises it. */
export const layer = (
  options: ListenOptions,
  checks: { readonly [name: string]: Probes.Check }
): Layer.Layer<HttpServer.HttpServer, PortTaken | CannotListen> =>
  HttpLayerRouter.serve(routes(checks), { disableLogger: true, disableListenLog: true }).pipe(
    Layer.merge(logAddress),
    Layer.provideMerge(HttpListening.layer(options))
  )
