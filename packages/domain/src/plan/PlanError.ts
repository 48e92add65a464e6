import { Schema } from "effect"
import { IllegalCommand } from "../Machine.ts"
import { afterwards, remedyText, step, type Steps } from "../Remedy.ts"

export class PlanNotFound extends Schema.TaggedError<PlanNotFound>()("PlanNotFound", { id: Schema.String }) {
  override get message() {
    return `There is no plan ${this.id}.`
  }
  get steps(): Steps {
    return [step("List the plans there are", "plan.list")]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export class PlanAlreadyExists extends Schema.TaggedError<PlanAlreadyExists>()("PlanAlreadyExists", {
  id: Schema.String
}) {
  override get message() {
    return `Plan ${this.id} exists already.`
  }
  get steps(): Steps {
    return [step("Look at it", "plan.show", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
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
  get steps(): Steps {
    return [step("Unlock it first", "plan.unlock", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export class NotLocked extends Schema.TaggedError<NotLocked>()("NotLocked", { id: Schema.String }) {
  override get message() {
    return `Plan ${this.id} is not locked.`
  }
  get steps(): Steps {
    return [step("Nothing needs to be done. Look at it", "plan.show", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export class SlotInThePast extends Schema.TaggedError<SlotInThePast>()("SlotInThePast", {
  id: Schema.String,
  slot: Schema.String
}) {
  override get message() {
    return `The slot ${this.slot} of plan ${this.id} has passed.`
  }
  get steps(): Steps {
    return [step("Choose a later slot", "plan.reschedule", { id: this.id, at: "next" })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

/** A bare topic: the writer without a model would have to invent what the video says. */
export class NothingToSay extends Schema.TaggedError<NothingToSay>()("NothingToSay", { id: Schema.String }) {
  override get message() {
    return `Plan ${this.id} has a topic, but no notes and no script, and no language model is configured to write about it.`
  }
  get steps(): Steps {
    return [
      step("Add notes", "plan.edit", { id: this.id }, ["notes"]),
      afterwards("then approve it", "plan.approve", { id: this.id }),
      step("Or bring your own script", "plan.edit", { id: this.id }, ["script"]),
      afterwards("then approve it", "plan.approve", { id: this.id }),
      step("Or name a model in CALLSHEET_LLM_MODEL; `callsheet doctor` finds those that run on this machine"),
      step("Or end this plan", "plan.cancel", { id: this.id })
    ]
  }
  get remedy() {
    return remedyText(this.steps)
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
  get steps(): Steps {
    return [
      step(`Look at it as it is now (version ${this.version})`, "plan.show", { id: this.id }),
      afterwards("then make your change again", "plan.edit", { id: this.id, ifVersion: this.version })
    ]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export class NothingChanged extends Schema.TaggedError<NothingChanged>()("NothingChanged", { id: Schema.String }) {
  override get message() {
    return `Plan ${this.id} says exactly this already; nothing changes.`
  }
  get steps(): Steps {
    return [step("Nothing needs to be done. Look at it", "plan.show", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export class NothingToUndo extends Schema.TaggedError<NothingToUndo>()("NothingToUndo", { id: Schema.String }) {
  override get message() {
    return `Nobody has edited plan ${this.id}, so there is nothing to undo.`
  }
  get steps(): Steps {
    return [step("See what happened to it", "plan.timeline", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
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
  get steps(): Steps {
    return [step("See whether it is there", "take.list", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
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
  get steps(): Steps {
    return [step("List its takes", "take.list", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
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
  get steps(): Steps {
    const { id } = this
    return this.lines === 0
      ? [
        step("Approve it to have one written", "plan.approve", { id }),
        step("Or bring your own", "plan.edit", { id }, ["script"])
      ]
      : this.of === "picture"
      ? [step("Say what to look for", "take.ask", { id, of: "picture", line: this.line ?? 1 }, ["wish"])]
      : [step("Count its lines", "asset.show", { id })]
  }
  get remedy() {
    return remedyText(this.steps)
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
  get steps(): Steps {
    return [
      step("Look at it again", "asset.show", { id: this.id }),
      afterwards("then release it", "plan.release", { id: this.id, seen: this.digest })
    ]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export class VideoNotFinished extends Schema.TaggedError<VideoNotFinished>()("VideoNotFinished", {
  id: Schema.String,
  status: Schema.String
}) {
  override get message() {
    return `Plan ${this.id} is ${this.status} and has no finished video to release yet.`
  }
  get steps(): Steps {
    return [step("See what it waits for", "plan.show", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
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
  get steps(): Steps {
    return [step("Ask TikTok how it ended; that never posts twice", "plan.retry", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export class PrivacyNotChosen extends Schema.TaggedError<PrivacyNotChosen>()("PrivacyNotChosen", {
  id: Schema.String
}) {
  override get message() {
    return `Nobody has chosen who may see the post of plan ${this.id}.`
  }
  get steps(): Steps {
    return [step("Choose one", "plan.release", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export class BrandedContentIsPrivate extends Schema.TaggedError<BrandedContentIsPrivate>()("BrandedContentIsPrivate", {
  id: Schema.String,
  /** Where the wish was made; absent for a release. */
  asked: Schema.optional(Schema.Literal("edit"))
}) {
  override get message() {
    return `Branded content of plan ${this.id} cannot be visible to its creator alone: TikTok does not allow it.`
  }
  get steps(): Steps {
    const { id } = this
    return this.asked === "edit"
      ? [
        step("Choose a wider privacy", "plan.edit", { id }, ["privacy"]),
        step("Or drop the disclosure", "plan.edit", { id }, ["brandContent"])
      ]
      : [
        step("Choose a wider privacy or drop the disclosure", "plan.release", {
          id,
          settings: { privacy: "PUBLIC_TO_EVERYONE" }
        })
      ]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

/** Nobody can wave through what neither policy nor likeness stopped. */
export class NothingToAllow extends Schema.TaggedError<NothingToAllow>()("NothingToAllow", { id: Schema.String }) {
  override get message() {
    return `Plan ${this.id} was not stopped by the policy or by an earlier video, so there is nothing to allow.`
  }
  get steps(): Steps {
    return [
      step("See why it stopped", "plan.show", { id: this.id }),
      step("Or try again", "plan.retry", { id: this.id })
    ]
  }
  get remedy() {
    return remedyText(this.steps)
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
  get steps(): Steps {
    return [step("Nothing needs to be done. Look at it", "plan.show", { id: this.id })]
  }
  get remedy() {
    return remedyText(this.steps)
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
