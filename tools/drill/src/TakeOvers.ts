import type { TakeOver } from "./Probes.ts"

/** A take-over that lasts longer breaks the promise. */
export const TAKE_OVER_LIMIT_MILLIS = 5_000

export interface TakeOverSpread {
  readonly measured: number
  readonly p50Millis: number | null
  readonly p99Millis: number | null
  readonly maxMillis: number | null
}

/** The share of the values at or below it, in the usual sense; null of none. */
const percentile = (sorted: ReadonlyArray<number>, share: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null

const rounded = (millis: number | null): number | null => millis === null ? null : Math.round(millis)

const spreadOf = (values: ReadonlyArray<number | null>): TakeOverSpread => {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b)
  return {
    measured: sorted.length,
    p50Millis: rounded(percentile(sorted, 0.5)),
    p99Millis: rounded(percentile(sorted, 0.99)),
    maxMillis: rounded(sorted.at(-1) ?? null)
  }
}

/**
 * How long take-overs lasted. Those that had to wait for something else that had just been struck stand apart, under its
 * name: they say how long everything together took to mend.
 */
export const takeOversOf = (all: ReadonlyArray<TakeOver>) => {
  const alone = all.filter(({ besides }) => besides.length === 0)
  const together = new Map<string, Array<number>>()
  for (const { besides, committedMillis } of all) {
    if (besides.length === 0) continue
    const what = besides.toSorted().join(" and ")
    together.set(what, [...together.get(what) ?? [], committedMillis])
  }
  return {
    ...spreadOf(alone.map(({ committedMillis }) => committedMillis)),
    slow: alone.filter(({ committedMillis }) => committedMillis > TAKE_OVER_LIMIT_MILLIS).length,
    /** From the kill to each step, so the differences are the parts. */
    steps: {
      seen: spreadOf(alone.map(({ seenMillis }) => seenMillis)),
      taken: spreadOf(alone.map(({ takenMillis }) => takenMillis))
    },
    besides: Object.fromEntries([...together].map(([what, millis]) => [what, spreadOf(millis)]))
  }
}
