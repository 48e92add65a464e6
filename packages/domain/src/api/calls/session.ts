import { Schema } from "effect"
import { KeyId, OrgId, SessionId } from "../../Ids.ts"
import { line } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, IsoInstant, maybeOrg, optional } from "../Fields.ts"
import { everyone, Role } from "../Role.ts"

export const SessionView = Schema.Struct({
  id: field(SessionId, "The id of the session. It opens nothing."),
  keyId: field(KeyId, "The key the browser was signed in with. The session ends with it."),
  orgId: field(OrgId, "The org of the key."),
  role: field(Role, "What the session may do: what its key may do."),
  name: field(Schema.String, "The name of the key."),
  browser: field(Schema.String, "How the browser names itself."),
  createdAt: field(IsoInstant, "When the browser was signed in."),
  lastUsedAt: field(IsoInstant, "When it was last used, to the minute."),
  expiresAt: field(IsoInstant, "When the session ends at the latest."),
  endedAt: field(Schema.NullOr(IsoInstant), "When it was ended; null while it works.")
}).annotations({ identifier: "Session" })
export type SessionView = typeof SessionView.Type

const SignInLink = Schema.Struct({
  url: field(Schema.String, "Open this in a browser. It works once."),
  expiresAt: field(IsoInstant, "When the address stops working.")
}).annotations({ identifier: "SignInLink" })

export const sessionCalls = noun(
  "Browsers that are signed in to the panel. Each acts with one API key and ends with it.",
  change("session.link", {
    roles: everyone,
    answer: "secret",
    summary: "Make a link that signs a browser in once",
    description: "The browser may then do what your key may do. The link works once, for ten minutes.",
    payload: {
      to: optional(line(200), "The page of the panel to open, such as `/review`.")
    },
    success: SignInLink
  }),
  read("session.list", {
    roles: everyone,
    summary: "List the browsers that are signed in",
    description: "An owner sees those of the org, everyone else those of their own key.",
    payload: { orgId: maybeOrg },
    success: Schema.Array(SessionView)
  }),
  change("session.end", {
    roles: everyone,
    answer: "stored",
    summary: "Sign a browser out",
    description: "An owner can end every session of the org, everyone else those of their own key.",
    payload: { id: field(SessionId, "The session to end.") },
    success: SessionView
  })
)
