import { Context, Effect } from "effect"

/** What stopped a process that ran this work, as often as it is known. */
export interface Deaths {
  readonly count: number
  /** When the last of them was; epoch milliseconds. */
  readonly lastAt: number
}

/** So many owners a command or a job may take along; no third one runs it. */
export const MOST_DEATHS = 2

/** A process that does nothing for so long is ended by its own watchdog. */
export const HANGS_AFTER_MILLIS = 20_000

/** By then it is known whether the owner that has just lost some work was ended over it. */
export const VERDICT_MILLIS = HANGS_AFTER_MILLIS + 10_000

/**
 * What this process is doing, kept so that it can still be named when the process does nothing any more, and what is known
 * of work that ended processes before. Where nobody provides one, nobody watches.
 */
export class Doing extends Context.Reference<Doing>()("@callsheet/domain/Doing", {
  defaultValue: (): {
    /** `work` names it for all owners (`command:…`, `job:…`), `what` is for people. Returns its end. */
    readonly begin: (work: string, what: string) => () => void
    /** Answers from memory unless the work is under suspicion. */
    readonly deaths: (work: string) => Effect.Effect<Deaths | null>
  } => ({ begin: () => () => undefined, deaths: () => Effect.succeed(null) })
}) {}
