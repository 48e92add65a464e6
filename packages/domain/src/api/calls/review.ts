import { Schema } from "effect"
import { PlanId, ReviewLinkId } from "../../Ids.ts"
import { SettingsChange } from "../../plan/PlanCommand.ts"
import { PlanView } from "../../plan/PlanView.ts"
import { line, name, NeededReason, text } from "../../Text.ts"
import { change, noun, read } from "../Call.ts"
import { field, IsoInstant, maybeOrg, optional } from "../Fields.ts"
import { approvers, everyone, staff } from "../Role.ts"
import { LinkedFile } from "./asset.ts"

/** What a guest may do: say something, or also approve and reject. */
export const GuestMay = Schema.Literal("comment", "decide")
export type GuestMay = typeof GuestMay.Type

export const ReviewAnswerKind = Schema.Literal("approve", "reject", "comment")
export type ReviewAnswerKind = typeof ReviewAnswerKind.Type

/** A moment of a video; none is longer than an hour. */
const Moment = Schema.Int.pipe(Schema.between(0, 3_600_000))

export const ReviewAnswer = Schema.Struct({
  kind: field(ReviewAnswerKind, "What the guest did."),
  name: field(Schema.String, "The name the guest gave. Nobody proved it."),
  text: field(Schema.String, "What the guest said."),
  atMillis: optional(Schema.Number, "The moment of the video that it is about; absent where it is about none."),
  at: field(IsoInstant, "When.")
}).annotations({ identifier: "ReviewAnswer" })
export type ReviewAnswer = typeof ReviewAnswer.Type

export const ReviewLinkView = Schema.Struct({
  id: field(ReviewLinkId, "The id of the link. It opens nothing."),
  planId: field(PlanId, "The plan it shows."),
  url: field(Schema.String, "Give this to your guest. Anyone with the link can open the page."),
  digest: field(Schema.String, "Names the video, cover, caption and label that the link is about. It opens no others."),
  may: field(GuestMay, "What the guest may do."),
  releases: field(Schema.Boolean, "Whether an approval by the guest releases the plan."),
  by: field(Schema.String, "Who made the link."),
  createdAt: field(IsoInstant, "When it was made."),
  expiresAt: field(IsoInstant, "When it stops working."),
  revokedAt: field(Schema.NullOr(IsoInstant), "When it was revoked; null while it works."),
  answers: field(Schema.Array(ReviewAnswer), "What guests answered, oldest first.")
}).annotations({ identifier: "ReviewLink" })
export type ReviewLinkView = typeof ReviewLinkView.Type

/** A link as everyone sees it who works on plans. */
export const ListedReviewLink = Schema.Struct({
  ...ReviewLinkView.fields,
  url: field(
    Schema.NullOr(Schema.String),
    "Give this to your guest. Null where the guest may decide and you may not: the link would let you."
  )
}).annotations({ identifier: "ListedReviewLink" })
export type ListedReviewLink = typeof ListedReviewLink.Type

export const ReviewComment = Schema.Struct({
  kind: field(Schema.Literal("approve", "comment"), "A comment, or a guest's approval with what they wrote."),
  by: field(Schema.String, "Who said it, as the timeline writes it."),
  guest: field(Schema.Boolean, "True for a person without an account, who came by a review link."),
  text: field(Schema.String, "What was said."),
  atMillis: field(
    Schema.NullOr(Schema.Number),
    "The moment of the video that it is about; null where it is about none."
  ),
  digest: field(Schema.NullOr(Schema.String), "Names the video that was looked at; null where that is not known."),
  at: field(IsoInstant, "When.")
}).annotations({ identifier: "ReviewComment" })
export type ReviewComment = typeof ReviewComment.Type

/** What a guest sees: `GET /v1/review/TOKEN`. */
export const ReviewPage = Schema.Struct({
  orgName: field(Schema.String, "The name of the org that asks."),
  topic: field(Schema.String, "What the video is about."),
  account: field(Schema.String, "The name of the TikTok account it is for."),
  slot: field(IsoInstant, "The earliest time to post it."),
  timeZone: field(Schema.String, "The IANA time zone to show the slot in."),
  status: field(Schema.String, "Where the plan stands, such as `in_review`."),
  caption: field(Schema.String, "The text under the post."),
  aiLabel: field(Schema.Boolean, "Whether the post carries the AI label."),
  digest: field(Schema.String, "Names what the page shows; an answer sends it back as `seen`."),
  may: field(GuestMay, "What the guest may do: `comment`, or `decide` as well."),
  releases: field(Schema.Boolean, "Whether an approval releases the plan."),
  open: field(
    Schema.Boolean,
    "Whether it takes answers. False once the plan shows something else or has been decided."
  ),
  video: field(LinkedFile, "The video."),
  cover: field(LinkedFile, "The cover."),
  durationMillis: optional(Schema.Number, "How long the video lasts, in milliseconds."),
  expiresAt: field(IsoInstant, "When the link stops working."),
  answers: field(Schema.Array(ReviewAnswer), "What guests answered so far, oldest first.")
}).annotations({ identifier: "ReviewPage" })
export type ReviewPage = typeof ReviewPage.Type

/** What a guest sends: `POST /v1/review/TOKEN`. */
export const GuestAnswer = Schema.Struct({
  kind: field(ReviewAnswerKind, "What you do. `approve` and `reject` need a page whose `may` is `decide`."),
  name: field(name(80), "Your name. Nobody proves it."),
  text: Schema.optionalWith(text(2_000), { default: () => "" }).annotations({
    description: "What you say; needed to reject and to comment."
  }),
  atMillis: optional(Moment, "The moment of the video that it is about, in milliseconds."),
  seen: field(
    line(64),
    "The `digest` of the page you looked at. If it shows something else by now, nothing is stored."
  ),
  key: optional(name(120), "Names this answer: sent again, it is kept once.")
}).annotations({ identifier: "GuestAnswer" })
export type GuestAnswer = typeof GuestAnswer.Type

/** From a minute to thirty days. */
const Life = Schema.Int.pipe(Schema.between(60, 30 * 86_400))

export const reviewCalls = noun(
  "Review links: a page on which people without an account see one video and answer.",
  change("review.link", {
    roles: staff,
    answer: "actor",
    summary: "Make a page for people without an account",
    description:
      "The link is about the video as it is now: when video, cover, caption or label change, it takes no more answers. A guest who may decide can reject. An approval is noted, or releases the plan when you give `settings`.",
    payload: {
      id: field(PlanId, "The plan to show. Its video must be finished."),
      may: optional(
        GuestMay,
        "`comment`, or `decide` to approve and reject as well. Only approvers can give `decide`."
      ),
      seconds: optional(Life, "How long it works, from a minute to 30 days. Defaults to 7 days."),
      settings: optional(SettingsChange, "With it, an approval by the guest releases the plan with these settings."),
      musicUsageConfirmed: optional(Schema.Boolean, "True when you agree to TikTok's Music Usage Confirmation.")
    },
    success: ReviewLinkView
  }),
  read("review.links", {
    roles: staff,
    summary: "List review links with what guests answered",
    payload: {
      orgId: maybeOrg,
      planId: optional(PlanId, "Only the links of this plan."),
      limit: optional(Schema.Int.pipe(Schema.between(1, 200)), "How many, newest first; 50 if you leave it out.")
    },
    success: Schema.Array(ListedReviewLink)
  }),
  change("review.comment", {
    roles: staff,
    answer: "actor",
    summary: "Comment on a plan, or at a moment of its video",
    description: "It changes nothing of the plan. Everyone of the org sees it in the timeline; guests do not.",
    payload: {
      id: field(PlanId, "The plan."),
      text: field(NeededReason, "What you say."),
      atMillis: optional(Moment, "The moment of the video that it is about."),
      seen: optional(
        line(64),
        "The `digest` of what you looked at. If the plan shows something else by now, nothing is stored."
      )
    },
    success: PlanView
  }),
  read("review.comments", {
    roles: everyone,
    summary: "List what was said of a plan, by members and by guests",
    payload: { id: field(PlanId, "The plan.") },
    success: Schema.Array(ReviewComment)
  }),
  change("review.revoke", {
    roles: approvers,
    answer: "stored",
    summary: "Close a review link at once",
    payload: { id: field(ReviewLinkId, "The link to close.") },
    success: ListedReviewLink
  })
)
