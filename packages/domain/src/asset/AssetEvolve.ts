import { Match } from "effect"
import { canonicalJson } from "../Digest.ts"
import type { Instant } from "../Instant.ts"
import { type Asset, type AssetStatus, type Brief, takeOf } from "./Asset.ts"
import type { AssetEvent } from "./AssetEvent.ts"
import type { Provenance } from "./Media.ts"

type In<S extends AssetStatus["_tag"]> = Extract<AssetStatus, { _tag: S }>

/** The table admits each event in these statuses only; anything else means a corrupt log, which must not pass unseen. */
const being = <S extends AssetStatus["_tag"]>(self: Asset, ...tags: ReadonlyArray<S>): In<S> => {
  const status = workingOf(self.status)
  if (tags.some((tag) => tag === status._tag)) return status as In<S>
  throw new Error(`asset ${self.id} is ${self.status._tag}, expected ${tags.join(" or ")}`)
}

/** The stage an asset is in, or where a failed one would go on. */
export const workingOf = (status: AssetStatus): Exclude<AssetStatus, { _tag: "failed" }> =>
  status._tag === "failed" ? status.resume : status

/** The renderer speaks of the voice as well: what two stages both report is one fact. */
const together = (earlier: ReadonlyArray<Provenance>, later: ReadonlyArray<Provenance>): ReadonlyArray<Provenance> => [
  ...earlier,
  ...later.filter(({ engine, stage }) => !earlier.some((known) => known.stage === stage && known.engine === engine))
]

const wordsAskedFor = ({ language, notes, preset, topic }: Brief): string =>
  canonicalJson({ topic, notes, language, writes: preset?.writes ?? "" })

/** A script that was written for the same words is kept and only checked again; others begin at the beginning. */
const revised = (self: Asset, brief: Brief): AssetStatus => {
  const working = workingOf(self.status)
  const known = "made" in working ? working.made : "script" in working ? working : null
  return known === null || brief.script !== null || self.brief.script !== null ||
      wordsAskedFor(self.brief) !== wordsAskedFor(brief)
    ? { _tag: "pending" }
    : {
      _tag: "scripted",
      script: known.script,
      provenance: known.provenance.filter(({ stage }) => stage === "script"),
      held: true
    }
}

const move = (self: Asset, event: Exclude<AssetEvent, { _tag: "AssetStarted" }>, at: Instant): AssetStatus =>
  Match.value(event).pipe(
    Match.tagsExhaustive({
      AskedAgain: () => self.status,
      AssetRestarted: (): AssetStatus => ({ _tag: "pending" }),
      AssetRevised: ({ brief }) => revised(self, brief),
      AssetResumed: () => ({ ...workingOf(self.status) }),
      AssetOffered: () => ({ ...self.status }),
      ScriptWritten: ({ provenance, script }): AssetStatus => ({ _tag: "scripted", script, provenance: [provenance] }),
      ScriptHeld: ({ failure, provenance, script }): AssetStatus => ({
        _tag: "failed",
        failure,
        unsure: true,
        resume: { _tag: "scripted", script, provenance: [provenance], held: true }
      }),
      VoiceMade: ({ provenance, voiceMillis }): AssetStatus => {
        const { provenance: earlier, script } = being(self, "scripted")
        return { _tag: "voiced", script, voiceMillis, provenance: [...earlier, ...provenance] }
      },
      VideoRendered: ({ cover, facts, provenance, video }): AssetStatus => {
        const { script, provenance: earlier } = being(self, "voiced")
        return { _tag: "rendered", script, provenance: together(earlier, provenance), video, cover, facts }
      },
      AssetGenerated: ({ aiLabel, caption }): AssetStatus => {
        const { _tag, ...made } = being(self, "rendered")
        return { _tag: "generated", made: { ...made, caption, aiLabel } }
      },
      PublishOrdered: ({ order }): AssetStatus => {
        const before = being(self, "generated", "publishing")
        return before._tag === "generated"
          ? {
            _tag: "publishing",
            // The text under the post is the plan's: a person may have changed it since the video was made.
            made: { ...before.made, caption: order.caption },
            order,
            publication: null,
            dead: []
          }
          // The job that is replaced may have had a publication opened that nobody heard of.
          : {
            ...before,
            made: { ...before.made, caption: order.caption },
            order,
            unheard: self.status._tag === "publishing" || before.unheard === true
          }
      },
      PublicationOpened: ({ publication }): AssetStatus => {
        const { unheard: _counted, ...status } = being(self, "publishing")
        return { ...status, publication }
      },
      UploadFinished: (): AssetStatus => {
        const status = being(self, "publishing")
        return status.publication === null
          ? status
          : { ...status, publication: { ...status.publication, uploaded: true } }
      },
      PublicationDied: ({ again, failure, publishId }): AssetStatus => {
        const status = being(self, "publishing")
        const buried: In<"publishing"> = {
          ...status,
          publication: null,
          dead: [...status.dead, { publishId, diedAt: at, failure }]
        }
        return again ? buried : { _tag: "failed", failure, unsure: false, resume: buried }
      },
      AssetPublished: (): AssetStatus => {
        const { dead, made, order, publication } = being(self, "publishing")
        if (publication === null) throw new Error(`asset ${self.id} was published without a publication`)
        return { _tag: "published", made, order, publication, dead }
      },
      AssetTracked: ({ postId }): AssetStatus => ({ ...being(self, "published"), _tag: "tracked", postId }),
      DraftPosted: ({ postId }): AssetStatus => {
        const status = being(self, "tracked")
        return { ...status, postId: postId ?? status.postId, draftPostedAt: status.draftPostedAt ?? at }
      },
      PostHidden: () => self.status,
      AssetFailed: ({ failure, unheard, unsure }): AssetStatus => {
        const resume = being(self, "pending", "scripted", "voiced", "rendered", "publishing", "published")
        return {
          _tag: "failed",
          failure,
          unsure,
          resume: resume._tag === "publishing" && unheard !== undefined ? { ...resume, unheard } : resume
        }
      },
      AssetDiscarded: ({ by }): AssetStatus => ({ _tag: "discarded", by })
    })
  )

/** Where an event leaves the asset. Total: a new event does not compile until it has its line. */
export const evolveAsset = (self: Asset | null, event: AssetEvent, at: Instant): Asset => {
  if (event._tag === "AssetStarted") return event.asset
  if (self === null) throw new Error(`${event._tag} cannot be the first event of an asset`)
  const next = { ...self, status: move(self, event, at) }
  return event._tag === "AssetRestarted" || event._tag === "AssetRevised"
    ? { ...next, brief: { ...event.brief, take: takeOf(self) + 1 } }
    : next
}
