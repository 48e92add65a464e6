import { Schema } from "effect"
import { after, never } from "../Failure.ts"
import { IllegalCommand } from "../Machine.ts"
import { remedyText, step, type Steps } from "../Remedy.ts"

export class OrgNotFound extends Schema.TaggedError<OrgNotFound>()("OrgNotFound", { id: Schema.String }) {
  override get message() {
    return `There is no org ${this.id}.`
  }
  get steps(): Steps {
    return [step("List the orgs there are", "org.list")]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export class OrgAlreadyExists extends Schema.TaggedError<OrgAlreadyExists>()("OrgAlreadyExists", {
  id: Schema.String
}) {
  override get message() {
    return `Org ${this.id} exists already.`
  }
  get steps(): Steps {
    return [step("Look at it", "org.show", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

/** A hard stop before any work is started. Amounts are in the kind's unit; `resetsAt` is an ISO instant. */
export class QuotaExceeded extends Schema.TaggedError<QuotaExceeded>()("QuotaExceeded", {
  id: Schema.String,
  kind: Schema.String,
  limit: Schema.Number,
  used: Schema.Number,
  reserved: Schema.Number,
  asked: Schema.Number,
  resetsAt: Schema.String
}) {
  override get message() {
    return `The ${this.kind} limit of ${this.limit} leaves no room for ${this.asked}: ${this.used} used, ${this.reserved} reserved. It resets at ${this.resetsAt}.`
  }
  get steps(): Steps {
    return [step("Wait for the reset, or raise the limit", "quota.set", { orgId: this.id, kind: this.kind })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
  get retry() {
    return never
  }
}

/** A promise that was asked for before its work ended, or so long ago that nobody may wait for it any more. */
export class ReservationLate extends Schema.TaggedError<ReservationLate>()("ReservationLate", {
  id: Schema.String,
  reference: Schema.String
}) {
  override get message() {
    return `What was asked to be reserved for ${this.reference} came too late.`
  }
  get remedy() {
    return "Nothing was reserved. Ask again: a second later it counts as a new question."
  }
  get retry() {
    return after(1_000)
  }
}

export class OwnerMissing extends Schema.TaggedError<OwnerMissing>()("OwnerMissing", { id: Schema.String }) {
  override get message() {
    return "Merged gates publish without a second look, so they need the name of the person who answers for that."
  }
  get steps(): Steps {
    return [step("Name the owner", "org.setPolicy", { id: this.id, change: { gates: "plan" } })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

/** Rules that no script could keep, or that nobody could read. */
export class PolicyUnusable extends Schema.TaggedError<PolicyUnusable>()("PolicyUnusable", {
  id: Schema.String,
  problems: Schema.NonEmptyArray(Schema.String)
}) {
  override get message() {
    return this.problems.join(" ")
  }
  get steps(): Steps {
    return [step("Nothing was changed. Write the whole rule", "org.setPolicy", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
  get retry() {
    return never
  }
}

export const OrgError = Schema.Union(
  OrgNotFound,
  OrgAlreadyExists,
  QuotaExceeded,
  ReservationLate,
  OwnerMissing,
  PolicyUnusable,
  IllegalCommand
)
export type OrgError = typeof OrgError.Type
