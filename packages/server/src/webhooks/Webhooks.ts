import type { ReceivedWebhook, WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import { Busy } from "@callsheet/domain/Envelope"
import { makeOnceAMinute, timesOf } from "@callsheet/domain/OnceAMinute"
import { lineFault } from "@callsheet/domain/Text"
import { countWebhook } from "@callsheet/process/Metrics"
import type { TikTokSettings } from "@callsheet/tiktok/TikTokConfig"
import { decodeWebhook, type WebhookEvent, webhookKey } from "@callsheet/tiktok/Webhook"
import { verifyWebhook } from "@callsheet/tiktok/WebhookSignature"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Clock, Effect, Either } from "effect"
import { createHash } from "node:crypto"
import { errorResponse, invalidRequest } from "../http/HttpErrors.ts"

type Facts = Omit<ReceivedWebhook, "receivedAt" | "body">

const factsOf = (event: WebhookEvent): Facts => {
  const head = { openId: event.openId, publishId: null, postId: null, digest: webhookKey(event) }
  switch (event._tag) {
    case "PublicationEvent":
      return { ...head, event: event.what, publishId: event.publishId, postId: event.postId }
    case "AuthorizationRemoved":
      return { ...head, event: "authorizationRemoved" }
    case "OtherEvent":
      return { ...head, event: event.event }
  }
}

/** Signed by TikTok but of a form this version does not know: kept for a later one, and recognised when it is repeated. */
const unreadable = (body: string): Facts => ({
  event: "unreadable",
  openId: "",
  publishId: null,
  postId: null,
  digest: `unreadable:${createHash("sha256").update(body).digest("hex")}`
})

/** As long as TikTok's ids and names are by far; a database could neither index nor store more, and TikTok would repeat it for days. */
const MOST_LENGTH = 300

/** What is for another app, or holds what cannot be stored, is kept as a whole and acts on nothing. */
const isUsable = ({ digest, event, openId, postId, publishId }: Facts) =>
  [digest, event, openId, postId ?? "", publishId ?? ""].every((text) =>
    text.length <= MOST_LENGTH && lineFault(text) === null
  )

const refused = makeOnceAMinute()

/**
 * `POST /webhooks/tiktok`: checks the signature over the bytes as they came, stores the event once and answers at once.
 * What follows from it is the business of anyone who follows the publication.
 */
export const receiveWebhook = (
  inbox: WebhookInbox["Type"],
  tiktok: Pick<TikTokSettings, "clientKey" | "clientSecret">,
  request: HttpServerRequest.HttpServerRequest
) =>
  Effect.gen(function*() {
    const rawBody = new Uint8Array(
      yield* Effect.mapError(request.arrayBuffer, () => invalidRequest("The body could not be read."))
    )
    const receivedAt = yield* Clock.currentTimeMillis
    const signed = verifyWebhook({
      header: request.headers["tiktok-signature"],
      rawBody,
      secret: tiktok.clientSecret,
      nowMillis: receivedAt
    })
    if (Either.isLeft(signed)) {
      yield* countWebhook("refused")
      yield* refused((times) => Effect.logWarning(`${signed.left.message}${timesOf(times)}`))
      return errorResponse(signed.left, 401)
    }
    const body = Buffer.from(rawBody).toString("utf8")
    const event = Either.filterOrLeft(
      decodeWebhook(body),
      (event) => event.clientKey === tiktok.clientKey && isUsable(factsOf(event)),
      () => null
    )
    const facts = Either.match(event, { onLeft: () => unreadable(body), onRight: factsOf })
    // U+0000 is the one character that no text of the database may hold.
    const stored = yield* inbox.put({ ...facts, body: body.replaceAll("\u0000", "\uFFFD"), receivedAt })
    yield* countWebhook(stored ? "stored" : "repeated")
    return HttpServerResponse.empty({ status: 200 })
  }).pipe(
    Effect.catchTags({
      InvalidInput: (error) => Effect.succeed(errorResponse(error)),
      // TikTok asks again later, which is just what helps here.
      SqlError: (error) =>
        Effect.as(
          Effect.logError("A webhook could not be stored; TikTok will repeat it.", error),
          errorResponse(new Busy({ what: "The webhook", retryAfterMillis: 5_000 }))
        )
    })
  )
