import { Schema } from "effect"
import { noun, read } from "../Call.ts"
import { field, IsoInstant, ofOrg, optional, When } from "../Fields.ts"
import { everyone } from "../Role.ts"

export const UsageRow = Schema.Struct({
  at: field(IsoInstant, "When it was booked."),
  kind: field(Schema.String, "What was used, such as `renders` or `money_micros`."),
  amount: field(Schema.Number, "How much, in the unit of its kind."),
  reference: field(Schema.String, "What it was used for, such as a plan's id."),
  note: field(Schema.String, "Why it was booked."),
  unit: optional(Schema.String, "What is counted, in words, such as \"millionths of EUR\".")
}).annotations({ identifier: "UsageRow" })
export type UsageRow = typeof UsageRow.Type

export const usageCalls = noun(
  "The usage ledger: what an org has used, entry by entry.",
  read("usage.show", {
    roles: everyone,
    summary: "List what an org has used in a period",
    payload: {
      orgId: ofOrg,
      from: optional(When, "The first moment: an ISO instant or a date."),
      to: optional(When, "The moment before which entries count: an ISO instant or a date.")
    },
    success: Schema.Array(UsageRow)
  })
)
