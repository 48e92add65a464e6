import type { FeedItem } from "@callsheet/domain/api/calls/events"
import { jobKindFacts } from "@callsheet/domain/facts/jobKinds"
import { isEnded } from "@callsheet/domain/facts/planStatuses"
import type { JobView } from "@callsheet/domain/job/Job"
import { t } from "../text/Text.ts"
import { byName } from "../ui/Names.ts"
import { state } from "./Live.ts"
import { accountName } from "./Plans.ts"

/** Jobs come and end with the events of what they work for; between them, hints say that they moved. */
export const ofJobs = {
  hint: "job",
  on: ({ subject }: FeedItem): boolean => subject !== "org"
} as const

/** Workers report every few seconds. Where none is left to say so, the last report gets too old with time alone. */
export const ofWorkers = { hint: "worker", renew: 15_000 } as const

export const kindWord = (kind: string): string => {
  const words: Readonly<Record<string, string>> = t.jobs.kinds
  return words[kind] ?? kind
}

/** Whom the work is for, in a person's words: the plan's topic, or the account's name. */
export const subjectOf = ({ ownerId, ownerKind, planId }: JobView): string =>
  planId !== null
    ? state.plans.get(planId)?.topic ?? planId
    : ownerKind === "account"
    ? accountName(ownerId)
    : ownerId

/** Its plan has ended and nobody waits for it, so a new try could only stop again. */
export const isOver = ({ kind, planId }: JobView): boolean => {
  const plan = planId === null ? undefined : state.plans.get(planId)
  return plan !== undefined && isEnded(plan.status) && jobKindFacts(kind)?.outlivesPlan !== true
}

/** Who did it, as a job's history names it: a worker, or a person. */
export const whoTried = (by: string): string =>
  by === "worker" ? byName("job") : by.startsWith("worker-") ? workerName(by) : byName(by)

/** `worker-4211-34001-ab12` as people say it. */
export const workerName = (id: string): string => id.split("-").slice(0, 2).join(" ")
