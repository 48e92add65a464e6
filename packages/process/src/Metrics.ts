import { Duration, Effect, Metric, MetricBoundaries } from "effect"

/** Seconds; from a quick answer to a long render. */
const seconds = MetricBoundaries.fromIterable([0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900])

const jobStarted = Metric.counter("callsheet_jobs_started_total", {
  description: "Jobs a worker began, by kind.",
  incremental: true
})
const jobFinished = Metric.counter("callsheet_jobs_finished_total", {
  description: "Jobs a worker let go of, by kind and outcome.",
  incremental: true
})
const jobSeconds = Metric.histogram(
  "callsheet_job_duration_seconds",
  seconds,
  "How long one try of a job took, by kind."
)
const setbacks = Metric.counter("callsheet_job_setbacks_total", {
  description: "Tries of jobs that did not get through, by kind and by the tag of what held them up.",
  incremental: true
})
const databaseAway = Metric.gauge("callsheet_database_away", {
  description: "1 while this worker cannot take up work because the database does not answer."
})
const queueJobs = Metric.gauge("callsheet_queue_jobs", {
  description: "Jobs in the queue, by kind and state."
})
const queueAge = Metric.gauge("callsheet_queue_oldest_age_seconds", {
  description: "Age of the oldest job in the queue, by kind and state."
})
const unclaimedJobs = Metric.gauge("callsheet_queue_unclaimed_jobs", {
  description: "Jobs that are due and of a kind that no living worker does, by kind."
})
const commits = Metric.counter("callsheet_actor_commits_total", {
  description: "Steps of actors that were stored, by kind of actor.",
  incremental: true
})
const fenced = Metric.counter("callsheet_actor_commits_fenced_total", {
  description: "Steps of actors that the fence refused because another owner had moved the actor, by kind of actor.",
  incremental: true
})
const alarmsFailed = Metric.counter("callsheet_alarms_failed_total", {
  description:
    "Alarms whose step failed in a way that does not pass, by kind of actor; the worker's log names the actor.",
  incremental: true
})
const refusals = Metric.counter("callsheet_commands_refused_total", {
  description: "Commands that were refused, by kind of actor and tag of the refusal.",
  incremental: true
})
const tiktokCalls = Metric.counter("callsheet_tiktok_calls_total", {
  description: "Calls that left for TikTok, by endpoint and outcome.",
  incremental: true
})
const tiktokSeconds = Metric.histogram(
  "callsheet_tiktok_call_duration_seconds",
  seconds,
  "How long TikTok took to answer, by endpoint."
)
const tiktokLimited = Metric.counter("callsheet_tiktok_rate_limited_total", {
  description: "Calls that TikTok refused for their rate (429 or its own code), by endpoint.",
  incremental: true
})
const tiktokRetries = Metric.counter("callsheet_tiktok_retries_total", {
  description: "Calls to TikTok that were tried again, by endpoint.",
  incremental: true
})
const circuitOpen = Metric.gauge("callsheet_tiktok_circuit_open", {
  description: "1 while no call may leave because too many failed, by circuit."
})
const quotaWarnings = Metric.counter("callsheet_quota_warnings_total", {
  description: "Times an org came close to a limit of its own, by kind of usage.",
  incremental: true
})
const quotaRefusals = Metric.counter("callsheet_quota_refusals_total", {
  description: "Times work was stopped by an org's limit, by kind of usage.",
  incremental: true
})
const webhooks = Metric.counter("callsheet_tiktok_webhooks_total", {
  description: "Events TikTok delivered, by what became of them.",
  incremental: true
})
const rpcCalls = Metric.counter("callsheet_rpc_calls_total", {
  description: "Calls to the server, whichever way they came in, by name and outcome.",
  incremental: true
})
const rpcSeconds = Metric.histogram(
  "callsheet_rpc_call_duration_seconds",
  seconds,
  "How long a call to the server took, by name."
)
const httpRequests = Metric.counter("callsheet_http_requests_total", {
  description: "HTTP requests answered, by method, route and status.",
  incremental: true
})
const httpSeconds = Metric.histogram(
  "callsheet_http_request_duration_seconds",
  seconds,
  "How long an HTTP request took until its answer began, by route."
)
const build = Metric.gauge("callsheet_build_info", { description: "1, labelled with version, mode and process." })

const secondsOf = (took: Duration.Duration) => Duration.toMillis(took) / 1000

type Labels = { readonly [name: string]: string }

/** Each metric's series by their labels. They are few, asked for at every step, and cost more to make than to count. */
const series = new WeakMap<object, Map<string, unknown>>()

const labelled = <Type, In, Out>(
  metric: Metric.Metric<Type, In, Out>,
  labels: Labels
): Metric.Metric<Type, In, Out> => {
  const own = series.get(metric) ?? new Map<string, unknown>()
  series.set(metric, own)
  const name = JSON.stringify(Object.values(labels))
  const known = own.get(name) as Metric.Metric<Type, In, Out> | undefined
  const found = known ??
    Object.entries(labels).reduce((tagged, [label, value]) => Metric.tagged(tagged, label, value), metric)
  own.set(name, found)
  return found
}

const count = (metric: Metric.Metric.Counter<number>, labels: Labels) => Metric.update(labelled(metric, labels), 1)

/** What one try of a job ended as. */
export type JobOutcome = "completed" | "postponed" | "dead" | "cancelled" | "released" | "lost"

export const countJobStarted = (kind: string): Effect.Effect<void> => count(jobStarted, { kind })

export const countJobFinished = (kind: string, outcome: JobOutcome, took: Duration.Duration): Effect.Effect<void> =>
  Effect.zipRight(
    count(jobFinished, { kind, outcome }),
    Metric.update(labelled(jobSeconds, { kind }), secondsOf(took))
  )

/** `reason` is the tag of the failure: a window that is full, a disk without room, a provider that is away. */
export const countJobSetback = (kind: string, reason: string): Effect.Effect<void> => count(setbacks, { kind, reason })

export const setDatabaseAway = (away: boolean): Effect.Effect<void> => Metric.update(databaseAway, away ? 1 : 0)

/** The queue as it stands. Kinds that are gone from it keep their last value unless they are set to nothing. */
export const setQueueDepth = (kind: string, state: string, jobs: number, oldestMillis: number): Effect.Effect<void> =>
  Effect.zipRight(
    Metric.update(labelled(queueJobs, { kind, state }), jobs),
    Metric.update(labelled(queueAge, { kind, state }), oldestMillis / 1000)
  )

/** Due jobs of a kind that nobody does; to be set to nothing when somebody does. */
export const setUnclaimedJobs = (kind: string, jobs: number): Effect.Effect<void> =>
  Metric.update(labelled(unclaimedJobs, { kind }), jobs)

export const countCommit = (actor: string): Effect.Effect<void> => count(commits, { actor })
export const countFenced = (actor: string): Effect.Effect<void> => count(fenced, { actor })

export const countAlarmFailed = (actor: string): Effect.Effect<void> => count(alarmsFailed, { actor })

export const countRefused = (actor: string, reason: string): Effect.Effect<void> => count(refusals, { actor, reason })

/** `outcome` is `ok` or the tag of the error. */
export const countTikTokCall = (endpoint: string, outcome: string, took: Duration.Duration): Effect.Effect<void> =>
  Effect.all([
    count(tiktokCalls, { endpoint, outcome }),
    Metric.update(labelled(tiktokSeconds, { endpoint }), secondsOf(took)),
    outcome === "TikTokRateLimited" ? count(tiktokLimited, { endpoint }) : Effect.void
  ], { discard: true })

export const countTikTokRetry = (endpoint: string): Effect.Effect<void> => count(tiktokRetries, { endpoint })
export const setCircuitOpen = (circuit: string, open: boolean): Effect.Effect<void> =>
  Metric.update(labelled(circuitOpen, { circuit }), open ? 1 : 0)

export const countQuotaWarning = (kind: string): Effect.Effect<void> => count(quotaWarnings, { kind })
export const countQuotaRefusal = (kind: string): Effect.Effect<void> => count(quotaRefusals, { kind })

export const countWebhook = (outcome: "stored" | "repeated" | "refused"): Effect.Effect<void> =>
  count(webhooks, { outcome })

export const countHttp = (
  method: string,
  route: string,
  status: number,
  took: Duration.Duration
): Effect.Effect<void> =>
  Effect.zipRight(
    count(httpRequests, { method, route, status: String(status) }),
    Metric.update(labelled(httpSeconds, { route }), secondsOf(took))
  )

export const countRpc = (call: string, outcome: string, took: Duration.Duration): Effect.Effect<void> =>
  Effect.zipRight(
    count(rpcCalls, { call, outcome }),
    Metric.update(labelled(rpcSeconds, { call }), secondsOf(took))
  )

export const setBuildInfo = (version: string, mode: string, process: string): Effect.Effect<void> =>
  Metric.update(labelled(build, { version, mode, process }), 1)
