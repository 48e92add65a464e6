import { holdsNothing, isEnded } from "@callsheet/domain/facts/planStatuses"
import type { Org } from "@callsheet/domain/org/Org"
import type { Evidence } from "./Promises.ts"

/** What an org believes to have used is what the ledger says, and the ledger says what was really used. */
export const sumsAreRight = ({ person, world }: Evidence, breach: (what: string) => void): void => {
  const { actors, ledger } = world.tables
  for (const row of actors.values()) {
    if (row.kind !== "org") continue
    const org: Org = JSON.parse(row.state)
    const kinds = new Set([...Object.keys(org.sums), ...ledger.map((line) => line.kind)])
    for (const kind of kinds) {
      const spent = ledger.reduce(
        (sum, line) => line.orgId === org.id && line.kind === kind ? sum + line.amount : sum,
        0
      )
      const settled = Object.entries(org.sums).find(([name]) => name === kind)?.[1]?.settled ?? 0
      if (settled !== spent) breach(`org ${org.id} believes it used ${settled} ${kind}; its ledger says ${spent}`)
    }
  }
  for (const wish of person.wishes) {
    const publishes = ledger.filter((line) => line.kind === "publishes" && line.reference === wish.id)
    const count = publishes.reduce((sum, line) => sum + line.amount, 0)
    if (count > 1) breach(`plan ${wish.id} was charged for ${count} publications`)
    if (person.statusOf(wish) === "tracked" && count === 0) breach(`plan ${wish.id} is published and was not charged`)
  }
}

/** What a plan that has come to its end had promised is paid or free. */
export const promisesEnd = ({ person, world }: Evidence, breach: (what: string) => void): void => {
  const orgs = [...world.tables.actors.values()].flatMap((row): Array<Org> =>
    row.kind === "org" ? [JSON.parse(row.state)] : []
  )
  for (const wish of person.wishes) {
    const status = person.statusOf(wish)
    if (!isEnded(status) || !holdsNothing(status)) continue
    for (const org of orgs) {
      for (const [kind, sum] of Object.entries(org.sums)) {
        const held = sum?.reserved[wish.id]
        if (held !== undefined) breach(`plan ${wish.id} is ${status} and still holds ${held} ${kind}`)
      }
    }
  }
}

/**
 * The same words are asked for under one request id, however often, so that the writer bills them once; and what is on its
 * bill is in the ledger, or reserved until its answer is known.
 */
export const moneyIsSpentOnce = ({ world }: Evidence, breach: (what: string) => void): void => {
  const { actors, ledger } = world.tables
  const bought = new Map<string, string>()
  for (const [requestId, { orgId, what }] of world.bills) {
    const earlier = bought.get(`${orgId} ${what}`)
    if (earlier !== undefined) breach(`the same words were bought as ${earlier} and as ${requestId}`)
    bought.set(`${orgId} ${what}`, requestId)
    const org: Org = JSON.parse(actors.get(orgId)?.state ?? "null")
    const held = org.sums.money_micros?.reserved[requestId] ?? 0
    const lines = ledger.filter((line) => line.kind === "money_micros" && line.reference === requestId)
    if (lines.length > 1) breach(`${requestId} was settled ${lines.length} times`)
    if (lines.length + (held > 0 ? 1 : 0) === 0) breach(`${requestId} is on the bill and nowhere in the ledger`)
  }
  const unbilled = ledger.find(({ kind, reference }) => kind === "llm_tokens" && !world.bills.has(reference))
  if (unbilled !== undefined) breach(`${unbilled.reference} is in the ledger and was never billed`)
}
