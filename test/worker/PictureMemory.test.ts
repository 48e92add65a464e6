import { PictureChoices } from "@callsheet/database/jobs/PictureChoices"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { PictureUses } from "@callsheet/studio/render/pictures/stock/PictureUses"
import { Payer } from "@callsheet/studio/spending/Payer"
import * as PictureMemory from "@callsheet/worker/spending/PictureMemory"
import * as SqlClient from "@effect/sql/SqlClient"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, TestClock } from "effect"
import { newOrgId } from "../support/Fixtures.ts"
import { freshDatabase } from "../support/Postgres.ts"

const Memory = PictureMemory.layer.pipe(
  Layer.provide(PictureChoices.layer),
  Layer.provideMerge(freshDatabase({ migrate }))
)

const plan = (id: string, orgId: string, accountId: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) =>
      sql`INSERT INTO actor (id, kind, org_id, account_id, version, status, since, state)
      VALUES (${id}, 'plan', ${orgId}, ${accountId}, 1, 'Approved', 0, '{}')`
  )

const by = (planId: string, orgId: string) =>
  Payer.of({ id: "1", token: 1, kind: "render", orgId, planId, traceId: null })

layer(Memory, { timeout: 60_000 })("What an account has shown", (it) => {
  it.effect("is not shown again for 30 days, except by the same plan for the same wish", () =>
    Effect.gen(function*() {
      const uses = yield* PictureUses
      const org = newOrgId()
      const [first, second, elsewhere] = [`pln_a_${org}`, `pln_b_${org}`, `pln_c_${org}`]
      yield* plan(first, org, "acc_1")
      yield* plan(second, org, "acc_1")
      yield* plan(elsewhere, org, "acc_2")
      const recent = (planId: string, wish: string) =>
        Effect.map(Effect.provideService(uses.recent(wish), Payer, by(planId, org)), (found) => [...found])
      yield* Effect.provideService(uses.choose("knife", "pexels photo 1"), Payer, by(first, org))

      assert.strictEqual(
        yield* Effect.provideService(uses.chosen("knife"), Payer, by(first, org)),
        "pexels photo 1"
      )
      assert.deepEqual(yield* recent(first, "knife"), [])
      assert.deepEqual(yield* recent(first, "board"), ["pexels photo 1"])
      assert.deepEqual(yield* recent(second, "knife"), ["pexels photo 1"])
      assert.deepEqual(yield* recent(elsewhere, "knife"), [])
      yield* TestClock.adjust("31 days")
      assert.deepEqual(yield* recent(second, "knife"), [])
    }))
})
