import type { GateFinding } from "./Finding.ts"

/** A word may be shown this much before or after it is heard. */
const MOST_MILLIS = 120
/** Sound above this part of the loudest stretch is speech. */
const VOICED = 0.12
const STRETCH_MILLIS = 10

/** When sound begins, in milliseconds: the first stretch that is loud enough. */
export const onsetOf = (samples: Int16Array, rate: number): number | null => {
  const length = Math.max(1, Math.round((rate * STRETCH_MILLIS) / 1000))
  const loud: Array<number> = []
  for (let from = 0; from + length <= samples.length; from += length) {
    let sum = 0
    for (let at = from; at < from + length; at++) sum += (samples[at] ?? 0) ** 2
    loud.push(Math.sqrt(sum / length))
  }
  const most = Math.max(0, ...loud)
  const first = loud.findIndex((value) => value > most * VOICED)
  return most < 50 || first < 0 ? null : first * STRETCH_MILLIS
}

/** Whether a line's first word is shown when its voice begins. */
export const captionFindings = (
  line: {
    readonly text: string
    readonly samples: Int16Array
    readonly rate: number
    readonly firstWordMillis: number | null
  },
  at: number
): ReadonlyArray<GateFinding> => {
  const onset = onsetOf(line.samples, line.rate)
  if (onset === null || line.firstWordMillis === null) return []
  const off = Math.round(line.firstWordMillis - onset)
  return Math.abs(off) <= MOST_MILLIS ? [] : [{
    check: "captions",
    at,
    what: `the first word of "${line.text}" is shown ${Math.abs(off)} ms ${off > 0 ? "after" : "before"} it is heard`
  }]
}
