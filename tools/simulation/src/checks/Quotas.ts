import type { OrgEvent } from "@callsheet/domain/org/OrgEvent"
import type { Evidence } from "./Promises.ts"

/** The warning is due from here on; see product.md, promise 4. */
const LINE = 0.8

/** One kind of one org as the checker counts it, from nothing but the events. */
class Count {
  limit: number | null = null
  settled = 0
  readonly held = new Map<string, number>()
  warned = false

  get total(): number {
    return [...this.held.values()].reduce((sum, amount) => sum + amount, this.settled)
  }
}

/** No promise was made beyond a limit, and anyone who came to 80 % of one was told so, once. */
export const quotasHold = ({ world }: Evidence, breach: (what: string) => void): void => {
  const counts = new Map<string, Count>()
  const countOf = (org: string, kind: string): Count => {
    const known = counts.get(`${org} ${kind}`)
    if (known !== undefined) return known
    const fresh = new Count()
    counts.set(`${org} ${kind}`, fresh)
    return fresh
  }
  for (const row of world.tables.events) {
    if (row.kind !== "org") continue
    const event: OrgEvent = JSON.parse(row.body)
    switch (event._tag) {
      case "OrgCreated":
      case "PolicySet":
        break
      case "LimitSet": {
        const count = countOf(row.actorId, event.kind)
        count.limit = event.limit?.amount ?? null
        count.warned &&= count.limit !== null && count.total >= LINE * count.limit
        break
      }
      case "ReservationFreed":
        for (const [name, { held }] of counts) if (name.startsWith(`${row.actorId} `)) held.delete(event.reference)
        break
      case "AmountReserved":
      case "AmountSettled":
      case "UsageWarned": {
        const settles = event._tag === "AmountSettled" || (event._tag === "UsageWarned" && event.settles === true)
        const from = "from" in event ? event.from : undefined
        for (const { amount, kind } of event.amounts) {
          const count = countOf(row.actorId, kind)
          const before = count.held.get(event.reference) ?? 0
          if (settles) {
            count.held.delete(event.reference)
            count.settled += amount
          } else {
            const drawn = from === undefined ? 0 : Math.min(count.held.get(from) ?? 0, Math.max(0, amount - before))
            if (from !== undefined) count.held.set(from, (count.held.get(from) ?? 0) - drawn)
            count.held.set(event.reference, amount)
          }
          if (count.limit === null) continue
          if (!settles && count.total > count.limit) {
            breach(`${row.actorId} promised ${count.total} ${kind}, allowed are ${count.limit} (event ${row.position})`)
          }
          const told = event._tag === "UsageWarned" && event.kinds.includes(kind)
          const owed = count.total >= LINE * count.limit && !count.warned && !(settles && amount === 0)
          if (told && count.warned) breach(`${row.actorId} was warned of ${kind} twice (event ${row.position})`)
          if (told !== owed && !count.warned) {
            breach(
              `${row.actorId}: ${count.total} of ${count.limit} ${kind}, ${
                told ? "" : "not "
              }warned (event ${row.position})`
            )
          }
          count.warned ||= told
        }
      }
    }
  }
}
