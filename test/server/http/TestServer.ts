import { Actors } from "@callsheet/actors/Actors"
import { IdempotencyStore } from "@callsheet/database/commit/IdempotencyStore"
import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { Keys } from "@callsheet/database/secrets/Keys"
import { Sessions } from "@callsheet/database/secrets/Sessions"
import { masterKey, Vault } from "@callsheet/database/secrets/Vault"
import { NotFound, Refused } from "@callsheet/domain/api/ApiError"
import type { FeedItem } from "@callsheet/domain/api/calls/events"
import { type Authorized, Principal } from "@callsheet/domain/api/Principal"
import { Busy } from "@callsheet/domain/Envelope"
import { AccountId, OrgId, PlanId } from "@callsheet/domain/Ids"
import * as LocalLibrary from "@callsheet/library/LocalLibrary"
import * as HttpListening from "@callsheet/process/HttpListening"
import { jsonLine } from "@callsheet/process/Logs"
import { AuthLive } from "@callsheet/server/auth/Auth"
import { Consents } from "@callsheet/server/auth/Consents"
import { Guests } from "@callsheet/server/auth/Guests"
import { ServerConfig } from "@callsheet/server/Config"
import * as Http from "@callsheet/server/http/Http"
import { StudioDesk } from "@callsheet/server/library/StudioDesk"
import { Uploads } from "@callsheet/server/library/Uploads"
import { IdempotencyLive } from "@callsheet/server/rpc/Idempotency"
import { TikTokConfig } from "@callsheet/tiktok/TikTokConfig"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as HttpServer from "@effect/platform/HttpServer"
import { Duration, Effect, Layer, Logger, LogLevel, Option, Redacted, Schedule, Stream } from "effect"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { answering, authorizing } from "../../support/ApiDouble.ts"
import { freshDatabase } from "../../support/Postgres.ts"

export const orgId = OrgId.make(`org_${"0".repeat(26)}`)
export const accountId = AccountId.make(`acc_${"0".repeat(26)}`)
export const planId = PlanId.make(`pln_${"0".repeat(26)}`)
export const webhookSecret = "webhook-secret-of-this-test"

/** Two keys, an owner's and a viewer's; the roles are the product's. */
const auth = authorizing(orgId, { "owner-key": "owner", "viewer-key": "viewer" })

const feedItem = (position: number): FeedItem => ({
  position: String(position),
  at: "2026-01-05T10:00:00.000Z",
  subject: "plan",
  from: null,
  to: "scheduled",
  event: "PlanScheduled",
  by: "a test",
  reason: null,
  traceId: null,
  orgId,
  planId,
  actorId: planId
})

/** What a held call tells and waits for, so that a test decides when it ends. */
export const held = { begun: false, release: () => {} }

/** Enough of the contract to see every kind of answer. */
const handlers = answering({
  "system.whoami": () => Principal,
  "system.info": () =>
    Effect.succeed({
      name: "callsheet" as const,
      version: "0",
      mode: "sandbox" as const,
      publicUrl: "http://127.0.0.1",
      position: "0.0",
      plans: { scheduled: 3 },
      queues: []
    }),
  "plan.show": ({ id }) => new NotFound({ what: "plan", id, list: "callsheet plan list" }),
  "plan.list": ({ limit, orgId, status }) =>
    Effect.succeed({ plans: [], next: JSON.stringify({ limit, orgId, status }) }),
  "plan.approve": ({ id, key }) =>
    Effect.zipRight(
      Effect.logInfo("A command with an idempotency key arrived."),
      new NotFound({ what: "plan", id, list: key ?? "no key" })
    ),
  "media.upload": ({ id }) =>
    Effect.flatMap(Principal, ({ role }) =>
      role === "owner"
        ? Effect.succeed({ id, path: "-", bytes: 1, offset: 0, expiresAt: "-" })
        : new NotFound({ what: "open upload", id, list: "-" })),
  "worker.list": () => Effect.dieMessage("the table is gone"),
  "org.list": () => new Busy({ what: "The org", retryAfterMillis: 1_500 }),
  "key.list": () =>
    Effect.async<never[]>((resume) => {
      held.begun = true
      held.release = () => resume(Effect.succeed([]))
    }),
  "hints.follow": () => Stream.make({ subject: "all" as const }),
  "events.follow": ({ since }) => {
    const first = since === undefined ? 1 : Number(since) + 1
    return Stream.concat(
      Stream.fromIterable([0, 1, 2].map((step) => feedItem(first + step))),
      Stream.never
    )
  }
})

/** A panel of two files: what the server does with the real one does not depend on what is in it. */
const panelIn = (dataDir: string): string => {
  const panelDir = join(dataDir, "panel")
  mkdirSync(join(panelDir, "assets"), { recursive: true })
  writeFileSync(
    join(panelDir, "index.html"),
    `<!doctype html><html lang="en" data-mode=""><title>Callsheet</title><body><!--banner--><main id="app"></main></body></html>`
  )
  const script = "export const x = 1\n".repeat(100)
  writeFileSync(join(panelDir, "assets", "main-ABC.js"), script)
  writeFileSync(join(panelDir, "assets", "main-ABC.js.gz"), gzipSync(script))
  writeFileSync(join(panelDir, "assets", "main-ABC.js.br"), brotliCompressSync(script))
  return panelDir
}

const folder = Layer.scoped(
  ServerConfig,
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "callsheet-http-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true }))
    ),
    (dataDir) => ({
      mode: "sandbox" as const,
      host: "127.0.0.1",
      port: 0,
      publicUrl: "https://callsheet.example",
      dataDir,
      panelDir: panelIn(dataDir),
      logs: { format: "json" as const, level: LogLevel.Info },
      otlp: Option.none(),
      grace: Duration.seconds(5)
    })
  )
)

const tiktok = Layer.succeed(TikTokConfig, {
  apiUrl: "http://127.0.0.1:9",
  authorizeUrl: "http://127.0.0.1:9/",
  clientKey: "key",
  clientSecret: Redacted.make(webhookSecret),
  userAgent: "test",
  callTimeout: Duration.seconds(1),
  chunkTimeout: Duration.seconds(1)
})

/** The browsers that went on from our page, in their order. */
export const begun: Array<string> = []

const gone = (state: string) => new NotFound({ what: "connection", id: state, list: "-" })
const consents = Layer.succeed(Consents, {
  terms: (state) =>
    state === "s"
      ? Effect.succeed({ orgName: "<b>Org</b>", by: "Ana", scopes: ["video.publish"], expiresAt: Date.now() + 60_000 })
      : gone(state),
  begin: (state, browser) => {
    begun.push(browser)
    return state === "s" ? Effect.succeed("http://127.0.0.1:9/consent?state=s") : gone(state)
  },
  finish: ({ code, state }, browser) =>
    code === "good" && browser === begun.at(-1) ? Effect.succeed({ name: "<b>Ana</b>" }) : gone(state)
})

/** Nobody has a review link here. */
const noGuest = new Refused({ what: "This review link does not open anything.", next: "Ask for another one." })
const guests = Layer.succeed(Guests, { page: () => noGuest, answer: () => noGuest })

/** Nothing behind these doors acts: no command is ever sent. */
const unasked = () => Effect.dieMessage("This server has no actors.")
const uploads = Uploads.layer.pipe(
  Layer.provide(StudioDesk.layer),
  Layer.provide(Layer.succeed(Actors, { plan: unasked, asset: unasked, account: unasked, org: unasked }))
)

/** Every log line of this test's server, as it stands on standard error in life. */
export const logLines: Array<string> = []

const log = Logger.replace(
  Logger.defaultLogger,
  Logger.make((options) => {
    logLines.push(jsonLine(options))
  })
)

const library = Layer.unwrapEffect(
  Effect.map(ServerConfig, ({ dataDir }) => LocalLibrary.layer(join(dataDir, "library")))
).pipe(Layer.provideMerge(LibraryIndex.layer))

/** Its master key, with which tests sign addresses as it would. */
export const vault = Vault.layer(masterKey(Buffer.alloc(32, 7)))

const serverWith = <R>(auth: Layer.Layer<Authorized, never, R>) =>
  HttpListening.drainFirst("5 seconds").pipe(
    Layer.provideMerge(Http.layer),
    Layer.provide(uploads),
    Layer.provideMerge(library),
    Layer.provide(
      Layer.mergeAll(auth, handlers, consents, guests, tiktok, Layer.provide(IdempotencyLive, IdempotencyStore.layer))
    ),
    Layer.provideMerge(HttpListening.layer({ host: "127.0.0.1", port: 0, variable: "CALLSHEET_PORT" })),
    Layer.provideMerge(Layer.merge(Keys.layer, Sessions.layer)),
    Layer.provideMerge(Layer.mergeAll(folder, vault, NodeContext.layer, freshDatabase({ migrate }))),
    Layer.provide(log)
  )

/** The server as it is in life, with a stub behind the group of calls, on a port and a database of its own. */
export const testServer = serverWith(auth)

/** The same with the product's own authorisation: keys and sessions are rows of the database. */
export const keyedServer = serverWith(AuthLive)

/** Base address of the running server. */
export const baseUrl = HttpServer.addressFormattedWith(Effect.succeed)

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** One request over the network. Node's own client may set `Host` and `Origin`, which `fetch` does not. */
export const send = (path: string, init: RequestInit = {}) =>
  Effect.flatMap(baseUrl, (base) =>
    Effect.promise(async (): Promise<Answer> => {
      const response = await fetch(`${base}${path}`, { redirect: "manual", ...init })
      return { status: response.status, headers: response.headers, text: await response.text() }
    }))

export const json = ({ text }: Answer): unknown => JSON.parse(text)

export const owner = { authorization: "Bearer owner-key" }
export const viewer = { authorization: "Bearer viewer-key" }

export const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = owner) =>
  send(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body)
  })

/** The status with which an upgrade to a WebSocket is answered; 101 is accepted. */
export const upgrade = (headers: Readonly<Record<string, string>>) =>
  Effect.flatMap(baseUrl, (base) =>
    Effect.async<number>((resume) => {
      const asked = request(`${base}/rpc/ws`, {
        headers: {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": Buffer.alloc(16).toString("base64"),
          ...headers
        }
      })
      asked.on("upgrade", (_, socket) => {
        socket.destroy()
        resume(Effect.succeed(101))
      })
      asked.on("response", (response) => {
        response.resume()
        resume(Effect.succeed(response.statusCode ?? 0))
      })
      asked.on("error", (error) => resume(Effect.die(error)))
      asked.end()
    }))

/** Waits for something another fiber does, by looking again. */
export const eventually = (holds: () => boolean) =>
  Effect.sleep("10 millis").pipe(Effect.repeat({ until: holds, schedule: Schedule.forever }), Effect.asVoid)
