import { Views } from "@callsheet/database/views/Views"
import type { Account } from "@callsheet/domain/account/Account"
import { refusedBy } from "@callsheet/domain/api/ApiError"
import type { CreatorView } from "@callsheet/domain/api/calls/account"
import { Principal } from "@callsheet/domain/api/Principal"
import { tikTokCaps } from "@callsheet/domain/facts/TikTokLimits"
import { Failure, failureOf } from "@callsheet/domain/Failure"
import { iso } from "@callsheet/domain/Instant"
import type { CreatorInfo } from "@callsheet/tiktok/PostingCalls"
import { type TikTokError, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import * as HttpClient from "@effect/platform/HttpClient"
import { Clock, Effect } from "effect"
import { makeAskCreator } from "./AskCreator.ts"
import { found, type Handlers, orBusy } from "./Commands.ts"

const AVATAR_MOST_BYTES = 200_000
const AVATAR_PATIENCE = "3 seconds"

/** A refusal that means "this creator can post nothing now", not "the question could not be put". */
const stops = (error: TikTokError): boolean => error.fault.kind === "suspend" || error.fault.kind === "askPerson"

/** The creator's account as TikTok describes it at this moment, which its guideline asks to show before each post. */
export const makeCreatorHandlers = Effect.gen(function*() {
  const { ask, load, permit } = yield* makeAskCreator
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
        const caller = yield* Principal
        yield* Effect.flatMap(views.account(caller.orgId, id), found("account", id, "account.list"))
        const resting = yield* permit(caller, id).pipe(
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
            : yield* refusedBy(error)
        }
        const info = answer.right
        const picture = info.avatarUrl === "" ? null : yield* avatar(info.avatarUrl)
        return view(account, info, dayIsFull(account, at), at, picture)
      }).pipe(orBusy(`account ${id}`))
  }
  return handlers
})
