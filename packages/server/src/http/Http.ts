import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { UnclaimedJobs } from "@callsheet/database/jobs/UnclaimedJobs"
import { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import { databaseAnswers, workersAnswer } from "@callsheet/database/Readiness"
import { Keys } from "@callsheet/database/secrets/Keys"
import { metricsTokens } from "@callsheet/database/secrets/MetricsTokens"
import { Sessions } from "@callsheet/database/secrets/Sessions"
import { VERSION } from "@callsheet/domain/Version"
import { insiders } from "@callsheet/process/Insiders"
import { setBuildInfo } from "@callsheet/process/Metrics"
import * as Probes from "@callsheet/process/Probes"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as RpcServer from "@effect/rpc/RpcServer"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect, Layer, Option, Schedule } from "effect"
import { ServerConfig } from "../Config.ts"
import { makeDoor } from "../door/Door.ts"
import { MESSAGE_BYTES } from "../door/WebSockets.ts"
import { makeQueueMetrics } from "../live/QueueMetrics.ts"
import { InProcessApi } from "../rpc/InProcessApi.ts"
import * as Messages from "../rpc/Messages.ts"
import { MeteredApi, MeteredLive } from "../rpc/MeteredApi.ts"
import { requestPipeline } from "../rpc/RequestPipeline.ts"
import { receiveWebhook } from "../webhooks/Webhooks.ts"
import { apiDocs } from "./ApiDocs.ts"
import { consentRoutes } from "./ConsentRoutes.ts"
import { errorResponse } from "./HttpErrors.ts"
import { libraryFiles } from "./LibraryRoutes.ts"
import { mediaFiles } from "./MediaRoutes.ts"
import { openApi } from "./OpenApi.ts"
import { panel } from "./Panel.ts"
import { previewFiles } from "./PreviewRoutes.ts"
import * as Rest from "./Rest.ts"
import { reviewPages } from "./ReviewRoutes.ts"
import { opensByItself } from "./SecretAddresses.ts"
import { signIn } from "./SignIn.ts"

/** Messages that are none are refused before the engine reads them: it would answer with a failure of its own. */
const onlyMessages = HttpLayerRouter.middleware((app) =>
  Effect.flatMap(
    HttpServerRequest.HttpServerRequest,
    (request) =>
      request.method !== "POST" || !request.url.startsWith("/rpc")
        ? app
        : Effect.flatMap(Effect.orElseSucceed(request.text, () => ""), (text) => {
          const fault = Messages.faultIn(text)
          return fault === null ? app : Effect.succeed(errorResponse(fault, 400))
        })
  )
).layer

/** The group to RPC clients: newline-delimited JSON over one request, or over a WebSocket. */
const rpc = Layer.mergeAll(
  RpcServer.layerHttpRouter({ group: MeteredApi, path: "/rpc", protocol: "http", disableFatalDefects: true }).pipe(
    Layer.provide(onlyMessages)
  ),
  RpcServer.layerHttpRouter({ group: MeteredApi, path: "/rpc/ws", protocol: "websocket", disableFatalDefects: true })
).pipe(Layer.provide(Messages.layer(MESSAGE_BYTES)))

const pages = HttpLayerRouter.use((router) =>
  Effect.gen(function*() {
    const settings = yield* ServerConfig
    const docs = apiDocs(settings)
    const document = HttpServerResponse.unsafeJson(openApi(settings.publicUrl))
    yield* router.add("GET", "/api/docs", Effect.succeed(docs))
    yield* router.add("GET", "/api/openapi.json", Effect.succeed(document))
  })
)

const isLocal = (url: string): boolean => ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname)

const health = HttpLayerRouter.use((router) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const checks = {
      database: Effect.provideService(databaseAnswers, SqlClient.SqlClient, sql),
      cluster: Effect.provideService(workersAnswer, SqlClient.SqlClient, sql)
    }
    yield* router.add("GET", "/health/live", Probes.live)
    const { dataDir, metricsToken: given = Option.none(), publicUrl } = yield* ServerConfig
    // Behind a public address stands a proxy, and what it passes on comes from this machine, too.
    const isInsider = insiders(yield* metricsTokens({ dataDir, given }), isLocal(publicUrl))
    yield* router.add("GET", "/health/ready", yield* Probes.ready(checks, isInsider))
    const queue = yield* makeQueueMetrics
    yield* router.add("GET", "/metrics", yield* Probes.metrics(isInsider, queue))
    // Whether or not anybody reads the metrics, the log says what needs a person.
    yield* Effect.forkScoped(Effect.schedule(queue, Schedule.spaced("30 seconds")))
  })
).pipe(Layer.provide(Layer.merge(JobQueue.layer, UnclaimedJobs.layer)))

const fromTikTok = HttpLayerRouter.use((router) =>
  Effect.gen(function*() {
    const tiktok = yield* TikTokConfig
    const inbox = yield* WebhookInbox
    // A sender that hangs up early has still told us something.
    yield* router.add("POST", "/webhooks/tiktok", (request) => receiveWebhook(inbox, tiktok, request), {
      uninterruptible: true
    })
  })
).pipe(Layer.provide(WebhookInbox.layer))

const browsers = Layer.mergeAll(panel, Layer.provide(signIn, Layer.merge(Keys.layer, Sessions.layer)))

const routes = Layer.mergeAll(
  rpc,
  Rest.layer,
  pages,
  browsers,
  health,
  consentRoutes,
  fromTikTok,
  mediaFiles,
  libraryFiles,
  previewFiles,
  reviewPages
).pipe(
  Layer.provide(InProcessApi.layer),
  Layer.provide(MeteredLive)
)

const serving = Layer.unwrapScoped(Effect.gen(function*() {
  const router = yield* HttpLayerRouter.HttpRouter
  const settings = yield* ServerConfig
  yield* setBuildInfo(VERSION, settings.mode, "server")
  const door = yield* makeDoor(settings)
  return HttpServer.serve(requestPipeline(settings, door, router.asHttpEffect()))
})).pipe(Layer.provide(Sessions.layer))

const untraced = new Set(["/health/live", "/health/ready", "/metrics"])

const announce = Layer.effectDiscard(
  HttpServer.addressFormattedWith((address) =>
    Effect.flatMap(ServerConfig, ({ mode }) => Effect.logInfo(`Callsheet ${VERSION} (${mode}) listens at ${address}`))
  )
)

/** Everything that is reached over HTTP, on any server it is given. */
export const layer = announce.pipe(
  Layer.provideMerge(serving),
  Layer.provide(routes),
  Layer.provide(HttpLayerRouter.layer),
  // The engine writes whole addresses into its spans; what such a request does has spans of its own.
  HttpMiddleware.withTracerDisabledWhen(({ url }) => untraced.has(url) || opensByItself(url))
)
