import type { JobState } from "./Job.ts"

/**
 * Jobs are many and short, so their transitions run as SQL over whole sets of rows. This table is still the only place
 * that says what is allowed: the queue's statements take their `where state in (…)` from `jobStatesThatAllow`.
 */
export const jobTransitions = {
  pending: { Claim: "in_progress", Complete: "completed", Cancel: "cancelled" },
  in_progress: {
    TakeOver: "in_progress",
    Complete: "completed",
    Postpone: "waiting",
    Release: "pending",
    Fail: "failed",
    Bury: "dead",
    Cancel: "cancelled"
  },
  waiting: { Claim: "in_progress", Cancel: "cancelled", Complete: "completed" },
  completed: {},
  failed: { Retry: "pending", Drop: "cancelled" },
  cancelled: {},
  dead: { Retry: "pending", Drop: "cancelled" }
} as const satisfies { readonly [S in JobState]: { readonly [command: string]: JobState } }

export type JobCommand =
  | "Claim"
  | "TakeOver"
  | "Complete"
  | "Postpone"
  | "Release"
  | "Fail"
  | "Bury"
  | "Cancel"
  | "Retry"
  | "Drop"

const table: { readonly [S in JobState]: { readonly [K in JobCommand]?: JobState } } = jobTransitions

export const jobStatesThatAllow = (command: JobCommand): ReadonlyArray<JobState> =>
  (Object.keys(table) as Array<JobState>).filter((state) => table[state][command] !== undefined)

export const jobStateAfter = (state: JobState, command: JobCommand): JobState | undefined => table[state][command]
