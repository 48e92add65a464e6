import { Either } from "effect"
import type { PlanId } from "../Ids.ts"
import { iso } from "../Instant.ts"
import { decide, type Machine, type Transitions } from "../Machine.ts"
import { isAhead } from "../planning/Slot.ts"
import type { Plan } from "./Plan.ts"
import { planAskable, type PlanCommand } from "./PlanCommand.ts"
import { planAlarm, planGivenUp, planOnAlarm, planOwes } from "./PlanDuties.ts"
import { PlanAlreadyExists, type PlanError, PlanNotFound, SlotInThePast } from "./PlanError.ts"
import type { PlanEvent } from "./PlanEvent.ts"
import { evolvePlan, scheduled } from "./PlanEvolve.ts"
import {
  asSeen,
  brandedIsVisible,
  hasWordsToComeFrom,
  lockedOut,
  notLocked,
  privacyChosen,
  slotCanBeMet
} from "./PlanGuards.ts"
import {
  afterTheEnd,
  allowable,
  attachable,
  cancellable,
  commentable,
  confirming,
  draftNews,
  editable,
  failing,
  lateBeginning,
  lateNews,
  lockable,
  overdue,
  rejectable,
  releasableAgain,
  release,
  reschedulable,
  retryable,
  reviewable,
  starting,
  takes,
  trackable
} from "./PlanRows.ts"
import { type PlanView, planView } from "./PlanView.ts"

const movedTo = ["scheduled", "approved", "in_review", "assets_generated"]

/** THE table: what is allowed for a plan, and what it leads to. */
export const planTransitions: Transitions<Plan, PlanCommand, PlanEvent, PlanError> = {
  draft: {
    ...lockable,
    ...takes,
    ...reviewable,
    ...editable("draft"),
    ...cancellable,
    ...reschedulable("scheduled")
  },
  scheduled: {
    ...lockable,
    ...takes,
    ...reviewable,
    ...editable("scheduled"),
    ...cancellable,
    ...rejectable,
    ...reschedulable("scheduled"),
    ...overdue,
    Approve: {
      to: "approved",
      when: [slotCanBeMet, hasWordsToComeFrom],
      emit: ({ by }) => ({ _tag: "PlanApproved", by })
    }
  },
  approved: {
    ...lockable,
    ...takes,
    ...reviewable,
    ...editable(["approved", "scheduled"]),
    ...cancellable,
    ...rejectable,
    ...reschedulable("approved"),
    ...overdue,
    ...failing,
    ...starting
  },
  generating: {
    ...lockable,
    ...takes,
    ...reviewable,
    ...editable(["generating", "approved", "scheduled"]),
    ...cancellable,
    ...rejectable,
    ...reschedulable("generating"),
    ...overdue,
    ...failing,
    ...attachable
  },
  in_review: {
    ...lockable,
    ...takes,
    ...reviewable,
    ...editable(["in_review", "approved", "scheduled"]),
    ...cancellable,
    ...rejectable,
    ...reschedulable("in_review"),
    ...overdue,
    Release: {
      to: "assets_generated",
      when: [slotCanBeMet, asSeen, privacyChosen, brandedIsVisible],
      emit: (asked) => release(asked, asked.self.status.reviewed)
    }
  },
  assets_generated: {
    ...lockable,
    ...takes,
    ...reviewable,
    ...editable(["in_review", "approved", "scheduled"]),
    ...cancellable,
    ...rejectable,
    ...reschedulable("assets_generated"),
    ...overdue,
    ...releasableAgain,
    // A publication that was opened just before a person moved the plan.
    ...confirming,
    ...trackable,
    ReachSlot: { to: "publishing", when: [notLocked], emit: () => ({ _tag: "PublishStarted" }) }
  },
  // From here on bytes may be with TikTok: nothing a person asks can call them back, so no cancel and no new slot.
  // Two messages of the asset may overtake each other; the later fact includes the earlier one.
  publishing: {
    ...lockable,
    ...takes,
    ...reviewable,
    ...overdue,
    ...failing,
    ...confirming,
    ...trackable,
    ...draftNews
  },
  published: { ...lockable, ...takes, ...reviewable, ...overdue, ...failing, ...trackable, ...draftNews },
  tracked: { ...lockable, ...takes, ...commentable, ...draftNews },
  rejected: {
    ...lockable,
    ...takes,
    ...reviewable,
    ...editable("rejected"),
    ...retryable,
    ...cancellable,
    ...afterTheEnd
  },
  cancelled: { ...lockable, ...takes, ...afterTheEnd },
  failed: {
    ...lockable,
    ...takes,
    ...reviewable,
    ...editable("failed"),
    ...retryable,
    ...allowable,
    ...cancellable,
    ...rejectable,
    ...releasableAgain,
    ...reschedulable(movedTo),
    ...lateNews
  },
  needs_attention: {
    ...lockable,
    ...takes,
    ...reviewable,
    ...editable("needs_attention"),
    ...retryable,
    ...allowable,
    ...cancellable,
    ...rejectable,
    ...releasableAgain,
    ...reschedulable(movedTo),
    ...lateNews,
    ...lateBeginning,
    ...failing
  }
}

const decideExisting = decide(planTransitions, planAskable)

export const planMachine: Machine<Plan, PlanCommand, PlanEvent, PlanError, PlanView> = {
  kind: "plan",
  birth: (id, command, at) => {
    if (command._tag !== "Create") return Either.left(new PlanNotFound({ id }))
    const { _tag, draft, ...fields } = command
    if (!draft && !isAhead(fields.slot, at)) {
      return Either.left(new SlotInThePast({ id, slot: iso(fields.slot) }))
    }
    const plan: Plan = {
      ...fields,
      id: id as PlanId,
      locked: false,
      allowances: [],
      createdAt: at,
      status: draft ? { _tag: "draft" } : scheduled
    }
    return Either.right({ _tag: "PlanCreated", plan })
  },
  decide: (self, command, at, by, version) =>
    command._tag === "Create"
      ? Either.left(new PlanAlreadyExists({ id: self.id }))
      : self.locked && command._tag !== "Unlock" && planAskable[command._tag] !== undefined
      ? Either.left(lockedOut(self, command))
      : decideExisting(self, command, at, by, version),
  evolve: evolvePlan,
  owes: planOwes,
  alarm: planAlarm,
  onAlarm: planOnAlarm,
  quiet: () => false,
  answer: (self, _event, version, since) => planView(self, version, since),
  givenUp: planGivenUp,
  index: (self) => ({ orgId: self.orgId, accountId: self.accountId, planId: self.id, slot: self.slot })
}
