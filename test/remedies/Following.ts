import { Account } from "@callsheet/domain/account/Account"
import { accountMachine } from "@callsheet/domain/account/AccountMachine"
import type { Action } from "@callsheet/domain/Action"
import { Failure } from "@callsheet/domain/Failure"
import { hours } from "@callsheet/domain/Instant"
import { jobStateAfter } from "@callsheet/domain/job/JobMachine"
import { defaultPolicy, Org } from "@callsheet/domain/org/Org"
import { orgMachine } from "@callsheet/domain/org/OrgMachine"
import { editsOf, type Plan } from "@callsheet/domain/plan/Plan"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { contentOf } from "@callsheet/domain/plan/PlanEdit"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import type { Step } from "@callsheet/domain/Remedy"
import { assert } from "@effect/vitest"
import { Arbitrary, Either, FastCheck } from "effect"

export const AT = 1_800_000_300_000

/** Steps as the ways they describe: one begins wherever a step does not follow the one before. */
export const waysOf = (steps: ReadonlyArray<Step>): ReadonlyArray<ReadonlyArray<Step>> =>
  steps.reduce<ReadonlyArray<ReadonlyArray<Step>>>(
    (ways, step) =>
      step.follows === true && ways.length > 0
        ? [...ways.slice(0, -1), [...ways.at(-1) ?? [], step]]
        : [...ways, [step]],
    []
  )

const settingsIn = ({ input }: Action) =>
  typeof input["settings"] === "object" && input["settings"] !== null ? input["settings"] : {}

/** The command of a plan that a proposed call sends, with what a person adds; null where it only looks. */
const planCommand = ({ call, input }: Action, self: Plan): PlanCommand | null => {
  switch (call) {
    case "plan.retry":
      return { _tag: "Retry" }
    case "plan.reject":
      return { _tag: "Reject", reason: "why" }
    case "plan.approve":
      return { _tag: "Approve", modelWrites: true }
    case "plan.cancel":
      return { _tag: "Cancel", reason: "" }
    case "plan.allow":
      return { _tag: "Allow", reason: "why" }
    case "plan.unlock":
      return { _tag: "Unlock" }
    case "plan.reschedule":
      return { _tag: "Reschedule", slot: AT + hours(24), timeZone: "UTC" }
    case "plan.release":
      return {
        _tag: "Release",
        settings: { privacy: "PUBLIC_TO_EVERYONE", ...settingsIn({ call, input }) },
        musicUsageConfirmed: true
      }
    case "plan.edit":
      return {
        _tag: "Edit",
        edits: editsOf(self),
        content: {
          ...contentOf(self),
          settings: { ...self.settings, brandContent: false },
          language: self.language === "en" ? "de" : "en",
          notes: "Other words than before."
        }
      }
    case "plan.show":
    case "plan.timeline":
      return null
    default:
      throw new Error(`no plan is moved by ${call}`)
  }
}

const [account] = FastCheck.sample(Arbitrary.make(Account), { numRuns: 1, seed: 5 })
const [anyOrg] = FastCheck.sample(Arbitrary.make(Org), { numRuns: 1, seed: 5 })
const org: Org = { ...anyOrg!, policy: defaultPolicy }

/** What stands in the world while a remedy is followed. */
export interface World {
  readonly plan: Plan
  readonly account: Account
  readonly job: "dead" | "pending" | "cancelled"
}

/** The account lost its consent, and its posting is paused: the worst a remedy may have to lift. */
export const worldOf = (plan: Plan): World => ({
  plan,
  account: {
    ...account!,
    orgId: plan.orgId,
    id: plan.accountId,
    paused: { by: "key:test", at: AT, reason: "" },
    status: {
      _tag: "needs_reauth",
      failure: new Failure({ tag: "GrantInvalid", message: "It ended.", remedy: "Connect it." })
    }
  },
  job: "dead"
})

const moved = (self: Plan, action: Action): Plan => {
  const command = planCommand(action, self)
  if (command === null) return self
  const decided = planMachine.decide(self, command, AT, "key:test", 7)
  assert.isTrue(
    Either.isRight(decided),
    `${action.call} while ${self.status._tag}: ${JSON.stringify(Either.getLeft(decided))}`
  )
  return planMachine.evolve(self, Either.getOrThrow(decided), AT)
}

const connected = (self: Account): Account => {
  const { openId, orgId, scopes, tokens } = self
  const command = { _tag: "Connect", orgId, openId, scopes, tokens, username: "a", nickname: "a" } as const
  return accountMachine.evolve(self, Either.getOrThrow(accountMachine.decide(self, command, AT, "key:test")), AT)
}

/** Makes the call, as a person with the right role would. */
export const perform = (world: World, action: Action): World => {
  switch (action.call) {
    case "account.connect":
      assert.strictEqual(action.input["orgId"], world.plan.orgId)
      return { ...world, account: connected(world.account) }
    case "account.resume": {
      assert.strictEqual(action.input["id"], world.account.id)
      const decided = accountMachine.decide(world.account, { _tag: "ResumePosting" }, AT, "key:test")
      return { ...world, account: accountMachine.evolve(world.account, Either.getOrThrow(decided), AT) }
    }
    case "dlq.retry":
    case "dlq.drop": {
      const job = jobStateAfter(world.job, action.call === "dlq.retry" ? "Retry" : "Drop")
      assert.isDefined(job, action.call)
      return { ...world, job: job === "pending" ? "pending" : "cancelled" }
    }
    case "org.resume":
    case "org.setPolicy": {
      const command = action.call === "org.resume"
        ? { _tag: "ResumePosting" } as const
        : { _tag: "SetPolicy", change: { bannedWords: [] } } as const
      assert.isTrue(Either.isRight(orgMachine.decide(org, command, AT, "key:test")), action.call)
      return world
    }
    case "quota.set":
    case "account.show":
    case "account.list":
    case "asset.show":
    case "job.list":
      return world
    default:
      return { ...world, plan: moved(world.plan, action) }
  }
}

export const follow = (world: World, way: ReadonlyArray<Step>): World =>
  way.reduce((now, { action }) => action === undefined ? now : perform(now, action), world)

export const acts = (way: ReadonlyArray<Step>): boolean => way.some(({ action }) => action !== undefined)
