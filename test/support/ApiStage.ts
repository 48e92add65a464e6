import { Actors } from "@callsheet/actors/Actors"
import { IdempotencyStore } from "@callsheet/database/commit/IdempotencyStore"
import { EventFeed } from "@callsheet/database/feed/EventFeed"
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
import { Api } from "@callsheet/domain/api/Api"
import type { Role } from "@callsheet/domain/api/Role"
import type { OrgId } from "@callsheet/domain/Ids"
import * as LocalLibrary from "@callsheet/library/LocalLibrary"
import { makeControl } from "@callsheet/sandbox/Control"
import { layerHttpClient } from "@callsheet/sandbox/InProcess"
import { Sandbox } from "@callsheet/sandbox/Sandbox"
import { AuthLive } from "@callsheet/server/auth/Auth"
import { ConnectionLive } from "@callsheet/server/auth/Connection"
import { Guests } from "@callsheet/server/auth/Guests"
import { ServerConfig } from "@callsheet/server/Config"
import { ApiLive } from "@callsheet/server/handlers/Handlers"
import { StudioDesk } from "@callsheet/server/library/StudioDesk"
import { Uploads } from "@callsheet/server/library/Uploads"
import { IdempotencyLive } from "@callsheet/server/rpc/Idempotency"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as RpcTest from "@effect/rpc/RpcTest"
import { Duration, Effect, Layer, LogLevel, Option, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { asking, newAccountId, newOrgId, RoadLive } from "./ActorHarness.ts"
import { TestDatabase } from "./Postgres.ts"

const tikTok = Layer.succeed(TikTokConfig, {
  apiUrl: "https://sandbox.invalid",
  authorizeUrl: "https://www.tiktok.com/v2/auth/authorize/",
  clientKey: "sandbox-key",
  clientSecret: Redacted.make("sandbox-secret"),
  userAgent: "callsheet/test",
  callTimeout: Duration.seconds(5),
  chunkTimeout: Duration.seconds(5)
})

/** Its files lie in a folder that goes when the stage does. */
const config = Layer.scoped(
  ServerConfig,
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-stage-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
    ),
    (dataDir) => ({
      mode: "sandbox" as const,
      host: "127.0.0.1",
      port: 4400,
      publicUrl: "http://127.0.0.1:4400",
      dataDir,
      logs: { format: "json" as const, level: LogLevel.Info },
      otlp: Option.none(),
      grace: Duration.seconds(5)
    })
  )
)

/** TikTok without a socket; its consent page is asked by the tests themselves. */
const box = new Sandbox({})
const sandbox = layerHttpClient(box)

/** The hand from outside into that TikTok. */
export const sandboxControl = makeControl(box)

const library = Layer.unwrapEffect(
  Effect.map(ServerConfig, ({ dataDir }) => LocalLibrary.layer(join(dataDir, "library")))
).pipe(Layer.provide(NodeContext.layer), Layer.provideMerge(config))

/** Everything behind the contract, on a database of its own and without a socket: actors, views, feed, sandbox. */
export const ApiStage = Layer.mergeAll(ApiLive, AuthLive, IdempotencyLive, ConnectionLive, Guests.layer).pipe(
  Layer.provideMerge(Uploads.layer),
  Layer.provideMerge(Layer.mergeAll(
    library,
    LibraryIndex.layer,
    BrandKits.layer,
    Presets.layer,
    VoiceKits.layer,
    StudioDesk.layer,
    Views.layer,
    Keys.layer,
    OAuthRequests.layer,
    IdempotencyStore.layer,
    Sessions.layer,
    ReviewLinks.layer.pipe(Layer.provideMerge(Vault.layer(masterKey(randomBytes(32))))),
    Layer.unwrapEffect(Effect.map(TestDatabase, ({ url }) => EventFeed.layer(url))),
    Layer.mergeAll(TikTokApi.layer, TikTokOAuth.layer).pipe(Layer.provideMerge(sandbox))
  )),
  Layer.provideMerge(tikTok),
  Layer.provideMerge(RoadLive),
  Layer.provideMerge(NodeContext.layer)
)

/** The client of the contract; every call names the key it is made with. */
export const apiClient = RpcTest.makeClient(Api, { flatten: true })

export const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } })

/** An org with a key of one role. */
export const newKey = (orgId: OrgId, role: Role = "owner", name = `${role} of the test`) =>
  Effect.gen(function*() {
    const keys = yield* Keys
    const { key, view } = yield* keys.create({ orgId, role, name, expiresAt: null, by: "setup" })
    return { id: view.id, ...bearer(Redacted.value(key)) }
  })

export const newOrg = (timeZone = "Europe/Berlin") =>
  Effect.gen(function*() {
    const actors = yield* Actors
    const orgId = newOrgId()
    yield* actors.org(orgId, asking(), { _tag: "Create", name: "Studio", timeZone })
    return { orgId, owner: yield* newKey(orgId) }
  })

const YEAR = 365 * 86_400_000

/** A connected account whose tokens open nothing: nobody calls TikTok here. */
export const newAccount = (orgId: OrgId, username = "sunny.kitchen") =>
  Effect.gen(function*() {
    const actors = yield* Actors
    const id = newAccountId()
    const now = Date.now()
    yield* actors.account(id, asking(), {
      _tag: "Connect",
      orgId,
      openId: `open-${id}`,
      username,
      nickname: username,
      scopes: ["user.info.basic", "video.publish", "video.list"],
      tokens: {
        access: "sealed",
        accessExpiresAt: now + YEAR,
        refresh: "sealed",
        refreshExpiresAt: now + YEAR,
        obtainedAt: now
      }
    })
    return id
  })
