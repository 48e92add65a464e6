import { ActorRuntimes } from "@callsheet/actors/ActorRuntimes"
import { Alarms } from "@callsheet/actors/Alarms"
import * as Cluster from "@callsheet/actors/Cluster"
import { layerActors, layerEntities, ShardOwnership } from "@callsheet/actors/ShardOwnership"
import { WorkSignal } from "@callsheet/actors/WorkSignal"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import * as Database from "@callsheet/database/Database"
import * as HeldClock from "@callsheet/database/DatabaseClock"
import { DatabaseTime } from "@callsheet/database/DatabaseTime"
import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { Fingerprints } from "@callsheet/database/jobs/Fingerprints"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { LastStands } from "@callsheet/database/jobs/LastStands"
import { MetricStore } from "@callsheet/database/jobs/MetricStore"
import { PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import { PictureChoices } from "@callsheet/database/jobs/PictureChoices"
import { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import { Workers } from "@callsheet/database/jobs/Workers"
import { BrandKits } from "@callsheet/database/library/BrandKits"
import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { Presets } from "@callsheet/database/library/Presets"
import { VoiceKits } from "@callsheet/database/library/VoiceKits"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { requireSameInstallation } from "@callsheet/database/secrets/Installation"
import { metricsTokens } from "@callsheet/database/secrets/MetricsTokens"
import { Vault } from "@callsheet/database/secrets/Vault"
import * as LocalLibrary from "@callsheet/library/LocalLibrary"
import { settingsTogether, unusable } from "@callsheet/process/ConfigReport"
import { tellServing } from "@callsheet/process/Instance"
import { layer as logs, LogConfig } from "@callsheet/process/Logs"
import * as MetricsServer from "@callsheet/process/MetricsServer"
import { layer as otlp, OtlpConfig } from "@callsheet/process/Otlp"
import * as OutboundHttp from "@callsheet/process/OutboundHttp"
import { PriceList } from "@callsheet/process/PriceConfig"
import { runProcess } from "@callsheet/process/RunProcess"
import { settings } from "@callsheet/process/settings/Registry"
import { startWatchdog } from "@callsheet/process/Watchdog"
import * as LocalMediaStore from "@callsheet/studio/media/LocalMediaStore"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import * as FfmpegRenderer from "@callsheet/studio/render/FfmpegRenderer"
import * as StockPicturesConfig from "@callsheet/studio/render/pictures/stock/StockPicturesConfig"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import * as ScriptWriterConfig from "@callsheet/studio/script/ScriptWriterConfig"
import * as VoiceConfig from "@callsheet/studio/voice/VoiceConfig"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as SqlClient from "@effect/sql/SqlClient"
import { Config, Effect, Layer } from "effect"
import { randomBytes } from "node:crypto"
import * as ActorMetrics from "./ActorMetrics.ts"
import { runsJobs, tikTokCalls } from "./Assembly.ts"
import { WorkerConfig } from "./Config.ts"
import { DatabaseUrl } from "./DatabaseUrl.ts"
import { JobRunner } from "./jobs/JobRunner.ts"
import * as BrandedRenderer from "./library/BrandedRenderer.ts"
import * as OrgPictures from "./library/OrgPictures.ts"
import * as OrgVoice from "./library/OrgVoice.ts"
import * as HungWork from "./membership/HungWork.ts"
import { Liveness } from "./membership/Liveness.ts"
import * as Membership from "./membership/Membership.ts"
import * as AbandonedCalls from "./spending/AbandonedCalls.ts"
import * as PictureMemory from "./spending/PictureMemory.ts"
import * as PurchaseLedger from "./spending/PurchaseLedger.ts"
import * as WebhookNews from "./tiktok/WebhookNews.ts"

const MARK = randomBytes(5).toString("hex")

/** Who this worker is to the others. */
const identity = Effect.map(WorkerConfig, ({ host, port }) => ({
  // Random as well: in containers all workers may have one process id and one port.
  id: `worker-${process.pid}-${port}-${MARK}`,
  address: `${host}:${port}`
}))

const Settings = settingsTogether(
  WorkerConfig.layerConfig.pipe(Layer.provideMerge(RenderConfig.layerConfig)),
  TikTokConfig.layerConfig,
  Vault.layerConfig,
  OutboundHttp.layerConfig,
  PriceList.layerConfig
)

const Sql = Layer.unwrapEffect(
  Effect.map(DatabaseUrl, (url) => Database.layer({ url, applicationName: "callsheet-worker", maxConnections: 12 }))
)

/** What runs here is named while it runs; what hung before is known. */
const Watched = Layer.unwrapEffect(Effect.gen(function*() {
  const dataDir = yield* Effect.mapError(settings.dataDir.config, (error) => unusable([error]))
  const { id } = yield* identity
  return HungWork.layer({ dataDir, begin: startWatchdog({ dataDir, name: id }).begin })
}))

/** Everything that is stored. */
const Stores = Layer.mergeAll(
  ActorStore.layer,
  AppLimits.layer,
  Fingerprints.layer,
  JobQueue.layer,
  LibraryIndex.layer,
  LastStands.layer,
  BrandKits.layer,
  Presets.layer,
  VoiceKits.layer,
  MetricStore.layer,
  PaidCalls.layer,
  PictureChoices.layer,
  WebhookInbox.layer,
  Workers.layer
)

/** The actors this worker owns, and the way to all others. */
const ActorsLive = Layer.mergeAll(layerEntities, Alarms.layer, layerActors).pipe(
  Layer.provideMerge(Layer.mergeAll(ActorRuntimes.layer, ShardOwnership.layerCluster)),
  Layer.provideMerge(
    Layer.unwrapEffect(Effect.map(WorkerConfig, ({ drain, host, port }) => Cluster.layerWorker({ host, port, drain })))
  )
)

/** The outside world, one port each. */
const World = Layer.mergeAll(
  BrandedRenderer.layer.pipe(
    Layer.provide(OrgVoice.layer.pipe(Layer.provide(FfmpegRenderer.layer))),
    Layer.provide(LocalLibrary.layerConfig),
    Layer.provide(
      Layer.mergeAll(
        Ffmpeg.layer,
        VoiceConfig.layerConfig,
        StockPicturesConfig.layerConfig.pipe(
          Layer.provide(
            Layer.merge(OrgPictures.layer.pipe(Layer.provide(LocalLibrary.layerConfig)), PictureMemory.layer)
          )
        )
      )
    )
  ),
  ScriptWriterConfig.layerConfig,
  LocalMediaStore.layerConfig,
  tikTokCalls
).pipe(Layer.provide(PurchaseLedger.layer))

const RunnerLive = runsJobs(Effect.gen(function*() {
  const { slots } = yield* WorkerConfig
  const { id } = yield* identity
  return { worker: id, slots, databaseUrl: yield* DatabaseUrl }
}))

const NewsLive = Layer.unwrapEffect(Effect.map(DatabaseUrl, (url) => WebhookNews.layer(url)))

/** Below the cluster: anyone who joins it is already seen. */
const Seen = Liveness.layer(Effect.gen(function*() {
  const { slots } = yield* WorkerConfig
  return { ...(yield* identity), kinds: [...slots.keys()], databaseUrl: yield* DatabaseUrl }
}))

/** The first thing that happens on SIGTERM: nothing new is taken, and what runs may come to its end. */
const StopsCleanly = Layer.scopedDiscard(Effect.gen(function*() {
  const runner = yield* JobRunner
  const { drain } = yield* WorkerConfig
  yield* Effect.addFinalizer(() =>
    Effect.logInfo("Stopping: running work comes to its end.").pipe(
      Effect.zipRight(runner.drain),
      // A finalizer cannot be interrupted unless it says so, and then no time-out would ever end it.
      Effect.zipRight(Effect.interruptible(runner.idle).pipe(Effect.timeoutOption(drain)))
    )
  )
}))

const Health = Layer.unwrapEffect(Effect.gen(function*() {
  const wishes = Config.all({
    listen: MetricsServer.MetricsServerConfig,
    dataDir: settings.dataDir.config,
    given: settings.metricsToken.config
  })
  const { dataDir, given, listen } = yield* Effect.mapError(wishes, (error) => unusable([error]))
  const tokens = yield* metricsTokens({ dataDir, given })
  const sql = yield* SqlClient.SqlClient
  return MetricsServer.layer({ ...listen, tokens }, { database: sql`SELECT 1` })
}))

const Announce = Layer.effectDiscard(
  Effect.flatMap(identity, ({ id }) => Effect.zipRight(Effect.logInfo(`${id} works.`), tellServing))
)

const Main = Announce.pipe(
  Layer.provideMerge(StopsCleanly),
  Layer.provideMerge(Membership.layer),
  Layer.provideMerge(NewsLive),
  Layer.provideMerge(AbandonedCalls.layer),
  Layer.provideMerge(RunnerLive),
  Layer.provideMerge(Health),
  Layer.provideMerge(World),
  Layer.provideMerge(ActorsLive),
  Layer.provideMerge(Seen),
  Layer.provideMerge(Watched),
  Layer.provideMerge(Stores),
  Layer.provideMerge(WorkSignal.layer),
  Layer.provideMerge(ActorMetrics.layer),
  Layer.provideMerge(Layer.effectDiscard(Effect.zipRight(migrate, requireSameInstallation))),
  Layer.provideMerge(HeldClock.layer.pipe(Layer.provide(DatabaseTime.layer))),
  Layer.provideMerge(Sql),
  Layer.provideMerge(DatabaseUrl.layer),
  Layer.provideMerge(Settings),
  Layer.provideMerge(NodeContext.layer)
)

const Telemetry = Layer.unwrapEffect(
  Effect.gen(function*() {
    const settings = yield* LogConfig
    return Layer.merge(logs(settings), otlp(yield* OtlpConfig, "worker"))
  }).pipe(Effect.mapError((error) => unusable([error])))
)

runProcess("worker", Layer.discard(Main).pipe(Layer.provide(Telemetry)))
