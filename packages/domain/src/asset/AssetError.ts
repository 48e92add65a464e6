import { Schema } from "effect"
import { IllegalCommand } from "../Machine.ts"

export class AssetNotFound extends Schema.TaggedError<AssetNotFound>()("AssetNotFound", { id: Schema.String }) {
  override get message() {
    return `There is no asset ${this.id}.`
  }
  get remedy() {
    return "An asset begins when its plan is approved: callsheet plan list"
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
  get remedy() {
    return `Nothing needs to be done. Look at it: callsheet asset show ${this.id}`
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
  get remedy() {
    return `Nothing needs to be done. Look at it: callsheet asset show ${this.id}`
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
  get remedy() {
    return `Nothing needs to be done. Look at it: callsheet asset show ${this.id}`
  }
}

/** The bytes, caption or settings are not those a person released. */
export class NotWhatWasReleased extends Schema.TaggedError<NotWhatWasReleased>()("NotWhatWasReleased", {
  id: Schema.String
}) {
  override get message() {
    return `What asset ${this.id} holds is not what was released.`
  }
  get remedy() {
    return "Review and release the video again: callsheet plan release"
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
