import { Busy } from "@callsheet/domain/Envelope"
import { Effect } from "effect"

export interface FairQueueLimits {
  /** Calls that are worked on at the same time. */
  readonly atOnce: number
  /** How many of them one org may hold, so that no org alone holds all. */
  readonly perOrg: number
  /** How many calls of one org may wait; anyone who comes after that is told to come again. */
  readonly waiting: number
}

interface Waiting {
  readonly grant: () => void
}

interface Line {
  running: number
  readonly waiting: Array<Waiting>
}

/**
 * Who is served next: one org after the other, however long each one's line is. A call of an org with a short line waits
 * for the next turn that becomes free, not for the whole line of a flood.
 */
export const makeFairQueue = ({ atOnce, perOrg, waiting }: FairQueueLimits, what: string) => {
  /** In the order of turns: anyone who was served last stands last. */
  const lines = new Map<string, Line>()
  let running = 0

  const lineOf = (org: string): Line => {
    const known = lines.get(org)
    if (known !== undefined) return known
    const line: Line = { running: 0, waiting: [] }
    lines.set(org, line)
    return line
  }
  const start = (line: Line) => {
    running++
    line.running++
  }

  const next = () => {
    const found = [...lines].find(([, line]) => line.waiting.length > 0 && line.running < perOrg)
    if (running >= atOnce || found === undefined) return
    const [org, line] = found
    lines.delete(org)
    lines.set(org, line)
    start(line)
    line.waiting.shift()?.grant()
  }
  const end = (org: string) => {
    const line = lineOf(org)
    running--
    line.running--
    forget(org, line)
    next()
  }
  const forget = (org: string, line: Line) => {
    if (line.running === 0 && line.waiting.length === 0) lines.delete(org)
  }

  const stand = (org: string, line: Line): Effect.Effect<void> =>
    Effect.async((resume) => {
      const entry: Waiting = { grant: () => resume(Effect.void) }
      line.waiting.push(entry)
      return Effect.sync(() => {
        const at = line.waiting.indexOf(entry)
        // Granted in the moment in which its caller left: the turn goes on to the next.
        if (at === -1) return end(org)
        line.waiting.splice(at, 1)
        forget(org, line)
      })
    })

  return {
    inTurn: (org: string) => <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E | Busy, R> =>
      Effect.uninterruptibleMask((restore): Effect.Effect<A, E | Busy, R> => {
        const line = lineOf(org)
        const served = Effect.ensuring(restore(work), Effect.sync(() => end(org)))
        if (running < atOnce && line.running < perOrg && line.waiting.length === 0) {
          start(line)
          return served
        }
        if (line.waiting.length < waiting) return Effect.zipRight(restore(stand(org, line)), served)
        forget(org, line)
        return new Busy({ what, retryAfterMillis: 1_000 })
      }),
    /** Calls that wait right now. */
    waiting: () => [...lines.values()].reduce((sum, line) => sum + line.waiting.length, 0)
  }
}

/**
 * More than the connections to the database serve at once, so that a turn never waits for an idle machine; few enough of
 * one org that another's answer does not stand behind a hundred of its decisions.
 */
const CALLS: FairQueueLimits = { atOnce: 64, perOrg: 24, waiting: 512 }
/**
 * Streams last as long as somebody looks, so nobody waits for one: past this limit the next one is refused and may try later. An open page of
 * the panel holds two.
 */
const STREAMS: FairQueueLimits = { atOnce: 4_000, perOrg: 400, waiting: 0 }

/** The turns of one server. */
export const makeServerFairQueue = () => {
  const calls = makeFairQueue(CALLS, "This many requests at once")
  const streams = makeFairQueue(STREAMS, "This many streams at once")
  return (org: string, isStream: boolean) => (isStream ? streams : calls).inTurn(org)
}
