import { ApiClient } from "@callsheet/client/Client"
import { answer, type CommandAnswer, Output } from "@callsheet/client/terminal/Output"
import { planTable } from "@callsheet/client/terminal/Views"
import { goalOf, waitFor } from "@callsheet/client/Watch"
import type { PlanId } from "@callsheet/domain/Ids"
import { Privacy } from "@callsheet/domain/plan/Plan"
import type { SettingsChange } from "@callsheet/domain/plan/PlanCommand"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { type Duration, Effect, Option, Schema } from "effect"
import { allTried } from "../parser/AllTried.ts"
import { confirmed, yes } from "../parser/Confirm.ts"
import { DurationText } from "../parser/DurationText.ts"
import { asking, changing, field, keyed, plansArg } from "../parser/Leaf.ts"
import { planOf } from "../parser/Resolve.ts"

/** For commands that set something going. A bare `--wait` arrives here as the empty text (see Arguments.ts). */
export const waiting = {
  wait: Options.text("wait").pipe(
    Options.withPseudoName("STATUS"),
    Options.withDescription("--wait: until nothing more happens by itself; --wait=STATUS: until it is there."),
    Options.optional
  ),
  timeout: Options.text("timeout").pipe(
    Options.withSchema(DurationText),
    Options.withDescription("Longest wait, such as \"10 minutes\" or 90s."),
    Options.optional
  )
}

/** Moves several plans. */
const forEach = <E, R>(
  ids: ReadonlyArray<string>,
  move: (id: PlanId) => Effect.Effect<PlanView, E, R>
) => allTried(ids, (id) => Effect.flatMap(planOf(id), move), 8)

/** One id gives the plan, several give a list. What is to be known of them is said on standard error. */
const moved = (
  plans: ReadonlyArray<PlanView>,
  ids: ReadonlyArray<string>
): Effect.Effect<CommandAnswer, never, Output> =>
  Effect.gen(function*() {
    const output = yield* Output
    yield* Effect.forEach(
      plans,
      ({ id, warnings = [] }) =>
        Effect.forEach(
          warnings,
          (warning) =>
            output.say((paint) => `${paint("yellow", "note:")} ${ids.length === 1 ? "" : `${id}: `}${warning}`)
        )
    )
    return answer(ids.length === 1 ? plans[0] : plans, (look) => planTable(plans, look))
  })

interface Waiting {
  readonly wait: Option.Option<string>
  readonly timeout: Option.Option<Duration.Duration>
}

export const afterwards = ({ timeout, wait }: Waiting) => (plan: PlanView) =>
  Option.match(wait, {
    onNone: () => Effect.succeed(plan),
    onSome: (text) =>
      Effect.flatMap(goalOf(text), (goal) => waitFor(plan.id, goal, timeout)).pipe(
        Effect.map((after) => plan.warnings === undefined ? after : { ...after, warnings: plan.warnings })
      )
  })

/** Moves that say nothing but which plans, and may wait for what follows. */
const goOn = <Name extends "approve" | "retry">(name: Name, about: string) =>
  Command.make(
    name,
    { plans: plansArg, ...waiting, ...changing },
    asking((input) =>
      Effect.gen(function*() {
        const client = yield* ApiClient
        const plans = yield* forEach(input.plans, (id) =>
          client.plan[name]({ id, ...keyed(input.key, input.plans.length > 1 ? id : undefined) }).pipe(
            Effect.flatMap(afterwards(input))
          ))
        return yield* moved(plans, input.plans)
      })
    )
  ).pipe(Command.withDescription(about))

/** On or off; absent leaves what the plan says. */
const permission = (name: string, about: string) =>
  // The library's own negation cannot tell "off" from "not said".
  Options.all({
    on: Options.boolean(name).pipe(Options.withDescription(about)),
    off: Options.boolean(`no-${name}`).pipe(Options.withDescription(`Not: ${about}`))
  }).pipe(Options.map(({ off, on }) => on || off ? Option.some(on && !off) : Option.none()))

export const consent = {
  privacy: Options.choice("privacy", Privacy.literals).pipe(
    Options.withDescription("Who may see the post."),
    Options.optional
  ),
  allowComment: permission("allow-comment", "Viewers may comment."),
  allowDuet: permission("allow-duet", "Viewers may make a duet."),
  allowStitch: permission("allow-stitch", "Viewers may stitch."),
  brandOrganic: permission("brand-organic", "Discloses that it promotes the creator's own brand."),
  brandContent: permission("brand-content", "Discloses that it promotes somebody else's brand.")
}

export const settingsOf = (input: {
  readonly privacy: Option.Option<Privacy>
  readonly allowComment: Option.Option<boolean>
  readonly allowDuet: Option.Option<boolean>
  readonly allowStitch: Option.Option<boolean>
  readonly brandOrganic: Option.Option<boolean>
  readonly brandContent: Option.Option<boolean>
}): SettingsChange => ({
  ...field("privacy", input.privacy),
  ...field("allowComment", input.allowComment),
  ...field("allowDuet", input.allowDuet),
  ...field("allowStitch", input.allowStitch),
  ...field("brandOrganic", input.brandOrganic),
  ...field("brandContent", input.brandContent)
})

const release = Command.make(
  "release",
  {
    plans: plansArg,
    ...consent,
    seen: Options.text("seen").pipe(
      Options.withDescription("The digest of what you looked at (plan show): anything else is not released."),
      Options.optional
    ),
    musicConfirmed: Options.boolean("music-usage-confirmed").pipe(
      Options.withDescription("Confirms TikTok's Music Usage Confirmation.")
    ),
    ...waiting,
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const plans = yield* forEach(input.plans, (id) =>
        client.plan.release({
          id,
          settings: settingsOf(input),
          ...(input.musicConfirmed ? { musicUsageConfirmed: true } : {}),
          ...Option.match(input.seen, { onNone: () => ({}), onSome: (seen) => ({ seen }) }),
          ...keyed(input.key, input.plans.length > 1 ? id : undefined)
        }).pipe(Effect.flatMap(afterwards(input))))
      return yield* moved(plans, input.plans)
    })
  )
).pipe(
  Command.withDescription("Consents to the finished videos as they are: they are posted at their slots.")
)

const reject = Command.make(
  "reject",
  {
    plans: plansArg,
    reason: Options.text("reason").pipe(Options.withDescription("Stands in the timeline.")),
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const plans = yield* forEach(
        input.plans,
        (id) =>
          client.plan.reject({ id, reason: input.reason, ...keyed(input.key, input.plans.length > 1 ? id : undefined) })
      )
      return yield* moved(plans, input.plans)
    })
  )
).pipe(Command.withDescription("Turns ideas or finished videos down, with a reason."))

const reschedule = Command.make(
  "reschedule",
  {
    plans: plansArg,
    at: Options.text("at").pipe(Options.withDescription("ISO time; next: the account's next free slot; or now.")),
    timeZone: Options.text("tz").pipe(Options.withDescription("IANA zone of a time without offset."), Options.optional),
    dryRun: Options.boolean("dry-run").pipe(
      Options.withDescription("Tells whether the slot can be met, and moves nothing.")
    ),
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const plans = yield* forEach(input.plans, (id) =>
        client.plan.reschedule({
          id,
          at: input.at,
          ...field("timeZone", input.timeZone),
          ...(input.dryRun ? { dryRun: true } : {}),
          ...keyed(input.key, input.plans.length > 1 ? id : undefined)
        }))
      return yield* moved(plans, input.plans)
    })
  )
).pipe(Command.withDescription("Moves plans to another slot."))

const plainMove = <Name extends "lock" | "unlock">(name: Name, about: string) =>
  Command.make(
    name,
    { plans: plansArg, ...changing },
    asking((input) =>
      Effect.gen(function*() {
        const client = yield* ApiClient
        const plans = yield* forEach(
          input.plans,
          (id) => client.plan[name]({ id, ...keyed(input.key, input.plans.length > 1 ? id : undefined) })
        )
        return yield* moved(plans, input.plans)
      })
    )
  ).pipe(Command.withDescription(about))

const cancel = Command.make(
  "cancel",
  {
    plans: plansArg,
    reason: Options.text("reason").pipe(Options.withDescription("Stands in the timeline."), Options.optional),
    yes,
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const what = input.plans.length === 1 ? `plan ${input.plans[0]}` : `${input.plans.length} plans`
      yield* confirmed(`Cancel ${what} for good?`, input.yes)
      const client = yield* ApiClient
      const plans = yield* forEach(input.plans, (id) =>
        client.plan.cancel({
          id,
          ...field("reason", input.reason),
          ...keyed(input.key, input.plans.length > 1 ? id : undefined)
        }))
      return yield* moved(plans, input.plans)
    })
  )
).pipe(Command.withDescription("Takes plans off the calendar for good."))

const allow = Command.make(
  "allow",
  {
    plans: plansArg,
    reason: Options.text("reason").pipe(
      Options.withSchema(Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(2000))),
      Options.withDescription("Why it may pass; stands in the timeline with who allowed it.")
    ),
    ...waiting,
    ...changing
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const plans = yield* forEach(input.plans, (id) =>
        client.plan.allow({
          id,
          reason: input.reason,
          ...keyed(input.key, input.plans.length > 1 ? id : undefined)
        }).pipe(Effect.flatMap(afterwards(input))))
      return yield* moved(plans, input.plans)
    })
  )
).pipe(
  Command.withDescription(
    "Lets pass what the policy or an earlier video stopped; the plans go on. Example: callsheet plan allow PLAN --reason 'a series'"
  )
)

export const planMoves = [
  goOn("approve", "Consents to the ideas: script, voice and video are made from here on."),
  release,
  reject,
  reschedule,
  plainMove("lock", "Holds plans: no command but unlock is accepted."),
  plainMove("unlock", "Ends a lock."),
  cancel,
  goOn("retry", "Lets plans that stopped go on where they stopped."),
  allow
] as const
