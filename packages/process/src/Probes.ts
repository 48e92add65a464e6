import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Cause, Effect } from "effect"
import { askedTogether } from "./AskedTogether.ts"
import type { IsInsider } from "./Insiders.ts"
import { instanceId } from "./Instance.ts"
import { PROMETHEUS_CONTENT_TYPE, scrape } from "./PrometheusText.ts"
import { settings } from "./settings/Registry.ts"

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

/** Checks cost a question to the database, and everybody may ask: within this, all askers get one answer. */
const REMEMBERED = "500 millis"

/** What everybody hears is whether it is ready; which check fails and why is for insiders. */
export const ready = (checks: { readonly [name: string]: Check }, isInsider: IsInsider) =>
  Effect.map(
    Effect.cachedWithTTL(
      Effect.all(Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, run(check)])), {
        concurrency: "unbounded"
      }),
      REMEMBERED
    ),
    (answers) => (request: HttpServerRequest.HttpServerRequest) =>
      Effect.map(askedTogether(answers), (results) => {
        const ok = Object.values(results).every((result) => result.ok)
        return HttpServerResponse.unsafeJson(
          {
            status: ok ? "ready" : "not ready",
            instance: instanceId,
            ...(isInsider(request) ? { checks: results } : {})
          },
          { ...noStore, status: ok ? 200 : 503 }
        )
      })
  )

const notAnInsider = HttpServerResponse.unsafeJson({
  error: {
    tag: "Unauthorized",
    message: "The metrics of the installation are not for everybody.",
    remedy:
      `Send Authorization: Bearer TOKEN. The token is in metrics.token in the data folder, unless ${settings.metricsToken.name} sets it.`
  }
}, { status: 401, headers: { ...noStore.headers, "www-authenticate": "Bearer realm=\"callsheet metrics\"" } })

/** `GET /metrics`. `refresh` is what has to be looked at before the numbers are read. */
export const metrics = (isInsider: IsInsider, refresh: Effect.Effect<void> = Effect.void) =>
  Effect.map(
    Effect.cachedWithTTL(refresh, REMEMBERED),
    (fresh) => (request: HttpServerRequest.HttpServerRequest) =>
      isInsider(request)
        ? Effect.zipRight(askedTogether(fresh), scrape).pipe(
          Effect.map((text) => HttpServerResponse.text(text, { contentType: PROMETHEUS_CONTENT_TYPE, ...noStore }))
        )
        : Effect.succeed(notAnInsider)
  )
