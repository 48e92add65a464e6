import { Actors } from "@callsheet/actors/Actors"
import { OAuthRequests } from "@callsheet/database/secrets/OAuthRequests"
import { Views } from "@callsheet/database/views/Views"
import type { AccountCommand } from "@callsheet/domain/account/AccountCommand"
import type { AccountView } from "@callsheet/domain/account/AccountView"
import { Principal } from "@callsheet/domain/api/Principal"
import { tikTokCaps, tikTokLimits } from "@callsheet/domain/facts/TikTokLimits"
import { iso } from "@callsheet/domain/Instant"
import { Clock, Effect, Option } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { consentPageUrl, expired } from "../auth/Connection.ts"
import { ServerConfig } from "../Config.ts"
import { byOf, envelopeFor, found, type Handlers, orBusy, underKey } from "./Commands.ts"
import { makePauseEnd } from "./PauseEnd.ts"

const LIST = "account.list"

/** TikTok's limits that bind an account: its own calls, and its creator's days. */
const limits = Object.entries({ ...tikTokLimits, ...tikTokCaps }).filter(([, limit]) =>
  !("per" in limit && limit.per === "app")
)

/** Also the limits nothing was counted against yet: all of them is left. */
const withAllWindows = (view: AccountView): AccountView => ({
  ...view,
  windows: [
    ...view.windows.map((one) => {
      const known = limits.find(([name]) => name === one.window)?.[1]
      return one.limit !== null || known === undefined
        ? one
        : {
          ...one,
          limit: known.limit,
          windowMillis: known.windowMillis,
          remaining: Math.max(0, known.limit - one.used)
        }
    }),
    ...limits.flatMap(([window, { limit, windowMillis }]) =>
      view.windows.some((one) => one.window === window)
        ? []
        : [{ window, used: 0, limit, remaining: limit, windowMillis, freesAt: null, latest: null, frozenUntil: null }]
    )
  ]
})

/** An org's TikTok accounts: connecting, looking, renewing, parting. */
export const makeAccountHandlers = Effect.gen(function*() {
  const actors = yield* Actors
  const requests = yield* OAuthRequests
  const views = yield* Views
  const pauseEnd = yield* makePauseEnd
  const { publicUrl } = yield* ServerConfig

  const account = (orgId: string, id: string) =>
    Effect.map(Effect.flatMap(views.account(orgId, id), found("account", id, LIST)), withAllWindows)

  const command = (what: AccountCommand, { id, key }: { readonly id: string; readonly key?: string | undefined }) =>
    Effect.gen(function*() {
      const caller = yield* Principal
      yield* account(caller.orgId, id)
      const reply = yield* actors.account(id, yield* envelopeFor(caller, key), what)
      return withAllWindows(reply.account)
    }).pipe(underKey(key), orBusy(`account ${id}`))

  const handlers: Handlers<
    | "account.connect"
    | "account.connection"
    | "account.list"
    | "account.show"
    | "account.refresh"
    | "account.disconnect"
    | "account.pause"
    | "account.resume"
  > = {
    "account.connect": ({ orgId }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const request = yield* requests.open(yield* ownOrg(caller, orgId), byOf(caller))
        return {
          authorizeUrl: consentPageUrl(publicUrl, request.state),
          state: request.state,
          expiresAt: iso(request.expiresAt)
        }
      }).pipe(orBusy("the connection")),
    "account.connection": ({ state }) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        const request = yield* requests.find(state).pipe(
          Effect.map(Option.filter((one) => one.orgId === orgId)),
          Effect.flatMap(found("connection", state, "account.connect"))
        )
        const connected = request.accountId === null
          ? null
          : Option.getOrNull(yield* views.account(orgId, request.accountId))
        const late = request.endedAt === null && (yield* Clock.currentTimeMillis) > request.expiresAt
        return {
          state,
          account: connected,
          failure: late ? expired(orgId) : request.failure,
          ended: late || request.endedAt !== null
        }
      }).pipe(orBusy("the connection")),
    "account.list": ({ orgId }) =>
      Effect.flatMap(Effect.flatMap(Principal, (caller) => ownOrg(caller, orgId)), views.accounts).pipe(
        Effect.map((all) => all.map(withAllWindows)),
        orBusy("the list of accounts")
      ),
    "account.show": ({ id }) =>
      Effect.flatMap(Principal, ({ orgId }) => account(orgId, id)).pipe(orBusy(`account ${id}`)),
    "account.refresh": (asked) => command({ _tag: "Refresh" }, asked),
    "account.pause": ({ reason = "", until, ...asked }) =>
      pauseEnd({ until, key: asked.key }).pipe(
        orBusy(`account ${asked.id}`),
        Effect.flatMap((end) => command({ _tag: "Pause", reason, until: end }, asked))
      ),
    "account.resume": (asked) => command({ _tag: "ResumePosting" }, asked),
    "account.disconnect": (asked) => command({ _tag: "Disconnect" }, asked)
  }
  return handlers
})
