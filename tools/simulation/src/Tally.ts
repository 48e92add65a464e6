import type { History } from "./History.ts"

/** What many histories came to, in numbers that can be added up across processes. */
export interface Tally {
  readonly histories: number
  readonly plans: number
  readonly published: number
  readonly broken: number
  /** How often each kind of fault was made to happen. */
  readonly faults: Readonly<Record<string, number>>
}

export const nothingYet: Tally = { histories: 0, plans: 0, published: 0, broken: 0, faults: {} }

/** Faults differ in how long they took; their kind is what remains without the number. */
const kindOf = (fault: string): string => fault.replace(/\d+/g, "N")

export const tallyOf = ({ breaches, plans, published, trace }: History): Tally => {
  const faults: Record<string, number> = {}
  for (const { fault } of trace.lines) {
    if (fault === null || fault === "BREACH") continue
    const kind = kindOf(fault)
    faults[kind] = (faults[kind] ?? 0) + 1
  }
  return { histories: 1, plans, published, broken: breaches.length > 0 ? 1 : 0, faults }
}

export const together = (a: Tally, b: Tally): Tally => ({
  histories: a.histories + b.histories,
  plans: a.plans + b.plans,
  published: a.published + b.published,
  broken: a.broken + b.broken,
  faults: Object.fromEntries(
    [...new Set([...Object.keys(a.faults), ...Object.keys(b.faults)])].map((kind) => [
      kind,
      (a.faults[kind] ?? 0) + (b.faults[kind] ?? 0)
    ])
  )
})

/** The faults of a tally, most frequent first, one a line. */
export const faultLines = ({ faults }: Tally): ReadonlyArray<string> =>
  Object.entries(faults).toSorted(([, a], [, b]) => b - a).map(([kind, count]) =>
    `${String(count).padStart(9)}  ${kind}`
  )
