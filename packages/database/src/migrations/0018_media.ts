import * as SqlClient from "@effect/sql/SqlClient"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // The files that an org's people brought. What is made for a plan stands with its asset.
  yield* sql`
    CREATE TABLE media (
      id text PRIMARY KEY,
      org_id text NOT NULL,
      sha256 text NOT NULL,
      kind text NOT NULL,
      form text NOT NULL,
      bytes bigint NOT NULL,
      width integer,
      height integer,
      duration_millis integer,
      name text NOT NULL,
      tags text[] NOT NULL DEFAULT '{}',
      words text NOT NULL DEFAULT '',
      licence text,
      author text,
      source text,
      by text NOT NULL,
      created_at bigint NOT NULL,
      UNIQUE (org_id, sha256)
    )`
  yield* sql`CREATE INDEX media_org ON media (org_id, created_at DESC, id DESC)`

  // What needs a file. It goes with the file; a file that is needed does not go.
  yield* sql`
    CREATE TABLE media_use (
      media_id text NOT NULL REFERENCES media (id) ON DELETE CASCADE,
      used_by text NOT NULL,
      at bigint NOT NULL,
      PRIMARY KEY (media_id, used_by)
    )`
  yield* sql`CREATE INDEX media_use_by ON media_use (used_by)`

  // How much of a file has arrived. What lies in the folder beyond \`received\` was never said to be there.
  yield* sql`
    CREATE TABLE media_upload (
      id text PRIMARY KEY,
      org_id text NOT NULL,
      name text NOT NULL,
      bytes bigint NOT NULL,
      received bigint NOT NULL DEFAULT 0,
      sha256 text,
      logo boolean NOT NULL,
      words jsonb NOT NULL,
      by text NOT NULL,
      created_at bigint NOT NULL,
      expires_at bigint NOT NULL,
      busy_until bigint NOT NULL DEFAULT 0
    )`
  yield* sql`CREATE INDEX media_upload_org ON media_upload (org_id)`
  yield* sql`CREATE INDEX media_upload_expires ON media_upload (expires_at)`
})
