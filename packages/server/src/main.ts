import { Actors } from "@callsheet/actors/Actors"
import * as Cluster from "@callsheet/actors/Cluster"
import { ActorStore } from "@callsheet/database/ActorStore"
import * as Database from "@callsheet/database/Database"
import { DatabaseTime } from "@callsheet/database/DatabaseTime"
import { EventFeed } from "@callsheet/database/EventFeed"
import * as HeldClock from "@callsheet/database/HeldClock"
import { JobQueue } from "@callsheet/database/JobQueue"
import { Keys } from "@callsheet/database/Keys"
import { migrate } from "@callsheet/database/Migrations"
import { OAuthRequests } from "@callsheet/database/OAuthRequests"
import { RememberedCalls } from "@callsheet/database/RememberedCalls"
import { Views } from "@callsheet/database/Views"
import * as HttpListening from "@callsheet/telemetry/HttpListening"
import * as Logs from "@callsheet/telemetry/Logs"
import * as Otlp from "@callsheet/telemetry/Otlp"
import { runProcess } from "@callsheet/telemetry/RunProcess"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { Effect, Layer } from "effect"
import { AuthLive } from "./Auth.ts"
import * as Settings from "./Config.ts"
import { ConnectionLive } from "./Connection.ts"
import { ApiLive } from "./Handlers.ts"
import * as Http from "./Http.ts"
import { OnceLive } from "./Once.ts"

const { ServerConfig } = Settings

const Listening = Layer.unwrapEffect(
  Effect.map(ServerConfig, ({ host, port }) => HttpListening.layer({ host, port, variable: "CALLSHEET_PORT" }))
)

const StopsCleanly = Layer.unwrapEffect(Effect.map(ServerConfig, ({ grace }) => HttpListening.drainFirst(grace)))

/** What is stored, read and written through one pool; the feed listens on a connection of its own. */
const Stores = Layer.mergeAll(
  ActorStore.layer,
  JobQueue.layer,
  Keys.layer,
  OAuthRequests.layer,
  RememberedCalls.layer,
  Views.layer
)

const Data = Layer.unwrapScoped(
  Effect.map(Database.databaseUrl, (url) =>
    Layer.merge(Stores, EventFeed.layer(url)).pipe(
      Layer.provideMerge(HeldClock.layer.pipe(Layer.provide(DatabaseTime.layer))),
      Layer.provideMerge(Layer.effectDiscard(migrate)),
      Layer.provideMerge(Database.layer({ url, applicationName: "callsheet-server" }))
    ))
)

const Telemetry = Layer.unwrapEffect(
  Effect.map(ServerConfig, ({ logs, otlp }) => Layer.merge(Logs.layer(logs), Otlp.layer(otlp, "server")))
)

const Main = StopsCleanly.pipe(
  Layer.provide(Http.layer),
  Layer.provide(Listening),
  Layer.provide([ApiLive, AuthLive, OnceLive, ConnectionLive]),
  Layer.provide(Actors.layerRemote),
  Layer.provide([TikTokApi.layer, TikTokOAuth.layer, Cluster.layerClient]),
  Layer.provide(Data),
  Layer.provide(Telemetry),
  Layer.provide(Settings.layer),
  Layer.provide(NodeContext.layer)
)

runProcess("server", Main)
