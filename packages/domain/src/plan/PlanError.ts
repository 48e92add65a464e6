import { Schema } from "effect"
import { IllegalCommand } from "../Machine.ts"
import { waysToSaySomething } from "./Notes.ts"

export class PlanNotFound extends Schema.TaggedError<PlanNotFound>()("PlanNotFound", { id: Schema.String }) {
  override get message() {
    return `There is no plan ${this.id}.`
  }
  get remedy() {
    return "List the plans there are: callsheet plan list"
  }
}

export class PlanAlreadyExists extends Schema.TaggedError<PlanAlreadyExists>()("PlanAlreadyExists", {
  id: Schema.String
}) {
  override get message() {
    return `Plan ${this.id} exists already.`
  }
  get remedy() {
    return `Look at it: callsheet plan show ${this.id}`
  }
}

export class PlanLocked extends Schema.TaggedError<PlanLocked>()("PlanLocked", {
  id: Schema.String,
  status: Schema.String,
  command: Schema.String
}) {
  override get message() {
    return `${this.command} is not possible: plan ${this.id} is locked (and ${this.status}). Possible now: unlock.`
  }
  get remedy() {
    return `Unlock it first: callsheet plan unlock ${this.id}`
  }
}

export class NotLocked extends Schema.TaggedError<NotLocked>()("NotLocked", { id: Schema.String }) {
  override get message() {
    return `Plan ${this.id} is not locked.`
  }
  get remedy() {
    return `Nothing needs to be done. Look at it: callsheet plan show ${this.id}`
  }
}

export class SlotInThePast extends Schema.TaggedError<SlotInThePast>()("SlotInThePast", {
  id: Schema.String,
  slot: Schema.String
}) {
  override get message() {
    return `The slot ${this.slot} of plan ${this.id} has passed.`
  }
  get remedy() {
    return `Choose a later slot: callsheet plan reschedule ${this.id} --at next`
  }
}

/** A bare topic: the writer without a model would have to invent what the video says. */
export class NothingToSay extends Schema.TaggedError<NothingToSay>()("NothingToSay", { id: Schema.String }) {
  override get message() {
    return `Plan ${this.id} has a topic, but no notes and no script, and no language model is configured to write about it.`
  }
  get remedy() {
    return `${waysToSaySomething} End this plan: callsheet plan cancel ${this.id}`
  }
}

/** Somebody else changed the plan after the person looked; nothing was written over. */
export class PlanEditedMeanwhile extends Schema.TaggedError<PlanEditedMeanwhile>()("PlanEditedMeanwhile", {
  id: Schema.String,
  by: Schema.String,
  at: Schema.String,
  fields: Schema.Array(Schema.String),
  version: Schema.Number
}) {
  override get message() {
    return `Plan ${this.id} was changed meanwhile: ${
      this.fields.join(", ")
    } by ${this.by} at ${this.at}. Nothing of yours was stored.`
  }
  get remedy() {
    return `Look at it as it is now (version ${this.version}): callsheet plan show ${this.id}. Then edit it again: callsheet plan edit ${this.id} --if-version ${this.version}`
  }
}

export class NothingChanged extends Schema.TaggedError<NothingChanged>()("NothingChanged", { id: Schema.String }) {
  override get message() {
    return `Plan ${this.id} says exactly this already; nothing changes.`
  }
  get remedy() {
    return `Nothing needs to be done. Look at it: callsheet plan show ${this.id}`
  }
}

export class NothingToUndo extends Schema.TaggedError<NothingToUndo>()("NothingToUndo", { id: Schema.String }) {
  override get message() {
    return `Nobody has edited plan ${this.id}, so there is nothing to undo.`
  }
  get remedy() {
    return `See what happened to it: callsheet plan timeline ${this.id}`
  }
}

/** The video, its cover or its caption changed after the person looked. */
export class NotWhatWasSeen extends Schema.TaggedError<NotWhatWasSeen>()("NotWhatWasSeen", {
  id: Schema.String,
  seen: Schema.String,
  digest: Schema.String
}) {
  override get message() {
    return `Plan ${this.id} changed after you looked at it: its digest is ${this.digest}, not ${this.seen}.`
  }
  get remedy() {
    return `Look at it again: callsheet asset show ${this.id}. Then release it: callsheet plan release ${this.id} --seen ${this.digest}`
  }
}

export class VideoNotFinished extends Schema.TaggedError<VideoNotFinished>()("VideoNotFinished", {
  id: Schema.String,
  status: Schema.String
}) {
  override get message() {
    return `Plan ${this.id} is ${this.status} and has no finished video to release yet.`
  }
  get remedy() {
    return `See what it waits for: callsheet plan show ${this.id}`
  }
}

/** What TikTok holds a publication of can no longer be moved or changed. */
export class PublicationUnderWay extends Schema.TaggedError<PublicationUnderWay>()("PublicationUnderWay", {
  id: Schema.String,
  command: Schema.String,
  publishId: Schema.String
}) {
  override get message() {
    return `${this.command} is not possible: TikTok holds publication ${this.publishId} of plan ${this.id}, and it may become a post.`
  }
  get remedy() {
    return `Ask TikTok how it ended; that never posts twice: callsheet plan retry ${this.id}`
  }
}

export class PrivacyNotChosen extends Schema.TaggedError<PrivacyNotChosen>()("PrivacyNotChosen", {
  id: Schema.String
}) {
  override get message() {
    return `Nobody has chosen who may see the post of plan ${this.id}.`
  }
  get remedy() {
    return `Choose one: callsheet plan release ${this.id} --privacy PUBLIC_TO_EVERYONE|MUTUAL_FOLLOW_FRIENDS|FOLLOWER_OF_CREATOR|SELF_ONLY`
  }
}

export class BrandedContentIsPrivate extends Schema.TaggedError<BrandedContentIsPrivate>()("BrandedContentIsPrivate", {
  id: Schema.String
}) {
  override get message() {
    return `Branded content of plan ${this.id} cannot be visible to its creator alone: TikTok does not allow it.`
  }
  get remedy() {
    return `Choose a wider privacy or drop the disclosure: callsheet plan release ${this.id} --privacy PUBLIC_TO_EVERYONE`
  }
}

/** Nobody can wave through what neither policy nor likeness stopped. */
export class NothingToAllow extends Schema.TaggedError<NothingToAllow>()("NothingToAllow", { id: Schema.String }) {
  override get message() {
    return `Plan ${this.id} was not stopped by the policy or by an earlier video, so there is nothing to allow.`
  }
  get remedy() {
    return `See why it stands still: callsheet plan show ${this.id}; to try again: callsheet plan retry ${this.id}`
  }
}

/** A report about a video that is not the one this plan waits for. */
export class NotThisAsset extends Schema.TaggedError<NotThisAsset>()("NotThisAsset", {
  id: Schema.String,
  reported: Schema.String
}) {
  override get message() {
    return `Plan ${this.id} does not wait for ${this.reported}.`
  }
  get remedy() {
    return `Nothing needs to be done. Look at it: callsheet plan show ${this.id}`
  }
}

export const PlanError = Schema.Union(
  PlanNotFound,
  PlanAlreadyExists,
  PlanLocked,
  NotLocked,
  SlotInThePast,
  PublicationUnderWay,
  VideoNotFinished,
  NotWhatWasSeen,
  PrivacyNotChosen,
  BrandedContentIsPrivate,
  NotThisAsset,
  NothingToAllow,
  NothingToSay,
  PlanEditedMeanwhile,
  NothingChanged,
  NothingToUndo,
  IllegalCommand
)
export type PlanError = typeof PlanError.Type
