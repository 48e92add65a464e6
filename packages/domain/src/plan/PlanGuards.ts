import { seenDigest } from "../Digest.ts"
import { assetIdOf } from "../Ids.ts"
import { iso } from "../Instant.ts"
import { type Asked, type Guard, IllegalCommand } from "../Machine.ts"
import { isAhead } from "../planning/Slot.ts"
import { step, type Steps } from "../Remedy.ts"
import { saysSomething } from "./Notes.ts"
import { editsOf, lastStart, type Plan, type PlanStatus, type Resumable, type Reviewed, revisionOf } from "./Plan.ts"
import { settingsWith } from "./PlanChange.ts"
import { planAskable, type PlanCommand } from "./PlanCommand.ts"
import { LATE } from "./PlanDuties.ts"
import { changedParts } from "./PlanEdit.ts"
import {
  BrandedContentIsPrivate,
  NoSuchTake,
  NothingChanged,
  NothingToAllow,
  NothingToSay,
  NotLocked,
  NotThisAsset,
  NotWhatWasSeen,
  PlanEditedMeanwhile,
  type PlanError,
  PlanLocked,
  PrivacyNotChosen,
  PublicationUnderWay,
  SlotInThePast,
  TakeUnderWay,
  VideoNotFinished
} from "./PlanError.ts"
import { approvedAt, publicationOf, resumableOf } from "./PlanEvolve.ts"
import { isUnwritten, pendingTake } from "./Takes.ts"

type PlanGuard = Guard<Asked<Plan, PlanStatus, PlanCommand>, PlanError>
type Asks<C extends PlanCommand["_tag"]> = Guard<Asked<Plan, PlanStatus, Extract<PlanCommand, { _tag: C }>>, PlanError>

/* Conditions of the table: when one does not hold, its refusal says so. */

/** The slot does not start what a person holds back. */
export const notLocked: PlanGuard = {
  name: "unlocked",
  holds: ({ self }) => !self.locked,
  refuse: ({ command, self }) => lockedOut(self, command)
}
export const locked: PlanGuard = {
  name: "locked",
  holds: ({ self }) => self.locked,
  refuse: ({ self }) => new NotLocked({ id: self.id })
}
export const slotCanBeMet: PlanGuard = {
  name: "slot can be met",
  holds: ({ at, self }) => at <= lastStart(self),
  refuse: ({ self }) => new SlotInThePast({ id: self.id, slot: iso(self.slot) })
}
export const hasWordsToComeFrom: Asks<"Approve"> = {
  name: "notes, a script or a model",
  holds: ({ command, self }) => command.modelWrites !== false || saysSomething(self),
  refuse: ({ self }) => new NothingToSay({ id: self.id })
}
export const newSlotIsAhead: Asks<"Reschedule"> = {
  name: "new slot is ahead",
  holds: ({ at, command }) => isAhead(command.slot, at),
  refuse: ({ command, self }) => new SlotInThePast({ id: self.id, slot: iso(command.slot) })
}
/** What TikTok holds may be posted, and stays there: a plan that is called off would say that it is not. */
export const noneOpen: Asks<"Reschedule" | "Release" | "Reject" | "Edit" | "AskTake" | "Cancel"> = {
  name: "TikTok holds no publication",
  holds: ({ self }) => publicationOf(self.status) === null,
  refuse: ({ command, self }) =>
    new PublicationUnderWay({
      id: self.id,
      command: planAskable[command._tag] ?? command._tag,
      publishId: publicationOf(self.status) ?? ""
    })
}
/** Failures that say that TikTok cannot tell any more how a publication ended; see TikTokFaults. */
const UNKNOWN_TO_TIKTOK: ReadonlySet<string> = new Set(["PublicationUnknown", "PublicationOfAnotherAccount"])

/**
 * What may be on TikTok is not called off: the plan would only say that it is not there. Where TikTok can no longer say how the
 * publication ended, nothing but a person's look at the app can end the plan.
 */
export const mayEnd = (status: PlanStatus): boolean => {
  const cause = status._tag === "failed" || status._tag === "needs_attention" ? status.failure.tag : ""
  return publicationOf(status) === null || (resumableOf(status)?._tag === "publishing" && UNKNOWN_TO_TIKTOK.has(cause))
}
export const noneToCallOff: Asks<"Cancel"> = {
  name: "TikTok holds no publication, or no longer knows it",
  holds: ({ self }) => mayEnd(self.status),
  refuse: noneOpen.refuse
}
/** TikTok had opened it before its plan was ended: the plan says what is so. */
export const openedBefore: PlanGuard = {
  name: "it was ordered to be posted",
  holds: ({ self: { status } }) =>
    (status._tag === "rejected" || status._tag === "cancelled") && status.ordered !== undefined,
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command._tag })
}
export const privacyChosen: Asks<"Release"> = {
  name: "privacy chosen",
  holds: ({ command, self }) =>
    self.delivery === "inbox" || settingsWith(self.settings, command.settings).privacy !== null,
  refuse: ({ self }) => new PrivacyNotChosen({ id: self.id })
}
export const brandedIsVisible: Asks<"Release"> = {
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
export const thisRevision: Asks<"StartGeneration"> = {
  name: "it is of this content",
  holds: ({ command, self }) => isOfThisRevision(self, command),
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command._tag })
}
export const nobodyEditedSince: Asks<"Edit"> = {
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
export const somethingChanges: Asks<"Edit"> = {
  name: "something changes",
  holds: ({ command, self }) => changedParts(self, command.content).length > 0,
  refuse: ({ self }) => new NothingChanged({ id: self.id })
}
export const wishesAgree: Asks<"Edit"> = {
  name: "branded content is visible",
  holds: ({ command: { content: { settings } } }) => !(settings.brandContent && settings.privacy === "SELF_ONLY"),
  refuse: ({ self }) => new BrandedContentIsPrivate({ id: self.id, asked: "edit" })
}
export const noTakePending: Asks<"AskTake"> = {
  name: "no take is being written",
  holds: ({ self }) => pendingTake(self) === null,
  refuse: ({ self }) => new TakeUnderWay({ id: self.id, number: pendingTake(self)?.number ?? 0 })
}
export const unwritten: Asks<"AddTake" | "FailTake"> = {
  name: "the take waits for its words",
  holds: ({ command, self }) => isUnwritten(self, command.number),
  refuse: ({ command, self }) => new NoSuchTake({ id: self.id, number: command.number, option: null, options: 0 })
}
export const awaited: Asks<"AttachAsset"> = {
  name: "awaited asset",
  holds: ({ command, self }) => command.assetId === assetIdOf(self.id) && isOfThisRevision(self, command),
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command.assetId })
}
export const thisApproval: Asks<"ReportFailure"> = {
  name: "it is under this approval",
  holds: ({ command, self }) =>
    (command.approvedAt === undefined || command.approvedAt === approvedAt(self.status)) &&
    isOfThisRevision(self, command),
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command._tag })
}
export const stoppedByRule: Asks<"Allow"> = {
  name: "stopped by policy or likeness",
  holds: ({ self }) => allowableIn(self).length > 0,
  refuse: ({ self }) => new NothingToAllow({ id: self.id })
}
export const resumesAt = (...names: ReadonlyArray<Resumable["_tag"]>): PlanGuard => ({
  name: `stopped while ${names.join(" or ")}`,
  holds: ({ self }) =>
    (self.status._tag === "needs_attention" || self.status._tag === "failed") &&
    names.includes(self.status.resume._tag),
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command._tag })
})

/** A job that was cancelled or given up may have opened one before it ended: TikTok holds it, and no edit may pass it by. */
export const missesTheBeginning: Asks<"NotePublication"> = {
  name: "stopped because no publication was opened, or before this one was",
  holds: ({ command, self }) =>
    command.late === true || (self.status._tag === "needs_attention" && self.status.failure.tag === LATE),
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command._tag })
}

export const asSeen: Asks<"Release" | "Comment"> = {
  name: "it is what was seen",
  holds: ({ command, self }) => command.seen === undefined || command.seen === digestSeen(self),
  refuse: ({ command, self }) => new NotWhatWasSeen({ id: self.id, seen: command.seen ?? "", digest: digestSeen(self) })
}
/** Said once when the draft is posted, and once more when TikTok lists it. */
export const isNewsOfDraft: Asks<"NoteDraftPosted"> = {
  name: "it is news of a draft",
  holds: ({ command, self: { delivery, status } }) =>
    delivery === "inbox" &&
    (status._tag !== "tracked" ||
      (status.postId === null && (status.draftPostedAt === undefined || command.postId !== null))),
  refuse: ({ command, self }) => new NotThisAsset({ id: self.id, reported: command._tag })
}
export const hasVideo: Asks<"Release"> = {
  name: "its video is finished",
  holds: ({ self }) => reviewedOf(self) !== null,
  refuse: ({ self }) => new VideoNotFinished({ id: self.id, status: self.status._tag })
}

const digestSeen = (self: Plan): string => {
  const reviewed = reviewedOf(self)
  return reviewed === null ? "" : seenDigest(reviewed)
}

export const reviewedOf = ({ status }: Plan): Reviewed | null => {
  const working = status._tag === "tracked" ? status : resumableOf(status)
  return working !== null && "reviewed" in working ? working.reviewed : null
}

/** What the plan's failure says an approver can let pass. */
export const allowableIn = ({ status }: Plan): ReadonlyArray<string> =>
  status._tag === "needs_attention" || status._tag === "failed" ? status.failure.about ?? [] : []

/** A locked plan accepts no command of a person but `unlock`, in every state. Reports of facts are not commands. */
export const lockedOut = (self: Plan, command: PlanCommand): PlanError =>
  new PlanLocked({ id: self.id, status: self.status._tag, command: planAskable[command._tag] ?? command._tag })

/** From its slot on a plan can only be locked: the way out is at TikTok, or before TikTok is asked. */
export const tooLate = ({ accountId, id, status }: Plan, refusal: IllegalCommand): IllegalCommand => {
  const look = step("See how it goes on", "plan.show", { id })
  const steps: Steps | null = status._tag === "publishing"
    ? status.publishId === null
      ? [
        step(
          `It is about to be posted. To change it, pause its account (callsheet account pause ${accountId}): if TikTok was not asked yet, it stops and asks you`
        ),
        look
      ]
      : [step("TikTok holds it, and it becomes a post. See how it goes on", "plan.show", { id })]
    : status._tag === "published" || status._tag === "tracked"
    ? [
      step(
        "It is with TikTok: change or delete the post in the TikTok app, or add another plan. See what is known of it",
        "plan.show",
        { id }
      )
    ]
    : null
  return steps === null ? refusal : new IllegalCommand({ ...refusal, steps })
}
