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

/** A purchase that began is made and paid, also when whoever asked for it dies meanwhile. */
const LONGEST_PURCHASE = 3_000

/**
 * A script is bought once. Twice only where a worker died, or lost its lease, between the purchase and the moment its answer
 * was stored: the provider has no name for a call by which its answer could be asked for again.
 */
export const moneyIsSpentOnce = ({ world }: Evidence, breach: (what: string) => void): void => {
  for (const [asset, times] of world.purchases) {
    const restarted = world.tables.events.some((event) => event.actorId === asset && event.tag === "AssetRestarted")
    for (const [n, at] of times.entries()) {
      const earlier = times[n - 1]
      if (earlier === undefined || restarted || world.trace.faultBetween(earlier - LONGEST_PURCHASE, at)) continue
      breach(`the script of ${asset} was bought twice though nothing had gone wrong`)
    }
  }
}
