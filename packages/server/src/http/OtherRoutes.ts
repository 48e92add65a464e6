import { GuestAnswer, ReviewPage } from "@callsheet/domain/api/calls/review"
import { Role } from "@callsheet/domain/api/Role"
import { field } from "@callsheet/domain/Field"
import { KeyId, OrgId, SessionId, UploadId } from "@callsheet/domain/Ids"
import { MOST_PIECE_BYTES } from "@callsheet/domain/library/LibraryMedia"
import { Schema } from "effect"
import { CONSENT_PATH } from "../auth/Connection.ts"

/** Who may ask: each is one way, and any of them is enough. */
export type Credential = "key" | "session" | "signed" | "insider" | "webhook" | "anyone"

interface Parameter {
  readonly name: string
  readonly in: "path" | "query" | "header"
  readonly description: string
  readonly required?: boolean
  readonly schema: { readonly [name: string]: unknown }
}

interface Content {
  readonly type: string
  /** Without one, the body is bytes or text that no schema describes. */
  readonly schema?: Schema.Schema.All
}

/** A route that is no call: what a client author needs to know of it. */
export interface OtherRoute {
  readonly method: "get" | "post" | "put" | "delete"
  /** With its parameters in braces, as OpenAPI writes them. */
  readonly path: `/${string}`
  readonly id: string
  readonly tag: keyof typeof otherTags
  readonly summary: string
  readonly description: string
  readonly access: ReadonlyArray<Credential>
  readonly parameters?: ReadonlyArray<Parameter>
  readonly body?: Content
  readonly answers: {
    readonly [status: string]: { readonly description: string; readonly content?: ReadonlyArray<Content> }
  }
  /** Which of the errors that calls have it can answer with. */
  readonly errors: ReadonlyArray<string>
}

export const otherTags = {
  files: "Files over HTTP: videos, covers, previews, and the media of the library, to read and to upload.",
  guests: "What the page behind a review link reads and sends, without a key.",
  browser: "Signing a browser in to the panel and out.",
  tiktok: "What TikTok and its creators call: the consent to connect an account, and webhooks.",
  operations: "How the installation is doing, for probes and for Prometheus.",
  contract: "The same calls by RPC, and the documents that describe them."
} as const

const text = { type: "string" } as const
const html: Content = { type: "text/html" }
const bytes = (type: string): Content => ({ type })
const pathParameter = (name: string, description: string, pattern?: string): Parameter => ({
  name,
  in: "path",
  required: true,
  description,
  schema: pattern === undefined ? text : { ...text, pattern }
})
const queryParameter = (name: string, description: string): Parameter => ({
  name,
  in: "query",
  description,
  schema: text
})

const signature: ReadonlyArray<Parameter> = [
  queryParameter(
    "until",
    "Until when the link works, in seconds since 1970. Part of a signed address; do not change it."
  ),
  queryParameter("sign", "The signature of a signed address. With it no key is needed.")
]

const range: ReadonlyArray<Parameter> = [
  {
    name: "Range",
    in: "header",
    description: "One range of bytes, as players ask for it, such as `bytes=0-1023`.",
    schema: text
  },
  {
    name: "If-None-Match",
    in: "header",
    description: "The ETag you have. If the file is the same, the answer is 304.",
    schema: text
  }
]

const fileAnswers = (...types: ReadonlyArray<string>): OtherRoute["answers"] => ({
  "200": { description: "The whole file.", content: types.map(bytes) },
  "206": { description: "The range that was asked for; `Content-Range` names it.", content: types.map(bytes) },
  "304": { description: "You have it already." },
  "416": { description: "The file has no such range." }
})

const fileErrors = ["401", "403", "404", "429", "503"]
const FORM = "(png|jpg|webp|mp4|webm|mp3|wav|flac|ogg|m4a|ttf|otf)"

const UploadState = Schema.Struct({
  id: field(UploadId, "The upload."),
  offset: field(Schema.Number, "How many bytes have arrived; the next piece begins here."),
  bytes: field(Schema.Number, "How many bytes the whole file has.")
}).annotations({ identifier: "UploadState" })

const files: ReadonlyArray<OtherRoute> = [
  {
    method: "get",
    path: "/media/{file}",
    id: "media.file",
    tag: "files",
    summary: "Read a rendered video or cover",
    description:
      "With a key of an org that owns the file, or by a signed address from `asset.link`, which needs no key and ends by its time.",
    access: ["key", "session", "signed"],
    parameters: [
      pathParameter("file", "The SHA-256 of the file and its form.", "^[0-9a-f]{64}\\.(mp4|jpg)$"),
      ...signature,
      ...range
    ],
    answers: fileAnswers("video/mp4", "image/jpeg"),
    errors: fileErrors
  },
  {
    method: "get",
    path: "/media/library/{org}/{file}",
    id: "media.libraryFile",
    tag: "files",
    summary: "Read a file of the library",
    description: "With a key of the org, or by the signed address that `media.show` gives as `path`.",
    access: ["key", "session", "signed"],
    parameters: [
      pathParameter("org", "The org whose library has the file.", "^org_[0-9a-z]{26}$"),
      pathParameter("file", "The SHA-256 of the file and its form.", `^[0-9a-f]{64}\\.${FORM}$`),
      ...signature,
      ...range
    ],
    answers: fileAnswers("image/*", "video/*", "audio/*", "font/*"),
    errors: fileErrors
  },
  {
    method: "get",
    path: "/media/preview/{key}/{file}",
    id: "media.previewFile",
    tag: "files",
    summary: "Read a picture or a sound of a preview",
    description: "By the signed addresses that `plan.preview` gives, and no other way.",
    access: ["signed"],
    parameters: [
      pathParameter("key", "Names the preview.", "^[0-9a-f]{64}$"),
      pathParameter("file", "A part of it.", "^(cover|still-\\d|line-\\d{1,3})\\.(jpg|wav)$"),
      ...signature,
      ...range
    ],
    answers: fileAnswers("image/jpeg", "audio/wav"),
    errors: ["403", "404"]
  },
  {
    method: "put",
    path: "/media/upload/{id}",
    id: "media.piece",
    tag: "files",
    summary: "Send a piece of a file to the library",
    description:
      `Between \`media.create\`, which gives the address as \`path\`, and \`media.finish\`. Pieces come in order, each of at most ${MOST_PIECE_BYTES} bytes. A piece at another place than \`offset\` is refused, and the error names the right one, so an upload that was cut goes on where it stands.`,
    access: ["key", "session"],
    parameters: [
      pathParameter("id", "The upload."),
      {
        name: "Content-Range",
        in: "header",
        description: "Where the piece lies, such as `bytes 0-8388607/20971520`. Without it the body is the whole file.",
        schema: { ...text, pattern: "^bytes \\d{1,15}-\\d{1,15}/\\d{1,15}$" }
      }
    ],
    body: bytes("application/octet-stream"),
    answers: {
      "200": {
        description: "The piece is stored.",
        content: [{ type: "application/json", schema: UploadState }]
      }
    },
    errors: ["401", "403", "404", "408", "409", "413", "422", "429", "503"]
  }
]

const token = pathParameter("token", "The secret part of the review link.")
const reviewPage = { description: "What the page shows.", content: [{ type: "application/json", schema: ReviewPage }] }

const guests: ReadonlyArray<OtherRoute> = [
  {
    method: "get",
    path: "/v1/review/{token}",
    id: "review.page",
    tag: "guests",
    summary: "Read what a review link shows",
    description: "The link itself is the permission; `review.link` makes it.",
    access: ["anyone"],
    parameters: [token],
    answers: { "200": reviewPage },
    errors: ["404", "409", "503"]
  },
  {
    method: "post",
    path: "/v1/review/{token}",
    id: "review.answer",
    tag: "guests",
    summary: "Answer as a guest",
    description: "Approve, reject or comment. The answer is about what `seen` names, and nothing else.",
    access: ["anyone"],
    parameters: [token],
    body: { type: "application/json", schema: GuestAnswer },
    answers: { "200": reviewPage },
    errors: ["404", "409", "413", "422", "503"]
  }
]

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

const browser: ReadonlyArray<OtherRoute> = [
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

const consentState = queryParameter(
  "state",
  "Names the request to connect, as `account.connect` gave it in the address."
)

/** These routes answer people: what went wrong is a page too. */
const notConnected: OtherRoute["answers"] = {
  "409": { description: "The request to connect is used, too old, or of another browser.", content: [html] },
  "422": { description: "The address or the form carries no answer.", content: [html] }
}

const tiktok: ReadonlyArray<OtherRoute> = [
  {
    method: "get",
    path: CONSENT_PATH,
    id: "tiktok.consent",
    tag: "tiktok",
    summary: "Show what a creator is about to consent to",
    description:
      "The address that `account.connect` gives. It is for a browser; in sandbox mode a program is led straight on.",
    access: ["anyone"],
    parameters: [consentState],
    answers: {
      "200": { description: "The page.", content: [html] },
      "303": { description: "Sandbox mode: leads a program on to the stand-in." },
      ...notConnected
    },
    errors: ["503"]
  },
  {
    method: "post",
    path: CONSENT_PATH,
    id: "tiktok.consentGiven",
    tag: "tiktok",
    summary: "Go on to TikTok",
    description: "The form of that page. Other pages are refused.",
    access: ["anyone"],
    body: bytes("application/x-www-form-urlencoded"),
    answers: { "303": { description: "Leads to TikTok's authorize page." }, ...notConnected },
    errors: ["403", "413", "503"]
  },
  {
    method: "get",
    path: "/oauth/tiktok/callback",
    id: "tiktok.callback",
    tag: "tiktok",
    summary: "Come back from TikTok",
    description: "TikTok leads the creator's browser here. Register the address as redirect URI of your app.",
    access: ["anyone"],
    parameters: [
      { ...consentState, required: true },
      queryParameter("code", "What is exchanged for the account's tokens; absent where the creator declined."),
      queryParameter("scopes", "What the creator granted, separated by commas."),
      queryParameter("error", "Why there is no code."),
      queryParameter("error_description", "The same in words.")
    ],
    answers: { "200": { description: "The account is connected.", content: [html] }, ...notConnected },
    errors: ["503"]
  },
  {
    method: "post",
    path: "/webhooks/tiktok",
    id: "tiktok.webhook",
    tag: "tiktok",
    summary: "Receive an event from TikTok",
    description:
      "Register the address as callback URL of your app. The signature is checked over the bytes as they come; the same event is stored once. Nothing depends on it: a publication is also followed by asking.",
    access: ["webhook"],
    body: { type: "application/json" },
    answers: { "200": { description: "Stored, or known already." } },
    errors: ["401", "408", "413", "422", "503"]
  }
]

const CheckAnswer = Schema.Struct({
  ok: field(Schema.Boolean, "Whether it passed."),
  reason: field(Schema.NullOr(Schema.String), "Why not; null where it passed.")
}).annotations({ identifier: "CheckAnswer" })

const instance = field(Schema.String, "Names this process; another one after each start.")

const Live = Schema.Struct({
  status: field(Schema.Literal("live"), "The process is up."),
  instance
}).annotations({ identifier: "Live" })

const Ready = Schema.Struct({
  status: field(Schema.Literal("ready", "not ready"), "Whether it can serve calls."),
  instance,
  checks: Schema.optional(Schema.Record({ key: Schema.String, value: CheckAnswer })).annotations({
    description: "Each check by its name; only for callers who may read the metrics."
  })
}).annotations({ identifier: "Ready" })

const ready = (description: string) => ({ description, content: [{ type: "application/json", schema: Ready }] })

const operations: ReadonlyArray<OtherRoute> = [
  {
    method: "get",
    path: "/health/live",
    id: "health.live",
    tag: "operations",
    summary: "Whether the process is up",
    description: "Says nothing about what it depends on: restart it when this fails.",
    access: ["anyone"],
    answers: {
      "200": { description: "It is up.", content: [{ type: "application/json", schema: Live }] }
    },
    errors: []
  },
  {
    method: "get",
    path: "/health/ready",
    id: "health.ready",
    tag: "operations",
    summary: "Whether the server can serve calls",
    description: "Asks the database and the workers: send it no traffic while this fails.",
    access: ["anyone"],
    answers: { "200": ready("It can."), "503": ready("It cannot.") },
    errors: []
  },
  {
    method: "get",
    path: "/metrics",
    id: "metrics.scrape",
    tag: "operations",
    summary: "Read the metrics of the installation",
    description: "For Prometheus. With the token of CALLSHEET_METRICS_TOKEN; without one, from the machine itself.",
    access: ["insider"],
    answers: { "200": { description: "The metrics in Prometheus' text format.", content: [bytes("text/plain")] } },
    errors: ["401"]
  }
]

const RPC = "application/ndjson"

const contract: ReadonlyArray<OtherRoute> = [
  {
    method: "post",
    path: "/rpc",
    id: "rpc.call",
    tag: "contract",
    summary: "Call by RPC",
    description:
      "The protocol of @effect/rpc: newline-delimited JSON messages in one request. The command line and the panel speak it; other clients use the paths under /api/v1.",
    access: ["key", "session"],
    body: bytes(RPC),
    answers: { "200": { description: "The answers, one message a line.", content: [bytes(RPC)] } },
    errors: ["400", "403", "408", "413", "503"]
  },
  {
    method: "get",
    path: "/rpc/ws",
    id: "rpc.socket",
    tag: "contract",
    summary: "Call by RPC over a WebSocket",
    description: "The same messages, for as long as the connection is open.",
    access: ["key", "session"],
    answers: { "101": { description: "The connection becomes a WebSocket." } },
    errors: ["403", "503"]
  },
  {
    method: "get",
    path: "/api/openapi.json",
    id: "api.document",
    tag: "contract",
    summary: "Read this document",
    description: "OpenAPI 3.1, written from the schemas that calls are checked with.",
    access: ["anyone"],
    answers: { "200": { description: "The document.", content: [{ type: "application/json" }] } },
    errors: []
  },
  {
    method: "get",
    path: "/api/docs",
    id: "api.page",
    tag: "contract",
    summary: "Read the calls as a page",
    description: "For people; it needs nothing else.",
    access: ["anyone"],
    answers: { "200": { description: "The page.", content: [html] } },
    errors: []
  }
]

/** Every route of the server besides calls and the panel's pages. */
export const otherRoutes: ReadonlyArray<OtherRoute> = [
  ...files,
  ...guests,
  ...browser,
  ...tiktok,
  ...operations,
  ...contract
]
