import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { listen } from "@callsheet/database/feed/Listen"
import { type StoredWebhook, WEBHOOK_CHANNEL, WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import { Account } from "@callsheet/domain/account/Account"
import type { Envelope } from "@callsheet/domain/Envelope"
import { deriveCommandId } from "@callsheet/domain/Ids"
import { errorOfFailReason, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { decodeWebhook } from "@callsheet/tiktok/Webhook"
import { Clock, Effect, Either, Exit, Layer, Option, Queue, type Redacted, Schedule, Schema, Stream } from "effect"

/** The net below the notifications: how long an event may lie unseen if the hint was lost. */
const LOOK_EVERY = "5 seconds"
const AT_ONCE = 50

/**
 * Acts on what TikTok told us: work that waits for news of a publication looks again at once, a consent that is gone asks
 * its owner, a post that went out of view is written into the plan's timeline. Every step is recognised when it is
 * repeated, so several workers may act on the same event, in any order.
 */
export const layer = (databaseUrl: Redacted.Redacted | null) =>
  Layer.scopedDiscard(Effect.gen(function*() {
    const inbox = yield* WebhookInbox
    const act = yield* makeAct
    const hints = yield* Queue.sliding<void>(1)

    const round = Effect.gen(function*() {
      // Those behind an event that cannot be acted on are acted on all the same.
      let after = "0"
      for (;;) {
        const events = yield* inbox.waiting(AT_ONCE, after)
        for (const event of events) {
          after = event.id
          // A defect (a row of a newer release) holds up its own event alone.
          const done = yield* Effect.exit(act(event))
          if (Exit.isSuccess(done)) yield* inbox.handled(event.id, yield* Clock.currentTimeMillis)
          else if (Exit.isInterrupted(done)) return yield* Effect.interrupt
          else yield* Effect.logWarning(`Event ${event.id} waits`, done.cause)
        }
        if (events.length < AT_ONCE) return
      }
    }).pipe(Effect.catchTag("SqlError", (error) => Effect.logWarning(`Events cannot be read: ${error.message}`)))

    if (databaseUrl !== null) {
      yield* listen(databaseUrl, WEBHOOK_CHANNEL).pipe(
        Stream.runForEach(() => Queue.offer(hints, undefined)),
        Effect.forkScoped
      )
    }
    yield* round.pipe(
      Effect.zipRight(Effect.timeoutOption(Queue.take(hints), LOOK_EVERY)),
      Effect.repeat(Schedule.forever),
      Effect.forkScoped
    )
  }))

const makeAct = Effect.gen(function*() {
  const inbox = yield* WebhookInbox
  const actors = yield* Actors
  const store = yield* ActorStore
  const decode = Schema.decodeUnknown(Account)

  const envelope = (event: StoredWebhook): Envelope => ({
    commandId: deriveCommandId("webhook", event.id),
    by: "tiktok",
    traceId: null,
    closes: null,
    keyed: false
  })
  const untold = (refusal: { readonly message: string }) =>
    Effect.logDebug(`Nobody takes the event: ${refusal.message}`)

  /** A consent that was given again after the event is not touched by it. */
  const accessRemoved = (event: StoredWebhook, createdAt: number) =>
    Effect.gen(function*() {
      const id = yield* inbox.accountOf(event.openId)
      const stored = id === null ? Option.none() : yield* store.load(id)
      if (id === null || Option.isNone(stored)) return
      const { tokens } = yield* Effect.orDie(decode(stored.value.state))
      if (createdAt + 1_000 <= tokens.obtainedAt) return
      yield* actors.account(id, envelope(event), {
        _tag: "LoseAccess",
        failure: tikTokFailure(errorOfFailReason("auth_removed"))
      }).pipe(Effect.asVoid, Effect.catchIf((error) => error._tag !== "Busy", untold))
    })

  const hidden = (event: StoredWebhook, publishId: string) =>
    Effect.gen(function*() {
      const id = yield* inbox.assetOf(publishId)
      if (id === null) return
      yield* actors.asset(id, envelope(event), { _tag: "NoteHidden", publishId, postId: event.postId }).pipe(
        Effect.asVoid,
        Effect.catchIf((error) => error._tag !== "Busy", untold)
      )
    })

  return (event: StoredWebhook) =>
    Effect.gen(function*() {
      const news = Option.getOrNull(Either.getRight(decodeWebhook(event.body)))
      if (news?._tag === "AuthorizationRemoved") return yield* accessRemoved(event, news.createdAt)
      if (news?._tag !== "PublicationEvent") return
      if (news.what === "noLongerPubliclyAvailable") return yield* hidden(event, news.publishId)
      yield* inbox.wake(news.publishId, yield* Clock.currentTimeMillis)
    })
})
