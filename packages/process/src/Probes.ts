import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Cause, Effect } from "effect"
import { instanceId } from "./Instance.ts"
import { PROMETHEUS_CONTENT_TYPE, scrape } from "./PrometheusText.ts"

/** One thing a process needs in order to serve: succeeds, or fails with the reason why not. */
export type Check = Effect.Effect<void, { readonly message: string }>

/** What `/health/ready` reports of one check. */
export interface CheckResult {
  readonly ok: boolean
  readonly reason: string | null
}

/** A check that does not answer is a failed check. */
const PATIENCE = "2 seconds"

const run = (check: Check): Effect.Effect<CheckResult> =>
  check.pipe(
    Effect.timeoutFail({ duration: PATIENCE, onTimeout: () => ({ message: `no answer within ${PATIENCE}` }) }),
    Effect.as({ ok: true, reason: null }),
    Effect.catchAllCause((cause) => {
      const error = Cause.squash(cause)
      const reason = typeof error === "object" && error !== null && "message" in error
        ? String(error.message)
        : String(error)
      return Effect.succeed({ ok: false, reason })
    })
  )

const noStore = { headers: { "cache-control": "no-store" } }

/** The process is up and its event loop turns; says nothing about what it depends on. */
export const live = Effect.succeed(HttpServerResponse.unsafeJson({ status: "live", instance: instanceId }, noStore))

/** 200 when every check holds, else 503; either way each check with its reason. */
export const ready = (checks: { readonly [name: string]: Check }) =>
  Effect.map(
    Effect.all(Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, run(check)])), {
      concurrency: "unbounded"
    }),
    (results) => {
      const ok = Object.values(results).every((result) => result.ok)
      return HttpServerResponse.unsafeJson(
        { status: ok ? "ready" : "not ready", instance: instanceId, checks: results },
        { ...noStore, status: ok ? 200 : 503 }
      )
    }
  )

/** `GET /metrics`. */
export const metrics = Effect.map(
  scrape,
  (text) => HttpServerResponse.text(text, { contentType: PROMETHEUS_CONTENT_TYPE, ...noStore })
)
