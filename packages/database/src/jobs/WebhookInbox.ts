import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"

/** The channel on which anyone who follows publications hears that an event arrived; its payload is the publish id or "". */
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

export interface StoredWebhook extends ReceivedWebhook {
  readonly id: string
}

/** Where TikTok's events wait for anyone who acts on them. */
export class WebhookInbox extends Context.Tag("@callsheet/database/WebhookInbox")<WebhookInbox, {
  /** Stores the event and rings for it. False: it had been stored before, and nothing happens. */
  readonly put: (received: ReceivedWebhook) => Effect.Effect<boolean, SqlError>
  /** Events that nobody has acted on yet, oldest first, from behind the event `after` on. Acting on one twice is harmless, so nothing is claimed. */
  readonly waiting: (limit: number, after?: string) => Effect.Effect<ReadonlyArray<StoredWebhook>, SqlError>
  readonly handled: (id: string, now: number) => Effect.Effect<void, SqlError>
  /** What TikTok has told about one publication, in the order in which it came. */
  readonly heardOf: (
    publishId: string
  ) => Effect.Effect<ReadonlyArray<Pick<ReceivedWebhook, "event" | "postId">>, SqlError>
  /** The work that waits for news of this publication looks again now. */
  readonly wake: (publishId: string, now: number) => Effect.Effect<void, SqlError>
  /** The accounts and assets an event is about. */
  readonly accountOf: (openId: string) => Effect.Effect<string | null, SqlError>
  readonly assetOf: (publishId: string) => Effect.Effect<string | null, SqlError>
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
          ),
        waiting: (limit, after = "0") =>
          sql<StoredWebhook>`
            SELECT id::text, received_at::float8 AS "receivedAt", event, open_id AS "openId", publish_id AS "publishId",
              post_id AS "postId", body, digest
            FROM webhook_event WHERE handled_at IS NULL AND id > ${after}::bigint ORDER BY webhook_event.id LIMIT ${limit}`
            .pipe(
              Effect.withTracerEnabled(false)
            ),
        handled: (id, now) =>
          Effect.asVoid(sql`UPDATE webhook_event SET handled_at = ${now}::bigint WHERE id = ${id}::bigint`),
        heardOf: (publishId) =>
          sql`SELECT event, post_id AS "postId" FROM webhook_event WHERE publish_id = ${publishId} ORDER BY id`,
        wake: (publishId, now) =>
          Effect.asVoid(sql`
            UPDATE job SET run_at = ${now}::bigint
            WHERE kind IN ('follow', 'track', 'watch_draft') AND ended_at IS NULL AND state IN ('pending', 'waiting') AND run_at > ${now}::bigint
              AND payload->'publication'->>'publishId' = ${publishId}
            RETURNING pg_notify('callsheet_commit', kind)`),
        accountOf: (openId) =>
          sql<{ id: string }>`
            SELECT id FROM actor WHERE kind = 'account' AND open_id = ${openId}
            ORDER BY (status IN ('connected', 'suspended')) DESC, since DESC LIMIT 1`.pipe(
            Effect.map((rows) => rows[0]?.id ?? null)
          ),
        assetOf: (publishId) =>
          sql<{ id: string }>`
            SELECT owner_id AS id FROM job
            WHERE kind = 'follow' AND payload->'publication'->>'publishId' = ${publishId} LIMIT 1`.pipe(
            Effect.map((rows) => rows[0]?.id ?? null)
          )
      }))
  )
}
