import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** The channel on which whoever follows publications hears that an event arrived; its payload is the publish id or "". */
export const WEBHOOK_CHANNEL = "callsheet_webhook"

/** One delivery of TikTok whose signature was checked. `digest` is the same for every delivery of one event. */
export interface ReceivedWebhook {
  readonly receivedAt: number
  readonly event: string
  readonly openId: string
  readonly publishId: string | null
  readonly postId: string | null
  readonly body: string
  readonly digest: string
}

/** Where TikTok's events wait for whoever acts on them. */
export class WebhookInbox extends Context.Tag("@callsheet/database/WebhookInbox")<WebhookInbox, {
  /** Stores the event and rings for it. False: it had been stored before, and nothing happens. */
  readonly put: (received: ReceivedWebhook) => Effect.Effect<boolean, SqlError>
}>() {
  static readonly layer = Layer.effect(
    this,
    Effect.map(SqlClient.SqlClient, (sql) =>
      WebhookInbox.of({
        put: ({ body, digest, event, openId, postId, publishId, receivedAt }) =>
          sql`
            INSERT INTO webhook_event (received_at, event, open_id, publish_id, post_id, body, digest)
            VALUES (${receivedAt}::bigint, ${event}, ${openId}, ${publishId}, ${postId}, ${body}, ${digest})
            ON CONFLICT (digest) DO NOTHING
            RETURNING id, pg_notify(${WEBHOOK_CHANNEL}, coalesce(publish_id, ''))`.pipe(
            Effect.map((rows) => rows.length === 1)
          )
      }))
  )
}
