import { Views } from "@callsheet/database/views/Views"
import { Principal } from "@callsheet/domain/api/Principal"
import { iso } from "@callsheet/domain/Instant"
import type { Plan } from "@callsheet/domain/plan/Plan"
import { Clock, Effect } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { writeCsv } from "../import/Csv.ts"
import { exported } from "../import/Export.ts"
import { writeIcs } from "../import/Ics.ts"
import { writeJson } from "../import/Json.ts"
import { type Handlers, orBusy } from "./Commands.ts"

const EXPORT_PAGE = 500

/** A calendar as a file. */
export const makeExportHandlers = Effect.map(Views, (views): Handlers<"plan.export"> => ({
  "plan.export": ({ format, orgId }) =>
    Effect.gen(function*() {
      const org = yield* ownOrg(yield* Principal, orgId)
      const plans: Array<Plan> = []
      for (;;) {
        const last = plans.at(-1)
        const page = yield* views.planStates(
          org,
          EXPORT_PAGE,
          last === undefined ? null : { slot: last.slot, id: last.id }
        )
        plans.push(...page.map(({ plan }) => plan))
        if (page.length < EXPORT_PAGE) break
      }
      const accounts = yield* views.accounts(org)
      const names = new Map<string, string>(accounts.flatMap(({ id, status, username }) =>
        username === "" || status === "disconnected" ||
          accounts.some((other) => other.id !== id && other.username.toLowerCase() === username.toLowerCase())
          ? []
          : [[id, `@${username}`]]
      ))
      const rows = plans.map((plan) =>
        exported(plan, names.get(plan.accountId))
      )
      const stamp = iso(yield* Clock.currentTimeMillis)
      return {
        content: format === "csv" ? writeCsv(rows) : format === "json" ? writeJson(rows) : writeIcs(rows, stamp)
      }
    }).pipe(orBusy("the calendar"))
}))
