import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Vault } from "@callsheet/database/secrets/Vault"
import { Account } from "@callsheet/domain/account/Account"
import { AccountDisconnectedError, AccountNeedsReauth } from "@callsheet/domain/account/AccountError"
import { tokenOf } from "@callsheet/domain/account/SealedFor"
import { refusedBy } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { tikTokLimits } from "@callsheet/domain/facts/TikTokLimits"
import type { AccountId } from "@callsheet/domain/Ids"
import { askedTogether } from "@callsheet/process/AskedTogether"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { Cache, Clock, Effect, Exit, Schema } from "effect"
import { type Caller, envelopeFor, found } from "./Commands.ts"

/** As in the workers: a granted call may reach TikTok this much later than another one. */
const MARGIN_MILLIS = 3_000
/** A person waits before the page; a longer wait is said instead. */
const PATIENCE_MILLIS = 4_000
/** A person changes the privacy of an account seldom; TikTok is not asked for each plan of an import. */
const REMEMBERED = "1 minute"
/** An answer that could not be had is asked for again soon. */
const FORGOTTEN = "5 seconds"
/** A command waits no longer than this for what would only be said earlier. */
const EARLY_PATIENCE = "2 seconds"

const decodeAccount = Schema.decodeUnknown(Account)

/** How TikTok is asked about a creator, in the account's name and within its windows. */
export const makeAskCreator = Effect.gen(function*() {
  const actors = yield* Actors
  const api = yield* TikTokApi
  const store = yield* ActorStore
  const vault = yield* Vault

  const load = (id: AccountId) =>
    Effect.flatMap(store.load(id), found("account", id, "account.list")).pipe(
      Effect.flatMap(({ state }) => Effect.orDie(decodeAccount(state)))
    )

  /** Within the account's own windows, like every call in its name. */
  const permit = (caller: Caller, id: AccountId) =>
    Effect.gen(function*() {
      const { limit, windowMillis } = tikTokLimits.creatorInfo
      const { permittedAt } = yield* actors.account(id, yield* envelopeFor(caller, undefined), {
        _tag: "Permit",
        window: "creatorInfo",
        limit,
        windowMillis,
        marginMillis: MARGIN_MILLIS,
        patienceMillis: PATIENCE_MILLIS,
        holder: null
      })
      const now = yield* Clock.currentTimeMillis
      yield* Effect.sleep(Math.max(0, (permittedAt ?? now) - now))
    })

  const ask = (account: Account) =>
    Effect.gen(function*() {
      if (account.status._tag === "needs_reauth") {
        return yield* new AccountNeedsReauth({ id: account.id, orgId: account.orgId })
      }
      if (account.status._tag === "disconnected") {
        return yield* new AccountDisconnectedError({ id: account.id, orgId: account.orgId })
      }
      const token = yield* vault.open(account.tokens.access, tokenOf(account, "access")).pipe(
        Effect.mapError(refusedBy)
      )
      return yield* api.creatorInfo(token)
    })

  return { load, permit, ask }
})

/**
 * Which privacy levels an account offers, as far as TikTok says it soon: null where it does not. Then the plan finds out when
 * it is posted, as before.
 */
export const makeOfferedPrivacy = Effect.gen(function*() {
  const { ask, load, permit } = yield* makeAskCreator
  const callers = new Map<AccountId, Caller>()

  const lookup = (id: AccountId) =>
    Effect.gen(function*() {
      const caller = callers.get(id)
      if (caller === undefined) return null
      const account = yield* load(id)
      if (account.status._tag !== "connected") return null
      yield* permit(caller, id)
      const { privacyLevels } = yield* ask(account)
      return privacyLevels.length === 0 ? null : privacyLevels
    }).pipe(
      Effect.timeout(EARLY_PATIENCE),
      Effect.catchAll((error) =>
        Effect.as(Effect.logDebug(`What account ${id} offers is not known: ${error.message}`), null)
      )
    )

  const known = yield* Cache.makeWith({
    capacity: 1_000,
    lookup,
    timeToLive: (exit) => Exit.isSuccess(exit) && exit.value !== null ? REMEMBERED : FORGOTTEN
  })

  return (id: AccountId): Effect.Effect<ReadonlyArray<string> | null, never, Principal> =>
    Effect.flatMap(Principal, (caller) => {
      callers.set(id, caller)
      return Effect.ensuring(askedTogether(known.get(id)), Effect.sync(() => callers.delete(id)))
    })
})
