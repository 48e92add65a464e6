import type { ActorsShape } from "@callsheet/actors/Actors"
import type { ActorStore } from "@callsheet/database/ActorStore"
import type { Vault } from "@callsheet/database/Vault"
import { uploadUrlOf } from "@callsheet/domain/account/SealedFor"
import type { Asset, Publication } from "@callsheet/domain/asset/Asset"
import { Failure, failureOf } from "@callsheet/domain/Failure"
import { hours, minutes } from "@callsheet/domain/Instant"
import { chunkPlan, resumeByte } from "@callsheet/tiktok/ChunkPlan"
import type { CreatorInfo } from "@callsheet/tiktok/PostingCalls"
import type { TikTokApi } from "@callsheet/tiktok/TikTokApi"
import { errorOfFailReason, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { Clock, type Context, Effect, Option, Schema } from "effect"
import type { MediaStore } from "../../media/MediaStore.ts"
import type { PublicationStatus, Publisher } from "../../publish/Publisher.ts"
import { type AccountAccess, hopeless } from "../AccountAccess.ts"
import { type Activity, type JobContext, JobFailed, reported } from "../Activity.ts"
import { readAsset, workingOf } from "./Read.ts"

export interface PublishTools {
  readonly actors: ActorsShape
  readonly store: Context.Tag.Service<ActorStore>
  readonly access: Context.Tag.Service<AccountAccess>
  readonly api: Context.Tag.Service<TikTokApi>
  readonly publisher: Context.Tag.Service<Publisher>
  readonly media: Context.Tag.Service<MediaStore>
  readonly vault: Context.Tag.Service<Vault>
}

/** An upload address is valid for one hour (media transfer guide, September 2026); we stop a little before. */
const UPLOAD_LIFE = hours(1)
const UPLOAD_MARGIN = minutes(2)
/** After this many publications that TikTok declared dead a person looks first. */
const MOST_ATTEMPTS = 3

type Order = Extract<Asset["status"], { _tag: "publishing" }>

const Checkpoint = Schema.Struct({ publishId: Schema.String, nextByte: Schema.Int })
const decodeCheckpoint = Schema.decodeUnknownOption(Checkpoint)

export const statusOf = (
  { access, publisher }: Pick<PublishTools, "access" | "publisher">,
  { envelope }: JobContext,
  order: Order["order"],
  publishId: string,
  round: number | string
) =>
  access.call({
    accountId: order.accountId,
    window: "status",
    envelope: (part) => envelope(`${part}:${round}`, false),
    make: (token) => publisher.status({ token, publishId })
  })

/** What TikTok said of a publication that it declared dead, and whether another may be opened. */
export const burial = (status: PublicationStatus, attempts: number) => {
  const error = errorOfFailReason(status.failReason ?? "unknown")
  return { failure: tikTokFailure(error), again: error.fault.kind === "retry" && attempts < MOST_ATTEMPTS, error }
}

/** What the creator's account allows right now, against what was released. */
const allowed = (info: CreatorInfo, { made, order }: Order): JobFailed | null => {
  const { settings } = order.release
  const refuse = (tag: string, message: string, remedy: string) => hopeless(new Failure({ tag, message, remedy }))
  if (settings.privacy === null || !info.privacyLevels.includes(settings.privacy)) {
    return refuse(
      "PrivacyNotOffered",
      `The account does not offer ${settings.privacy ?? "a privacy nobody chose"} right now; it offers ${
        info.privacyLevels.join(", ")
      }.`,
      "Release it again with one of these: callsheet plan reject, retry, approve, then release --privacy"
    )
  }
  if (made.facts.durationMillis > info.maxVideoSeconds * 1000) {
    return refuse(
      "VideoTooLong",
      `The video lasts ${
        Math.ceil(made.facts.durationMillis / 1000)
      } s; this account may post ${info.maxVideoSeconds} s.`,
      "Make it shorter: bring a shorter script and retry the plan."
    )
  }
  return null
}

/**
 * From a released video to bytes at TikTok, at most once. The publish id is stored before the first byte leaves; a second
 * publication is opened only after the first is known dead; whoever takes this job over reads where it stands and goes on.
 */
export const publish = (tools: PublishTools): Activity => (context) =>
  Effect.gen(function*() {
    const { access, actors, api, media, publisher, store, vault } = tools
    const { checkpoint, envelope, job, progress } = context
    const asset = yield* readAsset(store, job.ownerId)
    const status = workingOf(asset.status)
    // Someone else finished this step and its report: nothing is left to do here.
    if (status._tag !== "publishing" || status.publication?.uploaded === true) return { _tag: "Done" as const }
    const { made, order } = status
    const round = `${status.dead.length}:${job.token}:${job.attempts}`

    const open = Effect.gen(function*() {
      yield* media.verify(made.video)
      const account = yield* access.account(order.accountId)
      const { settings } = order.release
      if (order.delivery === "direct") {
        const info = yield* access.call({
          accountId: order.accountId,
          window: "creatorInfo",
          envelope: (part) => envelope(`${part}:info:${round}`, false),
          make: (token) => api.creatorInfo(token)
        })
        const problem = allowed(info, status)
        if (problem !== null) return yield* problem
      }
      const opened = yield* access.call({
        accountId: order.accountId,
        window: "init",
        envelope: (part) => envelope(`${part}:init:${round}`, false),
        make: (token) =>
          publisher.open({
            token,
            delivery: order.delivery,
            bytes: made.video.bytes,
            post: {
              caption: order.caption,
              // An inbox draft carries no settings; the creator chooses them in the app.
              privacy: settings.privacy ?? "SELF_ONLY",
              allowComment: settings.allowComment,
              allowDuet: settings.allowDuet,
              allowStitch: settings.allowStitch,
              brandOrganic: settings.brandOrganic,
              brandContent: settings.brandContent,
              aiLabel: order.aiLabel,
              coverAtMillis: made.facts.coverAtMillis
            }
          })
      })
      const openedAt = yield* Clock.currentTimeMillis
      const publication: Publication = {
        publishId: opened.publishId,
        uploadUrl: yield* vault.seal(opened.uploadUrl, uploadUrlOf(account.orgId, opened.publishId)),
        openedAt,
        expiresAt: openedAt + UPLOAD_LIFE,
        uploaded: false
      }
      // Stored before the first byte. If this is refused, another worker opened one meanwhile: ours gets no bytes.
      yield* actors.asset(asset.id, envelope(`opened:${round}`, false), { _tag: "OpenPublication", publication })
      return publication
    })

    const bury = (publication: Publication, failure: Failure, again: boolean) =>
      Effect.as(
        actors.asset(asset.id, envelope(`buried:${publication.publishId}`, true), {
          _tag: "BuryPublication",
          publishId: publication.publishId,
          failure,
          again
        }),
        reported
      )

    const finish = (publication: Publication) =>
      Effect.as(
        actors.asset(asset.id, envelope(`uploaded:${publication.publishId}`, true), {
          _tag: "FinishUpload",
          publishId: publication.publishId
        }),
        reported
      )

    /** Where the upload stands at TikTok; also what remains to be done when our own memory of it is not enough. */
    const resume = (publication: Publication) =>
      Effect.gen(function*() {
        const there = yield* statusOf(tools, context, order, publication.publishId, `resume:${round}`)
        const now = yield* Clock.currentTimeMillis
        if (there.status === "failed") {
          const { again, failure } = burial(there, status.dead.length + 1)
          return yield* bury(publication, failure, again)
        }
        const sent = there.uploadedBytes ?? 0
        if (there.status === "complete" || there.status === "inbox" || sent >= made.video.bytes) {
          return yield* finish(publication)
        }
        if (now >= publication.expiresAt - UPLOAD_MARGIN) {
          // TikTok deletes an upload that is not complete when its address ends: no post can come of it.
          if (now < publication.expiresAt + UPLOAD_MARGIN) {
            return yield* new JobFailed({
              failure: new Failure({
                tag: "UploadExpiring",
                message:
                  "The upload address is about to end; a new publication is opened once it has ended for certain.",
                remedy: "Nothing needs to be done."
              }),
              retry: { _tag: "after", millis: publication.expiresAt + UPLOAD_MARGIN - now },
              unsure: false
            })
          }
          return yield* bury(
            publication,
            new Failure({
              tag: "UploadExpired",
              message: "The upload address ended before the upload was complete; nothing was posted.",
              remedy: "Nothing needs to be done: a new publication is opened."
            }),
            status.dead.length + 1 < MOST_ATTEMPTS
          )
        }
        return yield* upload(publication, resumeByte(chunkPlan(made.video.bytes), sent))
      })

    const upload = (publication: Publication, fromByte: number) =>
      Effect.gen(function*() {
        const path = yield* media.path(made.video)
        const uploadUrl = yield* vault.open(publication.uploadUrl, uploadUrlOf(asset.orgId, publication.publishId))
        yield* publisher.upload({
          uploadUrl,
          plan: chunkPlan(made.video.bytes),
          path,
          fromByte,
          expectedSha256: made.video.sha256,
          onChunk: (nextByte) =>
            Effect.zipRight(
              checkpoint({ publishId: publication.publishId, nextByte }),
              progress("upload", nextByte / made.video.bytes)
            )
        })
        return yield* finish(publication)
      })

    if (status.publication === null) {
      const publication = yield* open
      return yield* upload(publication, 0)
    }
    const known = decodeCheckpoint(job.checkpoint)
    const { publication } = status
    // Our own checkpoint is enough only for the worker that wrote it; after any doubt TikTok is asked.
    const fresh = !job.takenOver && job.attempts === 0 && Option.isSome(known) &&
      known.value.publishId === publication.publishId
    return yield* (fresh ? upload(publication, known.value.nextByte) : resume(publication))
  }).pipe(
    Effect.catchTag(
      "PublicationAlreadyOpen",
      (error) => Effect.fail(new JobFailed({ failure: failureOf(error), retry: { _tag: "backoff" }, unsure: false }))
    )
  )
