import { Sessions } from "@callsheet/database/secrets/Sessions"
import { Principal } from "@callsheet/domain/api/Principal"
import { iso } from "@callsheet/domain/Instant"
import { Effect, Redacted } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { ServerConfig } from "../Config.ts"
import { type Caller, fault, found, type Handlers, invalid, orBusy } from "./Commands.ts"

/** An owner sees every session of the org, everyone else those of their own key. */
const within = ({ keyId, role }: Caller) => (role === "owner" ? undefined : keyId)

/** A page of the panel, and nothing that a browser could take for another site. */
const isOwnPage = (to: string) => /^\/(?![/\\])[\w\-./?=&%:]*$/.test(to)

/** Browsers that are signed in to the panel, and the links that sign them in. */
export const makeSessionHandlers = Effect.gen(function*() {
  const sessions = yield* Sessions
  const { publicUrl } = yield* ServerConfig

  const handlers: Handlers<"session.link" | "session.list" | "session.end"> = {
    "session.link": ({ to }) =>
      Effect.gen(function*() {
        const { keyId } = yield* Principal
        if (to !== undefined && !isOwnPage(to)) {
          return yield* invalid([fault("to", "expected a page of the panel, such as /review")])
        }
        const { expiresAt, token } = yield* sessions.link(keyId)
        const query = to === undefined ? "" : `?to=${encodeURIComponent(to)}`
        return { url: `${publicUrl}/open/${Redacted.value(token)}${query}`, expiresAt: iso(expiresAt) }
      }).pipe(orBusy("the sign-in link")),
    "session.list": ({ orgId }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        return yield* sessions.list(yield* ownOrg(caller, orgId), within(caller))
      }).pipe(orBusy("the sessions")),
    "session.end": ({ id }) =>
      Effect.flatMap(Principal, (caller) => sessions.end(caller.orgId, id, within(caller))).pipe(
        Effect.flatMap(found("session", id, "session.list")),
        orBusy("the sessions")
      )
  }
  return handlers
})
