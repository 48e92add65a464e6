import { ApiClient } from "@callsheet/client/Client"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { Clock, Effect } from "effect"
import { patiently } from "./Patiently.ts"

const SOON_MILLIS = 5_000

/**
 * What a person does with a plan that waits for one; nothing where it goes on by itself. `keys` begins the idempotency keys
 * that make repeating it harmless.
 */
export const personFor = (keys: string) => (plan: PlanView) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const id = plan.id
    const key = (what: string) => `${keys}:${what}:${id}`
    const at = new Date((yield* Clock.currentTimeMillis) + SOON_MILLIS).toISOString()
    switch (plan.status) {
      case "scheduled":
        return yield* client.plan.approve({ id, key: key("approve") }).pipe(
          Effect.catchTag("SlotInThePast", () => client.plan.reschedule({ id, at })),
          Effect.asVoid
        )
      case "in_review":
        return yield* client.plan.release({
          id,
          settings: { privacy: "PUBLIC_TO_EVERYONE", allowComment: true, allowDuet: false, allowStitch: false },
          musicUsageConfirmed: true,
          key: key("release")
        }).pipe(
          Effect.catchTag("SlotInThePast", () => client.plan.reschedule({ id, at })),
          Effect.asVoid
        )
      default:
        return
    }
  }).pipe(
    patiently,
    // Somebody was faster; the next change shows how it stands.
    Effect.catchTag("IllegalCommand", () => Effect.void)
  )
