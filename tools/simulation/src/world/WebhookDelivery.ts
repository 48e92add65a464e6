import type { ReceivedWebhook } from "@callsheet/database/jobs/WebhookInbox"
import { decodeWebhook, type WebhookEvent, webhookKey } from "@callsheet/tiktok/Webhook"
import { verifyWebhook } from "@callsheet/tiktok/WebhookSignature"
import { Effect, Either, Redacted } from "effect"
import { databaseLink } from "./DatabaseLink.ts"
import { Process } from "./Process.ts"
import type { SeededRandom } from "./SeededRandom.ts"
import { CLIENT_SECRET } from "./Settings.ts"
import type { World } from "./World.ts"

/** Where TikTok believes the front door to be. */
export const WEBHOOK_URL = "https://callsheet.example/webhooks/tiktok"

/** Many times as often as a call, for which somebody waits. */
const LOST_MORE_OFTEN = 5

const ACCEPTED = 200
const NOBODY_ANSWERED = 0

const rowOf = (event: WebhookEvent, body: string, receivedAt: number): ReceivedWebhook => ({
  receivedAt,
  body,
  digest: webhookKey(event),
  openId: event.openId,
  event: event._tag === "PublicationEvent"
    ? event.what
    : event._tag === "OtherEvent"
    ? event.event
    : "authorizationRemoved",
  publishId: event._tag === "PublicationEvent" ? event.publishId : null,
  postId: event._tag === "PublicationEvent" ? event.postId : null
})

/** TikTok's events on their way to the front door: lost, late, in any order and more than once, as the weather is. */
export class WebhookDelivery {
  readonly #world: World
  readonly #chance: SeededRandom
  readonly #door: Process

  constructor(world: World) {
    this.#world = world
    this.#chance = world.chance.fork("post")
    this.#door = new Process({
      name: "front",
      time: world.time,
      trace: world.trace,
      seed: `${world.seed} post`,
      mortal: false
    })
  }

  /** Sends what is due. What is not confirmed TikTok sends again by itself. */
  send(): void {
    const { sandbox, time, trace, weather } = this.#world
    if (sandbox.world.store.settings.webhookUrl === null) return
    for (const { body, deliveryId, signature } of sandbox.takeDueNotices(time.now)) {
      const settle = (status: number) => sandbox.settleNotice(deliveryId, status, time.now)
      const what = `news ${JSON.parse(body).event}`
      if (this.#chance.hit(weather.wireLost * LOST_MORE_OFTEN)) {
        trace.note("tiktok", what, "the news was lost")
        settle(NOBODY_ANSWERED)
        continue
      }
      const copies = this.#chance.hit(weather.messageTwice) ? 2 : 1
      if (copies === 2) trace.note("tiktok", what, "the news came twice")
      for (let copy = 0; copy < copies; copy++) {
        // On its way: time does not leap past it.
        this.#world.underWay += 1
        time.after(this.#chance.int(20, 3_000), () => {
          this.#world.underWay -= 1
          this.#receive(body, signature, settle)
        })
      }
    }
  }

  #receive(body: string, signature: string, settle: (status: number) => void): void {
    const { tables, time } = this.#world
    const signed = verifyWebhook({
      header: signature,
      rawBody: new TextEncoder().encode(body),
      secret: Redacted.make(CLIENT_SECRET),
      nowMillis: time.now
    })
    const event = decodeWebhook(body)
    if (Either.isLeft(signed) || Either.isLeft(event)) {
      return this.#world.breach(10, `what TikTok sent is not understood: ${body}`)
    }
    const stored = databaseLink(this.#world, this.#door)(
      `store ${event.right._tag}`,
      () => Either.right(tables.inbox.put(rowOf(event.right, body, time.now)))
    )
    this.#door.run(Effect.exit(stored), (exit) => {
      const ok = exit._tag === "Success" && exit.value._tag === "Success"
      settle(ok ? ACCEPTED : NOBODY_ANSWERED)
    })
  }
}
