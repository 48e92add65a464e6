import { Actors } from "@callsheet/actors/Actors"
import * as Cluster from "@callsheet/actors/Cluster"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { IdempotencyStore } from "@callsheet/database/commit/IdempotencyStore"
import * as Database from "@callsheet/database/Database"
import * as HeldClock from "@callsheet/database/DatabaseClock"
import { DatabaseTime } from "@callsheet/database/DatabaseTime"
import { EventFeed } from "@callsheet/database/feed/EventFeed"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { BrandKits } from "@callsheet/database/library/BrandKits"
import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { Presets } from "@callsheet/database/library/Presets"
import { VoiceKits } from "@callsheet/database/library/VoiceKits"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { requireSameInstallation } from "@callsheet/database/secrets/Installation"
import { Keys } from "@callsheet/database/secrets/Keys"
import { OAuthRequests } from "@callsheet/database/secrets/OAuthRequests"
import { ReviewLinks } from "@callsheet/database/secrets/ReviewLinks"
import { Sessions } from "@callsheet/database/secrets/Sessions"
import { Views } from "@callsheet/database/views/Views"
import { Doing } from "@callsheet/domain/Doing"
import * as LocalLibrary from "@callsheet/library/LocalLibrary"
import { FairScheduler } from "@callsheet/process/FairScheduler"
import * as HttpListening from "@callsheet/process/HttpListening"
import { tellServing } from "@callsheet/process/Instance"
import * as Logs from "@callsheet/process/Logs"
import * as Otlp from "@callsheet/process/Otlp"
import { runProcess } from "@callsheet/process/RunProcess"
import { startWatchdog } from "@callsheet/process/Watchdog"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { Effect, Layer } from "effect"
import { AuthLive } from "./auth/Auth.ts"
import { ConnectionLive } from "./auth/Connection.ts"
import { Guests } from "./auth/Guests.ts"
import * as Settings from "./Config.ts"
import { ApiLive } from "./handlers/Handlers.ts"
import * as Http from "./http/Http.ts"
import { StudioDesk } from "./library/StudioDesk.ts"
import { Uploads } from "./library/Uploads.ts"
import { IdempotencyLive } from "./rpc/Idempotency.ts"

const { ServerConfig } = Settings

const Listening = Layer.unwrapEffect(
  Effect.map(
    ServerConfig,
    ({ host, port, proxies }) =>
      HttpListening.layer({ host, port, variable: "CALLSHEET_PORT", ...(proxies === undefined ? {} : { proxies }) })
  )
)

const StopsCleanly = Layer.unwrapEffect(Effect.map(ServerConfig, ({ grace }) => HttpListening.drainFirst(grace)))

/** What is stored, read and written through one pool; the feed listens on a connection of its own. */
const Stores = Layer.mergeAll(
  ActorStore.layer,
  JobQueue.layer,
  LibraryIndex.layer,
  BrandKits.layer,
  Presets.layer,
  VoiceKits.layer,
  Keys.layer,
  OAuthRequests.layer,
  IdempotencyStore.layer,
  Sessions.layer,
  ReviewLinks.layer,
  Views.layer
)

const Data = Layer.unwrapScoped(
  Effect.map(Database.databaseUrl, (url) =>
    Layer.merge(Stores, EventFeed.layer(url)).pipe(
      Layer.provideMerge(HeldClock.layer.pipe(Layer.provide(DatabaseTime.layer))),
      Layer.provideMerge(Layer.effectDiscard(Effect.zipRight(migrate, requireSameInstallation))),
      Layer.provideMerge(Database.layer({ url, applicationName: "callsheet-server" }))
    ))
)

const Telemetry = Layer.unwrapEffect(
  Effect.map(ServerConfig, ({ logs, otlp }) => Layer.merge(Logs.layer(logs), Otlp.layer(otlp, "server")))
)

/** Calls are named while they run, and a server that hangs ends itself. */
const Watched = Layer.unwrapEffect(
  Effect.map(ServerConfig, ({ dataDir }) =>
    Layer.sync(Doing, () => ({
      begin: startWatchdog({ dataDir, name: "server" }).begin,
      deaths: () => Effect.succeed(null)
    })))
)

/** Calls are served first. */
const READY_AFTER = "1 second"
const DeskReady = Layer.scopedDiscard(
  Effect.flatMap(StudioDesk, ({ warm }) => Effect.forkScoped(Effect.delay(warm, READY_AFTER)))
)

const Main = Layer.effectDiscard(tellServing).pipe(
  Layer.merge(DeskReady),
  Layer.provide(StopsCleanly),
  Layer.provide(Http.layer),
  Layer.provide(Listening),
  Layer.provide([ApiLive, AuthLive, IdempotencyLive, ConnectionLive, Guests.layer]),
  Layer.provide(Uploads.layer),
  Layer.provide([StudioDesk.layer, LocalLibrary.layerConfig]),
  Layer.provide(Actors.layerRemote),
  Layer.provide([TikTokApi.layer, TikTokOAuth.layer, Cluster.layerClient]),
  Layer.provide(Data),
  Layer.provide(Watched),
  Layer.provide(Telemetry),
  Layer.provide(Settings.layer),
  Layer.provide(NodeContext.layer),
  Layer.provide(Layer.setScheduler(new FairScheduler()))
)

runProcess("server", Main)
