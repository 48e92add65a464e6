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

/** One take is written at a time: each knows what the one before it said. */
export class TakeUnderWay extends Schema.TaggedError<TakeUnderWay>()("TakeUnderWay", {
  id: Schema.String,
  number: Schema.Number
}) {
  override get message() {
    return `Take ${this.number} of plan ${this.id} is being written; one is written at a time.`
  }
  get remedy() {
    return `See whether it is there: callsheet plan take list ${this.id}`
  }
}

/** The plan has no such take, or the take has no such option. */
export class NoSuchTake extends Schema.TaggedError<NoSuchTake>()("NoSuchTake", {
  id: Schema.String,
  number: Schema.Number,
  option: Schema.NullOr(Schema.Number),
  options: Schema.Number
}) {
  override get message() {
    return this.option === null
      ? `Plan ${this.id} has no take ${this.number} that waits for its words.`
      : this.options === 0
      ? `Plan ${this.id} has no take ${this.number} with words to choose.`
      : `Take ${this.number} of plan ${this.id} has no option ${this.option}; it has ${this.options}, and option 0 is what stood there before where something did.`
  }
  get remedy() {
    return `List its takes: callsheet plan take list ${this.id}`
  }
}

/** There are no words yet of which another take could be made. */
export class NothingToTake extends Schema.TaggedError<NothingToTake>()("NothingToTake", {
  id: Schema.String,
  of: Schema.String,
  line: Schema.NullOr(Schema.Number),
  lines: Schema.Number
}) {
  override get message() {
    return this.lines === 0
      ? `Plan ${this.id} has no script yet of which another ${this.of} could be made.`
      : this.of === "picture"
      ? `Line ${this.line ?? 0} of plan ${this.id} shows no picture.`
      : `The script of plan ${this.id} has ${this.lines} lines; there is no line ${this.line ?? 0}.`
  }
  get remedy() {
    return this.lines === 0
      ? `Approve it to have one written: callsheet plan approve ${this.id}. Or bring your own: callsheet plan edit ${this.id} --script FILE`
      : this.of === "picture"
      ? `Say what to look for: callsheet plan take ask ${this.id} --of picture --line ${this.line ?? 1} --wish WORDS`
      : `Count its lines: callsheet asset show ${this.id}`
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
  TakeUnderWay,
  NoSuchTake,
  NothingToTake,
  IllegalCommand
)
export type PlanError = typeof PlanError.Type
