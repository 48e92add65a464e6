import { Schema } from "effect"
import { Limit, UsageKind } from "../../org/Org.ts"
import { QuotaView } from "../../org/OrgView.ts"
import { change, noun, read } from "../Call.ts"
import { field, ofOrg } from "../Fields.ts"
import { everyone, owners } from "../Role.ts"

export const quotaCalls = noun(
  "Quotas: how much an org may use in a day or a month, and how much it has used.",
  read("quota.show", {
    roles: everyone,
    summary: "Show the limits of an org and how much is used",
    payload: { orgId: ofOrg },
    success: Schema.Array(QuotaView)
  }),
  change("quota.set", {
    roles: owners,
    answer: "actor",
    summary: "Set or remove a limit",
    payload: {
      orgId: ofOrg,
      kind: field(UsageKind, "What is limited."),
      limit: field(Schema.NullOr(Limit), "The amount and its period. Null removes the limit.")
    },
    success: Schema.Array(QuotaView)
  })
)
