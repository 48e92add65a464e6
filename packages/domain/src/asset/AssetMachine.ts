import { Either } from "effect"
import { digestOf } from "../Digest.ts"
import { type AssetId, planIdOf } from "../Ids.ts"
import { type Asked, decide, type Guard, type Machine, type Row, type Transitions } from "../Machine.ts"
import type { Asset, AssetStatus } from "./Asset.ts"
import { assetAskable, type AssetCommand } from "./AssetCommand.ts"
import { assetAlarm, assetOwes } from "./AssetDuties.ts"
import {
  type AssetError,
  AssetNotFound,
  NotThisPublication,
  NotWhatWasReleased,
  PublicationAlreadyOpen
} from "./AssetError.ts"
import type { AssetEvent } from "./AssetEvent.ts"
import { evolveAsset } from "./AssetEvolve.ts"
import { type AssetView, assetView } from "./AssetView.ts"

type In<S extends AssetStatus["_tag"], C extends AssetCommand["_tag"]> = Asked<
  Asset,
  Extract<AssetStatus, { _tag: S }>,
  Extract<AssetCommand, { _tag: C }>
>
type Asks<C extends AssetCommand["_tag"]> = Asked<Asset, AssetStatus, Extract<AssetCommand, { _tag: C }>>
type Shared<K extends AssetCommand["_tag"]> = { readonly [P in K]: Row<Asks<P>, AssetEvent, AssetError> }

const noneOpen: Guard<In<"publishing", "OpenPublication">, AssetError> = {
  name: "no publication is open",
  holds: ({ self }) => self.status.publication === null,
  refuse: ({ self }) => new PublicationAlreadyOpen({ id: self.id, publishId: self.status.publication?.publishId ?? "" })
}
const thisOne: Guard<
  In<"publishing" | "published", "FinishUpload" | "BuryPublication" | "ConfirmPublished" | "ConfirmTracked">,
  AssetError
> = {
  name: "it is the open publication",
  holds: ({ command, self }) => self.status.publication?.publishId === command.publishId,
  refuse: ({ command, self }) => new NotThisPublication({ id: self.id, reported: command.publishId })
}
const asReleased: Guard<In<"generated", "Publish">, AssetError> = {
  name: "it is what was released",
  holds: ({ command: { order }, self: { status: { made } } }) =>
    order.release.digest ===
      digestOf({ ...made, caption: order.caption, aiLabel: order.aiLabel }, order.release.settings) &&
    order.caption === made.caption && order.aiLabel === made.aiLabel,
  refuse: ({ self }) => new NotWhatWasReleased({ id: self.id })
}
/** A failed asset goes on publishing only if publishing is where it failed. */
const failedPublishing: Guard<In<"failed", "Publish">, AssetError> = {
  name: "failed while publishing",
  holds: ({ self }) => self.status.resume._tag === "publishing" || self.status.resume._tag === "published",
  refuse: ({ self }) => new NotWhatWasReleased({ id: self.id })
}

const discardable: Shared<"Discard"> = {
  Discard: { to: "discarded", emit: ({ by }) => ({ _tag: "AssetDiscarded", by }) }
}
const failing: Shared<"ReportFailure"> = {
  ReportFailure: {
    to: "failed",
    emit: ({ command }) => ({ _tag: "AssetFailed", failure: command.failure, unsure: command.unsure })
  }
}
const underWay: Shared<"Start"> = { Start: { to: "(unchanged)", emit: () => ({ _tag: "AskedAgain" }) } }
const stage = { ...discardable, ...failing, ...underWay }
const offered: AssetEvent = { _tag: "AssetOffered" }

/** THE table of an asset. Nothing else writes its status. */
export const assetTransitions: Transitions<Asset, AssetCommand, AssetEvent, AssetError> = {
  pending: {
    ...stage,
    WriteDown: {
      to: "scripted",
      emit: ({ command }) => ({ _tag: "ScriptWritten", script: command.script, provenance: command.provenance })
    }
  },
  scripted: {
    ...stage,
    AddVoice: {
      to: "voiced",
      emit: ({ command }) => ({ _tag: "VoiceMade", voiceMillis: command.voiceMillis, provenance: command.provenance })
    }
  },
  voiced: {
    ...stage,
    AddVideo: { to: "rendered", emit: ({ command }) => ({ ...command, _tag: "VideoRendered" }) }
  },
  rendered: {
    ...stage,
    Finish: {
      to: "generated",
      emit: ({ command }) => ({ _tag: "AssetGenerated", caption: command.caption, aiLabel: command.aiLabel })
    }
  },
  generated: {
    ...discardable,
    Start: { to: "generated", emit: () => offered },
    Publish: {
      to: "publishing",
      when: [asReleased],
      emit: ({ command }) => ({ _tag: "PublishOrdered", order: command.order })
    }
  },
  publishing: {
    ...failing,
    Publish: { to: "(unchanged)", emit: () => ({ _tag: "AskedAgain" }) },
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
  },
  published: {
    ...failing,
    Publish: { to: "published", emit: () => offered },
    ConfirmTracked: {
      to: "tracked",
      when: [thisOne],
      emit: ({ command }) => ({ _tag: "AssetTracked", publishId: command.publishId, postId: command.postId })
    }
  },
  tracked: { Publish: { to: "tracked", emit: () => offered } },
  failed: {
    ...discardable,
    Start: { to: ["pending", "scripted", "voiced", "rendered"], emit: () => ({ _tag: "AssetResumed" }) },
    Publish: { to: ["publishing", "published"], when: [failedPublishing], emit: () => ({ _tag: "AssetResumed" }) }
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
  index: (self) => ({ orgId: self.orgId, accountId: self.accountId, planId: self.planId, slot: self.brief.dueAt })
}
