import { ApiClient } from "@callsheet/client/Client"
import { answer } from "@callsheet/client/terminal/Output"
import { facts, here, table, type TerminalLook } from "@callsheet/client/terminal/Render"
import type { ListedReviewLink, ReviewComment } from "@callsheet/domain/api/calls/review"
import { ReviewLinkId } from "@callsheet/domain/Ids"
import { Privacy } from "@callsheet/domain/plan/Plan"
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Duration, Effect, Option, ParseResult, Schema } from "effect"
import { DurationText } from "../parser/DurationText.ts"
import { asking, changing, common, field, keyed, planArg } from "../parser/Leaf.ts"
import { planOf } from "../parser/Resolve.ts"

const when = (iso: string, look: TerminalLook): string => (look.terminal ? here(iso) : iso)

const linkFacts = (link: ListedReviewLink, look: TerminalLook): string =>
  facts([
    ["link", link.id],
    ["plan", link.planId],
    ["address", link.revokedAt === null ? link.url : null],
    ["guest may", link.releases ? "decide; an approval releases the plan" : link.may],
    ["works until", when(link.expiresAt, look)],
    ["closed", link.revokedAt === null ? null : when(link.revokedAt, look)]
  ], look)

const link = Command.make(
  "link",
  {
    plan: planArg,
    for: Options.text("for").pipe(
      Options.withSchema(DurationText),
      Options.withDescription("How long it works, such as 24h or 7d."),
      Options.withDefault(Duration.days(7))
    ),
    decide: Options.boolean("decide").pipe(
      Options.withDescription("The guest may approve and reject, not only comment.")
    ),
    release: Options.choice("release", Privacy.literals).pipe(
      Options.withDescription("The guest's approval releases the plan, with this privacy."),
      Options.optional
    ),
    music: Options.boolean("confirm-music").pipe(
      Options.withDescription("You agree to TikTok's Music Usage Confirmation.")
    ),
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const made = yield* client.review.link({
        id: yield* planOf(input.plan),
        may: input.decide || Option.isSome(input.release) ? "decide" : "comment",
        seconds: Math.round(Duration.toSeconds(input.for)),
        ...Option.match(input.release, { onNone: () => ({}), onSome: (privacy) => ({ settings: { privacy } }) }),
        ...(input.music ? { musicUsageConfirmed: true } : {}),
        ...keyed(input.key)
      })
      return answer(made, (look) => linkFacts(made, look))
    })
  )
).pipe(
  Command.withDescription(
    "Makes a page on which people without an account see the video and answer. Example: callsheet review link PLAN --for 2d"
  )
)

const links = Command.make(
  "links",
  {
    plan: planArg.pipe(Args.optional),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const planId = Option.isNone(input.plan) ? {} : { planId: yield* planOf(input.plan.value) }
      const found = yield* client.review.links(planId)
      return answer(found, (look) =>
        table(found, [
          { name: "link", of: ({ id }) => id },
          { name: "plan", of: ({ planId }) => planId },
          { name: "may", of: ({ may, releases }) => releases ? "release" : may },
          { name: "until", of: ({ expiresAt, revokedAt }) => revokedAt === null ? when(expiresAt, look) : "closed" },
          {
            name: "answers",
            of: ({ answers }) => answers.map(({ kind, name, text }) => `${name}: ${kind} ${text}`.trim()).join("; "),
            flexible: true
          }
        ], look))
    })
  )
).pipe(Command.withDescription("Lists review links, newest first, with what guests answered."))

const remarks = (said: ReadonlyArray<ReviewComment>, look: TerminalLook): string =>
  table(said, [
    { name: "when", of: ({ at }) => when(at, look) },
    { name: "who", of: ({ by, guest }) => guest ? `${by} (guest)` : by },
    { name: "moment", of: ({ atMillis }) => atMillis === null ? "" : `${(atMillis / 1_000).toFixed(1)} s` },
    { name: "said", of: ({ text }) => text, flexible: true }
  ], look)

/** `0:07`, `7` or `7.5`: a moment of the video, in milliseconds. */
const MomentText = Schema.transformOrFail(Schema.String, Schema.Number, {
  strict: true,
  decode: (written, _, ast) => {
    const [, minutes = "0", rest = ""] = /^(?:(\d{1,2}):)?(\d{1,4}(?:\.\d{1,3})?)$/.exec(written) ?? []
    return rest === ""
      ? ParseResult.fail(new ParseResult.Type(ast, written, `${written} is not a moment such as 0:07 or 7.5`))
      : ParseResult.succeed(Math.round((Number(minutes) * 60 + Number(rest)) * 1_000))
  },
  encode: (millis) => ParseResult.succeed(String(millis / 1_000))
})

const comment = Command.make(
  "comment",
  {
    plan: planArg,
    text: Args.text({ name: "text" }).pipe(Args.withDescription("What you say.")),
    at: Options.text("at").pipe(
      Options.withSchema(MomentText),
      Options.withDescription("The moment of the video it is about, such as 0:07 or 7.5."),
      Options.optional
    ),
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const id = yield* planOf(input.plan)
      yield* client.review.comment({
        id,
        text: input.text,
        ...field("atMillis", input.at),
        ...keyed(input.key)
      })
      const said = yield* client.review.comments({ id })
      return answer(said, (look) => remarks(said, look))
    })
  )
).pipe(
  Command.withDescription(
    "Comments on a plan, or at a moment of its video; guests do not see it. Example: callsheet review comment PLAN \"Too fast here\" --at 0:07"
  )
)

const comments = Command.make(
  "comments",
  { plan: planArg, ...common },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const said = yield* client.review.comments({ id: yield* planOf(input.plan) })
      return answer(said, (look) => remarks(said, look))
    })
  )
).pipe(Command.withDescription("Lists what members and guests said of a plan, oldest first."))

const revoke = Command.make(
  "revoke",
  { link: Args.text({ name: "link" }).pipe(Args.withSchema(ReviewLinkId)), ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const closed = yield* client.review.revoke({ id: input.link, ...keyed(input.key) })
      return answer(closed, (look) => linkFacts(closed, look))
    })
  )
).pipe(Command.withDescription("Closes a review link at once. Example: callsheet review revoke LINK"))

export const review = Command.make("review").pipe(
  Command.withDescription("Comments, and pages for people without an account."),
  Command.withSubcommands([comment, comments, link, links, revoke])
)
