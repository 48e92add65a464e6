import { Schema } from "effect"
import { KeyId, OrgId } from "../../Ids.ts"
import { name } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, IsoInstant, ofOrg, optional, When } from "../Fields.ts"
import { keyHolders, OrgRole, owners, Role } from "../Role.ts"

export const KeyView = Schema.Struct({
  id: field(KeyId, "The id of the key. It is not the key itself."),
  orgId: field(OrgId, "The org the key belongs to."),
  role: field(Role, "What the key may do."),
  name: field(Schema.String, "The name it was given; timelines show it as `key:<name>`."),
  prefix: field(Schema.String, "The first characters of the key, to recognise it by."),
  createdAt: field(IsoInstant, "When it was made."),
  expiresAt: field(Schema.NullOr(IsoInstant), "When it stops working; null when it has no end."),
  lastUsedAt: field(Schema.NullOr(IsoInstant), "When it was last used, to the minute; null when it never was."),
  revokedAt: field(Schema.NullOr(IsoInstant), "When it was revoked; null while it works.")
}).annotations({ identifier: "Key" })
export type KeyView = typeof KeyView.Type

export const NewKey = Schema.Struct({
  ...KeyView.fields,
  key: field(Schema.String, "The key itself. It is shown here once and stored nowhere.")
}).annotations({ identifier: "NewKey" })

export const keyCalls = noun(
  "API keys: each belongs to one org and has one role.",
  change("key.create", {
    roles: owners,
    answer: "secret",
    summary: "Create an API key",
    description:
      "The answer shows the key once. A repeat with the same idempotency key creates nothing and does not show it again.",
    payload: {
      orgId: ofOrg,
      role: field(OrgRole, "What the key may do."),
      name: field(name(80), "A name for timelines and lists."),
      expiresAt: optional(When, "When the key stops working: an ISO instant. Leave it out for a key without an end.")
    },
    success: NewKey
  }),
  read("key.list", {
    roles: keyHolders,
    summary: "List the API keys of an org",
    payload: { orgId: ofOrg },
    success: Schema.Array(KeyView)
  }),
  change("key.revoke", {
    roles: keyHolders,
    answer: "stored",
    summary: "Revoke an API key",
    description: "The key stops working on every server within two seconds.",
    payload: { id: field(KeyId, "The key to revoke.") },
    success: KeyView
  })
)
