import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // What an org decides once for many plans. One that is removed stays for the plans that were added with it.
  yield* sql`
    CREATE TABLE preset (
      org_id text NOT NULL,
      id text NOT NULL,
      name text NOT NULL,
      removed_at bigint,
      PRIMARY KEY (org_id, id)
    )`
  yield* sql`CREATE UNIQUE INDEX preset_name ON preset (org_id, lower(name)) WHERE removed_at IS NULL`
  yield* sql`
    CREATE TABLE preset_version (
      org_id text NOT NULL,
      preset_id text NOT NULL,
      version integer NOT NULL,
      body jsonb NOT NULL,
      writes text NOT NULL,
      makes text NOT NULL,
      by text NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (org_id, preset_id, version)
    )`
  yield* sql`
    CREATE TABLE preset_default (
      org_id text NOT NULL,
      account_id text NOT NULL,
      preset_id text NOT NULL,
      PRIMARY KEY (org_id, account_id)
    )`
  // Which part of a series a plan is: a number is given once, and none is given twice.
  yield* sql`
    CREATE TABLE series_part (
      org_id text NOT NULL,
      preset_id text NOT NULL,
      account_id text NOT NULL,
      part integer NOT NULL,
      plan_id text NOT NULL,
      PRIMARY KEY (org_id, preset_id, account_id, part),
      UNIQUE (org_id, preset_id, plan_id)
    )`
})
