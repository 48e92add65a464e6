import { Effect } from "effect"
import { randomBytes } from "node:crypto"
import { readFile, rename, writeFile } from "node:fs/promises"
import { Client, escapeIdentifier, escapeLiteral } from "pg"
import { programRole } from "./CreateDatabase.ts"
import { EmbeddedPostgresError, useOwnServer } from "./EmbeddedPostgresError.ts"
import { inFolder } from "./Files.ts"
import type { ServerFolder } from "./ServerFolder.ts"

/** May do everything in the server. Only what starts and stops it has its password. */
export const superuser = "callsheet_superuser"

/** How connections name themselves that only look after the server. */
export const STARTING = "callsheet-start"

/** Any number that nothing else in this database uses as an advisory lock. */
const ROLES_LOCK = 7_420_006

const newPassword = async (folder: ServerFolder): Promise<string> => {
  const kept = await readFile(folder.superuserPassword, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined
    throw cause
  })
  // The password of a start that was killed before it was set is as good as a new one.
  if (kept !== undefined) return kept
  const password = randomBytes(24).toString("base64url")
  const making = `${folder.superuserPassword}.making`
  await writeFile(making, password, { mode: 0o600, flush: true })
  await rename(making, folder.superuserPassword)
  return password
}

/** Gives what the programs made to their own role; what belongs to the system stays the superuser's. */
const giveObjects = `
  DO $$
  DECLARE statement text;
  BEGIN
    FOR statement IN
      SELECT format('ALTER %s %s OWNER TO ${programRole}',
        CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
        c.oid::regclass)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        -- The sequence of a column goes with its table.
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
      UNION ALL
      SELECT format('ALTER ROUTINE %s OWNER TO ${programRole}', p.oid::regprocedure)
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      UNION ALL
      SELECT format('ALTER TYPE %s OWNER TO ${programRole}', t.oid::regtype)
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE t.typtype IN ('d', 'e', 'r') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      UNION ALL
      SELECT format('ALTER SCHEMA %I OWNER TO ${programRole}', n.nspname)
      FROM pg_namespace n
      WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'public')
    LOOP
      EXECUTE statement;
    END LOOP;
  END $$`

/**
 * One transaction: the superuser that initdb made takes another name and password, and a role without rights over the
 * server takes its place. Name and password of the programs stay what they were, so programs of an earlier release that
 * run on the same server notice nothing. A role cannot rename itself, so another one does it and is gone at the end.
 */
const lessen = async (client: Client, folder: ServerFolder, password: string): Promise<void> => {
  const mover = escapeIdentifier(`callsheet_mover_${randomBytes(6).toString("hex")}`)
  const { rows: [found] } = await client.query<{ readonly database: string }>("SELECT current_database() AS database")
  // A statement that fails is not written to the log together with a password.
  await client.query("SET log_min_error_statement = panic")
  await client.query("SET lock_timeout = '10s'")
  await client.query("BEGIN")
  await client.query("SELECT pg_advisory_xact_lock($1)", [ROLES_LOCK])
  const { rows } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1 AND rolsuper", [programRole])
  if (rows.length === 1) {
    // One start at a time comes this far, so the file and the role get the same password.
    const superuserPassword = await newPassword(folder)
    for (
      const statement of [
        `CREATE ROLE ${mover} SUPERUSER NOLOGIN`,
        `SET SESSION AUTHORIZATION ${mover}`,
        `ALTER ROLE ${programRole} RENAME TO ${superuser}`,
        `ALTER ROLE ${superuser} PASSWORD ${escapeLiteral(superuserPassword)}`,
        `CREATE ROLE ${programRole} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${
          escapeLiteral(password)
        }`,
        `ALTER DATABASE ${escapeIdentifier(found?.database ?? "postgres")} OWNER TO ${programRole}`,
        giveObjects,
        "RESET SESSION AUTHORIZATION",
        `DROP ROLE ${mover}`
      ]
    ) await client.query(statement)
  }
  await client.query("COMMIT")
}

/**
 * Sees to it that programs use a role that is not a superuser. A database of an earlier release, and a new one, has the
 * superuser alone; while others use it, it stays so until the next start.
 */
export const lessenPrograms = (folder: ServerFolder, url: string): Effect.Effect<void, EmbeddedPostgresError> =>
  Effect.gen(function*() {
    const password = yield* inFolder(folder.dataDir, () => readFile(folder.password, "utf8"))
    yield* Effect.tryPromise({
      try: async () => {
        const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: STARTING })
        client.on("error", () => {})
        await client.connect()
        try {
          const { rows } = await client.query<{ readonly others: boolean }>(`
            SELECT EXISTS (SELECT FROM pg_stat_activity
              WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> '${STARTING}'
                -- What only connects has no name yet: two starts at once would take each other for programs at work.
                AND coalesce(state, 'starting') <> 'starting') AS others
            FROM pg_roles WHERE rolname = current_user AND rolsuper`)
          if (rows[0] === undefined || rows[0].others) return
          await lessen(client, folder, password)
        } finally {
          await client.end().catch(() => {})
        }
      },
      catch: (cause) =>
        new EmbeddedPostgresError({
          problem: `The roles of the database in ${folder.dataDir} could not be set: ${
            cause instanceof Error ? cause.message : String(cause)
          }`,
          remedy: `Stop what uses this database and start again, ${useOwnServer}.`
        })
    })
  }).pipe(Effect.withSpan("EmbeddedPostgres.lessenPrograms"))
