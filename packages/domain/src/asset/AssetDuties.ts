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

/** What each status of an asset needs to have done. Recovery is this function and the stored status, nothing else. */
export const assetOwes = (asset: Asset, event: AssetEvent): Owed => {
  const owed = stageOwes(asset, event)
  // What starts over leaves nothing of the earlier try behind.
  const startsOver = event._tag === "AssetResumed" || event._tag === "AssetRestarted" ||
    event._tag === "AssetRevised" || event._tag === "PublishOrdered"
  return startsOver ? { ...owed, abandon: true } : owed
}

const stageOwes = (asset: Asset, event: AssetEvent): Owed => {
  const { status } = asset
  // Sooner slots first: a job's priority is the moment its video is due.
  const priority = asset.brief.dueAt
  const { preset, series } = asset.brief
  const dress = { ...(preset === undefined ? {} : { preset }), ...(series === undefined ? {} : { series }) }
  switch (status._tag) {
    case "pending":
      return owesOnly({ kind: "write_script", priority, payload: { take: takeOf(asset), brief: asset.brief } })
    case "scripted":
      if (status.held === true) {
        const [provenance] = status.provenance
        return owesOnly({
          kind: "write_script",
          priority,
          payload: {
            take: takeOf(asset),
            brief: asset.brief,
            written: provenance === undefined ? undefined : { script: status.script, provenance }
          }
        })
      }
      return owesOnly({
        kind: "make_voice",
        priority,
        payload: { take: takeOf(asset), ...dress, script: status.script }
      })
    case "voiced":
      return owesOnly({
        kind: "render",
        priority,
        payload: {
          take: takeOf(asset),
          ...dress,
          script: status.script,
          handle: asset.brief.handle,
          coverAtMillis: asset.brief.coverAtMillis
        }
      })
    case "rendered":
      return owesOnly({
        kind: "verify_media",
        priority,
        payload: {
          take: takeOf(asset),
          ...dress,
          script: status.script,
          provenance: status.provenance,
          video: status.video,
          cover: status.cover
        }
      })
    case "generated":
      return owesOnly(
        tellPlan(asset, "attach", {
          _tag: "AttachAsset",
          assetId: asset.id,
          revision: asset.brief.revision,
          reviewed: {
            video: status.made.video,
            cover: status.made.cover,
            facts: status.made.facts,
            caption: status.made.caption,
            aiLabel: status.made.aiLabel
          }
        })
      )
    case "publishing": {
      const { publication } = status
      const note = publication === null
        ? []
        : [tellPlan(asset, "note", { _tag: "NotePublication", publishId: publication.publishId })]
      // The publish job that opened it goes on with the upload; the plan hears the publish id.
      if (event._tag === "PublicationOpened" && event.late !== true) return owesOnly(...note)
      const upload: OwedJob = {
        kind: "publish",
        priority: 0,
        payload: {
          take: takeOf(asset),
          made: status.made,
          order: status.order,
          publication,
          attempt: status.dead.length + 1,
          unheard: status.unheard === true
        }
      }
      // The job that opened it was given up: another one goes on.
      if (event._tag === "PublicationOpened") return { abandon: true, jobs: [...note, upload] }
      return publication !== null && publication.uploaded
        ? owesOnly({
          kind: "follow",
          priority: 0,
          afterMillis: ASK_APART,
          payload: { take: takeOf(asset), accountId: status.order.accountId, publication, order: status.order }
        })
        : owesOnly(upload)
    }
    case "published":
      return owesOnly(
        tellPlan(asset, "published", { _tag: "ConfirmPublished", publishId: status.publication.publishId }),
        {
          kind: "track",
          priority: 0,
          afterMillis: ASK_APART,
          payload: {
            take: takeOf(asset),
            accountId: status.order.accountId,
            publication: status.publication,
            order: status.order
          }
        }
      )
    case "tracked": {
      const news = tellPlan(asset, "tracked", {
        _tag: "ConfirmTracked",
        publishId: status.publication.publishId,
        postId: status.postId
      })
      return status.postId === null || event._tag !== "AssetTracked" ? owesOnly(news) : owesOnly(news, {
        kind: "fetch_metrics",
        priority: asset.brief.dueAt,
        payload: { accountId: status.order.accountId, postId: status.postId, planId: asset.planId }
      })
    }
    case "failed":
      return {
        abandon: true,
        jobs: [tellPlan(asset, "failed", {
          _tag: "ReportFailure",
          revision: asset.brief.revision,
          failure: status.failure,
          unsure: status.unsure,
          noneOpen: status.resume._tag === "publishing" ? status.resume.publication === null : undefined
        })]
      }
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
