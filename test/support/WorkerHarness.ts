import { Actors } from "@callsheet/actors/Actors"
import { Alarms } from "@callsheet/actors/Alarms"
import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { Fingerprints } from "@callsheet/database/jobs/Fingerprints"
import { MetricStore } from "@callsheet/database/jobs/MetricStore"
import { PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import { Presets } from "@callsheet/database/library/Presets"
import { masterKey, Vault } from "@callsheet/database/secrets/Vault"
import { Provenance, VideoFacts } from "@callsheet/domain/asset/Media"
import { JobKind } from "@callsheet/domain/facts/jobKinds"
import type { AccountId, OrgId } from "@callsheet/domain/Ids"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { type Control, makeControl } from "@callsheet/sandbox/Control"
import { layerHttpClient } from "@callsheet/sandbox/InProcess"
import { sampleVideo } from "@callsheet/sandbox/SampleVideo"
import { Sandbox, type SandboxOptions } from "@callsheet/sandbox/Sandbox"
import { consentOf } from "@callsheet/simulation/people/Consent"
import * as LocalMediaStore from "@callsheet/studio/media/LocalMediaStore"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import { runsJobs, tikTokCalls } from "@callsheet/worker/Assembly"
import * as WebhookNews from "@callsheet/worker/tiktok/WebhookNews"

import { Renderer } from "@callsheet/studio/render/Renderer"
import * as RuleScriptWriter from "@callsheet/studio/script/RuleScriptWriter"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as SqlClient from "@effect/sql/SqlClient"
import { Clock, Context, Data, Duration, Effect, Layer, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { asking, birth, newAccountId, newOrgId, newPlanId, RoadLive } from "./ActorHarness.ts"
import { FastClock } from "./FastClock.ts"
import { lookUntil } from "./LookUntil.ts"
import { newFolder } from "./NewFolder.ts"

/** The TikTok of one stage: its hand from outside and its own books. */
export class StageSandbox extends Context.Tag("@callsheet/test/StageSandbox")<StageSandbox, {
  readonly sandbox: Sandbox
  readonly control: Control
}>() {}

const slots = new Map(JobKind.literals.map((kind) => [kind, 8]))

/**
 * A renderer that takes no time: the smallest file that passes TikTok's checks, one per script. Everything around it (store,
 * hash, upload, books) is real.
 */
export const quickRenderer = (folder: string, bytes: number) =>
  Layer.succeed(Renderer, {
    voices: () =>
      Effect.succeed({
        totalMillis: 9_000,
        provenance: [new Provenance({ stage: "voice", engine: "quick", synthetic: true })]
      }),
    render: ({ script }, onProgress) =>
      Effect.gen(function*() {
        yield* onProgress({ _tag: "progress", stage: "scenes", fraction: 0.5 })
        const mark = script.lines.map((line) => line.text).join("|")
        const videoPath = join(folder, `${randomBytes(6).toString("hex")}.mp4`)
        writeFileSync(videoPath, sampleVideo({ mark, size: bytes }))
        const coverPath = `${videoPath}.jpg`
        writeFileSync(coverPath, randomBytes(64))
        return {
          videoPath,
          coverPath,
          facts: new VideoFacts({ durationMillis: 10_000, width: 1080, height: 1920, coverAtMillis: 500 }),
          provenance: [new Provenance({ stage: "picture", engine: "quick", synthetic: false })],
          stages: [],
          findings: [],
          measures: null
        }
      })
  })

export interface StageOptions {
  readonly sandbox?: SandboxOptions
  /** Size of each video; beyond 64 MB it goes in several pieces. */
  readonly videoBytes?: number
  /** How many times faster than the wall the stage's clock runs; 1 unless said. */
  readonly speed?: number
}

/** The part of a worker that runs jobs. What it reaches the world with is what is provided to it. */
export const stageRunner = (worker: string) => runsJobs(Effect.succeed({ worker, slots, databaseUrl: null }))

/** A whole worker in one process: real database, real wire client, the sandbox without a socket between. */
export const stage = (options: StageOptions = {}) => stageRunner("stage").pipe(Layer.provideMerge(stageGround(options)))

/** Everything but the runner of jobs, so that a test can start and kill runners of its own. */
export const stageGround = (options: StageOptions = {}) => {
  const folder = newFolder("stage")
  const sandbox = new Sandbox({
    ...options.sandbox,
    settings: { processingMillis: 100, moderationMillis: 100, ...options.sandbox?.settings }
  })
  const config = Layer.succeed(TikTokConfig, {
    apiUrl: "https://sandbox.invalid",
    authorizeUrl: "https://www.tiktok.com/v2/auth/authorize/",
    clientKey: "sandbox-key",
    clientSecret: Redacted.make("sandbox-secret"),
    userAgent: "callsheet/test",
    callTimeout: Duration.seconds(5),
    chunkTimeout: Duration.seconds(5)
  })
  const world = Layer.mergeAll(
    tikTokCalls,
    quickRenderer(folder, options.videoBytes ?? 20_000),
    RuleScriptWriter.layer,
    LocalMediaStore.layer(join(folder, "media"))
  )
  return WebhookNews.layer(null).pipe(
    Layer.provideMerge(Alarms.layer),
    Layer.provideMerge(world),
    Layer.provideMerge(Layer.mergeAll(
      AppLimits.layer,
      MetricStore.layer,
      PaidCalls.layer,
      Presets.layer,
      Fingerprints.layer,
      WebhookInbox.layer,
      Vault.layer(masterKey(randomBytes(32))),
      Layer.succeed(StageSandbox, { sandbox, control: makeControl(sandbox) }),
      NodeContext.layer,
      layerHttpClient(sandbox),
      config
    )),
    Layer.provideMerge(RoadLive),
    Layer.provideMerge(FastClock.layer(options.speed ?? 1))
  )
}

/** Connects a creator of the sandbox through its consent page, as the server does after the callback. */
export const connectAccount = (orgId: OrgId, username = "sunny.kitchen", id = newAccountId()) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    yield* actors.account(id, asking(), yield* consentOf({ id, orgId, username }))
    return id
  })

/** An org with one account, and a plan of it that is due `inMillis` from now. */
export const newOrg = Effect.gen(function*() {
  const actors = yield* Actors
  const id = newOrgId()
  yield* actors.org(id, asking(), { _tag: "Create", name: "Studio", timeZone: "Europe/Berlin" })
  return id
})

export const newPlan = (
  orgId: OrgId,
  accountId: AccountId,
  more: Partial<Extract<PlanCommand, { _tag: "Create" }>> = {}
) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    const id = newPlanId()
    // By this clock, which may run many times as fast as the wall's.
    const slot = yield* Clock.currentTimeMillis
    yield* actors.plan(id, asking(), birth(0, { orgId, accountId, slot, ...more }))
    return id
  })

export const approve = (id: string) =>
  Effect.flatMap(Actors, (actors) => actors.plan(id, asking(), { _tag: "Approve" }))

export const release = (id: string, privacy: "PUBLIC_TO_EVERYONE" | "SELF_ONLY" = "PUBLIC_TO_EVERYONE") =>
  Effect.flatMap(
    Actors,
    (actors) => actors.plan(id, asking(), { _tag: "Release", settings: { privacy }, musicUsageConfirmed: true })
  )

class NotThere extends Data.TaggedError("NotThere")<{ readonly message: string }> {}

/** Where a plan goes on from only by a person's hand: waiting does not make it right. */
const stopped = ["failed", "needs_attention", "cancelled"]

/** Waits until the plan's stored status is one of these; fails with what it was instead. */
export const until = (id: string, ...statuses: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const stored = sql<{ status: string; state: unknown }>`SELECT status, state FROM actor WHERE id = ${id}`
    const ends = [...statuses, ...(statuses.some((status) => stopped.includes(status)) ? [] : stopped)]
    const [row] = yield* lookUntil(stored, ([seen]) => seen !== undefined && ends.includes(seen.status))
    if (row === undefined || !statuses.includes(row.status)) {
      return yield* new NotThere({ message: `${id} is ${row?.status}: ${JSON.stringify(row?.state)?.slice(0, 600)}` })
    }
    return row.status
  })

/** From approval to the end, as a fault-free plan goes. */
export const wholeRoad = (id: string) =>
  Effect.gen(function*() {
    yield* approve(id)
    yield* until(id, "in_review")
    yield* release(id)
    return yield* until(id, "tracked")
  })

export const posts = Effect.map(StageSandbox, ({ sandbox }) => sandbox.books.of("post"))
