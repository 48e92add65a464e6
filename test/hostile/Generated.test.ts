import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { HttpStage, stageLog, stageUrl } from "../support/HttpStage.ts"
import { assail, type Verdict } from "./support/Assault.ts"
import { type Hostile, hostileOf, type Target } from "./support/Requests.ts"
import { everyRow, newWorld } from "./support/World.ts"

/** Another one each run finds more; a fault names the one it was found with. */
const seed = Number(process.env["CALLSHEET_SIEGE_SEED"] ?? 20_261_130)
const REQUESTS = 1_200
const BATCH = 50

const LONG = 300_000

const secretOfStage = "sandbox-secret"

const told = ({ fault, request }: Verdict) =>
  `npm run siege -- --seed ${seed} --only ${request.n}: ${request.title.slice(0, 300)}: ${fault}`

const sentAll = (base: string, requests: ReadonlyArray<Hostile>) =>
  Effect.forEach(requests, (request) => Effect.promise(() => assail(base, request)), { concurrency: 12 })

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
          const changed = Object.keys(after).filter((table) => after[table] !== before[table])
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
})
