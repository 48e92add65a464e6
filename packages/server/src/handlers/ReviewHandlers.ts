import { Actors } from "@callsheet/actors/Actors"
import { endOf, MOST_OPEN_LINKS, type ReviewLink, ReviewLinks } from "@callsheet/database/secrets/ReviewLinks"
import { Views } from "@callsheet/database/views/Views"
import { Forbidden, Refused, refused } from "@callsheet/domain/api/ApiError"
import type { ListedReviewLink } from "@callsheet/domain/api/calls/review"
import { Principal } from "@callsheet/domain/api/Principal"
import { approvers, type Role } from "@callsheet/domain/api/Role"
import { KeyReused } from "@callsheet/domain/Envelope"
import { encodeId, ReviewLinkId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { afterwards, step } from "@callsheet/domain/Remedy"
import { Clock, type Context, Effect, Option, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { ownOrg } from "../auth/Auth.ts"
import { ServerConfig } from "../Config.ts"
import { byOf, type Caller, derivedId, envelopeFor, found, type Handlers, orBusy, underKey } from "./Commands.ts"

const DEFAULT_SECONDS = 7 * 86_400
const DEFAULT_LIST = 50

export const answersOf = ({ answers }: ReviewLink) =>
  answers.map(({ at, atMillis, kind, name, said }) => ({
    kind,
    name,
    text: said,
    ...(atMillis === null ? {} : { atMillis }),
    at: iso(at)
  }))

/** Links as those see them who may make such a link, and as everyone who works on plans does. */
const viewsOf = (links: Context.Tag.Service<ReviewLinks>, publicUrl: string) => {
  const viewOf = (link: ReviewLink) => ({
    id: link.id,
    planId: link.planId,
    url: `${publicUrl}/review/${Redacted.value(links.token(link))}`,
    digest: link.digest,
    may: link.may,
    releases: link.release !== null,
    by: link.by,
    createdAt: iso(link.createdAt),
    expiresAt: iso(endOf(link)),
    revokedAt: link.revokedAt === null ? null : iso(link.revokedAt),
    answers: answersOf(link)
  })

  /** A link that lets its guest decide would let an editor decide who opens it. */
  const listed = (role: Role) => (link: ReviewLink): ListedReviewLink => ({
    ...viewOf(link),
    ...(link.may === "decide" && !approvers.includes(role) ? { url: null } : {})
  })
  return { listed, viewOf }
}

const requireApprover = ({ role }: Caller) =>
  approvers.includes(role)
    ? Effect.void
    : new Forbidden({ call: "review.link with may=decide", role, allowed: approvers })

/** Pages for people without an account, as the org's own people make and close them. */
export const makeReviewHandlers = Effect.gen(function*() {
  const actors = yield* Actors
  const links = yield* ReviewLinks
  const views = yield* Views
  const { publicUrl } = yield* ServerConfig

  const { listed, viewOf } = viewsOf(links, publicUrl)

  const handlers: Handlers<
    "review.link" | "review.links" | "review.comment" | "review.comments" | "review.revoke"
  > = {
    "review.link": ({ id, key, may = "comment", musicUsageConfirmed = false, seconds = DEFAULT_SECONDS, settings }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        // Anyone who lets a guest decide gives away what only approvers have.
        if (may === "decide" || settings !== undefined) yield* requireApprover(caller)
        if (settings !== undefined && may !== "decide") {
          return yield* new Refused({
            what: "A guest who may only comment cannot release the plan.",
            next: "Give may=decide together with settings, or leave settings out."
          })
        }
        const { digest } = yield* Effect.flatMap(
          views.plan(caller.orgId, id),
          found("plan", id, "plan.list")
        )
        if (digest === null || digest === undefined) {
          return yield* refused(
            "There is no finished video to look at yet.",
            step("See what the plan waits for", "plan.show", { id })
          )
        }
        const now = yield* Clock.currentTimeMillis
        const made = yield* links.create({
          id: ReviewLinkId.make(
            key === undefined ? encodeId("rvl", now, randomBytes(10)) : derivedId("rvl", caller.orgId, key)
          ),
          orgId: caller.orgId,
          planId: id,
          digest,
          may,
          release: settings === undefined ? null : { settings, musicUsageConfirmed },
          by: byOf(caller),
          keyId: caller.keyId,
          expiresAt: now + seconds * 1_000
        })
        if (Option.isNone(made)) {
          return yield* refused(
            `${MOST_OPEN_LINKS} review links of this plan are open, and no more can be.`,
            step("Find one that nobody needs", "review.links", { planId: id }),
            afterwards("revoke it"),
            afterwards("and make this one again")
          )
        }
        const link = made.value
        // A key that was forgotten since may name a link of earlier days.
        const isThis = link.planId === id && (link.keyId ?? caller.keyId) === caller.keyId
        if (key !== undefined && !isThis) return yield* new KeyReused({ key })
        if (link.may === "decide") yield* requireApprover(caller)
        return viewOf(link)
      }).pipe(orBusy("the review link")),
    "review.links": ({ limit = DEFAULT_LIST, orgId, planId }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const own = yield* ownOrg(caller, orgId)
        return (yield* links.list(own, { planId, limit })).map(listed(caller.role))
      }).pipe(orBusy("the review links")),
    "review.comment": ({ atMillis, id, key, seen, text }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        if (!(yield* views.ownsPlan(caller.orgId, id))) return yield* found("plan", id, "plan.list")(Option.none())
        return yield* actors.plan(id, yield* envelopeFor(caller, key), {
          _tag: "Comment",
          said: text,
          ...(atMillis === undefined ? {} : { atMillis }),
          ...(seen === undefined ? {} : { seen })
        })
      }).pipe(underKey(key), orBusy(`plan ${id}`)),
    "review.comments": ({ id }) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        if (!(yield* views.ownsPlan(orgId, id))) return yield* found("plan", id, "plan.list")(Option.none())
        return yield* views.comments(orgId, id)
      }).pipe(orBusy(`the comments on ${id}`)),
    "review.revoke": ({ id }) =>
      Effect.gen(function*() {
        const { orgId, role } = yield* Principal
        return listed(role)(
          yield* Effect.flatMap(links.revoke(orgId, id), found("review link", id, "review.links"))
        )
      }).pipe(orBusy("the review links"))
  }
  return handlers
})
