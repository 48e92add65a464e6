import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { Fingerprints } from "@callsheet/database/jobs/Fingerprints"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { MetricStore } from "@callsheet/database/jobs/MetricStore"
import { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import { Presets } from "@callsheet/database/library/Presets"
import { Vault } from "@callsheet/database/secrets/Vault"
import { PriceList } from "@callsheet/process/PriceConfig"
import { MediaStore } from "@callsheet/studio/media/MediaStore"
import { Renderer } from "@callsheet/studio/render/Renderer"
import { ScriptWriter } from "@callsheet/studio/script/ScriptWriter"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import { Context, Effect, Layer } from "effect"
import { AccountAccess } from "../tiktok/AccountAccess.ts"
import { Publisher } from "../tiktok/Publisher.ts"
import { fetchMetrics } from "./activities/FetchMetrics.ts"
import { follow, track, watchDraft } from "./activities/Follow.ts"
import { makeVoice, render, startAsset, verifyMedia, writeScript } from "./activities/Generate.ts"
import { publish } from "./activities/Publish.ts"
import { refreshToken } from "./activities/RefreshToken.ts"
import { sendCommand } from "./activities/SendCommand.ts"
import { writeTake } from "./activities/WriteTake.ts"
import type { AllActivities } from "./Activity.ts"
import { Circuits } from "./Circuits.ts"

/** Every kind of work and who does it. A new kind does not compile until it stands here. */
export class Activities extends Context.Tag("@callsheet/worker/Activities")<
  Activities,
  AllActivities
>() {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function*() {
      const tools = {
        actors: yield* Actors,
        store: yield* ActorStore,
        access: yield* AccountAccess,
        circuits: yield* Circuits,
        writer: yield* ScriptWriter,
        renderer: yield* Renderer,
        media: yield* MediaStore,
        api: yield* TikTokApi,
        oauth: yield* TikTokOAuth,
        publisher: yield* Publisher,
        vault: yield* Vault,
        queue: yield* JobQueue,
        metrics: yield* MetricStore,
        limits: yield* AppLimits,
        fingerprints: yield* Fingerprints,
        presets: yield* Presets,
        prices: yield* PriceList,
        inbox: yield* Effect.serviceOption(WebhookInbox)
      }
      return {
        start_asset: startAsset(tools),
        write_script: writeScript(tools),
        write_take: writeTake(tools),
        make_voice: makeVoice(tools),
        render: render(tools),
        verify_media: verifyMedia(tools),
        tell: sendCommand(tools.actors),
        publish: publish(tools),
        follow: follow(tools),
        track: track(tools),
        watch_draft: watchDraft(tools),
        fetch_metrics: fetchMetrics(tools),
        refresh_token: refreshToken(tools)
      }
    })
  )
}
