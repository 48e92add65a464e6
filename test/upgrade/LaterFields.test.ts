import { Actors } from "@callsheet/actors/Actors"
import { Account } from "@callsheet/domain/account/Account"
import { AccountCommand } from "@callsheet/domain/account/AccountCommand"
import { accountMachine } from "@callsheet/domain/account/AccountMachine"
import { Asset } from "@callsheet/domain/asset/Asset"
import { AssetCommand } from "@callsheet/domain/asset/AssetCommand"
import { assetMachine } from "@callsheet/domain/asset/AssetMachine"
import type { Machine } from "@callsheet/domain/Machine"
import { Org } from "@callsheet/domain/org/Org"
import { OrgCommand } from "@callsheet/domain/org/OrgCommand"
import { orgMachine } from "@callsheet/domain/org/OrgMachine"
import { Plan } from "@callsheet/domain/plan/Plan"
import { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { contentOf, planWith } from "@callsheet/domain/plan/PlanEdit"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, describe, it, layer } from "@effect/vitest"
import { Arbitrary, Effect, Either, FastCheck, Schema } from "effect"
import { asking, birth, newOrgId, newPlanId, RoadLive } from "../support/ActorHarness.ts"

const AT = 1_795_000_000_000

/** Whose keys are names of things: what is added there is one thing more, not a field that nobody knows. */
const named = /\.(windows|holders|reserved|ended|sums)$/

/** The same JSON as a newer release could have written it: one more field in every object. */
const later = (json: unknown, path = ""): unknown => {
  if (Array.isArray(json)) return json.map((item) => later(item, `${path}[]`))
  if (json === null || typeof json !== "object") return json
  const fields = Object.entries(json).map(([key, value]) => [key, later(value, `${path}.${key}`)])
  return { ...Object.fromEntries(fields), ...(named.test(path) ? {} : { later: { than: "this" } }) }
}

/** Where the added field is gone. */
const lost = (before: unknown, after: unknown, path = ""): ReadonlyArray<string> => {
  if (before === null || typeof before !== "object") return []
  if (after === null || typeof after !== "object") return []
  const here = "later" in before && !("later" in after) ? [`${path}.later`] : []
  const within = Object.entries(before).flatMap(([key, value]) =>
    key in after ? lost(value, after[key as keyof typeof after], `${path}.${key}`) : []
  )
  return [...here, ...within]
}
/** The settings of a plan are those of its release, word for word: the digest covers them. */
const replacedBy = (event: string): RegExp => event === "PlanReleased" ? /^\.settings\./ : /(?!)/
const stored = (state: unknown): unknown => JSON.parse(JSON.stringify(state))

/** What an event puts in the place of what stood there: nothing of that is kept, known or not. */
const replaced = {
  plan: /^\.status\./,
  asset: /^\.(status|brief)\./,
  account: /^\.(status|tokens|paused)\./,
  org: /^\.(paused|limits\.\w+|sums\.\w+\.spent|sums\.\w+\.spent\.(day|month))\.later$/
}

const keeps = <
  Self extends { readonly status: { readonly _tag: string } },
  I,
  Command extends { readonly _tag: string },
  J,
  Event extends { readonly _tag: string },
  X,
  Answer
>(
  machine: Machine<Self, Command, Event, X, Answer>,
  state: Schema.Schema<Self, I>,
  command: Schema.Schema<Command, J>
) => {
  const decode = Schema.decodeUnknownSync(state)
  const states = Arbitrary.make(state).map((self) => later(stored(self)))

  it(`writes back the ${machine.kind} of a newer one with every field that it does not know itself`, () => {
    FastCheck.assert(
      FastCheck.property(states, (row) => {
        assert.deepStrictEqual(lost(row, stored(decode(row))), [])
      }),
      { numRuns: 100 }
    )
  })

  it(`keeps them through every event of the ${machine.kind}, but for those of what the event replaces`, () => {
    let moved = 0
    FastCheck.assert(
      FastCheck.property(states, Arbitrary.make(command), (row, asked) => {
        const self = decode(row)
        const decided = machine.decide(self, asked, AT, "key:test")
        if (Either.isLeft(decided)) return
        moved++
        const gone = lost(row, stored(machine.evolve(self, decided.right, AT)))
        const kind = machine.kind as keyof typeof replaced
        const event = decided.right._tag
        const kept = gone.filter((path) => !replaced[kind].test(path) && !replacedBy(event).test(path))
        assert.deepStrictEqual(kept, [], event)
      }),
      { numRuns: 500 }
    )
    assert.isAbove(moved, 20)
  })
}

describe("an older release beside a newer one", () => {
  it("keeps a setting that it does not know where a person changes the others", () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(Plan), (plan) => {
        const self = Schema.decodeUnknownSync(Plan)(later(stored(Schema.encodeSync(Plan)(plan))))
        const content = contentOf(plan)
        const settings = { ...plan.settings, allowComment: !plan.settings.allowComment }
        const edit = { by: "key:test", at: AT, version: 1, fields: ["settings"], before: content }
        const next = planWith(self, { content: { ...content, settings }, edit })
        assert.deepStrictEqual(next.settings, { ...self.settings, ...settings })
      }),
      { numRuns: 20 }
    )
  })

  keeps(planMachine, Plan, PlanCommand)
  keeps(assetMachine, Asset, AssetCommand)
  keeps(accountMachine, Account, AccountCommand)
  keeps(orgMachine, Org, OrgCommand)

  it("carries a release to the asset with settings that it does not know: its digest covers them", () => {
    const publishing = Arbitrary.make(AssetCommand).filter(({ _tag }) => _tag === "Publish")
    FastCheck.assert(
      FastCheck.property(publishing, (command) => {
        const told = later(stored(command))
        const carried = stored(Schema.encodeSync(AssetCommand)(Schema.decodeUnknownSync(AssetCommand)(told)))
        assert.deepStrictEqual(lost(told, carried).filter((path) => path.startsWith(".order.release")), [])
      }),
      { numRuns: 50 }
    )
  })
})

layer(RoadLive, { excludeTestServices: true })("an older owner of an actor", (it) => {
  /** A newer owner moved the actor and wrote what this release does not know. */
  const move = (id: string, path: ReadonlyArray<string>, value: unknown) =>
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) =>
        sql`UPDATE actor SET version = version + 1, state = jsonb_set(state, ${path}::text[], ${
          JSON.stringify(value)
        }::jsonb) WHERE id = ${id}`
    )
  const at = (id: string, path: ReadonlyArray<string>) =>
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      Effect.map(
        sql<{ found: unknown }>`SELECT state #> ${path}::text[] AS found FROM actor WHERE id = ${id}`,
        ([row]) => row?.found
      ))

  it.effect("keeps a rule of the policy that it does not know, also when it sets another one", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const id = newOrgId()
      yield* actors.org(id, asking(), { _tag: "Create", name: "Studio", timeZone: "Europe/Berlin" })
      yield* move(id, ["policy", "bannedSounds"], ["sirens"])
      yield* actors.org(id, asking(), { _tag: "SetPolicy", change: { bannedWords: ["miracle"] } })
      yield* actors.org(id, asking(), { _tag: "SetLimit", kind: "renders", limit: { amount: 3, period: "day" } })
      assert.deepStrictEqual(yield* at(id, ["policy", "bannedSounds"]), ["sirens"])
      assert.deepStrictEqual(yield* at(id, ["policy", "bannedWords"]), ["miracle"])
    }))

  it.effect("keeps what a plan holds of a newer release through every status", () =>
    Effect.gen(function*() {
      const actors = yield* Actors
      const id = newPlanId()
      yield* actors.plan(id, asking(), birth())
      yield* move(id, ["settings", "allowStickers"], true)
      yield* actors.plan(id, asking(), { _tag: "Approve" })
      yield* actors.plan(id, asking(), { _tag: "Reject", reason: "not now" })
      assert.deepStrictEqual(yield* at(id, ["settings", "allowStickers"]), true)
    }))
})
