import type * as SqlClient from "@effect/sql/SqlClient"
import { Clock, Effect } from "effect"
import { randomUUID } from "node:crypto"
import { COMMIT_CHANNEL } from "../commit/CommitNotifier.ts"

/** What changed beside the actors: files, kits and presets of an org. */
export interface News {
  readonly orgId: string
  readonly subject: "library" | "brand" | "voice" | "preset"
  /** The file, the org or the preset it happened to. */
  readonly id: string
  readonly event: string
  readonly by: string
}

/** Puts a change into the feed, so that open pages hear of it. It belongs to the transaction that makes the change. */
export const tellFeed = (sql: SqlClient.SqlClient, { by, event, id, orgId, subject }: News) =>
  Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    yield* sql`
      INSERT INTO event (actor_id, kind, org_id, version, at, tag, to_status, by, body, command_id)
      VALUES (${id}, ${subject}, ${orgId}, 0, ${now}, ${event}, '', ${by}, '{}'::jsonb, ${`news:${randomUUID()}`})`
    yield* sql`SELECT pg_notify(${COMMIT_CHANNEL}, '')`
  })
