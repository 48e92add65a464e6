import { Schema } from "effect"
import { IllegalCommand } from "../Machine.ts"
import { remedyText, type Step, step, type Steps } from "../Remedy.ts"

/** An asset is asked for by its plan, whose id ends alike (see `planIdOf`). */
const planOf = (id: string): string => `pln_${id.slice(4)}`

const lookAt = (id: string): Step => step("Nothing needs to be done. Look at it", "asset.show", { id: planOf(id) })

export class AssetNotFound extends Schema.TaggedError<AssetNotFound>()("AssetNotFound", { id: Schema.String }) {
  override get message() {
    return `There is no asset ${this.id}.`
  }
  get steps(): Steps {
    return [step("An asset begins when its plan is approved", "plan.list")]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

/** The rule that makes a second post impossible: one publication at a time, the next only after the last is dead. */
export class PublicationAlreadyOpen extends Schema.TaggedError<PublicationAlreadyOpen>()("PublicationAlreadyOpen", {
  id: Schema.String,
  publishId: Schema.String
}) {
  override get message() {
    return `Asset ${this.id} already has publication ${this.publishId}; a second one could become a second post.`
  }
  get remedy() {
    return "Follow the open publication; a new one is opened only once TikTok or its expiry has ended it."
  }
}

export class NotThisPublication extends Schema.TaggedError<NotThisPublication>()("NotThisPublication", {
  id: Schema.String,
  reported: Schema.String
}) {
  override get message() {
    return `Publication ${this.reported} is not the open publication of asset ${this.id}.`
  }
  get steps(): Steps {
    return [lookAt(this.id)]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

/** A job reports what became of a take that was turned down since. */
export class NotThisTake extends Schema.TaggedError<NotThisTake>()("NotThisTake", {
  id: Schema.String,
  reported: Schema.String
}) {
  override get message() {
    return `${this.reported} comes from an earlier take of asset ${this.id}; another one is being made.`
  }
  get steps(): Steps {
    return [lookAt(this.id)]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

/** A job that was superseded gives up what the asset does not wait for any more. */
export class NotOwed extends Schema.TaggedError<NotOwed>()("NotOwed", {
  id: Schema.String,
  work: Schema.String
}) {
  override get message() {
    return `Asset ${this.id} does not wait for ${this.work}.`
  }
  get steps(): Steps {
    return [lookAt(this.id)]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

/** The bytes, caption or settings are not those a person released. */
export class NotWhatWasReleased extends Schema.TaggedError<NotWhatWasReleased>()("NotWhatWasReleased", {
  id: Schema.String
}) {
  override get message() {
    return `What asset ${this.id} holds is not what was released.`
  }
  get steps(): Steps {
    return [step("Review and release the video again", "plan.release", { id: planOf(this.id) })]
  }
  get remedy() {
    return remedyText(this.steps)
  }
}

export const AssetError = Schema.Union(
  AssetNotFound,
  PublicationAlreadyOpen,
  NotThisPublication,
  NotThisTake,
  NotOwed,
  NotWhatWasReleased,
  IllegalCommand
)
export type AssetError = typeof AssetError.Type
