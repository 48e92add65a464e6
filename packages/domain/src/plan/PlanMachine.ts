import { Either } from "effect"
import { digestOf, seenDigest } from "../Digest.ts"
import { type Failure, failureFor, failureWith } from "../Failure.ts"
import { assetIdOf, type PlanId } from "../Ids.ts"
import { iso } from "../Instant.ts"
import { type Asked, decide, type Guard, type Machine, type Row, type Transitions } from "../Machine.ts"
import { isAhead } from "../planning/Slot.ts"
import { movesPlan, step } from "../Remedy.ts"
import { saysSomething } from "./Notes.ts"
import {
  type Approval,
  editsOf,
  lastStart,
  type Plan,
  type PlanStatus,
  type PostSettings,
  type Release,
  type Resumable,
  type Reviewed,
  revisionOf
} from "./Plan.ts"
import { settingsWith } from "./PlanChange.ts"
import { planAskable, type PlanCommand } from "./PlanCommand.ts"
import { LATE, planAlarm, planGivenUp, planOnAlarm, planOwes } from "./PlanDuties.ts"
import { changedParts, contentOf } from "./PlanEdit.ts"
import {
  BrandedContentIsPrivate,
  NoSuchTake,
  NothingChanged,
  NothingToAllow,
  NothingToSay,
  NotLocked,
  NotThisAsset,
  NotWhatWasSeen,
  PlanAlreadyExists,
  PlanEditedMeanwhile,
  type PlanError,
  PlanLocked,
  PlanNotFound,
  PrivacyNotChosen,
  PublicationUnderWay,
  SlotInThePast,
  TakeUnderWay,
  VideoNotFinished
} from "./PlanError.ts"
import type { PlanEvent } from "./PlanEvent.ts"
import { approvedAt, evolvePlan, publicationOf, resumableOf, resumeAfterRetry, scheduled } from "./PlanEvolve.ts"
import { type PlanView, planView } from "./PlanView.ts"
import { isUnwritten, nextTakeNumber, pendingTake, placeIn, type Take, type TakeWish } from "./Takes.ts"

type AskTake = Extract<PlanCommand, { readonly _tag: "AskTake" }>
type PlanGuard = Guard<Asked<Plan, PlanStatus, PlanCommand>, PlanError>
type Asks<C extends PlanCommand["_tag"]> = Guard<Asked<Plan, PlanStatus, Extract<PlanCommand, { _tag: C }>>, PlanError>

/** The slot does not start what a person holds back. */
const notLocked: PlanGuard = {
  name: "unlocked",
  holds: ({ self }) => !self.locked,
  refuse: ({ command, self }) => lockedOut(self, command)
}
const locked: PlanGuard = {
  name: "locked",
  holds: ({ self }) => self.locked,
  refuse: ({ self }) => new NotLocked({ id: self.id })
}
const slotCanBeMet: PlanGuard = {
  name: "slot can be met",
  holds: ({ at, self }) => at <= lastStart(self),
  refuse: ({ self }) => new SlotInThePast({ id: self.id, slot: iso(self.slot) })
}
const hasWordsToComeFrom: Asks<"Approve"> = {
  name: "notes, a script or a model",
  holds: ({ command, self }) => command.modelWrites !== false || saysSomething(self),
  refuse: ({ self }) => new NothingToSay({ id: self.id })
}
const newSlotIsAhead: Asks<"Reschedule"> = {
  name: "new slot is ahead",
  holds: ({ at, command }) => isAhead(command.slot, at),
  refuse: ({ command, self }) => new SlotInThePast({ id: self.id, slot: iso(command.slot) })
}
const noneOpen: Asks<"Reschedule" | "Release" | "Reject" | "Edit" | "AskTake" | "Cancel"> = {
  name: "TikTok holds no publication",
  holds: ({ self }) => publicationOf(self.status) === null,
  refuse: ({ command, self }) =>
    new PublicationUnderWay({
      id: self.id,
      command: planAskable[command._tag] ?? command._tag,
      publishId: publicationOf(self.status) ?? ""
    })
}
/** What is on TikTok stays there: a plan that is called off would only say that it is not. */
const notPosted: Asks<"Cancel" | "Reject"> = {
  name: "it is not posted",
  holds: ({ self }) => resumableOf(self.status)?._tag !== "published",
  refuse: noneOpen.refuse
}
const privacyChosen: Asks<"Release"> = {
  name: "privacy chosen",
  holds: ({ command, self }) =>
    self.delivery === "inbox" || settingsWith(self.settings, command.settings).privacy !== null,
  refuse: ({ self }) => new PrivacyNotChosen({ id: self.id })
}
const brandedIsVisible: Asks<"Release"> = {
  name: "branded content is visible",
  holds: ({ command, self }) => {
    const settings = settingsWith(self.settings, command.settings)
    return !(settings.brandContent && settings.privacy === "SELF_ONLY")
  },
  refuse: ({ self }) => new BrandedContentIsPrivate({ id: self.id })
}
/** What the release before reports names no revision, and it knows no edits. */
const isOfThisRevision = (self: Plan, { revision }: { readonly revision?: number | undefined }): boolean =>
  revision === undefined || revision === revisionOf(self)
const thisRevision: Asks<"StartGeneration"> = {
  name: "it is of this content",
  holds: ({ command, self }) => isOfThisRevision(self, command),
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command._tag })
}
const nobodyEditedSince: Asks<"Edit"> = {
  name: "nobody edited it since",
  holds: ({ command: { edits, ifVersion }, self }) =>
    edits === editsOf(self) &&
    (ifVersion === undefined || self.lastEdit === undefined || self.lastEdit.version <= ifVersion),
  refuse: ({ self, version }) =>
    new PlanEditedMeanwhile({
      id: self.id,
      by: self.lastEdit?.by ?? "",
      at: iso(self.lastEdit?.at ?? self.createdAt),
      fields: self.lastEdit?.fields ?? [],
      version
    })
}
const somethingChanges: Asks<"Edit"> = {
  name: "something changes",
  holds: ({ command, self }) => changedParts(self, command.content).length > 0,
  refuse: ({ self }) => new NothingChanged({ id: self.id })
}
const wishesAgree: Asks<"Edit"> = {
  name: "branded content is visible",
  holds: ({ command: { content: { settings } } }) => !(settings.brandContent && settings.privacy === "SELF_ONLY"),
  refuse: ({ self }) => new BrandedContentIsPrivate({ id: self.id, asked: "edit" })
}
const noTakePending: Asks<"AskTake"> = {
  name: "no take is being written",
  holds: ({ self }) => pendingTake(self) === null,
  refuse: ({ self }) => new TakeUnderWay({ id: self.id, number: pendingTake(self)?.number ?? 0 })
}
const unwritten: Asks<"AddTake" | "FailTake"> = {
  name: "the take waits for its words",
  holds: ({ command, self }) => isUnwritten(self, command.number),
  refuse: ({ command, self }) => new NoSuchTake({ id: self.id, number: command.number, option: null, options: 0 })
}
const awaited: Asks<"AttachAsset"> = {
  name: "awaited asset",
  holds: ({ command, self }) => command.assetId === assetIdOf(self.id) && isOfThisRevision(self, command),
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command.assetId })
}
const thisApproval: Asks<"ReportFailure"> = {
  name: "it is under this approval",
  holds: ({ command, self }) =>
    (command.approvedAt === undefined || command.approvedAt === approvedAt(self.status)) &&
    isOfThisRevision(self, command),
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command._tag })
}
const stoppedByRule: Asks<"Allow"> = {
  name: "stopped by policy or likeness",
  holds: ({ self }) => allowableIn(self).length > 0,
  refuse: ({ self }) => new NothingToAllow({ id: self.id })
}
const resumesAt = (...names: ReadonlyArray<Resumable["_tag"]>): PlanGuard => ({
  name: `stopped while ${names.join(" or ")}`,
  holds: ({ self }) =>
    (self.status._tag === "needs_attention" || self.status._tag === "failed") &&
    names.includes(self.status.resume._tag),
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command._tag })
})

const missesTheBeginning: PlanGuard = {
  name: "stopped because no publication was opened",
  holds: ({ self }) => self.status._tag === "needs_attention" && self.status.failure.tag === LATE,
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command._tag })
}

const asSeen: Asks<"Release"> = {
  name: "it is what was seen",
  holds: ({ command, self }) => command.seen === undefined || command.seen === digestSeen(self),
  refuse: ({ command, self }) => new NotWhatWasSeen({ id: self.id, seen: command.seen ?? "", digest: digestSeen(self) })
}
const hasVideo: Asks<"Release"> = {
  name: "its video is finished",
  holds: ({ self }) => reviewedOf(self) !== null,
  refuse: ({ self }) => new VideoNotFinished({ id: self.id, status: self.status._tag })
}

const digestSeen = (self: Plan): string => {
  const reviewed = reviewedOf(self)
  return reviewed === null ? "" : seenDigest(reviewed)
}

const reviewedOf = ({ status }: Plan): Reviewed | null => {
  const working = resumableOf(status)
  return working !== null && "reviewed" in working ? working.reviewed : null
}

/** What the plan's failure says an approver can let pass. */
const allowableIn = ({ status }: Plan): ReadonlyArray<string> =>
  status._tag === "needs_attention" || status._tag === "failed" ? status.failure.about ?? [] : []

const releaseOf = (
  reviewed: Reviewed,
  settings: PostSettings,
  consent: Approval,
  musicUsageConfirmed: boolean
): Release => ({
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
const carriedRelease = (self: Plan, status: Resumable, reviewed: Reviewed): Release | null =>
  status._tag === "generating" && status.gates === "plan" && (status.approval.edits ?? 0) === editsOf(self) &&
    (self.settings.privacy !== null || self.delivery === "inbox")
    ? releaseOf(reviewed, self.settings, status.approval, true)
    : null

/** Rows that read the same in every status they stand in. */
type Shared<K extends PlanCommand["_tag"]> = {
  readonly [P in K]: Row<Asked<Plan, PlanStatus, Extract<PlanCommand, { _tag: P }>>, PlanEvent, PlanError>
}

const lockable: Shared<"Lock" | "Unlock"> = {
  Lock: { to: "(locked)", emit: ({ by }) => ({ _tag: "PlanLocked", by }) },
  Unlock: { to: "(unlocked)", when: [locked], emit: ({ by }) => ({ _tag: "PlanUnlocked", by }) }
}
const cancellable: Shared<"Cancel"> = {
  Cancel: {
    to: "cancelled",
    when: [notPosted],
    emit: ({ by, command }) => ({ _tag: "PlanCancelled", by, reason: command.reason })
  }
}
const rejectable: Shared<"Reject"> = {
  Reject: {
    to: "rejected",
    when: [notPosted],
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
const reviewable: Shared<"NoteReview"> = {
  NoteReview: {
    to: "(unchanged)",
    emit: ({ command: { kind, link, name, said } }) => ({
      _tag: "GuestAnswered",
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
const editable = (to: string | ReadonlyArray<string>): Shared<"Edit" | "AskTake"> => ({ ...changed(to), ...takeable })
/**
 * Why a plan stopped, with a way on. What is said about a call, an account or a machine names nothing that takes the plan
 * itself up again.
 */
const stoppedBy = ({ accountId, id, orgId, status }: Plan, failure: Failure): Failure => {
  const known = failureFor(failure, { planId: id, accountId, orgId })
  const { about, message, steps = [step(failure.remedy)], tag } = known
  const [first = step(failure.remedy), ...rest] = steps
  return movesPlan(steps) ? known : failureWith(
    { tag, message, ...(about === undefined ? {} : { about }) },
    first,
    ...rest,
    step("If it does not go on by itself after that, try again", "plan.retry", { id }),
    ...(status._tag === "published" ? [] : [step("Or drop it", "plan.cancel", { id })])
  )
}

const failing: Shared<"ReportFailure"> = {
  ReportFailure: {
    to: ["failed", "needs_attention"],
    when: [thisApproval],
    emit: ({ command, self }) => ({
      _tag: command.unsure ? "AttentionNeeded" : "PlanFailed",
      failure: stoppedBy(self, command.failure),
      noneOpen: command.noneOpen
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
const lateNews: Shared<"StartGeneration" | "AttachAsset" | "ConfirmPublished" | "ConfirmTracked"> = {
  StartGeneration: { ...starting.StartGeneration, when: [resumesAt("approved"), thisRevision] },
  AttachAsset: { ...attachable.AttachAsset, when: [resumesAt("generating", "approved"), awaited] },
  ConfirmPublished: { ...confirming.ConfirmPublished, when: [resumesAt("publishing", "published")] },
  ConfirmTracked: { ...trackable.ConfirmTracked, when: [resumesAt("published", "publishing")] }
}
/** That a publication was opened is no news to a plan that heard already how it ended. */
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
  publishing: { ...lockable, ...takes, ...reviewable, ...overdue, ...failing, ...confirming, ...trackable },
  published: { ...lockable, ...takes, ...reviewable, ...overdue, ...failing, ...trackable },
  tracked: { ...lockable, ...takes },
  rejected: { ...lockable, ...takes, ...reviewable, ...editable("rejected"), ...retryable, ...cancellable },
  cancelled: { ...lockable, ...takes },
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

/** A locked plan accepts no command of a person but `unlock`, in every state. Reports of facts are not commands. */
const lockedOut = (self: Plan, command: PlanCommand): PlanError =>
  new PlanLocked({ id: self.id, status: self.status._tag, command: planAskable[command._tag] ?? command._tag })

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
