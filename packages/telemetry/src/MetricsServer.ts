import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import { Config, Effect, Layer } from "effect"
import type { CannotListen, ListenOptions, PortTaken } from "./HttpListening.ts"
import * as HttpListening from "./HttpListening.ts"
import * as Probes from "./Probes.ts"

/**
 * Where a worker answers `/metrics` and `/health/*`: CALLSHEET_WORKER_HTTP_HOST (127.0.0.1) and
 * CALLSHEET_WORKER_HTTP_PORT (0: any free port, which the log names).
 */
export const MetricsServerConfig: Config.Config<ListenOptions> = Config.all({
  host: Config.nonEmptyString("CALLSHEET_WORKER_HTTP_HOST").pipe(Config.withDefault("127.0.0.1")),
  port: Config.integer("CALLSHEET_WORKER_HTTP_PORT").pipe(
    Config.withDefault(0),
    Config.validate({
      message: "expected a port between 0 and 65535",
      validation: (port) => port >= 0 && port <= 65_535
    })
  ),
  variable: Config.succeed("CALLSHEET_WORKER_HTTP_PORT")
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
