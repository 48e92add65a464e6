import { digestOf } from "../Digest.ts"
import { type Failure, failureFor, failureWith } from "../Failure.ts"
import type { Asked, TransitionRow, Transitions } from "../Machine.ts"
import { movesPlan, step } from "../Remedy.ts"
import {
  type Approval,
  editsOf,
  type Plan,
  type PlanStatus,
  type PostSettings,
  type ReleaseConsent,
  type Resumable,
  type Reviewed
} from "./Plan.ts"
import { settingsWith } from "./PlanChange.ts"
import type { PlanCommand } from "./PlanCommand.ts"
import { changedParts, contentOf } from "./PlanEdit.ts"
import type { PlanError } from "./PlanError.ts"
import type { PlanEvent } from "./PlanEvent.ts"
import { resumableOf, resumeAfterRetry, scheduled } from "./PlanEvolve.ts"
import {
  allowableIn,
  asSeen,
  awaited,
  brandedIsVisible,
  hasVideo,
  hasWordsToComeFrom,
  isNewsOfDraft,
  locked,
  mayEnd,
  missesTheBeginning,
  newSlotIsAhead,
  nobodyEditedSince,
  noneOpen,
  noneToCallOff,
  noTakePending,
  notLocked,
  openedBefore,
  privacyChosen,
  resumesAt,
  reviewedOf,
  slotCanBeMet,
  somethingChanges,
  stoppedByRule,
  thisApproval,
  thisRevision,
  unwritten,
  wishesAgree
} from "./PlanGuards.ts"
import { nextTakeNumber, placeIn, type Take, type TakeWish } from "./Takes.ts"

type AskTake = Extract<PlanCommand, { readonly _tag: "AskTake" }>

const releaseOf = (
  reviewed: Reviewed,
  settings: PostSettings,
  consent: Approval,
  musicUsageConfirmed: boolean
): ReleaseConsent => ({
  by: consent.by,
  at: consent.at,
  sha256: reviewed.video.sha256,
  settings,
  digest: digestOf(reviewed, settings),
  musicUsageConfirmed
})

/**
 * With merged gates the approval releases the video too, provided that a person already chose the privacy, and that nobody
 * changed the plan since it was approved.
 */
const carriedRelease = (self: Plan, status: Resumable, reviewed: Reviewed): ReleaseConsent | null =>
  status._tag === "generating" && status.gates === "plan" && (status.approval.edits ?? 0) === editsOf(self) &&
    (self.settings.privacy !== null || self.delivery === "inbox")
    ? releaseOf(reviewed, self.settings, status.approval, true)
    : null

/** Rows that read the same in every status they stand in. */
type Shared<K extends PlanCommand["_tag"]> = {
  readonly [P in K]: TransitionRow<Asked<Plan, PlanStatus, Extract<PlanCommand, { _tag: P }>>, PlanEvent, PlanError>
}

const lockable: Shared<"Lock" | "Unlock"> = {
  Lock: { to: "(locked)", emit: ({ by }) => ({ _tag: "PlanLocked", by }) },
  Unlock: { to: "(unlocked)", when: [locked], emit: ({ by }) => ({ _tag: "PlanUnlocked", by }) }
}
const cancellable: Shared<"Cancel"> = {
  Cancel: {
    to: "cancelled",
    when: [noneToCallOff],
    emit: ({ by, command }) => ({ _tag: "PlanCancelled", by, reason: command.reason })
  }
}
const rejectable: Shared<"Reject"> = {
  Reject: {
    to: "rejected",
    when: [noneOpen],
    emit: ({ by, command }) => ({ _tag: "PlanRejected", by, reason: command.reason })
  }
}
const reschedulable = (to: string | ReadonlyArray<string>): Shared<"Reschedule"> => ({
  Reschedule: {
    to,
    when: [noneOpen, newSlotIsAhead],
    emit: ({ command, self }) => ({
      _tag: "PlanRescheduled",
      slot: command.slot,
      timeZone: command.timeZone,
      earlier: self.slot
    })
  }
})
const takeName = ({ line, of }: TakeWish): string =>
  of === "line" ? `line ${line ?? 1}` : of === "picture" ? `picture for line ${line ?? 1}` : of

const askedTake = ({ at, by, command: { from, options, wish }, self }: Asked<Plan, PlanStatus, AskTake>): Take => {
  const place = from === null ? undefined : placeIn(from, wish)
  return {
    ...wish,
    number: nextTakeNumber(self),
    by,
    at,
    ...(place === undefined ? {} : { before: place }),
    ...(options === undefined
      ? { options: [], ...(from === null ? {} : { from }) }
      : { options, source: { _tag: "person" } })
  }
}
/** What was asked for arrives no matter what became of the plan meanwhile: it changes nothing by itself. */
const takes: Shared<"AddTake" | "FailTake"> = {
  AddTake: {
    to: "(unchanged)",
    when: [unwritten],
    emit: ({ command: { number, options, source } }) => ({
      _tag: "TakeWritten",
      number,
      options,
      source,
      reason: `Take ${number}: ${options.length === 1 ? "one option" : `${options.length} options`} to choose from.`
    })
  },
  FailTake: {
    to: "(unchanged)",
    when: [unwritten],
    emit: ({ command: { failure, number }, self }) => ({
      _tag: "TakeFailed",
      number,
      failure: failureFor(failure, { planId: self.id, orgId: self.orgId })
    })
  }
}
const commentable: Shared<"Comment"> = {
  Comment: {
    to: "(unchanged)",
    when: [asSeen],
    emit: ({ by, command: { atMillis, said, seen } }) => ({
      _tag: "PlanCommented",
      by,
      reason: said,
      ...(atMillis === undefined ? {} : { atMillis }),
      ...(seen === undefined ? {} : { seen })
    })
  }
}
const reviewable: Shared<"NoteReview" | "Comment"> = {
  ...commentable,
  NoteReview: {
    to: "(unchanged)",
    emit: ({ command: { atMillis, kind, link, name, said, seen } }) => ({
      _tag: "GuestAnswered",
      ...(atMillis === undefined ? {} : { atMillis }),
      ...(seen === undefined ? {} : { seen }),
      kind,
      name,
      link,
      reason: kind === "approve" ? `Approved by a guest${said.trim() === "" ? "." : `: ${said}`}` : said
    })
  }
}
const takeable: Shared<"AskTake"> = {
  AskTake: {
    to: "(unchanged)",
    when: [noneOpen, noTakePending],
    emit: (asked) => {
      const take = askedTake(asked)
      return {
        _tag: "TakeAsked",
        take,
        reason: `Another ${takeName(take)}${take.reason === undefined ? "." : `: ${take.reason}`}`
      }
    }
  }
}
const changed = (to: string | ReadonlyArray<string>): Shared<"Edit"> => ({
  Edit: {
    to,
    when: [noneOpen, nobodyEditedSince, somethingChanges, wishesAgree],
    emit: ({ at, by, command, self, version }) => {
      const fields = changedParts(self, command.content)
      const { caption, content, take, undo, was } = command
      return {
        _tag: "PlanEdited",
        edit: { by, at, version: version + 1, fields, before: { ...contentOf(self), script: was ?? self.script } },
        content,
        caption,
        undo,
        reason: take === undefined
          ? `${undo === true ? "Undone" : "Changed"}: ${fields.join(", ")}.`
          : `Chosen: take ${take.number}, option ${take.option}.`
      }
    }
  }
})
const editable = (to: string | ReadonlyArray<string>): Shared<"Edit" | "AskTake"> => ({
  ...changed(to),
  ...takeable
})
/**
 * Why a plan stopped, with a way on that it can go. What is said about a call, an account or a machine names nothing that takes the
 * plan itself up again.
 */
const stoppedBy = ({ accountId, id, orgId, status }: Plan, reported: Failure, noneIsOpen: boolean): Failure => {
  const known = failureFor(reported, { planId: id, accountId, orgId })
  const { about, message, steps: all = [step(reported.remedy)], tag } = known
  const working = resumableOf(status)
  const isCancellable = working === null || noneIsOpen ||
    mayEnd({ _tag: "needs_attention", failure: known, resume: working })
  const steps = isCancellable ? all : all.filter(({ action }) => action?.call !== "plan.cancel")
  if (movesPlan(steps) && steps.length === all.length) return known
  const [first = step("See what happened to it", "plan.timeline", { id }), ...rest] = steps
  return failureWith(
    { tag, message, ...(about === undefined ? {} : { about }) },
    first,
    ...rest,
    ...(movesPlan(steps) ? [] : [
      step("If it does not go on by itself after that, try again", "plan.retry", { id }),
      ...(isCancellable ? [step("Or drop it", "plan.cancel", { id })] : [])
    ])
  )
}

const failing: Shared<"ReportFailure"> = {
  ReportFailure: {
    to: ["failed", "needs_attention"],
    when: [thisApproval],
    emit: ({ command, self }) => ({
      _tag: command.unsure ? "AttentionNeeded" : "PlanFailed",
      failure: stoppedBy(self, command.failure, command.noneOpen === true),
      noneOpen: command.noneOpen,
      publishId: command.publishId
    })
  }
}
const overdue: Shared<"MissDeadline"> = {
  MissDeadline: {
    to: "needs_attention",
    emit: ({ command }) => ({ _tag: "AttentionNeeded", failure: command.failure })
  }
}
const confirming: Shared<"NotePublication" | "ConfirmPublished"> = {
  NotePublication: {
    to: "publishing",
    emit: ({ command }) => ({ _tag: "PublicationNoted", publishId: command.publishId })
  },
  ConfirmPublished: {
    to: "published",
    emit: ({ command }) => ({ _tag: "PlanPublished", publishId: command.publishId })
  }
}
const trackable: Shared<"ConfirmTracked"> = {
  ConfirmTracked: {
    to: "tracked",
    emit: ({ command }) => ({ _tag: "PlanTracked", publishId: command.publishId, postId: command.postId })
  }
}
const draftNews: Shared<"NoteDraftPosted"> = {
  NoteDraftPosted: {
    to: "tracked",
    when: [isNewsOfDraft],
    emit: ({ command }) => ({ _tag: "DraftPosted", publishId: command.publishId, postId: command.postId })
  }
}
const attachable: Shared<"AttachAsset"> = {
  AttachAsset: {
    to: ["in_review", "assets_generated"],
    when: [awaited],
    emit: ({ command, self }) => ({
      _tag: "AssetAttached",
      assetId: command.assetId,
      reviewed: command.reviewed,
      release: carriedRelease(self, resumableOf(self.status) ?? scheduled, command.reviewed)
    })
  }
}
const starting: Shared<"StartGeneration"> = {
  StartGeneration: {
    to: "generating",
    when: [thisRevision],
    emit: ({ command }) => ({ _tag: "GenerationStarted", assetId: command.assetId, gates: command.gates })
  }
}
/** What happened is true also after the plan stopped to ask: late good news ends the asking. */
const lateNews: Shared<
  "StartGeneration" | "AttachAsset" | "ConfirmPublished" | "ConfirmTracked" | "NoteDraftPosted"
> = {
  StartGeneration: {
    to: "generating",
    when: [resumesAt("approved"), thisRevision],
    emit: ({ command: { assetId, gates } }) => ({ _tag: "GenerationStarted", assetId, gates, late: true })
  },
  AttachAsset: { ...attachable.AttachAsset, when: [resumesAt("generating", "approved"), awaited] },
  ConfirmPublished: { ...confirming.ConfirmPublished, when: [resumesAt("publishing", "published")] },
  ConfirmTracked: { ...trackable.ConfirmTracked, when: [resumesAt("published", "publishing")] },
  NoteDraftPosted: { ...draftNews.NoteDraftPosted, when: [resumesAt("published", "publishing"), isNewsOfDraft] }
}
const afterTheEnd: Shared<"NotePublication" | "ConfirmPublished" | "ConfirmTracked"> = {
  NotePublication: { ...confirming.NotePublication, when: [openedBefore] },
  ConfirmPublished: { ...confirming.ConfirmPublished, when: [openedBefore] },
  ConfirmTracked: { ...trackable.ConfirmTracked, when: [openedBefore] }
}
/** A plan that already heard how a publication ended does not go back to its beginning. */
const lateBeginning: Shared<"NotePublication"> = {
  NotePublication: { ...confirming.NotePublication, when: [resumesAt("publishing"), missesTheBeginning] }
}
const release = (
  { at, by, command, self }: Asked<Plan, PlanStatus, Extract<PlanCommand, { _tag: "Release" }>>,
  reviewed: Reviewed
): PlanEvent => ({
  _tag: "PlanReleased",
  release: releaseOf(reviewed, settingsWith(self.settings, command.settings), { by, at }, command.musicUsageConfirmed)
})
/** The same video under other settings: nothing is made or bought again. */
const releasableAgain: Shared<"Release"> = {
  Release: {
    to: "assets_generated",
    when: [hasVideo, noneOpen, asSeen, privacyChosen, brandedIsVisible],
    emit: (asked) => release(asked, reviewedOf(asked.self)!)
  }
}
const retryable: Shared<"Retry"> = {
  Retry: {
    to: ["scheduled", "approved", "in_review", "assets_generated", "publishing", "published"],
    emit: ({ by, self }) => ({ _tag: "PlanRetried", by, resume: resumeAfterRetry(self) })
  }
}
const allowable: Shared<"Allow"> = {
  Allow: {
    to: retryable.Retry.to,
    when: [stoppedByRule],
    emit: ({ by, command, self }) => ({
      _tag: "PlanAllowed",
      by,
      reason: command.reason,
      about: allowableIn(self),
      resume: resumeAfterRetry(self)
    })
  }
}

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
    ...lateNews,
    ...lateBeginning
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
