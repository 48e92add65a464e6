import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Fingerprints } from "@callsheet/database/jobs/Fingerprints"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { MetricStore } from "@callsheet/database/jobs/MetricStore"
import { WebhookInbox } from "@callsheet/database/jobs/WebhookInbox"
import { migrate } from "@callsheet/database/migrations/Migrations"
import * as SqlClient from "@effect/sql/SqlClient"
import { Effect, Layer } from "effect"
import { freshDatabase } from "../support/Postgres.ts"

/** The stores that the simulation has a copy of in memory, on a database of their own. */
export const postgres = Layer.mergeAll(
  ActorStore.layer,
  Fingerprints.layer,
  JobQueue.layer,
  MetricStore.layer,
  WebhookInbox.layer
).pipe(Layer.provideMerge(freshDatabase({ migrate })))

export const clear = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`TRUNCATE actor, event, job, usage_ledger, metric, script_fingerprint, webhook_event RESTART IDENTITY`
)
