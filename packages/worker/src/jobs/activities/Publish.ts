import { postingPause } from "@callsheet/database/jobs/PostingPause"
import { uploadUrlOf } from "@callsheet/domain/account/SealedFor"
import { type Asset, type Publication, takeOf } from "@callsheet/domain/asset/Asset"
import { after, Failure, failureOf, failureWith, never } from "@callsheet/domain/Failure"
import { hours, iso, minutes } from "@callsheet/domain/Instant"
import { pauseAt, postingPaused } from "@callsheet/domain/Paused"
import type { Plan } from "@callsheet/domain/plan/Plan"
import { afterwards, step, type Steps } from "@callsheet/domain/Remedy"
import { chunkPlan, resumeByte } from "@callsheet/tiktok/ChunkPlan"
import type { CreatorInfo } from "@callsheet/tiktok/PostingCalls"
import type { TikTokError } from "@callsheet/tiktok/TikTokErrors"
import { Clock, Data, Effect } from "effect"
import { counted, isOutage } from "../../tiktok/AccountAccess.ts"
import type { PostRequest } from "../../tiktok/Publisher.ts"
import { type Activity, done, type JobContext, JobFailed, reported } from "../Activity.ts"
import { hopeless, orAway } from "../JobFailures.ts"
import { isLate, isWanted, late } from "./Hour.ts"
import { promised } from "./Ledger.ts"
import { lostInitsBefore } from "./LostInit.ts"
import { bury, burySaidDead, MOST_PUBLICATIONS, type PublishTools, statusOf } from "./Publication.ts"
import { readAccount, readAsset, readOrg, readPlan, workingOf } from "./ReadActor.ts"
import { screen } from "./Screening.ts"

/** An upload address is valid for one hour (media transfer guide, September 2026); we stop a little before. */
const UPLOAD_LIFE = hours(1)
const UPLOAD_MARGIN = minutes(2)
/** An upload that was refused is looked at again after this. */
const ASK_AGAIN = minutes(2)

type Order = Extract<Asset["status"], { _tag: "publishing" }>

/** What the creator's account allows right now, against what was released. */
export const problemWith = (info: CreatorInfo, { made, order }: Order, planId: string): JobFailed | null => {
  const { settings } = order.release
  const refuse = (tag: string, message: string, ...steps: Steps) => hopeless(failureWith({ tag, message }, ...steps))
  if (settings.privacy === null || !info.privacyLevels.includes(settings.privacy)) {
    return refuse(
      "PrivacyNotOffered",
      `The account does not offer ${settings.privacy ?? "a privacy nobody chose"} right now; it offers ${
        info.privacyLevels.join(", ")
      }.`,
      step("Release it with one of these, which makes nothing again", "plan.release", {
        id: planId,
        ...(info.privacyLevels[0] === undefined ? {} : { settings: { privacy: info.privacyLevels[0] } })
      })
    )
  }
  if (made.facts.durationMillis > info.maxVideoSeconds * 1000) {
    return refuse(
      "VideoTooLong",
      `The video lasts ${
        Math.ceil(made.facts.durationMillis / 1000)
      } s; this account may post ${info.maxVideoSeconds} s.`,
      step("Shorten the script", "plan.edit", { id: planId }, ["script"]),
      afterwards("then go on", "plan.retry", { id: planId }),
      step("Or drop it", "plan.cancel", { id: planId })
    )
  }
  return null
}

/** Why nothing may begin for the plan's account or org or in the whole installation, as they stand now. */
const pausedFor = ({ limits, store }: Pick<PublishTools, "limits" | "store">, plan: Plan) =>
  Effect.gen(function*() {
    const everything = yield* orAway(postingPause(limits))
    if (everything !== null) {
      return postingPaused(
        "the whole installation",
        everything,
        step("Have its operator resume posting (callsheet resume)"),
        plan.id
      )
    }
    const now = yield* Clock.currentTimeMillis
    const account = yield* readAccount(store, plan.accountId)
    const accountPaused = pauseAt(account.paused, now)
    if (accountPaused !== undefined) {
      return postingPaused(
        account.username === "" ? account.id : `@${account.username}`,
        accountPaused,
        step("Resume posting", "account.resume", { id: account.id }),
        plan.id
      )
    }
    const org = yield* readOrg(store, plan.orgId)
    const orgPaused = pauseAt(org.paused, now)
    return orgPaused === undefined
      ? null
      : postingPaused(`the org ${org.name}`, orgPaused, step("Resume posting", "org.resume", { id: org.id }), plan.id)
  })

/** The post as it was released, less what the creator has switched off meanwhile. */
const postOf = ({ made, order }: Order, info: CreatorInfo | null): PostRequest => {
  const { settings } = order.release
  return {
    caption: order.caption,
    // An inbox draft carries no settings; the creator chooses them in the app.
    privacy: settings.privacy ?? "SELF_ONLY",
    allowComment: settings.allowComment && info?.commentDisabled !== true,
    allowDuet: settings.allowDuet && info?.duetDisabled !== true,
    allowStitch: settings.allowStitch && info?.stitchDisabled !== true,
    brandOrganic: settings.brandOrganic,
    brandContent: settings.brandContent,
    aiLabel: order.aiLabel,
    coverAtMillis: made.facts.coverAtMillis
  }
}

const expired = new Failure({
  tag: "UploadExpired",
  message: "The upload address ended before the upload was complete; nothing was posted.",
  remedy: "Nothing needs to be done: a new publication is opened."
})

const withdrawn = new Failure({
  tag: "PublicationWithdrawn",
  message: "The plan was moved or changed before any byte of the video was sent; nothing was posted.",
  remedy: "Nothing needs to be done."
})

/** The job ends here: the plan that wanted it asks a person, or orders it again at its new hour. */
class NotWanted extends Data.TaggedError("NotWanted") {}

/** TikTok may have done what was asked for, and counts it. Everything else is an answer, or never left. */
const mayCount = (error: TikTokError): boolean =>
  (error._tag === "TikTokUnavailable" && error.sent === "maybe") || error._tag === "TikTokAnswerUnreadable"

/** Everything may have arrived, TikTok does not say, and no byte can be sent any more: only a person can look. */
export const unclear = new JobFailed({
  failure: failureWith(
    {
      tag: "UploadUnclear",
      message: "TikTok does not say whether the whole video arrived, and the upload address has ended."
    },
    step("Look in the TikTok app whether the video is there; asking TikTok again never posts twice", "plan.retry")
  ),
  retry: { _tag: "never" },
  unsure: true
})

/** One run of the job. `round` names its commands: a run that comes again says the same ones. */
interface Attempt {
  readonly tools: PublishTools
  readonly context: JobContext<"publish">
  readonly asset: Asset
  readonly status: Order
  readonly order: Order["order"]
  readonly round: string
}

/** Looks at the plan as it stands, since a person may have moved it while this job waited. */
const atItsHour = ({ asset, order, tools }: Attempt) =>
  Effect.gen(function*() {
    const plan = yield* readPlan(tools.store, asset.planId)
    if (!isWanted(plan, order)) return yield* new NotWanted()
    const held = yield* pausedFor(tools, plan)
    if (held !== null) return yield* new JobFailed({ failure: held, retry: never, unsure: true })
    if (!isLate(plan, yield* Clock.currentTimeMillis)) return
    // A plan that asks already needs no second question.
    if (plan.status._tag !== "publishing") return yield* new NotWanted()
    return yield* late(plan, "Its jobs say what held it up.")
  })

/** The video is whole, the policy and earlier posts allow it, and the org's limit has room for it. */
const mayBePosted = ({ asset, context, order, round, status: { made }, tools }: Attempt) =>
  Effect.gen(function*() {
    yield* tools.media.verify(made.video)
    // Policy and earlier posts as they stand now: both may have changed since the script was written.
    const held = yield* screen(tools, {
      asset,
      script: made.script,
      post: { caption: order.caption, videoSha256: made.video.sha256 }
    })
    if (held !== null) return yield* new JobFailed({ failure: held, retry: never, unsure: true })
    yield* promised(tools, context, `publish:${round}`, [{ kind: "publishes", amount: 1 }])
  })

/** Takes a place in the creator's daily cap, and asks TikTok what the creator allows; null for a draft in the inbox. */
const askCreator = (
  { asset, context: { checkpoint, envelope, job }, order, round, status, tools: { access, api } }: Attempt
) =>
  Effect.gen(function*() {
    const spent = lostInitsBefore(job)
    yield* access.reserve({
      accountId: order.accountId,
      cap: order.delivery === "direct" ? "posts" : "pendingShares",
      holder: `${asset.id}:${takeOf(asset)}`,
      spent,
      envelope: envelope(`reserve:${round}`, false)
    })
    if (spent) yield* checkpoint({ asked: false })
    const info = order.delivery === "inbox" ? null : yield* access.call({
      accountId: order.accountId,
      window: "creatorInfo",
      envelope: (part) => envelope(`${part}:info:${round}`, false),
      make: (token) => api.creatorInfo(token)
    })
    const problem = info === null ? null : problemWith(info, status, asset.planId)
    if (problem !== null) return yield* problem

    return info
  })

const init = (
  { context: { checkpoint, envelope }, order, round, status, tools: { access, publisher } }: Attempt,
  info: CreatorInfo | null
) =>
  Effect.gen(function*() {
    const { made } = status
    let unheard = false
    return yield* access.call({
      accountId: order.accountId,
      window: "init",
      envelope: (part) => envelope(`${part}:init:${round}`, false),
      make: (token) =>
        publisher.open({ token, delivery: order.delivery, bytes: made.video.bytes, post: postOf(status, info) }).pipe(
          Effect.tapError((error) =>
            Effect.sync(() => {
              unheard = mayCount(error)
            })
          )
        )
    }).pipe(Effect.tapError(() => unheard ? Effect.void : checkpoint({ asked: false })))
  })

const open = (attempt: Attempt) =>
  Effect.gen(function*() {
    const { asset, context: { checkpoint, envelope }, round, tools: { actors, vault } } = attempt
    yield* atItsHour(attempt)
    yield* mayBePosted(attempt)
    const info = yield* askCreator(attempt)
    // The calls above may have waited for their windows.
    yield* atItsHour(attempt)
    yield* checkpoint({ asked: true })
    const opened = yield* init(attempt, info)
    const openedAt = yield* Clock.currentTimeMillis
    const publication: Publication = {
      publishId: opened.publishId,
      uploadUrl: yield* vault.seal(opened.uploadUrl, uploadUrlOf(asset.orgId, opened.publishId)),
      openedAt,
      expiresAt: openedAt + UPLOAD_LIFE,
      uploaded: false
    }
    // Stored before the first byte. If this is refused, another worker opened one meanwhile: ours gets no bytes.
    yield* actors.asset(asset.id, envelope(`opened:${round}`, false), { _tag: "OpenPublication", publication })
    return publication
  })

const finish = ({ asset, context: { envelope }, tools: { actors } }: Attempt, publication: Publication) =>
  Effect.as(
    actors.asset(asset.id, envelope(`uploaded:${publication.publishId}`, true), {
      _tag: "FinishUpload",
      publishId: publication.publishId
    }),
    reported
  )

const send = (attempt: Attempt, publication: Publication, fromByte: number) =>
  Effect.gen(function*() {
    const { asset, context: { checkpoint, progress }, status: { made }, tools: { circuits, media, publisher, vault } } =
      attempt
    const path = yield* media.path(made.video)
    const uploadUrl = yield* vault.open(publication.uploadUrl, uploadUrlOf(asset.orgId, publication.publishId))
    yield* counted(
      "upload",
      circuits.guard(
        "tiktok",
        isOutage,
        publisher.upload({
          uploadUrl,
          plan: chunkPlan(made.video.bytes),
          path,
          fromByte,
          expectedSha256: made.video.sha256,
          // Anyone who lost the lease learns it here and sends no further byte.
          onChunk: (nextByte) =>
            Effect.zipRight(
              checkpoint({ publishId: publication.publishId, nextByte }),
              progress("upload", nextByte / made.video.bytes)
            )
        })
      )
    )
    return yield* finish(attempt, publication)
  })

/** TikTok says where the upload stands: finished, to go on, or dead. `refused`: the upload address has expired. */
const resume = (attempt: Attempt, publication: Publication, refused: boolean) =>
  Effect.gen(function*() {
    const { asset, context, order, round, status, tools } = attempt
    const there = yield* statusOf(tools, context, order, publication.publishId, `resume:${refused}:${round}`)
    if (there.status === "failed") return yield* burySaidDead(tools, context, asset, status, publication, there)
    const { bytes } = status.made.video
    const next = there.uploadedBytes === null ? null : resumeByte(chunkPlan(bytes), there.uploadedBytes)
    if (there.status !== "processing" || next === bytes) return yield* finish(attempt, publication)
    const now = yield* Clock.currentTimeMillis
    const ending = now >= publication.expiresAt - UPLOAD_MARGIN
    if (!refused && !ending) return yield* send(attempt, publication, next ?? 0)
    // One refusal proves nothing: the bytes may be there and the status behind. A second publication waits for the end.
    const certain = publication.expiresAt + UPLOAD_MARGIN
    if (now < certain) {
      return yield* new JobFailed({
        failure: new Failure({
          tag: refused ? "UploadRefused" : "UploadExpiring",
          message: `${
            refused ? "TikTok does not take the upload at the moment" : "The upload address is about to end"
          }; a new publication is opened only after ${iso(certain)}, when this one has ended for certain.`,
          remedy: "Nothing needs to be done: TikTok is asked again before that."
        }),
        retry: after(Math.min(certain - now, refused ? ASK_AGAIN : certain)),
        unsure: false
      })
    }
    // TikTok takes no more bytes and says that some are missing: no post can come of it.
    if (next !== null) {
      return yield* bury(tools, context, asset, publication, expired, status.dead.length + 1 < MOST_PUBLICATIONS)
    }
    return yield* unclear
  })

/** No byte has left yet: what a person moved meanwhile is not sent, and never becomes a post. */
const begin = (attempt: Attempt, publication: Publication) => {
  const { asset, context, order, tools } = attempt
  return Effect.flatMap(
    readPlan(tools.store, asset.planId),
    (plan) =>
      isWanted(plan, order) ? send(attempt, publication, 0) : bury(tools, context, asset, publication, withdrawn, true)
  )
}

/**
 * From a released video to bytes at TikTok, at most once. The publish id is stored before the first byte leaves; a second
 * publication is opened only after the first is known dead; anyone who takes this job over asks TikTok where it stands.
 */
export const publish = (tools: PublishTools): Activity<"publish"> => (context) =>
  Effect.gen(function*() {
    const { job } = context
    const asset = yield* readAsset(tools.store, job.ownerId)
    const status = workingOf(asset.status)
    // Someone else finished this step and its report: nothing is left to do here.
    if (status._tag !== "publishing" || status.publication?.uploaded === true) return { _tag: "Done" as const }
    const round = `${status.dead.length}:${job.token}:${job.attempts}`
    const attempt: Attempt = { tools, context, asset, status, order: status.order, round }
    const publication = status.publication ?? (yield* open(attempt))
    const work = status.publication === null ? begin(attempt, publication) : resume(attempt, publication, false)
    return yield* work.pipe(Effect.catchTag("UploadUrlExpired", () => resume(attempt, publication, true)))
  }).pipe(
    Effect.catchTag("NotWanted", () => Effect.succeed(done)),
    Effect.catchTag(
      "PublicationAlreadyOpen",
      (error) => Effect.fail(new JobFailed({ failure: failureOf(error), retry: { _tag: "backoff" }, unsure: false }))
    )
  )
