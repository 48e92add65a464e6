import { Keys } from "@callsheet/database/secrets/Keys"
import { Views } from "@callsheet/database/views/Views"
import { fault, invalid } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { Clock, Effect, Redacted } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { byOf, derivedId, found, type Handlers, momentIn, orBusy } from "./Commands.ts"

/** API keys of an org. */
export const makeKeyHandlers = Effect.gen(function*() {
  const keys = yield* Keys
  const views = yield* Views

  const handlers: Handlers<"key.create" | "key.list" | "key.revoke"> = {
    "key.create": ({ expiresAt, key: wish, name, orgId, role }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        yield* ownOrg(caller, orgId)
        const { timeZone } = yield* Effect.flatMap(views.org(orgId), found("org", orgId, "org.list"))
        const end = yield* momentIn(timeZone, "expiresAt", expiresAt)
        if (end !== null && end <= (yield* Clock.currentTimeMillis)) {
          return yield* invalid([fault("expiresAt", "It lies in the past; the key would open nothing")])
        }
        const { key, view } = yield* keys.create({
          orgId,
          role,
          name,
          expiresAt: end,
          by: byOf(caller),
          ...(wish === undefined ? {} : { id: derivedId("key", orgId, wish) })
        })
        return { ...view, key: Redacted.value(key) }
      }).pipe(orBusy("the keys")),

    "key.list": ({ orgId }) =>
      Effect.flatMap(Effect.flatMap(Principal, (caller) => ownOrg(caller, orgId)), keys.list).pipe(orBusy("the keys")),

    "key.revoke": ({ id }) =>
      Effect.flatMap(Principal, ({ orgId }) => keys.revoke(orgId, id)).pipe(
        Effect.flatMap(found("key", id, "key.list")),
        orBusy("the keys")
      )
  }
  return handlers
})
