import { findFfmpeg } from "@callsheet/studio/render/FfmpegFind"
import * as LibraryPictures from "@callsheet/studio/render/pictures/LibraryPictures"
import { Pictures } from "@callsheet/studio/render/pictures/Pictures"
import { PictureUses } from "@callsheet/studio/render/pictures/stock/PictureUses"
import * as StockPictures from "@callsheet/studio/render/pictures/stock/StockPictures"
import { RenderConfig } from "@callsheet/studio/render/RenderConfig"
import { Payer } from "@callsheet/studio/spending/Payer"
import { type Bought, Purchases } from "@callsheet/studio/spending/Purchases"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Redacted } from "effect"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { place } from "../render/Studio.ts"

/** A maker of clips on loopback: jobs that are done when they are told to be. */
const maker = (clip: Uint8Array) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const state = { status: "in_progress", submits: [] as Array<string>, looks: 0, fetches: 0, refuse: 0 }
      const http = createServer((request, response) => {
        let body = ""
        request.on("data", (piece) => (body += String(piece)))
        request.on("end", () => {
          const answer = (status: number, json: object) =>
            response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json))
          if (request.headers.authorization !== "Bearer key") return answer(401, {})
          if (request.method === "POST" && request.url === "/v1/videos") {
            if (state.refuse > 0) return answer(state.refuse, {})
            state.submits.push(body)
            return answer(200, { id: `video_${state.submits.length}`, object: "video", status: "queued", progress: 0 })
          }
          if (request.url === "/v1/videos/video_1/content") {
            state.fetches += 1
            return response.writeHead(200, { "content-type": "video/mp4" }).end(clip)
          }
          if (request.url !== "/v1/videos/video_1") return answer(404, {})
          state.looks += 1
          answer(200, {
            id: "video_1",
            status: state.status,
            error: state.status === "failed" ? { code: "moderation", message: "It shows a person" } : null
          })
        })
      })
      await new Promise<void>((done) => http.listen(0, "127.0.0.1", done))
      return { state, http, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1` }
    }),
    ({ http }) => Effect.sync(() => http.close())
  )

/** A ledger that outlives the one who buys: what was answered is kept, what died is asked again under its id. */
const ledger = () => {
  const answers = new Map<string, Uint8Array>()
  const charged: Array<number> = []
  const layer = Layer.succeed(
    Purchases,
    Purchases.of({
      buy: ({ call, content, used }) =>
        Effect.gen(function*() {
          const requestId = JSON.stringify(content)
          const known = answers.get(requestId)
          const answer = known ?? (yield* call(requestId))
          answers.set(requestId, answer)
          const cost = used(answer)
          if (known === undefined && cost?._tag === "Clips") charged.push(cost.count)
          return { answer, requestId, fresh: known === undefined } satisfies Bought
        })
    })
  )
  return { layer, charged }
}

const payer = Payer.of({ id: "1", token: 1, kind: "render", orgId: "org_test", planId: "pln_test", traceId: null })

const stage = Effect.gen(function*() {
  const folder = yield* place
  const { path } = yield* findFfmpeg(Option.none()).pipe(Effect.provide(NodeContext.layer))
  const file = join(folder, "clip.mp4")
  const made = spawnSync(path, ["-v", "error", "-f", "lavfi", "-i", "testsrc=s=720x1280:d=1:r=10", "-y", file])
  assert.strictEqual(made.status, 0, made.stderr.toString())
  const { state, url } = yield* maker(readFileSync(file))
  const kept = ledger()
  const layer = StockPictures.layer({
    sources: [],
    images: null,
    videos: { url, key: Option.some(Redacted.make("key")), model: "mover", lookEvery: "20 millis" }
  }).pipe(
    Layer.provideMerge(LibraryPictures.layer),
    Layer.provideMerge(Layer.mergeAll(
      Layer.succeed(RenderConfig, { folder: join(folder, "stages"), concurrency: 1, music: "none", effects: false }),
      PictureUses.layerMemory,
      kept.layer,
      NodeHttpClient.layerUndici
    )),
    Layer.provideMerge(NodeContext.layer)
  )
  const find = (derived = false) =>
    Effect.flatMap(Pictures, ({ find }) =>
      find({
        shows: { kind: "picture", wish: "a knife that cuts a tomato", moves: true },
        language: "en",
        taken: [],
        derived
      })).pipe(Effect.provideService(Payer, payer), Effect.provide(layer))
  return { state, find, charged: kept.charged }
})

describe("A clip by an endpoint that works in jobs", () => {
  it.scopedLive(
    "is begun once, also when its buyer dies while it waits; it is charged once and kept",
    () =>
      Effect.gen(function*() {
        const { charged, find, state } = yield* stage
        const first = yield* Effect.fork(find())
        yield* Effect.repeat(Effect.sleep("10 millis"), { until: () => state.looks > 1 })
        yield* Fiber.interrupt(first)
        assert.deepStrictEqual([state.submits.length, charged.filter((count) => count > 0).length], [1, 0])
        state.status = "completed"
        const answer = yield* find()
        if (answer.found === null) return assert.fail(answer.reason)
        assert.deepInclude(answer.origin, { source: "video endpoint", author: "mover", synthetic: true })
        yield* find()
        assert.deepStrictEqual([state.submits.length, state.fetches], [1, 1])
        assert.deepStrictEqual(charged.filter((count) => count > 0), [1])
        assert.match(state.submits[0] ?? "", /name="prompt"[\s\S]*a knife that cuts a tomato[\s\S]*720x1280/)
      }),
    60_000
  )

  it.scopedLive(
    "that it did not make is a reason in the plan and costs nothing; no second job is begun",
    () =>
      Effect.gen(function*() {
        const { charged, find, state } = yield* stage
        state.status = "failed"
        for (const _ of [1, 2]) {
          const answer = yield* find()
          if (answer.found !== null) return assert.fail("a failed job made a clip")
          assert.include(answer.reason, "the video endpoint made none (failed: It shows a person)")
        }
        assert.strictEqual(state.submits.length, 1)
        assert.deepStrictEqual(charged.filter((count) => count > 0), [])
      }),
    60_000
  )

  it.scopedLive(
    "is not asked for where nobody wished for one, and a refusal is a reason",
    () =>
      Effect.gen(function*() {
        const { find, state } = yield* stage
        assert.isNull((yield* find(true)).found)
        state.refuse = 400
        const answer = yield* find()
        if (answer.found !== null) return assert.fail("a refusal made a clip")
        assert.include(answer.reason, "the video endpoint answered 400")
        assert.strictEqual(state.submits.length, 0)
      }),
    60_000
  )
})
