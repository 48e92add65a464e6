import { jobKindFacts } from "@callsheet/domain/facts/jobKinds"
import { isFinal, owesWork } from "@callsheet/domain/facts/planStatuses"
import { minutes } from "@callsheet/domain/Instant"
import type { Plan } from "@callsheet/domain/plan/Plan"
import { planWaitingFor } from "@callsheet/domain/plan/PlanWaiting"
import { pendingTake } from "@callsheet/domain/plan/Takes"
import type { Evidence } from "./Promises.ts"

/** Every plan that was answered for exists, has ended or says what it waits for, and no job is left behind. */
export const nobodyIsStuck = ({ person, world }: Evidence, breach: (what: string) => void): void => {
  const { tables, time } = world
  for (const wish of person.wishes) {
    const row = tables.actors.get(wish.id)
    if (row === undefined) {
      breach(`plan ${wish.id} is lost${wish.created ? ", though its creation was answered" : ""}`)
      continue
    }
    const plan: Plan = JSON.parse(row.state)
    const take = pendingTake(plan)
    if (take !== null && person.content) breach(`take ${take.number} of plan ${wish.id} never came`)
    if (isFinal(row.status)) continue
    const waits = planWaitingFor(plan, row.since)
    if (waits === null) breach(`plan ${wish.id} is ${row.status} and does not say what it waits for`)
    if (!wish.forgotten) {
      const jobs = [...tables.open.values()].filter((job) => job.planId === wish.id)
      const list = jobs.map((job) => `${job.kind} ${job.state}`).join(", ")
      breach(`plan ${wish.id} is still ${row.status} long after the storm (${waits?.what ?? ""}; jobs: ${list})`)
      if (owesWork(row.status) && jobs.length === 0) {
        breach(`plan ${wish.id} is ${row.status} and nobody works on it`)
      }
    }
    if (row.alarmAt !== null && row.alarmAt < time.now - minutes(1)) {
      breach(`the alarm of plan ${wish.id} (${row.status}) was due ${time.now - row.alarmAt} ms ago`)
    }
  }
  if (!person.content) return
  for (const job of tables.open.values()) {
    if (jobKindFacts(job.kind)?.outlivesPlan !== true) {
      breach(`job ${job.id} (${job.kind} of ${job.ownerId}) never ends: it is ${job.state}`)
    }
  }
  for (const job of tables.jobs.values()) {
    if (job.failure?.includes("ProgrammingDefect") === true) {
      breach(`job ${job.id} (${job.kind}) met a defect: ${job.failure}`)
    }
  }
}
