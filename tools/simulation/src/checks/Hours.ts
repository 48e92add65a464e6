import { iso, minutes } from "@callsheet/domain/Instant"
import { lastStart } from "@callsheet/domain/plan/Plan"
import type { Evidence } from "./Promises.ts"

/** Workers' clocks may be apart, and a call takes its time. */
const MARGIN = minutes(2)

interface Hours {
  readonly slot: number
  readonly graceMillis: number
  readonly wantedAt?: number | undefined
}

/** Every publication that became a post was opened between slot and grace, or after a person had asked for it later. */
export const hoursAreKept = ({ world }: Evidence, breach: (what: string) => void): void => {
  const { books } = world.sandbox
  const posted = new Set([...books.of("post"), ...books.of("inbox")].map(({ publishId }) => publishId))
  const plans = new Map<string, Hours>()
  for (const { at, body, planId, tag } of world.tables.events) {
    if (planId === null) continue
    const event = JSON.parse(body)
    const hours = plans.get(planId)
    if (tag === "PlanCreated") plans.set(planId, event.plan)
    if (hours === undefined) continue
    if (tag === "PlanRescheduled") plans.set(planId, { ...hours, slot: event.slot, wantedAt: undefined })
    if (tag === "PlanReleased" || tag === "PlanRetried" || tag === "PlanAllowed") {
      plans.set(planId, { ...hours, wantedAt: at })
    }
    if (tag !== "PublicationOpened" || !posted.has(event.publication.publishId)) continue
    const what = `plan ${planId} with the slot ${iso(hours.slot)} was posted at ${iso(at)}`
    if (at < hours.slot - MARGIN) breach(`${what}: too early`)
    if (at > lastStart(hours) + MARGIN) breach(`${what}: too late, and nobody asked for that`)
  }
}
