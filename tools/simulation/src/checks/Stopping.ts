import type { TraceLine } from "../world/Trace.ts"
import type { World } from "../world/World.ts"
import type { Evidence } from "./Promises.ts"

/** What a stopping worker may take: its drain, and the longest single call it lets finish. */
const LONGEST_STOP_MILLIS = 60_000

/** A stop that was asked for, and what became of it. */
export interface Stop {
  readonly worker: string
  readonly askedAt: number
  readonly endedAt: number | null
  /** It was killed, or stood still, before it had left. */
  readonly disturbed: boolean
}

export const stopsIn = (lines: ReadonlyArray<TraceLine>): ReadonlyArray<Stop> => {
  const stops = new Map<string, Stop>()
  for (const { at, fault, what, who } of lines) {
    if (what === "is asked to stop") stops.set(who, { worker: who, askedAt: at, endedAt: null, disturbed: false })
    const stop = stops.get(who)
    if (stop === undefined || stop.endedAt !== null) continue
    if (what === "has stopped") stops.set(who, { ...stop, endedAt: at })
    else if (fault === "killed" || fault === "paused") stops.set(who, { ...stop, disturbed: true })
  }
  return [...stops.values()]
}

/** Anyone who is asked to stop leaves in time, unless something worse comes first. */
export const stoppingIsSafe = ({ world }: Evidence, breach: (what: string) => void): void => {
  for (const { askedAt, disturbed, endedAt, worker } of stopsIn(world.trace.lines)) {
    if (disturbed) continue
    const took = (endedAt ?? world.time.now) - askedAt
    if (took > LONGEST_STOP_MILLIS && !world.trace.faultBetween(askedAt, endedAt ?? world.time.now)) {
      breach(`${worker} was asked to stop and ${endedAt === null ? "is still there" : "left"} after ${took} ms`)
    }
  }
}

/** To be looked at when a worker exits: what it had begun is handed back, unless it could not say so. */
export const nothingIsHeldBy = (world: World, worker: string, askedAt: number): void => {
  for (const job of world.tables.open.values()) {
    if (job.leasedBy !== worker || world.trace.faultBetween(askedAt - 15_000, world.time.now)) continue
    world.breach(9, `${worker} has left and still holds job ${job.id} (${job.kind})`)
  }
}
