import type { Variants } from "@callsheet/simulation/world/World"
import { assert, describe, it } from "@effect/vitest"
import { histories } from "./support.ts"

/**
 * The first of a thousand histories in which a broken product is caught, or null. `likely`: the seed that caught it when this was
 * last looked at. It is tried first and saves the search; when histories have changed since, the search goes on as without it.
 */
const caught = async (variants: Variants, promise: number, about: RegExp, likely: number) => {
  for (const [from, count] of [[likely, 1], [1, 1_000]] as const) {
    for await (const { breaches, seed } of histories(from, count, variants)) {
      const found = breaches.find((breach) => breach.promise === promise && about.test(breach.what))
      if (found !== undefined) return { seed, what: found.what }
    }
  }
  return null
}

/** Each is a fault that was put into the product on purpose; a simulation that lets one pass proves nothing. */
const mutations: ReadonlyArray<readonly [string, Variants, number, RegExp, likely?: number]> = [
  ["a store that lets two owners write over each other", { fence: true }, 3, /begins at|comes after|stored state/],
  [
    "a publish id that is stored after the upload has begun",
    { publishIdLate: true },
    1,
    /before its publish id was stored/
  ],
  ["a command that counts as often as it is sent", { commandIds: true }, 10, /carried out twice/],
  ["a quota that counts rows instead of amounts", { countRows: true }, 4, /its ledger says/],
  ["an org that promises more than its limit", { noLimits: true }, 4, /allowed are/],
  ["a moved publication that goes on at once", { movedGoesOn: true }, 8, /too early/, 82],
  [
    "a video of content that was changed since, taken for the new one",
    { edits: true, anyRevision: true },
    1,
    /was released, TikTok answers/,
    404
  ],
  ["a late post that nobody asked for", { anyHour: true }, 8, /too late/, 659],
  ["a queue that serves whoever came first", { turns: true }, 15, /under way, while/, 20],
  ["a queue that listens to whoever held a job before", { leaseTokens: true }, 10, /is the one in force/, 27],
  ["a heartbeat that forgets a job once it was taken over", { heartbeat: true }, 10, /without a heartbeat/, 5],
  ["a worker that is handed what it runs already", { ownJobs: true }, 10, /is begun by/, 125],
  [
    "a cancelled job that its plan does not hear of",
    { silentCancel: true },
    2,
    /nobody works on it|long after the storm/
  ],
  ["a consent that wakes nobody", { wakes: true }, 13, /a consent that was given/, 7],
  ["a failed try that is taken for an interrupted one", { causes: true }, 2, /neither count nor reason/, 2],
  ["workers in containers that share one name", { oneName: true }, 10, /frees job/, 2],
  [
    "a row that a worker keeps while it stands still",
    { rowLocks: true },
    10,
    /has waited for the database.*the row/,
    5
  ],
  [
    "a silent connection that is waited for without end",
    { mishaps: true, noSilenceLimit: true },
    10,
    /has waited for the database/,
    4
  ],
  [
    "a step that can never be stored, taken for an outage",
    { mishaps: true, storesLater: true },
    2,
    /asked again and again/,
    9
  ],
  ["a machine that slept and does not know it", { mishaps: true, sleptThrough: true }, 8, /too late/, 9]
]

describe("the simulation finds", () => {
  for (const [what, variants, promise, about, likely = 1] of mutations) {
    it(what, async () => {
      assert.isNotNull(await caught(variants, promise, about, likely))
    }, 900_000)
  }
})
