import { action } from "../Action.ts"
import { jobKindFacts } from "../facts/jobKinds.ts"
import { owesWork } from "../facts/planStatuses.ts"
import { type Instant, iso } from "../Instant.ts"
import type { JobView } from "../job/Job.ts"
import type { PlanView } from "../plan/PlanView.ts"

/**
 * Where a due job stands. `ahead`: due jobs of its kind that are served before it. `lanes`: how many of the kind run at
 * once right now, at least 1. `typicalMillis`: how long the kind took lately, null while none has finished.
 */
export interface QueuePlace {
  readonly ahead: number
  readonly lanes: number
  readonly typicalMillis: number | null
}

const tries = (job: JobView) => job.attempts === 0 ? "" : `, try ${job.attempts + 1}`

const cause = (job: JobView) => job.failure === null ? "" : ` (last time: ${job.failure.message})`

const inLine = ({ ahead, lanes, typicalMillis }: QueuePlace, now: Instant): string => {
  const place = ahead === 0 ? "next in line" : `${ahead} ahead in line`
  return typicalMillis === null
    ? place
    : `${place}, expected by ${iso(now + Math.ceil((Math.floor(ahead / lanes) + 1) * typicalMillis))}`
}

const running = (job: JobView, place: QueuePlace | undefined, now: Instant): string => {
  const done = job.progress === null ? "" : `, ${job.progress.stage} ${Math.round(job.progress.fraction * 100)} %`
  const typical = place?.typicalMillis ?? null
  const left = typical === null
    ? ""
    : `, expected by ${iso(now + Math.ceil(typical * (1 - Math.min(1, job.progress?.fraction ?? 0))))}`
  return `under way${done}${left}`
}

/** One job in the words of anyone who waits for it. */
const sentence = (job: JobView, place: QueuePlace | undefined, now: Instant): string => {
  const what = jobKindFacts(job.kind)?.words ?? job.kind
  switch (job.state) {
    case "in_progress":
      return `${what}: ${running(job, place, now)}${tries(job)}${cause(job)}.`
    case "dead":
    case "failed":
      return `${what}, which was given up after ${job.attempts} tries${
        job.failure === null ? "" : `: ${job.failure.message}`
      }`
    case "pending":
    case "waiting":
      return Date.parse(job.runAt) > now
        ? `${what}: next try at ${job.runAt}${tries(job)}${cause(job)}.`
        : `${what}: ${place === undefined ? "due" : inLine(place, now)}${tries(job)}${cause(job)}.`
    case "completed":
    case "cancelled":
      return ""
  }
}

const open = new Set(["pending", "waiting", "in_progress", "dead", "failed"])
const givenUp = (job: JobView) => job.state === "dead" || job.state === "failed"

/** What stopped explains more than what runs, and work explains more than the telling of it. */
const telling = (a: JobView, b: JobView) =>
  Number(givenUp(b)) - Number(givenUp(a)) || Number(a.kind === "tell") - Number(b.kind === "tell") ||
  Number(b.id.slice(4)) - Number(a.id.slice(4))

/**
 * What a plan waits for, seen down to the job that will move it: its place in line, its next try, its cause, its progress.
 * Only where the system acts; where a person must, the plan's own words stand.
 */
export const withWork = (
  plan: PlanView,
  jobs: ReadonlyArray<JobView>,
  places: ReadonlyMap<string, QueuePlace>,
  now: Instant
): PlanView => {
  if (plan.waitingFor === null || !owesWork(plan.status)) return plan
  const job = jobs.filter(({ state }) => open.has(state)).toSorted(telling)[0]
  if (job === undefined) return plan
  const what = sentence(job, places.get(job.id), now)
  return {
    ...plan,
    waitingFor: givenUp(job)
      ? { ...plan.waitingFor, what, who: "editor", action: action("dlq.retry", { ids: [job.id] }) }
      : { ...plan.waitingFor, what }
  }
}
