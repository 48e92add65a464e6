import { Either } from "effect"
import { digestOf } from "../Digest.ts"
import { type AssetId, planIdOf } from "../Ids.ts"
import { type Asked, decide, type Guard, type Machine, type TransitionRow, type Transitions } from "../Machine.ts"
import { revisionOf } from "../plan/Plan.ts"
import { type Asset, type AssetResumable, type AssetStatus, type Made, type PublishOrder, takeOf } from "./Asset.ts"
import { assetAskable, type AssetCommand } from "./AssetCommand.ts"
import { assetAlarm, assetGivenUp, assetOwes, isOwed } from "./AssetDuties.ts"
import {
  type AssetError,
  AssetNotFound,
  NotOwed,
  NotThisPublication,
  NotThisTake,
  NotWhatWasReleased,
  PublicationAlreadyOpen
} from "./AssetError.ts"
import type { AssetEvent } from "./AssetEvent.ts"
import { evolveAsset, workingOf } from "./AssetEvolve.ts"
import { type AssetView, assetView } from "./AssetView.ts"

type Asks<C extends AssetCommand["_tag"]> = Asked<Asset, AssetStatus, Extract<AssetCommand, { _tag: C }>>
type Shared<K extends AssetCommand["_tag"]> = { readonly [P in K]: TransitionRow<Asks<P>, AssetEvent, AssetError> }

const openPublication = (status: AssetStatus) => {
  const working = workingOf(status)
  return "publication" in working ? working.publication : null
}
const noneOpen: Guard<Asks<"OpenPublication" | "Start">, AssetError> = {
  name: "no publication is open",
  holds: ({ self }) => openPublication(self.status) === null,
  refuse: ({ self }) =>
    new PublicationAlreadyOpen({ id: self.id, publishId: openPublication(self.status)?.publishId ?? "" })
}
const thisOne: Guard<
  Asks<"FinishUpload" | "BuryPublication" | "ConfirmPublished" | "ConfirmTracked" | "NoteHidden" | "NoteDraftPosted">,
  AssetError
> = {
  name: "it is the open publication",
  holds: ({ command, self }) => openPublication(self.status)?.publishId === command.publishId,
  refuse: ({ command, self }) => new NotThisPublication({ id: self.id, reported: command.publishId })
}
/** A stage's report is true also after the asset failed: a dead job that is run again brings it back to life. */
const failedAt = (...stages: ReadonlyArray<AssetResumable["_tag"]>): Guard<Asks<AssetCommand["_tag"]>, AssetError> => ({
  name: `failed while ${stages.join(" or ")}`,
  holds: ({ self }) => stages.some((stage) => stage === workingOf(self.status)._tag),
  refuse: ({ command, self }) => new NotThisPublication({ id: self.id, reported: command._tag })
})
/** A script that is checked is not written over: its voice may be under way. */
const unchecked: Guard<Asks<"WriteDown" | "HoldScript">, AssetError> = {
  name: "no script was let through",
  holds: ({ self }) => {
    const status = workingOf(self.status)
    return status._tag === "pending" || (status._tag === "scripted" && status.held === true)
  },
  refuse: ({ command, self }) => new NotThisPublication({ id: self.id, reported: command._tag })
}
const thisTake: Guard<
  Asks<"WriteDown" | "HoldScript" | "AddVoice" | "AddVideo" | "Finish" | "ReportFailure">,
  AssetError
> = {
  name: "it is of this take",
  holds: ({ command, self }) => command.take === undefined || command.take === takeOf(self),
  refuse: ({ command, self }) => new NotThisTake({ id: self.id, reported: command._tag })
}
/** What the status owes is what can fail it. */
const stillOwed: Guard<Asks<"ReportFailure">, AssetError> = {
  name: "its work is owed",
  holds: ({ command: { work }, self }) => work === undefined || isOwed(self, work),
  refuse: ({ command, self }) => new NotOwed({ id: self.id, work: command.work ?? "" })
}
const madeOf = (status: AssetStatus): Made | null => {
  const working = workingOf(status)
  return "made" in working ? working.made : null
}
const asReleased: Guard<Asks<"Publish">, AssetError> = {
  name: "it is what was released",
  holds: ({ command: { order }, self: { status } }) => {
    const made = madeOf(status)
    return made !== null && order.release.digest ===
        digestOf({ ...made, caption: order.caption, aiLabel: order.aiLabel }, order.release.settings) &&
      order.aiLabel === made.aiLabel
  },
  refuse: ({ self }) => new NotWhatWasReleased({ id: self.id })
}
const isOfLater = ({ brief }: Asset, { before }: { readonly before?: number | undefined }): boolean =>
  before !== undefined && revisionOf(brief) >= before
const discardable: Shared<"Discard"> = {
  Discard: {
    to: ["discarded", "(unchanged)"],
    emit: ({ by, command, self }) => isOfLater(self, command) ? { _tag: "AskedAgain" } : { _tag: "AssetDiscarded", by }
  }
}
const failing: Shared<"ReportFailure"> = {
  ReportFailure: {
    to: "failed",
    when: [thisTake, stillOwed],
    emit: ({ command: { failure, unheard, unsure } }) => ({ _tag: "AssetFailed", failure, unsure, unheard })
  }
}
/** Other content than it is made of. A command that was overtaken by a later one brings nothing new. */
const isNewContent = ({ command, self }: Asks<"Start">): boolean => revisionOf(command.brief) > revisionOf(self.brief)
const startable = (
  to: ReadonlyArray<string>,
  otherwise: AssetEvent,
  when: TransitionRow<Asks<"Start">, AssetEvent, AssetError>["when"] = []
): Shared<"Start"> => ({
  Start: {
    to: [...new Set(["pending", "scripted", ...to])],
    when,
    emit: (asked) => isNewContent(asked) ? { _tag: "AssetRevised", brief: asked.command.brief } : otherwise
  }
})
const newContent: Guard<Asks<"Start">, AssetError> = {
  name: "it is other content",
  holds: isNewContent,
  refuse: ({ command, self }) => new NotThisPublication({ id: self.id, reported: command._tag })
}
const failedBeforePublishing: Guard<Asks<"Start">, AssetError> = {
  name: "failed while pending or scripted or voiced or rendered, or with other content while publishing",
  holds: (asked) => {
    const { _tag } = workingOf(asked.self.status)
    return _tag === "publishing" ? isNewContent(asked) : _tag !== "published"
  },
  refuse: ({ command, self }) => new NotThisPublication({ id: self.id, reported: command._tag })
}
const underWay = startable(["(unchanged)"], { _tag: "AskedAgain" })
/** What may be with TikTok is never forgotten: a plan that is taken up again must not open a second publication. */
const discardableUnlessOpen = (stays: "publishing" | "failed"): Shared<"Discard"> => ({
  Discard: {
    to: ["discarded", stays],
    emit: ({ by, command, self }) =>
      openPublication(self.status) === null && !isOfLater(self, command)
        ? { _tag: "AssetDiscarded", by }
        : { _tag: "AskedAgain" }
  }
})
const stage = { ...discardable, ...failing, ...underWay }
/** Another release, or another hour: what was ordered before is not what is to be posted now. */
const isOtherOrder = (status: AssetStatus, order: PublishOrder): boolean => {
  const working = workingOf(status)
  return working._tag === "publishing" && working.publication === null &&
    (working.order.until !== order.until || working.order.release.digest !== order.release.digest)
}
/** What was ordered already was compared then. */
const sameOrAsReleased: Guard<Asks<"Publish">, AssetError> = {
  ...asReleased,
  holds: (asked) => !isOtherOrder(asked.self.status, asked.command.order) || asReleased.holds(asked)
}
const publishable = (
  to: TransitionRow<Asks<"Publish">, AssetEvent, AssetError>["to"],
  otherwise: AssetEvent
): Shared<"Publish"> => ({
  Publish: {
    to,
    when: [sameOrAsReleased],
    emit: ({ command: { order }, self: { status } }) =>
      isOtherOrder(status, order) ? { _tag: "PublishOrdered", order } : otherwise
  }
})
const offered: AssetEvent = { _tag: "AssetOffered" }

const writing: Shared<"WriteDown" | "HoldScript"> = {
  HoldScript: {
    to: "failed",
    when: [thisTake, unchecked],
    emit: ({ command: { failure, provenance, script } }) => ({ _tag: "ScriptHeld", script, provenance, failure })
  },
  WriteDown: {
    to: "scripted",
    when: [thisTake, unchecked],
    emit: ({ command }) => ({ _tag: "ScriptWritten", script: command.script, provenance: command.provenance })
  }
}
const voicing: Shared<"AddVoice"> = {
  AddVoice: {
    to: "voiced",
    when: [thisTake],
    emit: ({ command }) => ({ _tag: "VoiceMade", voiceMillis: command.voiceMillis, provenance: command.provenance })
  }
}
const rendering: Shared<"AddVideo"> = {
  AddVideo: {
    to: "rendered",
    when: [thisTake],
    emit: ({ command: { cover, facts, provenance, video } }) => ({
      _tag: "VideoRendered",
      video,
      cover,
      facts,
      provenance
    })
  }
}
const finishing: Shared<"Finish"> = {
  Finish: {
    to: "generated",
    when: [thisTake],
    emit: ({ command }) => ({ _tag: "AssetGenerated", caption: command.caption, aiLabel: command.aiLabel })
  }
}
const publishing: Shared<"OpenPublication" | "FinishUpload" | "BuryPublication" | "ConfirmPublished"> = {
  OpenPublication: {
    to: "publishing",
    when: [noneOpen],
    emit: ({ command }) => ({ _tag: "PublicationOpened", publication: command.publication })
  },
  FinishUpload: {
    to: "publishing",
    when: [thisOne],
    emit: ({ command }) => ({ _tag: "UploadFinished", publishId: command.publishId })
  },
  BuryPublication: {
    to: ["publishing", "failed"],
    when: [thisOne],
    emit: ({ command }) => ({ ...command, _tag: "PublicationDied" })
  },
  ConfirmPublished: {
    to: "published",
    when: [thisOne],
    emit: ({ command }) => ({ _tag: "AssetPublished", publishId: command.publishId })
  }
}
const tracking: Shared<"ConfirmTracked"> = {
  ConfirmTracked: {
    to: "tracked",
    when: [thisOne],
    emit: ({ command }) => ({ _tag: "AssetTracked", publishId: command.publishId, postId: command.postId })
  }
}
/** Said once when it is posted, and once more when TikTok lists it. */
const isNews: Guard<Asks<"NoteDraftPosted">, AssetError> = {
  name: "it is news of a draft",
  holds: ({ command, self: { status } }) =>
    status._tag === "tracked" && status.order.delivery === "inbox" && status.postId === null &&
    (status.draftPostedAt === undefined || command.postId !== null),
  refuse: ({ command, self }) => new NotThisPublication({ id: self.id, reported: command.publishId })
}
const draftPosted: Shared<"NoteDraftPosted"> = {
  NoteDraftPosted: {
    to: "tracked",
    when: [thisOne, isNews],
    emit: ({ command }) => ({ _tag: "DraftPosted", publishId: command.publishId, postId: command.postId })
  }
}
const hidden: Shared<"NoteHidden"> = {
  NoteHidden: {
    to: "(unchanged)",
    when: [thisOne],
    emit: ({ command }) => ({
      _tag: "PostHidden",
      publishId: command.publishId,
      postId: command.postId,
      reason: "TikTok no longer shows the post to everyone: it was taken down, or the account is private now."
    })
  }
}
const late = <K extends AssetCommand["_tag"]>(
  row: TransitionRow<Asks<K>, AssetEvent, AssetError>,
  ...stages: ReadonlyArray<AssetResumable["_tag"]>
): TransitionRow<Asks<K>, AssetEvent, AssetError> => ({ ...row, when: [failedAt(...stages), ...(row.when ?? [])] })

/** THE table of an asset. Nothing else writes its status. */
export const assetTransitions: Transitions<Asset, AssetCommand, AssetEvent, AssetError> = {
  pending: { ...stage, ...writing },
  scripted: { ...stage, ...writing, ...voicing },
  voiced: { ...stage, ...rendering },
  rendered: { ...stage, ...finishing },
  generated: {
    ...discardable,
    ...startable(["generated"], { _tag: "AssetOffered" }),
    Publish: {
      to: "publishing",
      when: [asReleased],
      emit: ({ command }) => ({ _tag: "PublishOrdered", order: command.order })
    }
  },
  publishing: {
    ...failing,
    ...startable([], { _tag: "AskedAgain" }, [noneOpen, newContent]),
    ...discardableUnlessOpen("publishing"),
    ...publishing,
    ...publishable("(unchanged)", { _tag: "AskedAgain" })
  },
  published: {
    ...failing,
    ...tracking,
    ...hidden,
    Publish: { to: "published", emit: () => offered }
  },
  tracked: { ...hidden, ...draftPosted, Publish: { to: "tracked", emit: () => offered } },
  failed: {
    ...discardableUnlessOpen("failed"),
    ...startable(["voiced", "rendered"], { _tag: "AssetResumed" }, [
      noneOpen,
      failedBeforePublishing
    ]),
    Publish: late(
      publishable(["publishing", "published"], { _tag: "AssetResumed" }).Publish,
      "publishing",
      "published"
    ),
    ...writing,
    AddVoice: late(voicing.AddVoice, "scripted"),
    AddVideo: late(rendering.AddVideo, "voiced"),
    Finish: late(finishing.Finish, "rendered"),
    OpenPublication: {
      ...late(publishing.OpenPublication, "publishing"),
      emit: ({ command }) => ({ _tag: "PublicationOpened", publication: command.publication, late: true })
    },
    FinishUpload: late(publishing.FinishUpload, "publishing"),
    BuryPublication: late(publishing.BuryPublication, "publishing"),
    ConfirmPublished: late(publishing.ConfirmPublished, "publishing"),
    ConfirmTracked: late(tracking.ConfirmTracked, "published")
  },
  discarded: {
    ...discardable,
    Start: { to: "pending", emit: ({ command }) => ({ _tag: "AssetRestarted", brief: command.brief }) }
  }
}

const decideExisting = decide(assetTransitions, assetAskable)

export const assetMachine: Machine<Asset, AssetCommand, AssetEvent, AssetError, AssetView> = {
  kind: "asset",
  birth: (id, command, at) =>
    command._tag === "Start"
      ? Either.right({
        _tag: "AssetStarted",
        asset: {
          id: id as AssetId,
          planId: planIdOf(id as AssetId),
          orgId: command.orgId,
          accountId: command.accountId,
          brief: command.brief,
          createdAt: at,
          status: { _tag: "pending" }
        }
      })
      : Either.left(new AssetNotFound({ id })),
  decide: decideExisting,
  evolve: evolveAsset,
  owes: assetOwes,
  alarm: assetAlarm,
  onAlarm: () => null,
  quiet: (event) => event._tag === "AskedAgain",
  answer: (self, _event, version, since) => assetView(self, version, since),
  givenUp: assetGivenUp,
  index: (self) => ({ orgId: self.orgId, accountId: self.accountId, planId: self.planId, slot: self.brief.dueAt })
}
