import { Views } from "@callsheet/database/views/Views"
import { AccountDisconnectedError } from "@callsheet/domain/account/AccountError"
import { invalid, refused } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import type { AccountId } from "@callsheet/domain/Ids"
import { saysSomething } from "@callsheet/domain/plan/Notes"
import type { Plan, PostSettings } from "@callsheet/domain/plan/Plan"
import type { PlanCommand, SettingsChange } from "@callsheet/domain/plan/PlanCommand"
import { resumableOf } from "@callsheet/domain/plan/PlanEvolve"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { type PlanView, planView } from "@callsheet/domain/plan/PlanView"
import { feasibilityOf } from "@callsheet/domain/planning/Feasibility"
import { languageFaults } from "@callsheet/domain/planning/Planner"
import type { ZonedInstant } from "@callsheet/domain/planning/Slot"
import { step } from "@callsheet/domain/Remedy"
import { PaidServices } from "@callsheet/process/PriceConfig"
import { Clock, type Context, Effect, Option } from "effect"
import { makeOfferedPrivacy } from "./AskCreator.ts"
import { Calendars } from "./Calendars.ts"
import { byOf, found } from "./Commands.ts"

const loadIn = (views: Context.Tag.Service<Views>) => (id: string) =>
  Effect.gen(function*() {
    const { orgId } = yield* Principal
    const [row] = yield* views.planStatesOf(orgId, [id])
    return yield* found("plan", id, "plan.list")(Option.fromNullable(row))
  })

/** What is known of the privacy levels that an account offers. */
const makePrivacyAdvice = Effect.gen(function*() {
  const calendars = yield* Calendars
  const offered = yield* makeOfferedPrivacy

  /** The levels that the account offers, where the wished one is not among them. */
  const otherLevels = (accountId: AccountId, privacy: PostSettings["privacy"] | undefined) =>
    privacy === null || privacy === undefined
      ? Effect.succeed(null)
      : Effect.map(offered(accountId), (levels) => levels === null || levels.includes(privacy) ? null : levels)

  const nameOf = (accountId: string) =>
    Effect.gen(function*() {
      const { orgId } = yield* Principal
      const account = (yield* calendars.recent(orgId)).accounts.get(accountId)
      return account === undefined || account.username === "" ? accountId : `@${account.username}`
    })

  /** What TikTok would refuse at the slot, said when the plan is made. */
  const privacyWarnings = (accountId: AccountId, privacy: PostSettings["privacy"] | undefined) =>
    Effect.gen(function*() {
      const levels = yield* otherLevels(accountId, privacy)
      return levels === null
        ? []
        : [`${yield* nameOf(accountId)} does not offer ${privacy ?? ""} right now; it offers ${levels.join(", ")}.`]
    }).pipe(Effect.catchAll((error) => Effect.as(Effect.logDebug(error.message), [])))

  return { nameOf, otherLevels, privacyWarnings }
})

type PrivacyAdvice = Effect.Effect.Success<typeof makePrivacyAdvice>

/** What the plan has behind it, as far as its slot depends on it. */
const reachedBy = ({ status }: Plan): { readonly reached?: "approved" | "made" } => {
  const facts = status._tag === "tracked" ? status : resumableOf(status)
  return facts === null || !("approval" in facts) ? {} : { reached: "reviewed" in facts ? "made" : "approved" }
}

/** What is known of the plan's slot before it comes; null where nothing is known of its account. */
const feasibilityIn =
  (calendars: Context.Tag.Service<Calendars>, privacyWarnings: PrivacyAdvice["privacyWarnings"]) =>
  (plan: Plan, asap: boolean) =>
    Effect.gen(function*() {
      const calendar = yield* calendars.recent(plan.orgId)
      const account = calendar.accounts.get(plan.accountId)
      if (account === undefined) return null
      const { id, language, slot, timeZone, topic } = plan
      const feasibility = feasibilityOf({
        row: null,
        id,
        slot,
        timeZone,
        topic,
        delivery: plan.delivery,
        account,
        language,
        bare: !saysSomething(plan),
        asap,
        ...reachedBy(plan)
      }, calendar)
      const unoffered = yield* privacyWarnings(plan.accountId, plan.settings.privacy)
      return { ...feasibility, warnings: [...feasibility.warnings, ...unoffered] }
    })

/** What a command of a plan can be told before it does something: what is refused early, and what is said beside an answer. */
export const makePlanAdvice = Effect.gen(function*() {
  const calendars = yield* Calendars
  const { writes } = yield* PaidServices
  const views = yield* Views
  const load = loadIn(views)
  const { nameOf, otherLevels, privacyWarnings } = yield* makePrivacyAdvice
  const feasibilityFor = feasibilityIn(calendars, privacyWarnings)

  /** Nothing is bought for a plan that nobody can post or write. */
  const beforeApproval = (id: string) =>
    Effect.gen(function*() {
      const { plan } = yield* load(id)
      const { language, script } = plan
      const account = yield* Effect.flatMap(
        views.account(plan.orgId, plan.accountId),
        found("account", plan.accountId, "account.list")
      )
      if (account.status === "disconnected") {
        return yield* new AccountDisconnectedError({ id: plan.accountId, orgId: plan.orgId })
      }
      const words = script === null ? null : JSON.stringify(script)
      const faults = saysSomething(plan) || writes
        ? languageFaults({ language, script: words }, { modelWrites: writes })
        : []
      if (faults.length > 0) return yield* invalid(faults)
    })

  /** A privacy that the account does not offer fails at the slot, hours after the person left. */
  const beforeRelease = (id: string, settings: SettingsChange) =>
    Effect.gen(function*() {
      const { plan } = yield* load(id)
      const privacy = plan.delivery === "inbox" ? null : settings.privacy ?? plan.settings.privacy
      const levels = yield* otherLevels(plan.accountId, privacy)
      if (levels === null) return
      return yield* refused(
        `${yield* nameOf(plan.accountId)} does not offer ${privacy ?? ""} right now; it offers ${levels.join(", ")}.`,
        step("Choose one that it offers", "plan.release", {
          id,
          ...(levels[0] === undefined ? {} : { settings: { privacy: levels[0] } })
        })
      )
    })

  const rehearsed = (id: string, command: PlanCommand) =>
    Effect.gen(function*() {
      const caller = yield* Principal
      const { plan, view: { since, version } } = yield* load(id)
      const now = yield* Clock.currentTimeMillis
      const event = yield* planMachine.decide(plan, command, now, byOf(caller), version)
      const moved = planMachine.evolve(plan, event, now)
      return { moved, view: planView(moved, version, Date.parse(since)) }
    })

  /** The plan as it would be with another slot, whether that one can be met, and what is to be known of it. */
  const rehearseMove = (id: string, slot: ZonedInstant, asap: boolean) =>
    Effect.gen(function*() {
      const { moved, view } = yield* rehearsed(id, { _tag: "Reschedule", slot: slot.at, timeZone: slot.timeZone })
      const found = yield* feasibilityFor(moved, asap)
      if (found === null) return view
      const { feasible, nearest, warnings } = found
      return { ...view, fits: { feasible, nearest }, ...(warnings.length === 0 ? {} : { warnings }) }
    })

  return {
    beforeApproval,
    beforeRelease,
    privacyWarnings,
    rehearseMove,
    /** The plan as a command would leave it, decided as it is decided when it is done. */
    rehearse: (id: string, command: PlanCommand) => Effect.map(rehearsed(id, command), ({ view }) => view),
    /** The answer with what a rehearsal would have said. What was done is done, so nothing fails here. */
    withWarnings: (view: PlanView, asap = false): Effect.Effect<PlanView, never, Principal> =>
      Effect.gen(function*() {
        const { plan } = yield* load(view.id)
        const warnings = (yield* feasibilityFor(plan, asap))?.warnings ?? []
        return warnings.length === 0 ? view : { ...view, warnings }
      }).pipe(
        Effect.catchAll((error) =>
          Effect.as(Effect.logDebug(`Warnings for ${view.id} are not known: ${error.message}`), view)
        )
      )
  }
})
