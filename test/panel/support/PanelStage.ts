/** A whole Callsheet in one process: the server on a socket, a worker, the sandbox on a socket, and their database. */
import { Actors } from "@callsheet/actors/Actors"
import { Alarms } from "@callsheet/actors/Alarms"
import { IdempotencyStore } from "@callsheet/database/commit/IdempotencyStore"
import { EventFeed } from "@callsheet/database/feed/EventFeed"
import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { Fingerprints } from "@callsheet/database/jobs/Fingerprints"
import { MetricStore } from "@callsheet/database/jobs/MetricStore"
import { PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import { BrandKits } from "@callsheet/database/library/BrandKits"
import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { Presets } from "@callsheet/database/library/Presets"
import { VoiceKits } from "@callsheet/database/library/VoiceKits"
import { Keys } from "@callsheet/database/secrets/Keys"
import { OAuthRequests } from "@callsheet/database/secrets/OAuthRequests"
import { ReviewLinks } from "@callsheet/database/secrets/ReviewLinks"
import { Sessions } from "@callsheet/database/secrets/Sessions"
import { masterKey, Vault } from "@callsheet/database/secrets/Vault"
import { Views } from "@callsheet/database/views/Views"
import type { Role } from "@callsheet/domain/api/Role"
import type { OrgId } from "@callsheet/domain/Ids"
import * as LocalLibrary from "@callsheet/library/LocalLibrary"
import * as HttpListening from "@callsheet/process/HttpListening"
import { SandboxServer } from "@callsheet/sandbox/Http"
import { AuthLive } from "@callsheet/server/auth/Auth"
import { ConnectionLive } from "@callsheet/server/auth/Connection"
import { Guests } from "@callsheet/server/auth/Guests"
import { ServerConfig } from "@callsheet/server/Config"
import { ApiLive } from "@callsheet/server/handlers/Handlers"
import * as Http from "@callsheet/server/http/Http"
import { StudioDesk } from "@callsheet/server/library/StudioDesk"
import { Uploads } from "@callsheet/server/library/Uploads"
import { IdempotencyLive } from "@callsheet/server/rpc/Idempotency"
import * as LocalMediaStore from "@callsheet/studio/media/LocalMediaStore"
import * as RuleScriptWriter from "@callsheet/studio/script/RuleScriptWriter"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import * as TikTokPublisher from "@callsheet/worker/tiktok/TikTokPublisher"
import * as WebhookNews from "@callsheet/worker/tiktok/WebhookNews"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { Duration, Effect, Exit, Layer, Logger, LogLevel, ManagedRuntime, Option, Redacted, Scope } from "effect"
import { randomBytes } from "node:crypto"
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { asking, newOrgId, RoadLive } from "../../support/ActorHarness.ts"
import { TestDatabase } from "../../support/Postgres.ts"
import { freePort } from "../../support/RunningStack.ts"
import { quickRenderer, stageRunner } from "../../support/WorkerHarness.ts"

const sandboxSecret = "sandbox-secret"

const tikTokConfig = Layer.effect(
  TikTokConfig,
  Effect.map(SandboxServer, ({ url }) => ({
    apiUrl: url,
    authorizeUrl: `${url}/v2/auth/authorize/`,
    clientKey: "sandbox-key",
    clientSecret: Redacted.make(sandboxSecret),
    userAgent: "callsheet/test",
    callTimeout: Duration.seconds(5),
    chunkTimeout: Duration.seconds(5)
  }))
)

interface Place {
  readonly port: number
  readonly dataDir: string
}

/** Everything that outlives a restart of the server. */
const groundOf = ({ dataDir, port }: Place) => {
  const world = Layer.mergeAll(
    TikTokPublisher.layer.pipe(Layer.provideMerge(Layer.mergeAll(TikTokApi.layer, TikTokOAuth.layer))),
    quickRenderer(dataDir, 20_000),
    RuleScriptWriter.layer,
    LocalMediaStore.layer(join(dataDir, "media"))
  )
  const config = Layer.succeed(ServerConfig, {
    mode: "sandbox" as const,
    host: "127.0.0.1",
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    dataDir,
    logs: { format: "json" as const, level: LogLevel.Warning },
    otlp: Option.none(),
    grace: Duration.seconds(2)
  })
  return WebhookNews.layer(null).pipe(
    Layer.provideMerge(stageRunner("worker-1")),
    Layer.provideMerge(Alarms.layer),
    Layer.provideMerge(Uploads.layer),
    Layer.provideMerge(
      Layer.mergeAll(LibraryIndex.layer, BrandKits.layer, Presets.layer, VoiceKits.layer, StudioDesk.layer)
    ),
    Layer.provideMerge(LocalLibrary.layer(join(dataDir, "library"))),
    Layer.provideMerge(world),
    Layer.provideMerge(tikTokConfig),
    Layer.provideMerge(Layer.mergeAll(
      AppLimits.layer,
      MetricStore.layer,
      PaidCalls.layer,
      Fingerprints.layer,
      WebhookInbox.layer,
      Views.layer,
      Keys.layer,
      OAuthRequests.layer,
      IdempotencyStore.layer,
      Sessions.layer,
      Layer.unwrapEffect(Effect.map(TestDatabase, ({ url }) => EventFeed.layer(url))),
      SandboxServer.layer({
        clientKey: "sandbox-key",
        clientSecret: sandboxSecret,
        settings: { processingMillis: 100, moderationMillis: 100 }
      }),
      NodeContext.layer,
      // A consent is read from where it redirects to, not followed there.
      Layer.provideMerge(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.RequestInit, { redirect: "manual" })),
      config
    )),
    Layer.provideMerge(ReviewLinks.layer),
    Layer.provideMerge(Vault.layer(masterKey(randomBytes(32)))),
    Layer.provideMerge(RoadLive),
    Layer.provideMerge(Logger.minimumLogLevel(LogLevel.Warning))
  )
}

const serverOf = ({ port }: Place) =>
  HttpListening.drainFirst("1 second").pipe(
    Layer.provide(Http.layer),
    Layer.provide(Layer.mergeAll(ApiLive, AuthLive, IdempotencyLive, ConnectionLive, Guests.layer)),
    Layer.provide(HttpListening.layer({ host: "127.0.0.1", port, variable: "CALLSHEET_PORT" }))
  )

const newest = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0)

/** The browser loads what was built, so a panel that is older than its sources would be tested as it was. */
const requireBuiltPanel = (): void => {
  const root = fileURLToPath(new URL("../../..", import.meta.url))
  const built = statSync(join(root, "packages/panel/dist/web/index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const youngest = Math.max(...["packages/panel/src", "packages/panel/web"].map((folder) => newest(join(root, folder))))
  if (built < youngest) throw new Error("The panel is not built, or older than its sources. Build it: npm run build")
}

type Services = Layer.Layer.Success<ReturnType<typeof groundOf>>

export interface Person {
  readonly orgId: OrgId
  readonly key: string
}

export class PanelStage {
  readonly url: string
  readonly dataDir: string
  readonly #place: Place
  readonly #runtime: ManagedRuntime.ManagedRuntime<Services, unknown>
  #serving: Scope.CloseableScope | null = null

  private constructor(place: Place) {
    this.#place = place
    this.url = `http://127.0.0.1:${place.port}`
    this.dataDir = place.dataDir
    this.#runtime = ManagedRuntime.make(groundOf(place))
  }

  static async open(): Promise<PanelStage> {
    requireBuiltPanel()
    const stage = new PanelStage({
      port: await freePort(),
      dataDir: mkdtempSync(join(tmpdir(), "callsheet-panel-"))
    })
    await stage.serve()
    return stage
  }

  run<A, E>(work: Effect.Effect<A, E, Services>): Promise<A> {
    return this.#runtime.runPromise(work)
  }

  /** Starts the server, at the same address as before. */
  async serve(): Promise<void> {
    const place = this.#place
    this.#serving = await this.run(Effect.gen(function*() {
      const scope = yield* Scope.make()
      yield* Layer.buildWithScope(serverOf(place), scope)
      return scope
    }))
  }

  async stopServing(): Promise<void> {
    if (this.#serving !== null) await this.run(Scope.close(this.#serving, Exit.void))
    this.#serving = null
  }

  async close(): Promise<void> {
    await this.stopServing()
    await this.#runtime.dispose()
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 })
  }

  newOrg(name: string): Promise<OrgId> {
    return this.run(Effect.gen(function*() {
      const actors = yield* Actors
      const orgId = newOrgId()
      yield* actors.org(orgId, asking(), { _tag: "Create", name, timeZone: "Europe/Berlin" })
      return orgId
    }))
  }

  person(orgId: OrgId, role: Role, name: string): Promise<Person> {
    return this.run(Effect.gen(function*() {
      const keys = yield* Keys
      const { key } = yield* keys.create({ orgId, role, name, expiresAt: null, by: "setup" })
      return { orgId, key: Redacted.value(key) }
    }))
  }

  /** A call over HTTP, as any program makes it. */
  async call<A>(person: Person, path: string, body: unknown): Promise<A> {
    const answer = await fetch(`${this.url}/api/v1/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${person.key}`, "content-type": "application/json" },
      body: JSON.stringify(body)
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return await answer.json() as A
  }

  async link(person: Person, to = "/now"): Promise<string> {
    return (await this.call<{ readonly url: string }>(person, "session/link", { to })).url
  }
}
