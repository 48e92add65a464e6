import { Role } from "@callsheet/domain/api/Role"
import { field } from "@callsheet/domain/Field"
import { KeyId, OrgId, SessionId } from "@callsheet/domain/Ids"
import { Schema } from "effect"
import { html, type OtherRoute, pathParameter, queryParameter } from "./OtherRoute.ts"

const SignInKey = Schema.Struct({
  key: field(Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(200)), "An API key.")
}).annotations({ identifier: "SignInKey" })

const mode = field(
  Schema.Literal("sandbox", "live"),
  "Whether the installation posts to TikTok (`live`) or to a stand-in."
)
const version = field(Schema.String, "The version of Callsheet.")

const SignedIn = Schema.Struct({
  sessionId: field(SessionId, "The session."),
  keyId: field(KeyId, "The key it acts with."),
  orgId: field(OrgId, "The org of the key."),
  role: field(Role, "What it may do."),
  name: field(Schema.String, "The name of the key."),
  mode,
  version
}).annotations({ identifier: "SignedIn" })

const SignedOut = Schema.Struct({
  sessionId: field(Schema.Null, "Null: this browser is not signed in."),
  mode,
  version
}).annotations({ identifier: "SignedOut" })

export const browser: ReadonlyArray<OtherRoute> = [
  {
    method: "get",
    path: "/open/{token}",
    id: "session.open",
    tag: "browser",
    summary: "Sign a browser in by a link",
    description: "The link of `session.link`: it works once, sets the cookie of the session and leads to the panel.",
    access: ["anyone"],
    parameters: [
      pathParameter("token", "The secret part of the link."),
      queryParameter("to", "The page of the panel to open.")
    ],
    answers: {
      "204": { description: "A browser fetched the link ahead of a person; it is not used up." },
      "303": { description: "Signed in; leads to the panel." },
      "410": { description: "The link is used or too old.", content: [html] }
    },
    errors: ["503"]
  },
  {
    method: "get",
    path: "/session",
    id: "session.current",
    tag: "browser",
    summary: "Show who this browser is signed in as",
    description: "Having no session is an answer, not an error.",
    access: ["session", "anyone"],
    answers: {
      "200": {
        description: "The session of this browser, or that it has none.",
        content: [{ type: "application/json", schema: Schema.Union(SignedIn, SignedOut) }]
      }
    },
    errors: ["503"]
  },
  {
    method: "post",
    path: "/session",
    id: "session.begin",
    tag: "browser",
    summary: "Sign a browser in with an API key",
    description: "Sets the cookie of the session. Programs need none: they send the key with each call.",
    access: ["anyone"],
    body: { type: "application/json", schema: SignInKey },
    answers: {
      "200": { description: "Signed in.", content: [{ type: "application/json", schema: SignedIn }] }
    },
    errors: ["401", "403", "413", "422", "429", "503"]
  },
  {
    method: "delete",
    path: "/session",
    id: "session.leave",
    tag: "browser",
    summary: "Sign this browser out",
    description: "Ends the session and takes the cookie away.",
    access: ["session", "anyone"],
    answers: { "204": { description: "Signed out." } },
    errors: ["403", "503"]
  }
]
