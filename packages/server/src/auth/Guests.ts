import { Actors } from "@callsheet/actors/Actors"
import { endOf, MOST_ANSWERS, type ReviewLink, ReviewLinks } from "@callsheet/database/secrets/ReviewLinks"
import { Vault } from "@callsheet/database/secrets/Vault"
import { Views } from "@callsheet/database/views/Views"
import { Refused } from "@callsheet/domain/api/ApiError"
import type { GuestAnswer, ReviewPage } from "@callsheet/domain/api/calls/review"
import type { Remedied } from "@callsheet/domain/Failure"
import { assetIdOf, deriveCommandId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { Clock, Context, Effect, Layer, Option } from "effect"
import { randomUUID } from "node:crypto"
import { ServerConfig } from "../Config.ts"
import { orBusy } from "../handlers/Commands.ts"
import { answersOf } from "../handlers/ReviewHandlers.ts"
import { linkedFile, makeMediaLinks } from "./MediaLinks.ts"
import { makeGuestLimits } from "./RequestLimits.ts"

/** The page's video plays as long as a person looks at it; a page that stays open asks for itself again. */
const PLAYS_MILLIS = 30 * 60_000

const closed = new Refused({
  what: "This review link does not open anything: its time is over, it was closed, or it was changed.",
  next: "Ask the person who sent it for another one."
})

const changed = new Refused({
  what: "What this link was made for is no longer what is to be decided.",
  next: "Nothing was answered. Load the page again, or ask the person who sent the link for another one."
})

/** The link that a token stands for, if it is one that still opens. */
const makeOpened = Effect.map(ReviewLinks, (links) => {
  const limits = makeGuestLimits()
  return (token: string) =>
    Effect.gen(function*() {
      yield* limits.any
      const now = yield* Clock.currentTimeMillis
      const link = Option.filter(
        yield* links.find(token),
        (link) => endOf(link) > now && link.revokedAt === null
      )
      if (Option.isNone(link)) {
        yield* limits.unknown
        return yield* closed
      }
      yield* limits.link(link.value.id)
      return link.value
    })
})

/** What a link's page shows. */
const makePageOf = Effect.gen(function*() {
  const views = yield* Views
  const { publicUrl } = yield* ServerConfig
  const media = makeMediaLinks(yield* Vault)
  return (link: ReviewLink) =>
    Effect.gen(function*() {
      const { digest, may, orgId, planId } = link
      const [org, plan, asset] = yield* Effect.all([
        views.org(orgId),
        views.plan(orgId, planId),
        views.asset(orgId, assetIdOf(planId))
      ])
      if (Option.isNone(org) || Option.isNone(plan) || Option.isNone(asset)) return yield* closed
      const { aiLabel, caption, cover, facts, video } = asset.value
      // The link is about one video. What came after it is not for this guest's eyes.
      if (asset.value.digest !== digest || video === null || cover === null) return yield* changed
      const account = yield* views.account(orgId, plan.value.accountId)
      const until = (yield* Clock.currentTimeMillis) + PLAYS_MILLIS
      const page: ReviewPage = {
        orgName: org.value.name,
        topic: plan.value.topic,
        account: Option.match(account, { onNone: () => "", onSome: ({ username }) => username }),
        slot: plan.value.slot,
        timeZone: plan.value.timeZone,
        status: plan.value.status,
        caption: caption ?? "",
        aiLabel: aiLabel ?? false,
        digest,
        may,
        releases: link.release !== null,
        open: plan.value.status === "in_review" && plan.value.digest === digest,
        video: linkedFile(media, publicUrl, video, until),
        cover: linkedFile(media, publicUrl, cover, until),
        ...(facts === null ? {} : { durationMillis: facts.durationMillis }),
        expiresAt: iso(endOf(link)),
        answers: answersOf(link)
      }
      return page
    })
})

/** Tells the plan what a guest said. */
const makeDecide = Effect.map(
  Actors,
  (actors) => ({ digest, id, planId, release }: ReviewLink, wish: string, answer: GuestAnswer) => {
    const { atMillis, kind, name, text } = answer
    const envelope = {
      commandId: deriveCommandId("review", id, wish),
      by: `link:guest ${name}`.slice(0, 120),
      traceId: null,
      closes: null,
      keyed: false
    }
    if (kind === "reject") return actors.plan(planId, envelope, { _tag: "Reject", reason: text })
    return kind === "approve" && release !== null
      ? actors.plan(planId, envelope, { _tag: "Release", ...release, seen: digest })
      : actors.plan(planId, envelope, {
        _tag: "NoteReview",
        kind,
        name,
        said: text,
        link: id,
        seen: digest,
        ...(atMillis === undefined ? {} : { atMillis })
      })
  }
)

/** Refuses what this link does not allow, and an answer without words where words are needed. */
const allowed = (link: ReviewLink, { kind, text }: GuestAnswer) =>
  kind !== "comment" && link.may !== "decide"
    ? new Refused({
      what: "This link lets you comment, and nothing else.",
      next: "Ask the person who sent it for a link that lets you decide."
    })
    : kind !== "approve" && text.trim() === ""
    ? new Refused({
      what: "It says nothing.",
      next: "Write what should be known, and send it again."
    })
    : Effect.void

const full = new Refused({
  what: `This page has its ${MOST_ANSWERS} answers.`,
  next: "Tell the person who sent the link."
})

const make = Effect.gen(function*() {
  const links = yield* ReviewLinks
  const opened = yield* makeOpened
  const pageOf = yield* makePageOf
  const decide = yield* makeDecide

  return Guests.of({
    page: (token: string) => Effect.flatMap(opened(token), pageOf).pipe(orBusy("the review page")),

    answer: (token: string, answer: GuestAnswer) =>
      Effect.gen(function*() {
        const link = yield* opened(token)
        const { atMillis = null, kind, name, seen, text } = answer
        yield* allowed(link, answer)
        const page = yield* pageOf(link)
        const wish = kind === "comment" ? `comment:${answer.key ?? randomUUID()}` : `${kind}`
        const isAnswered = link.answers.some((one) => kind !== "comment" && one.kind === kind)
        if (!isAnswered && (seen !== link.digest || !page.open)) return yield* changed
        const isFull = link.answers.length >= MOST_ANSWERS
        if (!isAnswered && !isFull) yield* decide(link, wish, answer)
        if (!(yield* links.answer(link.id, { kind, name, said: text, atMillis, wish }))) return yield* full
        const now = yield* opened(token)
        // A rejected video is gone with its plan; the guest still hears that the answer is kept.
        return yield* Effect.catchAll(pageOf(now), (error) =>
          error.message === changed.message
            ? Effect.succeed({ ...page, open: false, answers: answersOf(now) })
            : Effect.fail(error))
      }).pipe(orBusy("the review page"))
  })
})

/** What people without an account may see and do, each by a link that is about one video. */
export class Guests extends Context.Tag("@callsheet/server/Guests")<Guests, {
  readonly page: (token: string) => Effect.Effect<ReviewPage, Remedied>
  /** The page with the answer on it. */
  readonly answer: (token: string, answer: GuestAnswer) => Effect.Effect<ReviewPage, Remedied>
}>() {
  static readonly layer = Layer.effect(this, Effect.suspend(() => make))
}
