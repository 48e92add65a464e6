import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Vault } from "@callsheet/database/secrets/Vault"
import { Views } from "@callsheet/database/views/Views"
import { Account } from "@callsheet/domain/account/Account"
import { AccountDisconnectedError, AccountNeedsReauth } from "@callsheet/domain/account/AccountError"
import { tokenOf } from "@callsheet/domain/account/SealedFor"
import { Refused } from "@callsheet/domain/api/ApiError"
import type { CreatorView } from "@callsheet/domain/api/calls/account"
import { Principal } from "@callsheet/domain/api/Principal"
import { tikTokCaps, tikTokLimits } from "@callsheet/domain/facts/TikTokLimits"
import { Failure, failureOf } from "@callsheet/domain/Failure"
import type { AccountId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import type { CreatorInfo } from "@callsheet/tiktok/PostingCalls"
import { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { type TikTokError, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import * as HttpClient from "@effect/platform/HttpClient"
import { Clock, Effect, Schema } from "effect"
import { envelopeFor, found, type Handlers, orBusy } from "./Commands.ts"

/** As in the workers: a granted call may reach TikTok this much later than another one. */
const MARGIN_MILLIS = 3_000
/** A person waits before the page; a longer wait is said instead. */
const PATIENCE_MILLIS = 4_000
const AVATAR_MOST_BYTES = 200_000
const AVATAR_PATIENCE = "3 seconds"

const decodeAccount = Schema.decodeUnknown(Account)

/** A refusal that means "this creator can post nothing now", not "the question could not be put". */
const stops = (error: TikTokError): boolean => error.fault.kind === "suspend" || error.fault.kind === "askPerson"

/** The creator's account as TikTok describes it at this moment, which its guideline asks to show before each post. */
export const makeCreatorHandlers = Effect.gen(function*() {
  const actors = yield* Actors
  const api = yield* TikTokApi
  const store = yield* ActorStore
  const vault = yield* Vault
  const views = yield* Views
  const http = yield* HttpClient.HttpClient

  /** The picture as a data address; without it the page shows initials. It comes from TikTok's servers or not at all. */
  const avatar = (url: string) =>
    Effect.gen(function*() {
      const answer = yield* http.get(url)
      const type = (answer.headers["content-type"] ?? "").split(";", 1)[0] ?? ""
      if (answer.status !== 200 || !/^image\/(png|jpeg|webp|gif|svg\+xml)$/.test(type)) return null
      const bytes = yield* answer.arrayBuffer
      return bytes.byteLength > AVATAR_MOST_BYTES
        ? null
        : `data:${type};base64,${Buffer.from(bytes).toString("base64")}`
    }).pipe(
      Effect.timeout(AVATAR_PATIENCE),
      Effect.catchAll((error) =>
        Effect.as(Effect.logDebug(`A creator's picture could not be read: ${error.message}`), null)
      )
    )

  const load = (id: AccountId) =>
    Effect.flatMap(store.load(id), found("account", id, "callsheet account list")).pipe(
      Effect.flatMap(({ state }) => Effect.orDie(decodeAccount(state)))
    )

  /** Within the account's own windows, like every call in its name. */
  const permit = (id: AccountId) =>
    Effect.gen(function*() {
      const caller = yield* Principal
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
        Effect.mapError(({ message, remedy }) => new Refused({ what: message, next: remedy }))
      )
      return yield* api.creatorInfo(token)
    })

  const view = (account: Account, info: CreatorInfo | null, stop: Failure | null, at: number, picture: string | null) =>
    ({
      accountId: account.id,
      askedAt: iso(at),
      username: info?.username ?? account.username,
      nickname: info?.nickname ?? account.nickname,
      avatar: picture,
      privacyLevels: info?.privacyLevels ?? [],
      commentDisabled: info?.commentDisabled ?? true,
      duetDisabled: info?.duetDisabled ?? true,
      stitchDisabled: info?.stitchDisabled ?? true,
      maxVideoSeconds: info?.maxVideoSeconds ?? 0,
      stop
    }) satisfies CreatorView

  /** Our own count of the creator's day: TikTok would refuse the next post. */
  const dayIsFull = (account: Account, now: number): Failure | null => {
    const { limit, windowMillis } = tikTokCaps.posts
    const day = (account.windows["posts"]?.log ?? []).filter((at) => at <= now && at > now - windowMillis)
    const [oldest] = day
    return day.length < limit || oldest === undefined ? null : new Failure({
      tag: "CreatorDayFull",
      message:
        `@${account.username} has posted ${day.length} of ${limit} times in 24 hours, which is all TikTok allows.`,
      remedy: `Try again after ${iso(oldest + windowMillis)}.`
    })
  }

  const handlers: Handlers<"account.creator"> = {
    "account.creator": ({ id }) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        yield* Effect.flatMap(views.account(orgId, id), found("account", id, "callsheet account list"))
        const resting = yield* permit(id).pipe(
          Effect.as(null),
          Effect.catchTag("AccountIsSuspended", (error) => Effect.succeed(failureOf(error)))
        )
        const account = yield* load(id)
        if (resting !== null) return view(account, null, resting, yield* Clock.currentTimeMillis, null)
        const answer = yield* Effect.either(ask(account))
        const at = yield* Clock.currentTimeMillis
        if (answer._tag === "Left") {
          const error = answer.left
          if (!("fault" in error)) return yield* error
          return stops(error)
            ? view(account, null, tikTokFailure(error), at, null)
            : yield* new Refused({ what: error.message, next: error.remedy })
        }
        const info = answer.right
        const picture = info.avatarUrl === "" ? null : yield* avatar(info.avatarUrl)
        return view(account, info, dayIsFull(account, at), at, picture)
      }).pipe(orBusy(`account ${id}`))
  }
  return handlers
})
