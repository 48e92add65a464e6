import type { Asset } from "@callsheet/domain/asset/Asset"
import { after, type Failure, failureWith } from "@callsheet/domain/Failure"
import { hours, minutes, seconds } from "@callsheet/domain/Instant"
import { step } from "@callsheet/domain/Remedy"
import { Clock, Effect, Option, Schema } from "effect"
import { type Activity, type JobContext, JobFailed, later, reported } from "../Activity.ts"
import { findPostInList, type Listed } from "./FindPostInList.ts"
import { settleLast } from "./Ledger.ts"
import { burySaidDead, heardOf, type PublishTools, statusOf } from "./Publication.ts"
import { readAsset, workingOf } from "./ReadActor.ts"

/** How often it was asked already; that alone sets the pace. */
const Asked = Schema.Struct({ asked: Schema.Int })
const decodeAsked = Schema.decodeUnknownOption(Asked)
const askedBefore = ({ job }: JobContext): number =>
  Option.match(decodeAsked(job.checkpoint), { onNone: () => 0, onSome: ({ asked }) => asked })

/**
 * Pauses between two questions about one publication: TikTok processes most videos in under 30 s (get-status page, 2026),
 * moderation takes a minute or hours. A webhook ends the waiting earlier.
 */
const paces = [1, 2, 2, 3, 5, 5, 10, 10, 15, 20, 30].map(seconds)
const pace = (asked: number): number => paces[asked] ?? (asked < 40 ? minutes(1) : minutes(10))

const again = (context: JobContext, asked: number) =>
  Effect.gen(function*() {
    yield* context.checkpoint({ asked: asked + 1 })
    return later((yield* Clock.currentTimeMillis) + pace(asked))
  })

/** The same, but people see why it takes so long. */
const againBecause = (context: JobContext, asked: number, failure: Failure) =>
  Effect.zipRight(
    context.checkpoint({ asked: asked + 1 }),
    new JobFailed({ failure, retry: after(pace(asked)), unsure: false })
  )

/** After this many questions, about a hundred seconds, a post that is public and has no id yet is looked for in the list. */
const LISTED_AFTER = paces.length

export const unlisted = (listed: Exclude<Listed, { _tag: "Found" | "None" }>, asset: Asset): Failure =>
  listed._tag === "NotAllowed"
    ? failureWith(
      {
        tag: "ScopeMissing",
        message:
          `TikTok does not name the post, and @${listed.username} did not grant video.list, with which it could be looked up.`
      },
      step(
        "The post itself is not concerned. Connect the account again and leave every permission switched on",
        "account.connect",
        { orgId: asset.orgId }
      )
    )
    : failureWith(
      {
        tag: "PostAmbiguous",
        message:
          `TikTok does not name the post, and ${listed.count} videos of the account could be it: same caption, same length, after the upload.`
      },
      step("Nothing is guessed; it is asked for again by itself. The post itself is not concerned", "plan.show", {
        id: asset.planId
      })
    )

type In<S extends "publishing" | "published"> = Extract<Asset["status"], { _tag: S }>

const within = <S extends "publishing" | "published">(asset: Asset, tag: S): In<S> | null => {
  const status = workingOf(asset.status)
  return status._tag === tag ? status as In<S> : null
}

/** All bytes are with TikTok: asks until it says complete, delivered or failed. */
export const follow = (tools: PublishTools): Activity<"follow"> => (context) =>
  Effect.gen(function*() {
    const { envelope, job } = context
    const asset = yield* readAsset(tools.store, job.ownerId)
    const status = within(asset, "publishing")
    if (status === null || status.publication === null) return { _tag: "Done" as const }
    const { publication } = status
    const { publishId } = publication
    const posted = Effect.gen(function*() {
      yield* settleLast(tools.actors, context, `publish:${publishId}`, { kind: "publishes", amount: 1 })
      yield* tools.actors.asset(asset.id, envelope(`published:${publishId}`, true), {
        _tag: "ConfirmPublished",
        publishId
      })
      return reported
    })
    if ((yield* heardOf(tools, publishId)).delivered) return yield* posted
    const asked = askedBefore(context)
    const there = yield* statusOf(tools, context, status.order, publishId, `${asked}:${job.token}`)
    switch (there.status) {
      case "processing":
        return yield* again(context, asked)
      case "failed":
        return yield* burySaidDead(tools, context, asset, status, publication, there)
      case "inbox":
      case "complete":
        return yield* posted
    }
  })

/**
 * Published: asks for the id of the post. A draft in the inbox and a post that is not public never get one, so they are
 * tracked as they are. For some accounts TikTok never names the id; then the one public video that can be it is taken.
 */
export const track = (tools: PublishTools): Activity<"track"> => (context) =>
  Effect.gen(function*() {
    const { envelope, job } = context
    const asset = yield* readAsset(tools.store, job.ownerId)
    const status = within(asset, "published")
    if (status === null) return { _tag: "Done" as const }
    const { publishId } = status.publication
    const confirm = (postId: string | null) =>
      Effect.as(
        tools.actors.asset(asset.id, envelope(`tracked:${publishId}`, true), {
          _tag: "ConfirmTracked",
          publishId,
          postId
        }),
        reported
      )
    const listed = status.order.delivery === "direct" &&
      status.order.release.settings.privacy === "PUBLIC_TO_EVERYONE"
    if (!listed) return yield* confirm(null)
    const heard = yield* heardOf(tools, publishId)
    if (heard.postId !== null) return yield* confirm(heard.postId)
    const asked = askedBefore(context)
    const there = yield* statusOf(tools, context, status.order, publishId, `${asked}:${job.token}`)
    const postId = there.postIds[0]
    if (postId !== undefined) return yield* confirm(postId)
    if (asked < LISTED_AFTER) return yield* again(context, asked)
    const found = yield* findPostInList(tools, context, asset, status, String(asked))
    if (found._tag === "Found") return yield* confirm(found.postId)
    return found._tag === "None"
      ? yield* again(context, asked)
      : yield* againBecause(context, asked, unlisted(found, asset))
  })

/** A creator may post a draft at once, tonight or next week; TikTok's event ends the waiting earlier. */
const draftPaces = [
  ...Array.from({ length: 6 }, () => seconds(10)),
  ...Array.from({ length: 8 }, () => seconds(30)),
  ...Array.from({ length: 25 }, () => minutes(1)),
  ...Array.from({ length: 42 }, () => minutes(5)),
  ...Array.from({ length: 40 }, () => minutes(30)),
  ...Array.from({ length: 13 * 24 }, () => hours(1))
]
/** After it is posted: a public post is moderated first, and one that is not public gets no id. */
const listPaces = [
  ...paces,
  ...Array.from({ length: 60 }, () => minutes(1)),
  ...Array.from({ length: 22 }, () => hours(1))
]

const Watched = Schema.Struct({ asked: Schema.Int, posted: Schema.Boolean })
const decodeWatched = Schema.decodeUnknownOption(Watched)

/** A draft lies in the creator's inbox: asks until it is posted, then for the id of the post, each for as long as it is worth. */
export const watchDraft = (tools: PublishTools): Activity<"watch_draft"> => (context) =>
  Effect.gen(function*() {
    const { envelope, job } = context
    const asset = yield* readAsset(tools.store, job.ownerId)
    const { status } = asset
    if (status._tag !== "tracked" || status.postId !== null) return { _tag: "Done" as const }
    const { publishId } = status.publication
    const note = (postId: string | null, closes: boolean) =>
      tools.actors.asset(asset.id, envelope(`draft:${postId ?? "posted"}`, closes), {
        _tag: "NoteDraftPosted",
        publishId,
        postId
      })
    const before = Option.getOrElse(decodeWatched(job.checkpoint), () => ({ asked: 0, posted: false }))
    const heard = yield* heardOf(tools, publishId)
    const there = heard.postId !== null
      ? { status: "complete" as const, postIds: [heard.postId] }
      : yield* statusOf(tools, context, status.order, publishId, `draft:${before.asked}:${job.token}`)
    const [postId] = there.postIds
    if (postId !== undefined) return yield* Effect.as(note(postId, true), reported)
    const posted = before.posted || heard.posted || there.status === "complete"
    if (posted && !before.posted && status.draftPostedAt === undefined) yield* note(null, false)
    const asked = posted === before.posted ? before.asked : 0
    const pause = (posted ? listPaces : draftPaces)[asked]
    // A draft that the creator or TikTok threw away did not fail because of us: it is not followed any further.
    if (pause === undefined || there.status === "failed") return { _tag: "Done" as const }
    yield* context.checkpoint({ asked: asked + 1, posted })
    return later((yield* Clock.currentTimeMillis) + pause)
  })
