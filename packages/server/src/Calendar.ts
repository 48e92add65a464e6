import { Views } from "@callsheet/database/Views"
import { days } from "@callsheet/domain/Instant"
import { Clock, Effect } from "effect"
import { found } from "./Commands.ts"
import { topicKey } from "./Feasibility.ts"
import type { Calendar } from "./Planner.ts"

/** Yesterday's plans still count: TikTok's caps look back 24 hours. */
const LOOK_BACK_MILLIS = days(1)

/** What stands in an org's calendar right now. */
export const calendarOf = (orgId: string) =>
  Effect.gen(function*() {
    const views = yield* Views
    const now = yield* Clock.currentTimeMillis
    const { org } = yield* Effect.flatMap(views.orgState(orgId), found("org", orgId, "callsheet org list"))
    const accounts = yield* views.accounts(orgId)
    const taken = yield* views.takenSlots(orgId, now - LOOK_BACK_MILLIS)
    const calendar: Calendar = {
      now,
      org,
      accounts: new Map(accounts.map((account) => [account.id, account])),
      neighbours: taken.map(({ topic, ...plan }) => ({ ...plan, words: topicKey(topic) }))
    }
    return calendar
  })
