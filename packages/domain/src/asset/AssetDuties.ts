import { Option, Schema } from "effect"
import { type Instant, seconds } from "../Instant.ts"
import type { OwedJob } from "../job/Job.ts"
import { type GivenUpJob, type Owed, owesNothing, owesOnly } from "../Machine.ts"
import type { PlanCommand } from "../plan/PlanCommand.ts"
import { type Asset, takeOf } from "./Asset.ts"
import type { AssetCommand } from "./AssetCommand.ts"
import type { AssetEvent } from "./AssetEvent.ts"

const tellPlan = (
  asset: Asset,
  part: string,
  command: PlanCommand
): OwedJob => ({
  kind: "tell",
  part,
  priority: 0,
  payload: { kind: "plan", id: asset.planId, command }
})

/** The job before may just have asked TikTok about this publication. */
const ASK_APART = seconds(1)
/** No creator has posted a draft sooner than this after it arrived. */
const DRAFT_APART = seconds(5)

/** What each status of an asset needs to have done. Recovery is this function and the stored status, nothing else. */
export const assetOwes = (asset: Asset, event: AssetEvent): Owed => {
  const owed = stageOwes(asset, event)
  // What starts over leaves nothing of the earlier try behind.
  const startsOver = event._tag === "AssetResumed" || event._tag === "AssetRestarted" ||
    event._tag === "AssetRevised" || event._tag === "PublishOrdered"
  return startsOver ? { ...owed, abandon: true } : owed
}

type At<S extends Asset["status"]["_tag"]> = Extract<Asset["status"], { readonly _tag: S }>

/** What every step of making a take has to know. Sooner slots first: a job's priority is the moment its video is due. */
const makingOf = (asset: Asset) => {
  const { dueAt, preset, series } = asset.brief
  const dress = { ...(preset === undefined ? {} : { preset }), ...(series === undefined ? {} : { series }) }
  return { priority: dueAt, take: takeOf(asset), dress }
}

const owesScript = (asset: Asset, held?: At<"scripted">): Owed => {
  const { priority, take } = makingOf(asset)
  const [provenance] = held?.provenance ?? []
  return owesOnly({
    kind: "write_script",
    priority,
    payload: {
      take,
      brief: asset.brief,
      ...(held === undefined
        ? {}
        : { written: provenance === undefined ? undefined : { script: held.script, provenance } })
    }
  })
}

const owesVoice = (asset: Asset, { script }: At<"scripted">): Owed => {
  const { dress, priority, take } = makingOf(asset)
  return owesOnly({ kind: "make_voice", priority, payload: { take, ...dress, script } })
}

const owesVideo = (asset: Asset, { script }: At<"voiced">): Owed => {
  const { dress, priority, take } = makingOf(asset)
  const { coverAtMillis, handle } = asset.brief
  return owesOnly({ kind: "render", priority, payload: { take, ...dress, script, handle, coverAtMillis } })
}

const owesVerdict = (asset: Asset, { cover, provenance, script, video }: At<"rendered">): Owed => {
  const { dress, priority, take } = makingOf(asset)
  return owesOnly({ kind: "verify_media", priority, payload: { take, ...dress, script, provenance, video, cover } })
}

const owesAttachment = (asset: Asset, { made }: At<"generated">): Owed => {
  const { aiLabel, caption, cover, facts, video } = made
  return owesOnly(tellPlan(asset, "attach", {
    _tag: "AttachAsset",
    assetId: asset.id,
    revision: asset.brief.revision,
    reviewed: { video, cover, facts, caption, aiLabel }
  }))
}

const owesUpload = (asset: Asset, status: At<"publishing">, event: AssetEvent): Owed => {
  const { dead, made, order, publication, unheard } = status
  const note = publication === null
    ? []
    : [tellPlan(asset, "note", {
      _tag: "NotePublication",
      publishId: publication.publishId,
      ...(event._tag === "PublicationOpened" && event.late === true ? { late: true } : {})
    })]
  // The publish job that opened it goes on with the upload; the plan hears the publish id.
  if (event._tag === "PublicationOpened" && event.late !== true) return owesOnly(...note)
  const upload: OwedJob = {
    kind: "publish",
    priority: 0,
    payload: { take: takeOf(asset), made, order, publication, attempt: dead.length + 1, unheard: unheard === true }
  }
  // The job that opened it was given up: another one goes on.
  if (event._tag === "PublicationOpened") return { abandon: true, jobs: [...note, upload] }
  return publication !== null && publication.uploaded
    ? owesOnly({
      kind: "follow",
      priority: 0,
      afterMillis: ASK_APART,
      payload: { take: takeOf(asset), accountId: order.accountId, publication, order }
    })
    : owesOnly(upload)
}

const owesTracking = (asset: Asset, { order, publication }: At<"published">): Owed =>
  owesOnly(
    tellPlan(asset, "published", { _tag: "ConfirmPublished", publishId: publication.publishId }),
    {
      kind: "track",
      priority: 0,
      afterMillis: ASK_APART,
      payload: { take: takeOf(asset), accountId: order.accountId, publication, order }
    }
  )

/** What a post that is there owes: its figures once TikTok lists it, and a watch while it is a draft that nobody posted. */
const owesFollowing = (asset: Asset, status: At<"tracked">, event: AssetEvent): Owed => {
  const { draftPostedAt, order, postId, publication } = status
  const { publishId } = publication
  const news = [
    tellPlan(asset, "tracked", { _tag: "ConfirmTracked", publishId, postId }),
    ...(draftPostedAt === undefined
      ? []
      : [tellPlan(asset, "draft-posted", { _tag: "NoteDraftPosted", publishId, postId })])
  ]
  if (event._tag !== "AssetTracked" && event._tag !== "DraftPosted") return owesOnly(...news)
  const priority = asset.brief.dueAt
  if (postId !== null) {
    return owesOnly(...news, {
      kind: "fetch_metrics",
      priority,
      payload: { accountId: order.accountId, postId, planId: asset.planId }
    })
  }
  return order.delivery === "direct" || event._tag === "DraftPosted" ? owesOnly(...news) : owesOnly(...news, {
    kind: "watch_draft",
    priority,
    afterMillis: DRAFT_APART,
    payload: { take: takeOf(asset), accountId: order.accountId, publication, order }
  })
}

const owesBadNews = (asset: Asset, { failure, resume, unsure }: At<"failed">): Owed => ({
  abandon: true,
  jobs: [tellPlan(asset, "failed", {
    _tag: "ReportFailure",
    revision: asset.brief.revision,
    failure,
    unsure,
    noneOpen: resume._tag === "publishing" ? resume.publication === null : undefined,
    publishId: resume._tag === "publishing" ? resume.publication?.publishId : undefined
  })]
})

const stageOwes = (asset: Asset, event: AssetEvent): Owed => {
  const { status } = asset
  switch (status._tag) {
    case "pending":
      return owesScript(asset)
    case "scripted":
      return status.held === true ? owesScript(asset, status) : owesVoice(asset, status)
    case "voiced":
      return owesVideo(asset, status)
    case "rendered":
      return owesVerdict(asset, status)
    case "generated":
      return owesAttachment(asset, status)
    case "publishing":
      return owesUpload(asset, status, event)
    case "published":
      return owesTracking(asset, status)
    case "tracked":
      return owesFollowing(asset, status, event)
    case "failed":
      return owesBadNews(asset, status)
    case "discarded":
      return { abandon: true, jobs: [] }
    default:
      return owesNothing
  }
}

/** Whether the asset, going on from where it stands, would owe work of this kind. */
export const isOwed = (asset: Asset, kind: string): boolean =>
  stageOwes(asset, { _tag: "AssetResumed" }).jobs.some((job) => job.kind === kind)

/** An asset never waits for a moment of its own: its jobs carry their times and its plan carries the deadlines. */
export const assetAlarm = (_asset: Asset, _since: Instant): Instant | null => null

/** For which take a job was owed; the release before did not say. */
const ofTake = Schema.decodeUnknownOption(Schema.Struct({ take: Schema.optional(Schema.Int) }))

export const assetGivenUp = ({ failure, kind, payload, unheard, unsure }: GivenUpJob): AssetCommand => ({
  _tag: "ReportFailure",
  ...Option.getOrElse(ofTake(payload), () => ({})),
  work: kind,
  ...(kind === "publish" ? { unheard } : {}),
  failure,
  unsure
})
