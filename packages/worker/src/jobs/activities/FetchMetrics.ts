import type { MetricStore } from "@callsheet/database/jobs/MetricStore"
import type { Account } from "@callsheet/domain/account/Account"
import { failureWith } from "@callsheet/domain/Failure"
import { days, hours, minutes, seconds } from "@callsheet/domain/Instant"
import { afterwards, step } from "@callsheet/domain/Remedy"
import type { TikTokError } from "@callsheet/tiktok/TikTokErrors"
import { Clock, type Context, Effect, Option, Schema } from "effect"
import { type Activity, later } from "../Activity.ts"
import { hopeless, orAway } from "../JobFailures.ts"
import type { PublishTools } from "./Publication.ts"

const Fetched = Schema.Struct({ fetched: Schema.Int })
const decodeFetched = Schema.decodeUnknownOption(Fetched)

/** A post lives fast and then slowly: often in its first day, daily for a month, then no more. */
const pauses = [
  ...[10, 60].map(seconds),
  ...[5, 15, 30].map(minutes),
  ...[1, 2, 4, 8, 12].map(hours),
  ...Array.from({ length: 29 }, () => days(1))
]

/** How often an account as a whole is read at most, however many of its posts are young. */
const ACCOUNT_EVERY = hours(1)

/** Without the scope TikTok refuses the call; the account itself can still post, so nobody else hears of it. */
export const scopeMissing = (account: Account, scope: string) =>
  failureWith(
    {
      tag: "ScopeMissing",
      message: `@${account.username} did not grant ${scope}, so TikTok tells nothing about its posts.`
    },
    step("Connect it again and leave every permission switched on", "account.connect", { orgId: account.orgId }),
    afterwards("then run this job again", "dlq.retry")
  )

/**
 * Brings a post's numbers home, on a decaying schedule, each reading kept; and now and then those of its account. An answer
 * of an unknown form is kept as it came, and the job says so until TikTok or a newer release makes sense of it.
 */
export const fetchMetrics = (
  { access, api, metrics }: Pick<PublishTools, "access" | "api"> & {
    readonly metrics: Context.Tag.Service<MetricStore>
  }
): Activity<"fetch_metrics"> =>
(context) =>
  Effect.gen(function*() {
    const { checkpoint, envelope, job } = context
    const { accountId, planId, postId } = job.payload
    const fetched = Option.match(decodeFetched(job.checkpoint), { onNone: () => 0, onSome: (c) => c.fetched })
    const account = yield* access.account(accountId)
    if (!account.scopes.includes("video.list")) return yield* hopeless(scopeMissing(account, "video.list"))
    const keepUnread = (error: TikTokError) =>
      error._tag !== "TikTokAnswerUnreadable" ?
        Effect.void :
        Effect.flatMap(Clock.currentTimeMillis, (at) =>
          metrics.addUnread({
            at,
            orgId: job.orgId,
            accountId,
            planId,
            postId,
            endpoint: error.operation,
            detail: error.detail,
            raw: error.raw ?? ""
          })).pipe(
            // The job's own failure names the answer; only its text would be missing.
            Effect.catchAll((away) => Effect.logWarning(`An unreadable answer could not be kept: ${away.message}`))
          )
    const videos = yield* access.call({
      accountId,
      window: "videoQuery",
      envelope: (part) => envelope(`${part}:${fetched}:${job.token}`, false),
      make: (token) => Effect.tapError(api.videoQuery({ token, ids: [postId] }), keepUnread)
    })
    const at = yield* Clock.currentTimeMillis
    const video = videos.find(({ id }) => id === postId)
    // A post that is not listed (yet, or no longer) has no numbers; that is not a zero.
    if (video !== undefined) {
      yield* orAway(metrics.add({
        postId,
        at,
        orgId: job.orgId,
        accountId,
        planId,
        views: video.views ?? null,
        likes: video.likes ?? null,
        comments: video.comments ?? null,
        shares: video.shares ?? null,
        raw: video
      }))
    }
    const readAt = yield* orAway(metrics.accountReadAt(accountId))
    if (account.scopes.includes("user.info.stats") && (readAt === null || at >= readAt + ACCOUNT_EVERY)) {
      const user = yield* access.call({
        accountId,
        window: "userInfo",
        envelope: (part) => envelope(`${part}:account:${fetched}:${job.token}`, false),
        make: (token) => Effect.tapError(api.userInfo({ token, scopes: account.scopes }), keepUnread)
      })
      yield* orAway(metrics.addAccount({
        accountId,
        at,
        orgId: job.orgId,
        followers: user.followers ?? null,
        following: user.following ?? null,
        likes: user.likes ?? null,
        videos: user.videos ?? null
      }))
    }
    const pause = pauses[fetched]
    if (pause === undefined) return { _tag: "Done" as const }
    yield* checkpoint({ fetched: fetched + 1 })
    return later(at + pause)
  })
