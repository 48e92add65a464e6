import { Schema } from "effect"
import { AccountView } from "../../account/AccountView.ts"
import { Failure } from "../../Failure.ts"
import { AccountId, naming } from "../../Ids.ts"
import { line, Reason } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, IsoInstant, maybeOrg, ofOrg, optional, When } from "../Fields.ts"
import { approvers, everyone, owners, staff } from "../Role.ts"

const ConnectionStart = Schema.Struct({
  authorizeUrl: field(
    Schema.String,
    "Our page that says whose org gets the account and leads on to TikTok. Open it in the browser in which you are signed in to TikTok: only the browser that goes on from it can finish or refuse."
  ),
  state: field(Schema.String, "Names this attempt; ask `account.connection` with it."),
  expiresAt: field(IsoInstant, "When the address stops working.")
}).annotations({ identifier: "ConnectionStart" })

export const Connection = Schema.Struct({
  state: field(Schema.String, "Names this attempt."),
  account: field(Schema.NullOr(AccountView), "The connected account; null until the consent was given."),
  failure: field(
    Schema.NullOr(Failure),
    "Why the attempt failed; null while it has not."
  ),
  ended: field(Schema.Boolean, "True when nothing more will happen to this attempt.")
}).annotations({ identifier: "Connection" })

export const CreatorView = Schema.Struct({
  accountId: field(AccountId, "The account."),
  askedAt: field(IsoInstant, "When TikTok gave this answer."),
  username: field(Schema.String, "The creator's name without @."),
  nickname: field(Schema.String, "The creator's name as it is shown."),
  avatar: field(
    Schema.NullOr(Schema.String),
    "The creator's picture as a data address; null where there is none to be had."
  ),
  privacyLevels: field(Schema.Array(Schema.String), "Who may watch, as TikTok offers it for this creator."),
  commentDisabled: field(Schema.Boolean, "True when the creator's settings forbid comments."),
  duetDisabled: field(Schema.Boolean, "True when the creator's settings forbid duets."),
  stitchDisabled: field(Schema.Boolean, "True when the creator's settings forbid stitches."),
  maxVideoSeconds: field(Schema.Number, "The longest video the creator may post."),
  stop: field(Schema.NullOr(Failure), "Why the creator can post nothing now; null when posting is possible.")
}).annotations({ identifier: "Creator" })
export type CreatorView = typeof CreatorView.Type

const id = field(AccountId, "The account.")

export const accountCalls = noun(
  "Connected TikTok accounts: their consent, their limits and their state.",
  change("account.connect", {
    roles: staff,
    answer: "stored",
    summary: "Start connecting a TikTok account",
    description: "Open the returned address in a browser. Then poll `account.connection` until `ended` is true.",
    payload: { orgId: ofOrg },
    success: ConnectionStart
  }),
  read("account.connection", {
    roles: staff,
    summary: "Show how far connecting an account has come",
    payload: { state: field(line(200).pipe(naming("state")), "The `state` that `account.connect` returned.") },
    success: Connection
  }),
  read("account.list", {
    roles: everyone,
    summary: "List the connected accounts",
    payload: { orgId: maybeOrg },
    success: Schema.Array(AccountView)
  }),
  read("account.show", {
    roles: everyone,
    summary: "Show an account with its limits and its consent",
    payload: { id },
    success: AccountView
  }),
  read("account.creator", {
    roles: approvers,
    summary: "Ask TikTok what the creator allows right now",
    description: "TikTok asks every app to show this before a post. The question counts in the account's rate window.",
    payload: { id },
    success: CreatorView
  }),
  change("account.refresh", {
    roles: staff,
    answer: "actor",
    summary: "Renew the access token of an account now",
    description: "Tokens are renewed by themselves in time. The call records the request; a worker does it.",
    payload: { id },
    success: AccountView
  }),
  change("account.pause", {
    roles: staff,
    answer: "actor",
    summary: "Pause all posting of an account",
    description:
      "Nothing new is posted from now on; what TikTok has begun to take is finished. Plans whose slot comes meanwhile ask a person.",
    payload: {
      id,
      reason: optional(Reason, "Why; it is shown where plans wait."),
      until: optional(When, "When the pause ends by itself: an ISO instant or a date; without it, when you resume.")
    },
    success: AccountView
  }),
  change("account.resume", {
    roles: staff,
    answer: "actor",
    summary: "Resume the posting of an account",
    description: "What missed its slot meanwhile is not posted by itself: each asks a person.",
    payload: { id },
    success: AccountView
  }),
  change("account.disconnect", {
    roles: owners,
    answer: "actor",
    summary: "Disconnect an account and delete its tokens",
    description: "Plans of the account stay, but nothing is published until the account is connected again.",
    payload: { id },
    success: AccountView
  })
)
