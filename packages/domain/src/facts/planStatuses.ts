import type { PlanStatusName } from "../plan/Plan.ts"

/** Who moves a plan on: a person in a role, the system's own work, or its slot. */
export type PlanWaitsFor = "editor" | "approver" | "person" | "work" | "slot"

/** What everyone knows of a status of a plan, wherever it is asked. */
export interface PlanStatusFacts {
  /** What a person reads beside the plan. */
  readonly words: string
  /** Position on the way of a plan that goes well, from 0 to 1; null where a plan stopped or was called off. */
  readonly progress: number | null
  /** Null where nothing follows. */
  readonly waitsFor: PlanWaitsFor | null
  /** What the plan needs is promised to it in the org's sums. */
  readonly holdsReservation: boolean
  /** No other plan of the account should use the hour. */
  readonly takesSlot: boolean
  /** Whether TikTok has the post. `never`: nothing is posted from here on without a new approval. */
  readonly posted: "no" | "maybe" | "yes" | "never"
  /** The TikTok calls that have to be possible for the plan to move on. */
  readonly tiktokCalls: ReadonlyArray<string>
}

const none: ReadonlyArray<string> = []

/** Every status of a plan. A new status does not compile until it has its row. */
export const planStatuses = {
  draft: {
    words: "draft",
    progress: 0,
    waitsFor: "editor",
    holdsReservation: false,
    takesSlot: true,
    posted: "no",
    tiktokCalls: none
  },
  scheduled: {
    words: "waits for approval",
    progress: 0.02,
    waitsFor: "approver",
    holdsReservation: false,
    takesSlot: true,
    posted: "no",
    tiktokCalls: none
  },
  approved: {
    words: "approved",
    progress: 0.06,
    waitsFor: "work",
    holdsReservation: true,
    takesSlot: true,
    posted: "no",
    tiktokCalls: none
  },
  generating: {
    words: "making",
    progress: 0.1,
    waitsFor: "work",
    holdsReservation: true,
    takesSlot: true,
    posted: "no",
    tiktokCalls: none
  },
  in_review: {
    words: "waits for release",
    progress: 0.66,
    waitsFor: "approver",
    holdsReservation: true,
    takesSlot: true,
    posted: "no",
    tiktokCalls: none
  },
  assets_generated: {
    words: "waits for its slot",
    progress: 0.7,
    waitsFor: "slot",
    holdsReservation: true,
    takesSlot: true,
    posted: "no",
    tiktokCalls: none
  },
  publishing: {
    words: "publishing",
    progress: 0.74,
    waitsFor: "work",
    holdsReservation: true,
    takesSlot: true,
    posted: "maybe",
    tiktokCalls: ["creatorInfo", "init", "status"]
  },
  published: {
    words: "posted, waiting for TikTok to list it",
    progress: 0.9,
    waitsFor: "work",
    holdsReservation: true,
    takesSlot: true,
    posted: "yes",
    tiktokCalls: ["status", "videoList"]
  },
  tracked: {
    words: "tracked",
    progress: 1,
    waitsFor: null,
    holdsReservation: false,
    takesSlot: true,
    posted: "yes",
    tiktokCalls: none
  },
  rejected: {
    words: "rejected",
    progress: null,
    waitsFor: null,
    holdsReservation: false,
    takesSlot: false,
    posted: "never",
    tiktokCalls: none
  },
  cancelled: {
    words: "cancelled",
    progress: null,
    waitsFor: null,
    holdsReservation: false,
    takesSlot: false,
    posted: "never",
    tiktokCalls: none
  },
  failed: {
    words: "failed",
    progress: null,
    waitsFor: "person",
    holdsReservation: false,
    takesSlot: false,
    posted: "maybe",
    tiktokCalls: none
  },
  needs_attention: {
    words: "needs attention",
    progress: null,
    waitsFor: "person",
    holdsReservation: true,
    takesSlot: true,
    posted: "maybe",
    tiktokCalls: none
  }
} as const satisfies { readonly [S in PlanStatusName]: PlanStatusFacts }

const rows: ReadonlyArray<readonly [PlanStatusName, PlanStatusFacts]> = (Object.keys(planStatuses) as Array<
  PlanStatusName
>).map((name) => [name, planStatuses[name]])

const byName: ReadonlyMap<string, PlanStatusFacts> = new Map(rows)

/** Undefined for a status that a newer release wrote. */
export const planStatusFacts = (status: string): PlanStatusFacts | undefined => byName.get(status)

export const isPlanStatus = (status: string): status is PlanStatusName => planStatusFacts(status) !== undefined

export const planStatusesWhere = (holds: (facts: PlanStatusFacts) => boolean): ReadonlyArray<PlanStatusName> =>
  rows.flatMap(([name, facts]) => holds(facts) ? [name] : [])

const isIn = (names: ReadonlyArray<string>) => {
  const known = new Set(names)
  return (status: string): boolean => known.has(status)
}

/** The statuses of a plan that goes well, in order. */
export const planRoad: ReadonlyArray<PlanStatusName> = planStatusesWhere(({ progress }) => progress !== null)

/** Nothing follows. */
export const isFinal = isIn(planStatusesWhere(({ waitsFor }) => waitsFor === null))

/** Where nothing more happens until a person sets the plan going again, if ever. */
export const endedStatuses: ReadonlyArray<PlanStatusName> = planStatusesWhere(
  ({ waitsFor }) => waitsFor === null || waitsFor === "person"
)
export const isEnded = isIn(endedStatuses)

/** The plan stopped before its post was tracked. */
export const isOffTheRoad = isIn(planStatusesWhere(({ progress }) => progress === null))

/** Some work is owed to the plan, by itself or by its asset. */
export const owesWork = isIn(planStatusesWhere(({ waitsFor }) => waitsFor === "work"))

export const isPosted = isIn(planStatusesWhere(({ posted }) => posted === "yes"))
export const isNeverPosted = isIn(planStatusesWhere(({ posted }) => posted === "never"))

/** Nothing is promised for the plan. A status that this release does not know may well hold something. */
export const holdsNothing = isIn(planStatusesWhere((facts) => !facts.holdsReservation))
