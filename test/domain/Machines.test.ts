import { Account } from "@callsheet/domain/account/Account"
import { AccountCommand } from "@callsheet/domain/account/AccountCommand"
import { accountMachine, accountTransitions } from "@callsheet/domain/account/AccountMachine"
import { Asset } from "@callsheet/domain/asset/Asset"
import { AssetCommand } from "@callsheet/domain/asset/AssetCommand"
import { assetMachine, assetTransitions } from "@callsheet/domain/asset/AssetMachine"
import type { Machine } from "@callsheet/domain/Machine"
import { Org } from "@callsheet/domain/org/Org"
import { OrgCommand } from "@callsheet/domain/org/OrgCommand"
import { orgMachine, orgTransitions } from "@callsheet/domain/org/OrgMachine"
import { Plan } from "@callsheet/domain/plan/Plan"
import { planAskable, PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { planTransitions } from "@callsheet/domain/plan/PlanTransitions"
import { planView } from "@callsheet/domain/plan/PlanView"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck, Schema } from "effect"

type Table = {
  readonly [status: string]: { readonly [command: string]: { readonly to: string | ReadonlyArray<string> } | undefined }
}

const AT = 1_795_000_000_000
const runs = { numRuns: 400 }

/**
 * For any state and any command: the answer is an event or a typed refusal with a remedy, never an exception; an event leads
 * where the table says; what is stored can be read again; and only the status decides whether a command is legal.
 */
const everyStatusTimesEveryCommand = <
  S extends { readonly id: string; readonly status: { readonly _tag: string } },
  SI,
  C extends { readonly _tag: string },
  CI,
  E extends { readonly _tag: string },
  X extends { readonly message: string; readonly remedy: string; readonly _tag: string },
  A
>(
  machine: Machine<S, C, E, X, A>,
  table: Table,
  state: Schema.Schema<S, SI>,
  command: Schema.Schema<C, CI>
) => {
  const states = Arbitrary.make(state)
  const commands = Arbitrary.make(command)
  const decode = Schema.decodeUnknownSync(state)

  it(`D18, F07, T10: every ${machine.kind} status times every command ends in a table row or a refusal with a remedy`, () => {
    FastCheck.assert(
      FastCheck.property(states, commands, (self, asked) => {
        const decision = machine.decide(self, asked, AT, "key:test")
        if (decision._tag === "Left") {
          assert.isAbove(decision.left.message.length, 0)
          assert.isAbove(decision.left.remedy.length, 0)
          return
        }
        const row = table[self.status._tag]?.[asked._tag]
        assert.isDefined(row, `${self.status._tag} accepted ${asked._tag} without a row`)
        const next = machine.evolve(self, decision.right, AT)
        const named = [row!.to].flat()
        assert.isTrue(
          named.includes(next.status._tag) ||
            named.some((to) => to.startsWith("(")) && next.status._tag === self.status._tag,
          `${asked._tag} led from ${self.status._tag} to ${next.status._tag}, the table says ${named.join(", ")}`
        )
        // What a commit writes is plain JSON, and the next owner reads exactly it.
        const stored: unknown = JSON.parse(JSON.stringify(next))
        assert.deepStrictEqual(JSON.parse(JSON.stringify(decode(stored))), stored)
        machine.owes(next, decision.right)
        machine.answer(next, decision.right, 2, AT)
      }),
      runs
    )
  })

  it(`a due ${machine.kind} alarm asks for something that is legal, or for nothing`, () => {
    FastCheck.assert(
      FastCheck.property(states, (self) => {
        const due = machine.alarm(self, 0)
        if (due === null) return
        const wish = machine.onAlarm(self, 0, due)
        if (wish === null) return
        assert.strictEqual(machine.decide(self, wish, due, "clock")._tag, "Right", `${self.status._tag}: ${wish._tag}`)
      }),
      runs
    )
  })
}

describe("the tables", () => {
  everyStatusTimesEveryCommand(planMachine, planTransitions as Table, Plan, PlanCommand)
  everyStatusTimesEveryCommand(assetMachine, assetTransitions as Table, Asset, AssetCommand)
  everyStatusTimesEveryCommand(accountMachine, accountTransitions as Table, Account, AccountCommand)
  everyStatusTimesEveryCommand(orgMachine, orgTransitions as Table, Org, OrgCommand)

  it("D14: in every status a locked plan refuses every command of a person but unlock, and says what is possible", () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(Plan), Arbitrary.make(PlanCommand), (plan, command) => {
        const locked = { ...plan, locked: true }
        const decision = planMachine.decide(locked, command, AT, "key:test")
        if (command._tag === "Unlock") return assert.strictEqual(decision._tag, "Right")
        if (planAskable[command._tag] === undefined) return
        if (command._tag === "Create") return assert.strictEqual(decision._tag, "Left")
        assert.strictEqual(decision._tag, "Left")
        if (decision._tag === "Left") {
          assert.strictEqual(decision.left._tag, "PlanLocked")
          assert.include(decision.left.message, plan.status._tag)
          assert.include(decision.left.message, "unlock")
        }
      }),
      runs
    )
  })

  it("D18: no sequence of commands stores a published plan that nobody approved and released", () => {
    FastCheck.assert(
      FastCheck.property(
        Arbitrary.make(Plan),
        FastCheck.array(Arbitrary.make(PlanCommand), { maxLength: 40 }),
        (start, commands) => {
          let plan: Plan = {
            ...start,
            locked: false,
            slot: AT + 1_000,
            graceMillis: 60_000,
            status: { _tag: "scheduled" }
          }
          for (const command of commands) {
            const decision = planMachine.decide(plan, command, AT, "key:test")
            if (decision._tag === "Right") plan = planMachine.evolve(plan, decision.right, AT)
          }
          const view = planView(plan, 1, AT)
          if (["publishing", "published", "tracked"].includes(view.status)) {
            assert.isTrue(view.approved)
            assert.isNotNull(view.assetSha256)
          }
        }
      ),
      runs
    )
  })

  it("every plan that has not reached its end says what it waits for, since when and who can act", () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(Plan), (plan) => {
        const view = planView(plan, 1, AT)
        const ended = ["tracked", "cancelled", "rejected"].includes(view.status)
        assert.strictEqual(view.waitingFor === null, ended, view.status)
        if (view.waitingFor !== null) {
          assert.isAbove(view.waitingFor.what.length, 0)
          assert.isAbove(view.waitingFor.who.length, 0)
        }
      }),
      runs
    )
  })
})
