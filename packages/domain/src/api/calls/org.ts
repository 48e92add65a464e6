import { Schema } from "effect"
import { OrgId } from "../../Ids.ts"
import { PolicyChange } from "../../org/Org.ts"
import { OrgView } from "../../org/OrgView.ts"
import { change, noun, read } from "../Call.ts"
import { field } from "../Fields.ts"
import { everyone, owners } from "../Role.ts"

const id = field(OrgId, "The org. It must be the org of your API key.")

export const orgCalls = noun(
  "Orgs: a tenant with its policy, its limits and its own accounts, plans and keys.",
  read("org.list", {
    roles: everyone,
    summary: "List the orgs your key can see",
    description: "A key belongs to one org, so the list has one row.",
    payload: {},
    success: Schema.Array(OrgView)
  }),
  read("org.show", {
    roles: everyone,
    summary: "Show an org with its policy and its limits",
    payload: { id },
    success: OrgView
  }),
  change("org.setPolicy", {
    roles: owners,
    answer: "actor",
    summary: "Change the policy of an org",
    description: "Only the fields you send change. The new policy applies to work that starts afterwards.",
    payload: { id, change: field(PolicyChange, "The fields to change. A field you leave out stays as it is.") },
    success: OrgView
  })
)
