import { Actors } from "@callsheet/actors/Actors"
import { PaidCalls } from "@callsheet/database/jobs/PaidCalls"
import { PriceList } from "@callsheet/process/PriceConfig"
import { generateClip } from "@callsheet/studio/render/pictures/stock/VideoEndpoint"
import { Payer } from "@callsheet/studio/spending/Payer"
import * as PurchaseLedger from "@callsheet/worker/spending/PurchaseLedger"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Option } from "effect"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { CrashPoint, type End } from "../support/CrashPoint.ts"
import { newFolder } from "../support/NewFolder.ts"
import { PRICES } from "../support/PaidProvider.ts"
import { newOrg, stageGround } from "../support/WorkerHarness.ts"
import { ledgerOf } from "./Support.ts"

const CLIP_MICROS = 700_000
const CLIP = Uint8Array.from([0, 0, 0, 8, ...Buffer.from("ftyp")])

/** Makes clips in jobs, on loopback. An idempotency key that it knows names the job it has; every other one is billed. */
const maker = Effect.acquireRelease(
  Effect.promise(async () => {
    const jobs = new Map<string, string>()
    const looks = new Map<string, number>()
    const http = createServer((request, response) => {
      const json = (value: object) =>
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value))
      request.resume().on("end", () => {
        if (request.method === "POST") {
          const key = String(request.headers["idempotency-key"])
          const id = jobs.get(key) ?? `video_${jobs.size + 1}`
          jobs.set(key, id)
          return json({ id, status: "queued" })
        }
        const [, id = "", content] = /\/videos\/(video_\d+)(\/content)?$/.exec(request.url ?? "") ?? []
        if (content !== undefined) return response.writeHead(200, { "content-type": "video/mp4" }).end(CLIP)
        looks.set(id, (looks.get(id) ?? 0) + 1)
        json({ id, status: (looks.get(id) ?? 0) > 1 ? "completed" : "in_progress" })
      })
    })
    await new Promise<void>((done) => http.listen(0, "127.0.0.1", done))
    return { jobs, http, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1` }
  }),
  ({ http }) => Effect.sync(() => http.close())
)

/** A process that buys a clip with the real ledger, on a disk of its own, and ends where `fate` says. */
const buyer = (orgId: string, url: string, fate: CrashPoint) =>
  Effect.gen(function*() {
    const actors = yield* Actors
    const calls = yield* PaidCalls
    const mortal = Layer.mergeAll(
      Layer.succeed(Actors, {
        ...actors,
        org: (id, envelope, command) => fate.step(`org ${command._tag}`, actors.org(id, envelope, command))
      }),
      Layer.succeed(PaidCalls, {
        ...calls,
        take: (wanted, by, now) => fate.step("take", calls.take(wanted, by, now)),
        leaving: (id, by, now) => fate.step("leaving", calls.leaving(id, by, now)),
        answered: (id, answer, amounts, now) => fate.step("answered", calls.answered(id, answer, amounts, now)),
        settled: (id, now) => fate.step("settled", calls.settled(id, now)),
        release: (id, by) => fate.last(calls.release(id, by))
      }),
      Layer.succeed(PriceList, { ...PRICES, clipMicros: CLIP_MICROS })
    )
    const outside = Layer.effect(
      HttpClient.HttpClient,
      Effect.map(HttpClient.HttpClient, (client) =>
        HttpClient.transform(client, (call, request) =>
          fate.step(
            request.method === "POST" ? "begin" : request.url.endsWith("/content") ? "fetch" : "look",
            call
          )))
    ).pipe(Layer.provide(NodeHttpClient.layerUndici))
    const payer = Payer.of({ id: "0", token: 0, kind: "render", orgId, planId: null, traceId: null })
    const endpoint = { url, key: Option.none(), model: "mover", lookEvery: "5 millis" } as const
    return yield* generateClip(endpoint, "a knife", newFolder("clip")).pipe(
      Effect.provideService(Payer, payer),
      Effect.provide(Layer.mergeAll(PurchaseLedger.layer.pipe(Layer.provide(mortal)), outside, NodeContext.layer))
    )
  })

const STEPS = ["take", "org Reserve", "leaving", "begin", "answered", "org Settle", "settled", "look", "fetch"]

layer(stageGround(), { excludeTestServices: true, timeout: "60 seconds" })("a clip that a job makes", (it) => {
  it.effect(
    "is begun and billed once, wherever its buyer is killed: the next one finds the job under its stored id",
    () =>
      Effect.gen(function*() {
        const { jobs, url } = yield* maker
        const places: ReadonlyArray<End> = STEPS.flatMap((name) =>
          [1, 2].flatMap((nth) => (["before", "after"] as const).map((side) => ({ name, nth, side })))
        )
        let killed = 0
        for (const place of places) {
          const where = `${place.side} ${place.name} ${place.nth}`
          const orgId = yield* newOrg
          const begunBefore = jobs.size
          const fate = new CrashPoint(place)
          const first = yield* Effect.fork(buyer(orgId, url, fate))
          yield* Effect.raceFirst(Deferred.await(fate.died), Fiber.await(first))
          // A dead process does nothing more, tidying up included.
          yield* Effect.forkDaemon(Fiber.interrupt(first))
          if (fate.dead) killed++
          const file = yield* buyer(orgId, url, new CrashPoint(null))
          assert.match(file, /\.mp4$/, where)
          assert.strictEqual(jobs.size - begunBefore, 1, `${where}: jobs begun`)
          const ledger = yield* ledgerOf(orgId, "money_micros")
          assert.deepStrictEqual([ledger.total, ledger.unsettled], [CLIP_MICROS, 0], where)
        }
        // Each step is taken at least once; not all of them twice.
        assert.isAtLeast(killed, 2 * STEPS.length)
      }).pipe(Effect.scoped),
    { timeout: 120_000 }
  )
})
