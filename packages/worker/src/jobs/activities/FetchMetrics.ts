import type { MetricStore } from "@callsheet/database/MetricStore"
import { AccountId } from "@callsheet/domain/Ids"
import { days, hours, minutes, seconds } from "@callsheet/domain/Instant"
import { Clock, type Context, Effect, Option, Schema } from "effect"
import { type Activity, later } from "../Activity.ts"
import { databaseAway } from "../Failing.ts"
import type { PublishTools } from "./Publication.ts"
import { payloadOf } from "./Read.ts"

const Payload = Schema.Struct({ accountId: AccountId, postId: Schema.String, planId: Schema.String })
const Fetched = Schema.Struct({ fetched: Schema.Int })
const decodeFetched = Schema.decodeUnknownOption(Fetched)

/** A post lives fast and then slowly: often in its first day, daily for a month, then no more. */
const pauses = [
  ...[10, 60].map(seconds),
  ...[5, 15, 30].map(minutes),
  ...[1, 2, 4, 8, 12].map(hours),
  ...Array.from({ length: 29 }, () => days(1))
]

/** Brings a post's numbers home, on a decaying schedule, each reading kept. */
export const fetchMetrics = (
  { access, api, metrics }: Pick<PublishTools, "access" | "api"> & {
    readonly metrics: Context.Tag.Service<MetricStore>
  }
): Activity =>
(context) =>
  Effect.gen(function*() {
    const { checkpoint, envelope, job } = context
    const { accountId, planId, postId } = yield* payloadOf(Payload, job.payload)
    const fetched = Option.match(decodeFetched(job.checkpoint), { onNone: () => 0, onSome: (c) => c.fetched })
    const videos = yield* access.call({
      accountId,
      window: "videoQuery",
      envelope: (part) => envelope(`${part}:${fetched}:${job.token}`, false),
      make: (token) => api.videoQuery({ token, ids: [postId] })
    })
    const at = yield* Clock.currentTimeMillis
    const video = videos.find(({ id }) => id === postId)
    // A post that is not listed (yet, or no longer) has no numbers; that is not a zero.
    if (video !== undefined) {
      yield* metrics.add({
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
      }).pipe(Effect.mapError((error) => databaseAway(error.message)))
    }
    const pause = pauses[fetched]
    if (pause === undefined) return { _tag: "Done" as const }
    yield* checkpoint({ fetched: fetched + 1 })
    return later(at + pause)
  })
