import type { FaultRule } from "@callsheet/sandbox/Fault"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Cause, Effect } from "effect"
import { stage } from "../support/Stage.ts"
import { connectAgain, jobsAreSane, lookUntil, nothingBroken, reach, struckPlan } from "./support.ts"

type Kind = Omit<FaultRule, "endpoint">

/** Every way in which a call can go wrong on the wire. The stage's client gives up after five seconds. */
const kinds: { readonly [name: string]: Kind } = {
  "dropped before": { kind: "dropBefore" },
  "dropped after": { kind: "dropAfter" },
  "delayed past the time-out": { kind: "delay", delayMillis: 8_000 },
  "answered too late": { kind: "delay", delayMillis: 8_000, after: true },
  "500": { kind: "status", status: 500 },
  "503 although it was done": { kind: "status", status: 503, after: true },
  "429 without a header": { kind: "rateLimited" },
  "429 with a header": { kind: "rateLimited", retryAfterSeconds: 2 },
  malformed: { kind: "malformed" },
  truncated: { kind: "truncated" },
  "of the wrong type": { kind: "wrongType" },
  "token invalid": { kind: "tokenInvalid" }
}

const endpoints = ["creator_info", "init", "inbox_init", "chunk", "status", "video_query"] as const

/** `first`: the first call; `later`: the second; `often`: the first three. */
const moments: { readonly [name: string]: Pick<FaultRule, "nth" | "count"> } = {
  first: { nth: 1 },
  later: { nth: 2 },
  often: { nth: 1, count: 3 }
}

/** An upload address is its own key: no token travels with a piece of the video. */
const happens = (endpoint: string, kind: string) => endpoint !== "chunk" || kind !== "token invalid"

layer(stage({ speed: 20, sandbox: { settings: { metricsSpeed: 1 } } }), {
  excludeTestServices: true,
  timeout: "60 seconds"
})("D04, D06, D07: a fault on the way of one post", (it) => {
  const survives = (endpoint: (typeof endpoints)[number], kind: Kind, when: Pick<FaultRule, "nth" | "count">) =>
    Effect.gen(function*() {
      const delivery = endpoint === "inbox_init" ? "inbox" : "direct"
      const struck = yield* struckPlan({ endpoint, ...kind, ...when }, { delivery })
      const refusedThrice = kind.kind === "tokenInvalid" && when.count === 3
      if (refusedThrice) {
        // A token that is refused again after its renewal needs its owner; the plan waits and goes on.
        const account = yield* reach(struck.accountId, "needs_reauth")
        assert.deepStrictEqual([account.status, account.failure], ["needs_reauth", "TokenInvalid"])
        yield* connectAgain(struck.accountId, struck.username)
      }
      const end = yield* reach(struck.plan, "tracked", "failed", "needs_attention")
      assert.strictEqual(end.status, "tracked", JSON.stringify(end.state).slice(0, 600))
      assert.lengthOf(yield* nothingBroken(struck), delivery === "inbox" ? 0 : 1)
      if (endpoint === "video_query") {
        const sql = yield* SqlClient.SqlClient
        const numbers = sql`SELECT 1 FROM metric WHERE plan_id = ${struck.plan}`
        assert.isAbove((yield* lookUntil(numbers, ({ length }) => length > 0)).length, 0, "no numbers came home")
      }
      yield* jobsAreSane(struck.plan)
    })

  for (const endpoint of endpoints) {
    it.effect(`${endpoint}: every fault, once, later and thrice, ends in exactly one post and no exceeded window`, () =>
      Effect.gen(function*() {
        const cases = Object.entries(kinds).flatMap(([name, kind]) =>
          happens(endpoint, name) ? Object.entries(moments).map(([moment, when]) => ({ name, kind, moment, when })) : []
        )
        const breaches = yield* Effect.forEach(
          cases,
          ({ kind, moment, name, when }) =>
            survives(endpoint, kind, when).pipe(
              Effect.as([]),
              Effect.catchAllCause((cause) => Effect.succeed([`${name}, ${moment}: ${Cause.pretty(cause)}`]))
            ),
          { concurrency: 12 }
        )
        assert.deepStrictEqual(breaches.flat(), [])
      }))
  }
})
