import { Match } from "effect"
import type { Instant } from "../Instant.ts"
import type { Approval, Plan, PlanStatus, Resumable } from "./Plan.ts"
import { planWith } from "./PlanEdit.ts"
import type { PlanEvent } from "./PlanEvent.ts"
import { withFailed, withoutPending, withTake, withWritten } from "./Takes.ts"

export const scheduled: Resumable = { _tag: "scheduled" }

/** The working status a plan is in or would go on from; null where the road has ended. */
export const resumableOf = (status: PlanStatus): Resumable | null => {
  switch (status._tag) {
    case "failed":
    case "needs_attention":
      return status.resume
    case "draft":
    case "tracked":
    case "rejected":
    case "cancelled":
      return null
    default:
      return status
  }
}

/** When a person consented to what the plan works on or would go on with; undefined before that. */
export const approvedAt = (status: PlanStatus): Instant | undefined => {
  const working = resumableOf(status)
  return working === null || working._tag === "scheduled" ? undefined : working.approval.at
}

/**
 * Generation starts over from `approved`: the asset keeps every finished stage, so nothing is bought or rendered twice.
 * A rejected plan needs a new approval.
 */
export const resumeAfterRetry = (self: Plan): Resumable => {
  const resume = resumableOf(self.status) ?? scheduled
  return resume._tag === "generating" ? { _tag: "approved", approval: resume.approval } : resume
}

const stopped = (self: Plan): Resumable => resumableOf(self.status) ?? scheduled

/** The publication that TikTok is known to hold, and that may become a post. */
export const publicationOf = (status: PlanStatus): string | null => {
  const working = resumableOf(status)
  return working?._tag === "publishing" || working?._tag === "published" ? working.publishId : null
}

/** What was ordered to be posted when a person ended the plan. */
const endedWith = (status: PlanStatus): Extract<Resumable, { _tag: "publishing" }> | undefined =>
  status._tag === "rejected" || status._tag === "cancelled" ? status.ordered : undefined

/** What is ordered to be posted, and perhaps begun. */
const orderedOf = (status: PlanStatus): { readonly ordered?: Extract<Resumable, { _tag: "publishing" }> } => {
  const working = endedWith(status) ?? resumableOf(status)
  if (working?._tag === "publishing") return { ordered: working }
  if (working?._tag !== "assets_generated" || working.ordered !== true) return {}
  const { approval, assetId, release, reviewed } = working
  return { ordered: { _tag: "publishing", approval, assetId, reviewed, release, publishId: null } }
}

/** Publishing that has not begun, as the released plan that waits for its slot. */
export const awaitingSlot = (resume: Resumable): Resumable => {
  if (resume._tag !== "publishing" || resume.publishId !== null) return resume
  const { approval, assetId, release, reviewed } = resume
  return { _tag: "assets_generated", approval, assetId, reviewed, release, ordered: true }
}

/** A stopped plan goes on from `resume`. */
const resumedAt = (resume: Resumable): Resumable => {
  switch (resume._tag) {
    case "assets_generated":
    case "publishing":
    case "published":
      return { ...resume, resumed: true }
    default:
      return resume
  }
}

/** A new slot ends the asking: what was reached waits for the new hour. */
const rescheduledStatus = (self: Plan): PlanStatus => {
  switch (self.status._tag) {
    case "draft":
      return scheduled
    case "failed":
    case "needs_attention":
      return resumedAt(awaitingSlot(resumeAfterRetry(self)))
    default:
      return self.status
  }
}

const isStopped = ({ status: { _tag } }: Plan): boolean => _tag === "failed" || _tag === "needs_attention"

const publishingOf = (self: Plan): Extract<Resumable, { _tag: "publishing" | "published" }> => {
  const status = endedWith(self.status) ?? (isStopped(self) ? resumedAt(stopped(self)) : stopped(self))
  if (status._tag === "publishing" || status._tag === "published") return status
  // News of a publication that was opened just before a person moved the plan.
  if (status._tag === "assets_generated") return { ...status, _tag: "publishing", publishId: null }
  // The table admits these events in no other status; the event log would have to be corrupt.
  throw new Error(`plan ${self.id} is ${self.status._tag}, not publishing`)
}

const trackedAs = (self: Plan, publishId: string, postId: string | null) => {
  const { approval, assetId, release, reviewed } = publishingOf(self)
  return { _tag: "tracked", approval, assetId, reviewed, release, publishId, postId } as const
}

const stoppedWith = (
  self: Plan,
  { noneOpen, publishId }: Pick<Extract<PlanEvent, { _tag: "PlanFailed" }>, "noneOpen" | "publishId">
): Resumable => {
  const resume = stopped(self)
  if (resume._tag !== "publishing") return resume
  return noneOpen === true ? { ...resume, publishId: null } : { ...resume, publishId: publishId ?? resume.publishId }
}

const evolveExisting = (self: Plan, event: PlanEvent, at: Instant): Plan =>
  Match.value(event).pipe(
    Match.tagsExhaustive({
      PlanCreated: ({ plan }) => plan,
      PlanScheduled: () => ({ ...self, status: scheduled }),
      PlanApproved: ({ by }): Plan => ({
        ...self,
        status: { _tag: "approved", approval: { by, at, edits: self.edits } }
      }),
      GenerationStarted: ({ assetId, gates }): Plan => ({
        ...self,
        status: { _tag: "generating", approval: approvalOf(self), assetId, gates }
      }),
      AssetAttached: ({ assetId, release, reviewed }): Plan => ({
        ...self,
        status: release === null
          ? { _tag: "in_review", approval: approvalOf(self), assetId, reviewed }
          : { _tag: "assets_generated", approval: approvalOf(self), assetId, reviewed, release }
      }),
      PlanReleased: ({ release }): Plan => {
        const status = awaitingSlot(stopped(self))
        return status._tag === "in_review" || status._tag === "assets_generated"
          ? {
            ...self,
            settings: release.settings,
            wantedAt: at,
            status: { ...status, _tag: "assets_generated", release }
          }
          : self
      },
      PlanRejected: ({ by, reason }): Plan => ({
        ...self,
        ...(reason.trim() === "" ? {} : { turnedDown: reason }),
        status: { _tag: "rejected", by, reason, ...orderedOf(self.status) }
      }),
      PlanRescheduled: ({ slot, timeZone }): Plan => ({
        ...self,
        slot,
        timeZone,
        wantedAt: undefined,
        status: rescheduledStatus(self)
      }),
      PlanLocked: (): Plan => ({ ...self, locked: true }),
      PlanUnlocked: (): Plan => ({ ...self, locked: false }),
      PlanCancelled: ({ by, reason }): Plan => ({
        ...self,
        takes: withoutPending(self),
        status: { _tag: "cancelled", by, reason, ...orderedOf(self.status) }
      }),
      PlanRetried: ({ resume }): Plan => ({ ...self, wantedAt: at, status: resumedAt(resume) }),
      PlanAllowed: ({ about, by, reason, resume }): Plan => ({
        ...self,
        wantedAt: at,
        allowances: [...self.allowances, { by, at, reason, about }],
        status: resumedAt(resume)
      }),
      PlanEdited: (event): Plan => planWith(self, event),
      // The status is entered again, because what it owes is looked at only then.
      TakeAsked: ({ take }): Plan => ({ ...self, takes: withTake(self, take), status: { ...self.status } }),
      TakeWritten: (written): Plan => ({ ...self, takes: withWritten(self, written) }),
      TakeFailed: ({ failure, number }): Plan => ({ ...self, takes: withFailed(self, number, failure) }),
      GuestAnswered: () => self,
      PlanCommented: () => self,
      PublishStarted: (): Plan => {
        const status = stopped(self)
        return status._tag === "assets_generated"
          ? { ...self, status: { ...status, _tag: "publishing", publishId: null } }
          : self
      },
      PublicationNoted: ({ publishId }): Plan => {
        const status = publishingOf(self)
        return status._tag === "publishing" ? { ...self, status: { ...status, publishId } } : self
      },
      PlanPublished: ({ publishId }): Plan => ({
        ...self,
        status: { ...publishingOf(self), _tag: "published", publishId }
      }),
      PlanTracked: ({ postId, publishId }): Plan => ({ ...self, status: trackedAs(self, publishId, postId) }),
      // The asset's two messages may overtake each other; this one includes the other.
      DraftPosted: ({ postId, publishId }): Plan => {
        const { status } = self
        return status._tag === "tracked"
          ? {
            ...self,
            status: { ...status, postId: postId ?? status.postId, draftPostedAt: status.draftPostedAt ?? at }
          }
          : { ...self, status: { ...trackedAs(self, publishId, postId), draftPostedAt: at } }
      },
      PlanFailed: (event): Plan => ({
        ...self,
        status: { _tag: "failed", failure: event.failure, resume: stoppedWith(self, event) }
      }),
      AttentionNeeded: (event): Plan => ({
        ...self,
        status: { _tag: "needs_attention", failure: event.failure, resume: stoppedWith(self, event) }
      })
    })
  )

const approvalOf = (self: Plan): Approval => {
  const status = resumableOf(self.status)
  if (status === null || status._tag === "scheduled") throw new Error(`plan ${self.id} was never approved`)
  return status.approval
}

/** Where an event leaves the plan. Total: a new event does not compile until it has its line. */
export const evolvePlan = (self: Plan | null, event: PlanEvent, at: Instant): Plan => {
  if (event._tag === "PlanCreated") return event.plan
  if (self === null) throw new Error(`${event._tag} cannot be the first event of a plan`)
  return evolveExisting(self, event, at)
}
