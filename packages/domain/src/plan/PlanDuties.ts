import { Option, Schema } from "effect"
import { type Failure, failureWith } from "../Failure.ts"
import { assetIdOf } from "../Ids.ts"
import { hours, Instant, iso, minutes } from "../Instant.ts"
import type { OwedJob } from "../job/Job.ts"
import { type GivenUpJob, type Owed, owesNothing, owesOnly } from "../Machine.ts"
import { afterwards, step, type Steps } from "../Remedy.ts"
import { lastStart, type Plan, type PlanStatus } from "./Plan.ts"
import type { PlanCommand } from "./PlanCommand.ts"
import type { PlanEvent } from "./PlanEvent.ts"
import { approvedAt } from "./PlanEvolve.ts"
import { pendingTake, takesOf, textsOfOption } from "./Takes.ts"

/** Tells the asset to publish, or, where it is under way or done, to say again how far it is. It never posts twice. */
const askAsset = (
  self: Plan,
  { assetId, release, reviewed }: Extract<PlanStatus, { _tag: "publishing" | "published" }>
): OwedJob => ({
  kind: "tell",
  priority: 0,
  payload: {
    approvedAt: approvedAt(self.status),
    kind: "asset",
    id: assetId,
    command: {
      _tag: "Publish",
      order: {
        accountId: self.accountId,
        delivery: self.delivery,
        caption: reviewed.caption,
        aiLabel: reviewed.aiLabel,
        release,
        until: lastStart(self)
      }
    }
  }
})

/** What was promised for the plan and not spent is free again. */
const free = (self: Plan): OwedJob => ({
  kind: "tell",
  part: "free",
  payload: { kind: "org", id: self.orgId, command: { _tag: "Free", reference: self.id } }
})

/** The longest that work which was under way may still make a promise for a plan that has just ended. */
const LAST_PROMISE = minutes(2)

/**
 * A job that was under way when its plan ended may have promised once more after everything was freed, and is cut off
 * before it could take that back: so everything is freed again when none is left.
 */
const freeAgain = (self: Plan): OwedJob => ({ ...free(self), part: "free-again", afterMillis: LAST_PROMISE })

/** Events with which a plan goes on from where it stopped, or with other content. */
const goingOn: ReadonlySet<PlanEvent["_tag"]> = new Set([
  "PlanRetried",
  "PlanRescheduled",
  "PlanAllowed",
  "PlanEdited"
])

/** The take that people wait for, written beside regardless of the status owes. */
const takeOwed = (self: Plan): ReadonlyArray<OwedJob> => {
  const take = pendingTake(self)
  if (take === null) return []
  const { from = null, line, number, of, reason = self.turnedDown } = take
  if (of === "picture") return []
  return [{
    kind: "write_take",
    part: String(number),
    beside: true,
    payload: {
      number,
      of,
      line,
      reason,
      from,
      seen: takesOf(self).flatMap(({ before, options }) =>
        [...(before === undefined ? [] : [before]), ...options].flatMap(textsOfOption)
      ),
      topic: self.topic,
      language: self.language,
      hashtags: self.hashtags,
      notes: self.notes
    }
  }]
}

/** What a status needs to have done, and when the plan must look at itself again. */
export const planOwes = (self: Plan, event: PlanEvent): Owed => {
  // One more fact about the same status is not a new entry into it.
  if (event._tag === "PublicationNoted") return owesNothing
  if (event._tag === "TakeAsked") return owesOnly(...takeOwed(self))
  const { abandon, jobs } = statusOwes(self, event)
  // What goes on leaves nothing of the stop behind, least of all the message that frees what it needs again. A take that is being
  // written concerns neither the stop nor what goes on, so it is owed again.
  return abandon || goingOn.has(event._tag) ? { jobs: [...jobs, ...takeOwed(self)], abandon: true } : { abandon, jobs }
}

/** Ends the making of what nobody wants any more; what is made of content from `before` on goes on. */
const discard = (self: Plan, before?: number): OwedJob => ({
  kind: "tell",
  part: "discard",
  payload: {
    kind: "asset",
    id: assetIdOf(self.id),
    command: { _tag: "Discard", before }
  }
})

const start = (self: Plan): OwedJob => ({
  kind: "start_asset",
  payload: { approvedAt: approvedAt(self.status) },
  priority: self.slot
})

const statusOwes = (self: Plan, event: PlanEvent): Owed => {
  switch (self.status._tag) {
    case "scheduled":
      // The idea is another one: it needs a new approval, and what was promised and begun for the old one ends.
      return event._tag === "PlanEdited"
        ? owesOnly(discard(self, self.revision), free(self), freeAgain(self))
        : owesNothing
    case "approved":
      return owesOnly(start(self))
    case "generating":
      // One of several tries may have got as far as this and no further, and there may be no other left.
      return event._tag === "GenerationStarted" && event.late === true ? owesOnly(start(self)) : owesNothing
    case "publishing":
      return owesOnly(askAsset(self, self.status))
    case "published":
      // The asset's own report leaves nothing to ask, unless the plan went on after a stop: then the asset's next report may have
      // overtaken this one, and what was promised for another try is not spent.
      if (event._tag !== "PlanPublished") return owesOnly(askAsset(self, self.status))
      return self.status.resumed === true ? owesOnly(askAsset(self, self.status), free(self)) : owesNothing
    case "tracked":
      return event._tag === "PlanTracked" || event._tag === "DraftPosted" ? owesOnly(free(self)) : owesNothing
    case "failed":
      return owesOnly(free(self))
    case "needs_attention":
      // Nobody approved it in time. If somebody tried, and the server died between the promise and the plan, the promise is still
      // held; no other step of the plan would ever give it back.
      return self.status.resume._tag === "scheduled" ? owesOnly(free(self)) : owesNothing
    case "rejected":
    case "cancelled":
      return {
        abandon: true,
        jobs: [discard(self), free(self), freeAgain(self)]
      }
    default:
      return owesNothing
  }
}

/** The slot and its grace passed and no publication is known to have begun; hearing of one ends the asking. */
export const LATE = "Late"

/** One question for what is late, answerable for many plans at once. `why` is a sentence. */
export const lateFailure = ({ id, slot }: Pick<Plan, "id" | "slot">, why: string): Failure =>
  failureWith(
    { tag: LATE, message: `The slot ${iso(slot)} has passed, and nothing was posted. ${why}` },
    step("Post it now", "plan.retry", { id }),
    step("Or give it a new slot", "plan.reschedule", { id, at: "next" }),
    step("Or drop it", "plan.cancel", { id })
  )

/** How long a state may last before the plan asks for a person. */
const PUBLISHING_LIMIT = hours(4)
const PUBLISHED_LIMIT = hours(72)
const GENERATION_LIMIT = minutes(60)

const lastCall = (self: Plan, since: Instant): Instant => Math.max(lastStart(self), since + GENERATION_LIMIT)

export const planAlarm = (self: Plan, since: Instant): Instant | null => {
  switch (self.status._tag) {
    case "publishing":
      return self.status.publishId === null ? lastStart(self) : since + PUBLISHING_LIMIT
    case "published":
      return since + PUBLISHED_LIMIT
    default:
  }
  if (self.locked) return null
  switch (self.status._tag) {
    case "scheduled":
    case "in_review":
      return lastStart(self)
    case "approved":
    case "generating":
      return lastCall(self, since)
    case "assets_generated":
      return self.slot
    default:
      return null
  }
}

const asks = (failure: Failure): PlanCommand => ({ _tag: "MissDeadline", failure })

const missed = (tag: string, message: string, ...steps: Steps): PlanCommand =>
  asks(failureWith({ tag, message }, ...steps))

export const planOnAlarm = (self: Plan, since: Instant, at: Instant): PlanCommand | null => {
  const due = planAlarm(self, since)
  if (due === null || at < due) return null
  const slot = iso(self.slot)
  const { id } = self
  switch (self.status._tag) {
    case "scheduled":
      return missed(
        "ApprovalMissed",
        `Nobody approved the plan before its slot ${slot} ran out.`,
        step("Give it a new slot", "plan.reschedule", { id, at: "next" }),
        afterwards("then approve it", "plan.approve", { id })
      )
    case "in_review":
      return missed(
        "ReleaseMissed",
        `Nobody released the finished video before its slot ${slot} ran out.`,
        step("Give it a new slot", "plan.reschedule", { id, at: "next" }),
        afterwards("then release it", "plan.release", { id })
      )
    case "approved":
    case "generating":
      return missed(
        "GenerationLate",
        `The video was not finished in time for its slot ${slot}.`,
        step("See what it waits for; it goes on by itself once the cause is gone", "job.list", { planId: id }),
        step("Give it a new slot", "plan.reschedule", { id, at: "next" })
      )
    case "assets_generated":
      return at > lastStart(self)
        ? asks(lateFailure(self, "The plan was locked, or the system was down."))
        : { _tag: "ReachSlot" }
    case "publishing":
      if (self.status.publishId === null) {
        return asks(lateFailure(self, "Its jobs say what held it up."))
      }
      return missed(
        "PublishingUnconfirmed",
        "TikTok has not confirmed the publication in four hours.",
        step("Look at the account in the app; asking again never posts twice", "plan.retry", { id })
      )
    case "published":
      return missed(
        "PostNotListed",
        "TikTok took the post but has not listed it for three days; it may still be in moderation.",
        step("Look at the account in the app, then ask again", "plan.retry", { id })
      )
    default:
      return null
  }
}

/** Under which approval a job was owed; other messages of a plan, and the release before, do not say. */
const ofApproval = Schema.decodeUnknownOption(Schema.Struct({ approvedAt: Schema.optional(Instant) }))

/** Which take a job was to write. */
const ofTake = Schema.decodeUnknownOption(Schema.Struct({ number: Schema.Int }))

export const planGivenUp = ({ failure, kind, payload, unsure }: GivenUpJob): PlanCommand => {
  const take = kind === "write_take" ? ofTake(payload) : Option.none()
  return Option.isSome(take) ? { _tag: "FailTake", number: take.value.number, failure } : {
    _tag: "ReportFailure",
    ...Option.getOrElse(ofApproval(payload), () => ({})),
    failure,
    unsure
  }
}
