import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { HttpStage, stageLog, stageUrl } from "../support/HttpStage.ts"
import { assail, type Verdict } from "./support/Assault.ts"
import { type Hostile, hostileOf, type Target } from "./support/Requests.ts"
import { everyRow, newWorld } from "./support/World.ts"

/** Another one each run finds more; a fault names the one it was found with. */
const seed = Number(process.env["CALLSHEET_SIEGE_SEED"] ?? 20_261_130)
const REQUESTS = 1_000
const BATCH = 50

const LONG = 300_000

const secretOfStage = "sandbox-secret"

const told = ({ fault, request }: Verdict) =>
  `npm run siege -- --seed ${seed} --only ${request.n}: ${request.title.slice(0, 300)}: ${fault}`

const sentAll = (base: string, requests: ReadonlyArray<Hostile>) =>
  Effect.forEach(requests, (request) => Effect.promise(() => assail(base, request)), { concurrency: 12 })

const postTo = (path: string, bearer: string, body: string, type = "application/json") =>
  Effect.flatMap(stageUrl, (base) =>
    Effect.promise(async () => {
      const headers = { authorization: bearer, "content-type": type }
      const answer = await fetch(`${base}${path}`, {
        method: path.startsWith("/media") ? "PUT" : "POST",
        headers,
        body
      })
      return { status: answer.status, text: await answer.text() }
    }))

const deep = `${"[".repeat(60_000)}${"]".repeat(60_000)}`

layer(HttpStage, { excludeTestServices: true, timeout: "120 seconds" })("Requests that nobody should send", (it) => {
  it.scoped(
    "are refused with a reason, store nothing, stop nobody, and never fail inside",
    () =>
      Effect.gen(function*() {
        const base = yield* stageUrl
        const { callers, things } = yield* newWorld
        const target: Target = {
          host: new URL(base).host,
          bearers: Object.values(callers).map(({ bearer }) => bearer),
          cookie: callers.viewer?.cookie ?? null,
          things,
          webhookSecret: secretOfStage
        }
        const delay = monitorEventLoopDelay({ resolution: 20 })
        delay.enable()
        const faults: Array<string> = []
        for (let first = 0; first < REQUESTS; first += BATCH) {
          const batch = Array.from({ length: BATCH }, (_, at) => hostileOf(seed, first + at, target))
          const before = yield* everyRow
          const harmless = yield* sentAll(base, batch.filter(({ expects }) => expects !== "any"))
          const after = yield* everyRow
          // What an earlier batch was allowed to begin may ask TikTok meanwhile, and takes its places there.
          const changed = Object.keys(after).filter((table) => table !== "app_limit" && after[table] !== before[table])
          if (changed.length > 0) faults.push(`${first} to ${first + BATCH}: ${changed.join(", ")} changed`)
          const others = yield* sentAll(base, batch.filter(({ expects }) => expects === "any"))
          faults.push(...[...harmless, ...others].filter(({ fault }) => fault !== null).map(told))
        }
        delay.disable()
        assert.deepStrictEqual(faults, [])
        assert.deepStrictEqual(stageLog.filter((line) => /"level":"(ERROR|FATAL)"/i.test(line)), [])
        // Both sides of each request are in this process, so the bound is a wide one; `npm run siege` has the narrow one.
        assert.isBelow(delay.max / 1e6, 5_000)
      }),
    LONG
  )

  it.scoped("JSON of great depth is refused, by every way and within texts", () =>
    Effect.gen(function*() {
      const { callers, things } = yield* newWorld
      const bearer = callers.owner?.bearer ?? ""
      const id = things.PlanId
      const http = yield* postTo("/api/v1/plan/retry", bearer, `{"id":"${id}","key":${deep}}`)
      assert.strictEqual(http.status, 422)
      assert.include(http.text, "nested deeper than 100 levels")
      const message = `{"_tag":"Request","id":"1","tag":"plan.retry","payload":{"id":${deep}},"headers":[]}\n`
      const rpc = yield* postTo("/rpc", bearer, message, "application/ndjson")
      assert.strictEqual(rpc.status, 400)
      const script = JSON.stringify({ id, script: `{"language":"en","lines":${"[".repeat(20_000)}` })
      const preview = yield* postTo("/api/v1/plan/preview", bearer, script)
      assert.strictEqual(preview.status, 422)
      assert.include(preview.text, "nested deeper than 100 levels")
    }), LONG)

  it.scoped("a refusal names a hundred faults, each in a line, however much is wrong", () =>
    Effect.gen(function*() {
      const { callers } = yield* newWorld
      const bearer = callers.owner?.bearer ?? ""
      const many = Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`k${n}`, 0]))
      for (const body of [many, { id: "x".repeat(200_000) }, { ids: Array.from({ length: 60_000 }, () => "") }]) {
        const { status, text } = yield* postTo("/api/v1/dlq/retry", bearer, JSON.stringify(body))
        assert.strictEqual(status, 422)
        assert.isBelow(text.length, 40_000)
      }
      const { text } = yield* postTo("/api/v1/dlq/retry", bearer, JSON.stringify(many))
      assert.include(text, "There are more faults")
    }), LONG)

  it.scoped(
    "JSON of very many values is refused before its fields are looked at, by every way",
    () =>
      Effect.gen(function*() {
        const { callers, things } = yield* newWorld
        const bearer = callers.owner?.bearer ?? ""
        const many = `[${"0,".repeat(10_000)}0]`
        const http = yield* postTo("/api/v1/plan/retry", bearer, `{"id":"${things.PlanId}","key":${many}}`)
        assert.strictEqual(http.status, 422)
        assert.include(http.text, "holds more than 10,000 values")
        const message = `{"_tag":"Request","id":"1","tag":"plan.retry","payload":{"id":${many}},"headers":[]}\n`
        const rpc = yield* postTo("/rpc", bearer, message, "application/ndjson")
        assert.strictEqual(rpc.status, 400)
        assert.include(rpc.text, "holds more than 10,000 values")
        // Between both limits one fault is told: each field that is not known costs a description of those that are.
        const some = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k${n}`, 0]))
        const { status, text } = yield* postTo("/api/v1/dlq/retry", bearer, JSON.stringify(some))
        assert.strictEqual(status, 422)
        assert.isBelow(text.length, 1_000)
      }),
    LONG
  )

  it.scoped("an upload whose id is none is not there", () =>
    Effect.gen(function*() {
      const { callers } = yield* newWorld
      const answer = yield* postTo("/media/upload/DROP%00TABLE", callers.owner?.bearer ?? "", "bytes")
      assert.strictEqual(answer.status, 404)
      assert.include(answer.text, "open upload")
    }), LONG)
})
