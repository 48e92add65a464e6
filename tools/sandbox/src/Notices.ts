import { createHmac } from "node:crypto"
import { bigId } from "./Entropy.ts"
import type { QueuedWebhook } from "./Records.ts"
import type { SandboxWorld } from "./World.ts"

export interface WebhookNotice {
  readonly event: string
  readonly openId: string
  readonly publishId: string | null
  readonly content: Readonly<Record<string, unknown>>
}

/** Puts an event on its way, as often as the settings say. Without an address nothing is sent. */
export const enqueue = (world: SandboxWorld, notice: WebhookNotice, now: number): void => {
  const { settings } = world.store
  if (settings.webhookUrl === null) return
  const body = JSON.stringify({
    client_key: world.app.clientKey,
    event: notice.event,
    create_time: Math.floor(now / 1_000),
    user_openid: notice.openId,
    // JSON inside a string: that is how it comes from TikTok.
    content: JSON.stringify(notice.content)
  })
  for (let copy = 0; copy < settings.webhookCopies; copy++) {
    const heldBack = settings.webhookReorder && world.store.ids("deliveries").length % 2 === 0 ? 2_000 : 0
    const id = bigId(world.entropy)
    world.store.put("deliveries", id, {
      id,
      event: notice.event,
      openId: notice.openId,
      publishId: notice.publishId,
      body,
      createdAt: now,
      signedAt: null,
      attempts: 0,
      dueAt: now + settings.webhookDelayMillis + heldBack
    })
  }
}

/** Value of the header `TikTok-Signature`: HMAC-SHA256 over time, dot and the raw body, keyed with the client secret. */
export const signature = (clientSecret: string, body: string, unixSeconds: number): string =>
  `t=${unixSeconds},s=${createHmac("sha256", clientSecret).update(`${unixSeconds}.${body}`).digest("hex")}`

/** An attempt that is to be made now. */
export interface Attempt {
  readonly deliveryId: string
  readonly url: string
  readonly body: string
  readonly signature: string
}

/**
 * Takes up the deliveries that are due. Each is due again after its retry wait, so an attempt whose end nobody reports
 * (the process died) is made once more: at least once, as TikTok promises.
 */
export const takeDueNotices = (world: SandboxWorld, now: number): ReadonlyArray<Attempt> => {
  const { settings } = world.store
  const attempts: Array<Attempt> = []
  for (let next = world.store.nextDue("deliveries"); next !== null && next.at <= now;) {
    const delivery = world.store.get("deliveries", next.id)
    if (delivery === undefined) break
    if (settings.webhookUrl === null || now - delivery.createdAt > settings.webhookGiveUpSeconds * 1_000) {
      world.store.put("deliveries", delivery.id, { ...delivery, dueAt: null })
    } else {
      const signedAt = settings.webhookSignsAgain ? now : delivery.signedAt ?? now
      const wait = Math.max(50, settings.webhookRetryMillis * 2 ** Math.min(delivery.attempts, 12))
      const taken: QueuedWebhook = { ...delivery, signedAt, attempts: delivery.attempts + 1, dueAt: now + wait }
      world.store.put("deliveries", delivery.id, taken)
      attempts.push({
        deliveryId: delivery.id,
        url: settings.webhookUrl,
        body: delivery.body,
        signature: signature(world.app.clientSecret, delivery.body, Math.floor(signedAt / 1_000))
      })
    }
    next = world.store.nextDue("deliveries")
  }
  return attempts
}

/** What came of an attempt: the HTTP status, 0 when nobody answered. Only 200 counts as received. */
export const settleNotice = (world: SandboxWorld, deliveryId: string, status: number, now: number): void => {
  const delivery = world.store.get("deliveries", deliveryId)
  if (delivery === undefined) return
  world.store.note(now, {
    kind: "webhook",
    deliveryId,
    event: delivery.event,
    openId: delivery.openId,
    publishId: delivery.publishId,
    attempt: delivery.attempts,
    status
  })
  if (status === 200) world.store.put("deliveries", deliveryId, { ...delivery, dueAt: null })
}
