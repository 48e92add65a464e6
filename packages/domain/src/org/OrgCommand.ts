import { Schema } from "effect"
import { Instant } from "../Instant.ts"
import { TimeZoneName } from "../planning/TimeZone.ts"
import { Amount, Limit, PolicyChange, Reference, UsageKind } from "./Org.ts"

export const Create = Schema.TaggedStruct("Create", {
  name: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(100)),
  timeZone: TimeZoneName
})
export const SetPolicy = Schema.TaggedStruct("SetPolicy", { change: PolicyChange })
export const SetLimit = Schema.TaggedStruct("SetLimit", { kind: UsageKind, limit: Schema.NullOr(Limit) })
/**
 * Promises amounts before any work starts. `reference` names the work, so asking twice reserves once. `from` names an earlier
 * promise this one is a part of: what it holds moves over, and only what goes beyond it needs room of its own. `askedAt`: when
 * it was sent; one that was long on its way, or was overtaken by the end of its work, is refused. Absent in what earlier
 * releases send.
 */
export const Reserve = Schema.TaggedStruct("Reserve", {
  reference: Reference,
  amounts: Schema.NonEmptyArray(Amount),
  from: Schema.optional(Reference),
  askedAt: Schema.optional(Instant)
})
/**
 * The work is done and cost this much: its reservation becomes a settled amount. An amount of 0 only ends the reservation.
 * `note` says in the ledger what it was.
 */
export const Settle = Schema.TaggedStruct("Settle", {
  reference: Reference,
  amounts: Schema.NonEmptyArray(Amount),
  note: Schema.optional(Schema.String)
})
/** The work will not happen: what was promised for it is free again. */
export const Free = Schema.TaggedStruct("Free", { reference: Reference })

/** Nothing new is posted until posting is resumed; what is under way is finished. */
export const Pause = Schema.TaggedStruct("Pause", { reason: Schema.String, until: Schema.optional(Instant) })
export const ResumePosting = Schema.TaggedStruct("ResumePosting", {})

export const OrgCommand = Schema.Union(Create, SetPolicy, SetLimit, Reserve, Settle, Free, Pause, ResumePosting)
export type OrgCommand = typeof OrgCommand.Type

export const orgAskable: Readonly<Record<string, string>> = {
  Create: "org create",
  SetPolicy: "org policy set",
  SetLimit: "quota set",
  Pause: "org pause",
  ResumePosting: "org resume"
}
