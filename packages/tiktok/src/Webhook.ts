import { Either, Schema } from "effect"
import { WireId } from "./TikTokEnvelope.ts"
import { parseJson } from "./TikTokJson.ts"

const head = { clientKey: Schema.String, openId: Schema.String, createdAt: Schema.Number }

/** Something happened to a publication. `postId` comes with the two events about visibility, `reason` with a failure. */
export const PublicationEvent = Schema.TaggedStruct("PublicationEvent", {
  ...head,
  what: Schema.Literal("failed", "complete", "inboxDelivered", "publiclyAvailable", "noLongerPubliclyAvailable"),
  publishId: Schema.String,
  postId: Schema.NullOr(Schema.String),
  reason: Schema.NullOr(Schema.String)
})
export type PublicationEvent = typeof PublicationEvent.Type

/** The creator's consent is gone and the token already dead. */
export const AuthorizationRemoved = Schema.TaggedStruct("AuthorizationRemoved", {
  ...head,
  reason: Schema.Literal("unknown", "userDisconnected", "accountDeleted", "ageChanged", "accountBanned", "weRevoked")
})
export type AuthorizationRemoved = typeof AuthorizationRemoved.Type

/** An event of another product, or of the future: to be acknowledged and left alone. */
export const OtherEvent = Schema.TaggedStruct("OtherEvent", { ...head, event: Schema.String })
export type OtherEvent = typeof OtherEvent.Type

export type WebhookEvent = PublicationEvent | AuthorizationRemoved | OtherEvent

/** TikTok's names on the left, misspelling included; the corrected spelling is understood should it ever come. */
const publicationEvents: { readonly [event: string]: PublicationEvent["what"] } = {
  "post.publish.failed": "failed",
  "post.publish.complete": "complete",
  "post.publish.inbox_delivered": "inboxDelivered",
  "post.publish.publicly_available": "publiclyAvailable",
  "post.publish.no_longer_publicaly_available": "noLongerPubliclyAvailable",
  "post.publish.no_longer_publicly_available": "noLongerPubliclyAvailable"
}

const removalReasons = [
  "unknown",
  "userDisconnected",
  "accountDeleted",
  "ageChanged",
  "accountBanned",
  "weRevoked"
] as const

const Envelope = Schema.Struct({
  client_key: Schema.String,
  event: Schema.String,
  create_time: Schema.Number,
  user_openid: Schema.String,
  content: Schema.optional(Schema.NullOr(Schema.String))
})

const PublicationContent = Schema.Struct({
  publish_id: WireId,
  post_id: Schema.optional(Schema.NullOr(WireId)),
  reason: Schema.optional(Schema.NullOr(Schema.String))
})

const RemovalContent = Schema.Struct({ reason: Schema.optional(Schema.NullOr(Schema.Number)) })

const decode = <A, I>(schema: Schema.Schema<A, I>, text: string): Either.Either<A, WebhookUnreadable> =>
  parseJson(text).pipe(
    Either.flatMap(Schema.decodeUnknownEither(schema)),
    Either.mapLeft(() => new WebhookUnreadable())
  )

/** Signed by TikTok, but not in a form this version can read. */
export class WebhookUnreadable extends Schema.TaggedError<WebhookUnreadable>()("WebhookUnreadable", {}) {
  override get message(): string {
    return "TikTok sent an event in a form this version cannot read."
  }
  get remedy(): string {
    return "Nothing is lost: the state of every publication is also asked for. A newer version may know the new form."
  }
}

/** Reads an event whose signature was checked. `content` is JSON inside a string, so it is parsed a second time. */
export const decodeWebhook = (rawBody: string): Either.Either<WebhookEvent, WebhookUnreadable> =>
  Either.flatMap(decode(Envelope, rawBody), (envelope): Either.Either<WebhookEvent, WebhookUnreadable> => {
    const head = {
      clientKey: envelope.client_key,
      openId: envelope.user_openid,
      createdAt: envelope.create_time * 1_000
    }
    const what = Object.hasOwn(publicationEvents, envelope.event) ? publicationEvents[envelope.event] : undefined
    if (what !== undefined) {
      return Either.map(decode(PublicationContent, envelope.content ?? ""), (content) =>
        PublicationEvent.make({
          ...head,
          what,
          publishId: content.publish_id,
          postId: content.post_id ?? null,
          reason: content.reason ?? null
        }))
    }
    if (envelope.event === "authorization.removed") {
      return Either.map(
        decode(RemovalContent, envelope.content ?? "{}"),
        (content) => AuthorizationRemoved.make({ ...head, reason: removalReasons[content.reason ?? 0] ?? "unknown" })
      )
    }
    return Either.right(OtherEvent.make({ ...head, event: envelope.event }))
  })

/** The same for every delivery of one event: TikTok sends no event id, delivers more than once and in any order. */
export const webhookKey = (event: WebhookEvent): string => {
  switch (event._tag) {
    case "PublicationEvent":
      return [event.what, event.openId, event.publishId, event.postId ?? event.createdAt].join(":")
    case "AuthorizationRemoved":
      return ["authorization.removed", event.openId, event.createdAt].join(":")
    case "OtherEvent":
      return [event.event, event.openId, event.createdAt].join(":")
  }
}
