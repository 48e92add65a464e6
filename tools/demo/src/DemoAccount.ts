import { awaitConnection } from "@callsheet/client/AwaitConnection"
import { ApiClient } from "@callsheet/client/Client"
import { CannotDo, NotReached } from "@callsheet/client/CliError"
import { remedyWords } from "@callsheet/client/terminal/ActionWords"
import { here } from "@callsheet/client/terminal/Render"
import type { AccountId, OrgId } from "@callsheet/domain/Ids"
import { minutes } from "@callsheet/domain/Instant"
import type { StandIn } from "@callsheet/stack/StandIn"
import { Clock, Effect, Redacted } from "effect"
import { patiently } from "./Patiently.ts"

/**
 * A creator may post about 15 times in 24 hours (TikTok's content posting guidelines, September 2026). An account that has
 * this many posts behind it has no room for another calendar of five.
 */
const MOST_BEFORE = 10

const DAY_MILLIS = 86_400_000

const fetched = (url: string, init: RequestInit) =>
  Effect.tryPromise({
    try: async () => {
      const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) })
      if (!answer.ok) throw new Error(`${answer.url.split("?")[0]} answered ${answer.status}`)
    },
    catch: (cause) =>
      new CannotDo({
        what: `The consent did not come through: ${cause instanceof Error ? cause.message : String(cause)}`,
        next: "Look at logs/server.log and logs/sandbox.log in the data folder."
      })
  })

/**
 * Connects an account as a person would in a browser: follows the authorize address, where the sandbox consents at once and
 * sends the browser back to the server. In our own sandbox the account is a new one; another stand-in chooses itself.
 */
export const connectSandboxAccount = (orgId: OrgId, standIn: StandIn | null, name: string) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const { authorizeUrl, state } = yield* patiently(client.account.connect({ orgId }))
    const page = new URL(authorizeUrl)
    if (standIn !== null) {
      yield* fetched(`${standIn.url}/sandbox/creators`, {
        method: "POST",
        headers: { authorization: `Bearer ${Redacted.value(standIn.token)}` },
        body: JSON.stringify({ username: name })
      })
      page.searchParams.set("creator", name)
    }
    yield* fetched(page.href, { redirect: "follow" })
    return yield* awaitConnection(state, orgId)
  })

/** A connected account that may still post a whole calendar today; where there is none, one is connected. */
export const accountWithRoom = (orgId: OrgId, standIn: StandIn | null) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const accounts = yield* patiently(client.account.list({ orgId }))
    const dayAgo = new Date((yield* Clock.currentTimeMillis) - DAY_MILLIS).toISOString()
    const { plans } = yield* patiently(client.plan.list({ orgId, from: dayAgo, limit: 1000 }))
    const posts = (id: string) =>
      plans.filter(({ accountId, publishId }) => accountId === id && publishId !== null).length
    const found = accounts.find(({ id, status }) => status === "connected" && posts(id) <= MOST_BEFORE)
    return found ?? (yield* connectSandboxAccount(orgId, standIn, `demo.${orgId.slice(-5)}.${accounts.length + 1}`))
  })

/** Fails when the account rests for so long that nobody would wait for it before a screen. */
export const stillUsable = (id: AccountId) =>
  Effect.gen(function*() {
    const client = yield* ApiClient
    const account = yield* patiently(client.account.show({ id }))
    const now = yield* Clock.currentTimeMillis
    const rests = account.suspendedUntil !== null && Date.parse(account.suspendedUntil) - now > minutes(2)
    if (account.failure === null || !(rests || account.status === "needs_reauth")) return
    const until = account.suspendedUntil === null ? "" : ` It rests until ${here(account.suspendedUntil)}.`
    return yield* new NotReached({
      what: `@${account.username} is ${account.status}: ${account.failure.message}${until}`,
      next: remedyWords(account.failure),
      state: account.status
    })
  })
