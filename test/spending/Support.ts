import { Actors } from "@callsheet/actors/Actors"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import { Views } from "@callsheet/database/views/Views"
import { PriceList } from "@callsheet/process/PriceConfig"
import { Ffmpeg } from "@callsheet/studio/render/Ffmpeg"
import * as FfmpegRenderer from "@callsheet/studio/render/FfmpegRenderer"
import * as LibraryPictures from "@callsheet/studio/render/pictures/LibraryPictures"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Renderer } from "@callsheet/studio/render/Renderer"
import * as ModelScriptWriter from "@callsheet/studio/script/ModelScriptWriter"
import * as SpeechEndpoint from "@callsheet/studio/voice/SpeechEndpoint"
import * as PurchaseLedger from "@callsheet/worker/spending/PurchaseLedger"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { Effect, Layer, Option } from "effect"
import { CrashPoint } from "../support/CrashPoint.ts"
import { newFolder } from "../support/NewFolder.ts"
import { PRICES } from "../support/PaidProvider.ts"
import { stageRunner } from "../support/WorkerHarness.ts"

/** One disk for each worker: what another has spoken is not found there. */
const newDisk = () => newFolder("paid")

/**
 * A worker whose scripts and voices are bought at `url`, and whose every step of spending is one at which it may end. Its
 * videos cost nothing and take no time.
 */
export const payingWorker = (worker: string, url: string, fate: CrashPoint = new CrashPoint(null)) =>
  Layer.unwrapEffect(Effect.gen(function*() {
    const actors = yield* Actors
    const calls = yield* PaidCalls
    const queue = yield* JobQueue
    const quick = yield* Renderer
    const mortal = Layer.mergeAll(
      Layer.succeed(Actors, {
        ...actors,
        asset: (id, envelope, command) => fate.step(`asset ${command._tag}`, actors.asset(id, envelope, command)),
        org: (id, envelope, command) => fate.step(`org ${command._tag}`, actors.org(id, envelope, command)),
        plan: (id, envelope, command) => {
          const told = actors.plan(id, envelope, command)
          return command._tag === "AddTake" ? fate.step("plan AddTake", told) : told
        }
      }),
      Layer.succeed(PaidCalls, {
        take: (wanted, buyer, now) => fate.step("take", calls.take(wanted, buyer, now)),
        leaving: (id, buyer, now) => fate.step("leaving", calls.leaving(id, buyer, now)),
        declined: (id) => fate.step("declined", calls.declined(id)),
        answered: (id, answer, amounts, now) => fate.step("answered", calls.answered(id, answer, amounts, now)),
        settled: (id, now) => fate.step("settled", calls.settled(id, now)),
        release: (id, buyer) => fate.last(calls.release(id, buyer)),
        abandoned: (before, now, limit) => fate.last(calls.abandoned(before, now, limit)),
        prune: (before, limit) => fate.last(calls.prune(before, limit))
      }),
      Layer.succeed(JobQueue, {
        ...queue,
        claim: (options) => fate.last(queue.claim(options)),
        renew: (leases, now, millis) => fate.last(queue.renew(leases, now, millis)),
        release: (lease) => fate.last(queue.release(lease))
      })
    )
    const outside = Layer.effect(
      HttpClient.HttpClient,
      Effect.map(
        HttpClient.HttpClient,
        (client) =>
          HttpClient.transform(
            client,
            (call, request) => fate.step(request.url.endsWith("/speech") ? "call voice" : "call model", call)
          )
      )
    ).pipe(Layer.provide(NodeHttpClient.layerUndici))
    const bought = Layer.mergeAll(
      ModelScriptWriter.layer({ url, key: Option.none(), model: "acme/writer", userAgent: "callsheet/test" }),
      Layer.effect(Renderer, Effect.map(Renderer, (paid) => ({ ...quick, voices: paid.voices }))).pipe(
        Layer.provide(FfmpegRenderer.layer),
        Layer.provide(SpeechEndpoint.layer({ url, key: Option.none(), model: "tts-1", voice: "alloy" })),
        Layer.provide(Layer.merge(Ffmpeg.layer, LibraryPictures.layer)),
        Layer.provide(Layer.succeed(RenderConfig, { folder: newDisk(), concurrency: 1, music: "none", effects: false }))
      )
    ).pipe(
      Layer.provide(PurchaseLedger.layer),
      Layer.provide(outside)
    )
    return stageRunner(worker).pipe(Layer.provide(bought), Layer.provide(mortal))
  })).pipe(Layer.provide(Layer.succeed(PriceList, PRICES)))

/** The sum of one kind in an org's ledger as people are shown it, and how much of it is not settled yet. */
export const ledgerOf = (orgId: string, kind: string) =>
  Effect.gen(function*() {
    const views = yield* Effect.provide(Views, Views.layer)
    const rows = (yield* views.usage(orgId, null, null)).filter((row) => row.kind === kind)
    const sum = (some: typeof rows) => some.reduce((total, { amount }) => total + amount, 0)
    return { total: sum(rows), unsettled: sum(rows.filter(({ note }) => note.startsWith("unsettled"))), rows }
  })
