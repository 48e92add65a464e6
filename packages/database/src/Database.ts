import { backoff, never, type RetryAdvice } from "@callsheet/domain/Failure"
import { connectionOf } from "@callsheet/embedded-postgres/EmbeddedPostgres"
import type { EmbeddedPostgresError } from "@callsheet/embedded-postgres/EmbeddedPostgresError"
import { settings } from "@callsheet/process/settings/Registry"
import { PgClient } from "@effect/sql-pg"
import type { SqlClient } from "@effect/sql/SqlClient"
import { Config, type ConfigError, type Duration, Effect, Layer, Option, Redacted, Schedule, Schema } from "effect"
import { Client } from "pg"
import { makeSessions } from "./Session.ts"

/** The database could not be used. `where` is host, port and name; never the password. */
export class DatabaseUnreachable extends Schema.TaggedError<DatabaseUnreachable>()("DatabaseUnreachable", {
  where: Schema.String,
  cause: Schema.String,
  waitable: Schema.Boolean
}) {
  override get message(): string {
    return `The database at ${this.where} cannot be used: ${this.cause}`
  }
  get remedy(): string {
    return this.waitable
      ? "Start PostgreSQL there, or correct DATABASE_URL (empty: an embedded server in the data folder)."
      : "Correct DATABASE_URL: user, password and database name must exist there (empty: an embedded server)."
  }
  get retry(): RetryAdvice {
    return this.waitable ? backoff : never
  }
}

/** Where the database is. An empty `DATABASE_URL` means the embedded server of the data folder. */
const DatabaseConfig = Config.all({
  url: settings.databaseUrl.config,
  dataDir: settings.dataDir.config
})

export interface DatabaseOptions {
  /** Shown in `pg_stat_activity`, such as `callsheet-worker`. */
  readonly applicationName: string
  /** Connections of this process; one of them the cluster reserves for good, so 4 is the least that works. */
  readonly maxConnections?: number
  /** How long a database that does not answer yet is waited for; default 60 seconds. */
  readonly patience?: Duration.DurationInput
}

/** Host, port and database of an address, fit to be shown. */
export const placeOf = (url: Redacted.Redacted<string>): string => {
  try {
    const { host, pathname } = new URL(Redacted.value(url))
    return `${host}${pathname}`
  } catch {
    return "an address that is not a URL"
  }
}

/** Codes by which the server says that asking again is pointless: login, database name. */
const hopeless = new Set(["28000", "28P01", "3D000", "42501"])

const knock = (url: Redacted.Redacted<string>): Effect.Effect<void, DatabaseUnreachable> =>
  Effect.tryPromise({
    try: async () => {
      const client = new Client({ connectionString: Redacted.value(url), connectionTimeoutMillis: 5000 })
      // A connection that breaks also fails the question; without a listener it would end the process as well.
      client.on("error", () => {})
      try {
        await client.connect()
        await client.query("SELECT 1")
      } finally {
        await client.end().catch(() => {})
      }
    },
    catch: (cause) => {
      const { code, message } = cause as NodeJS.ErrnoException
      // Several refused addresses of one name come as an error without a message of its own.
      const said = message === undefined || message === "" ? code ?? "no answer" : message
      const usable = URL.canParse(Redacted.value(url))
      return new DatabaseUnreachable({
        where: placeOf(url),
        cause: said,
        waitable: usable && (code === undefined || !hopeless.has(code))
      })
    }
  })

/**
 * Ends when PostgreSQL answers. Every failed try is logged; what waiting cannot mend (a wrong password, a database
 * that does not exist) fails at once.
 */
export const awaitDatabase = (
  url: Redacted.Redacted<string>,
  patience: Duration.DurationInput = "60 seconds"
): Effect.Effect<void, DatabaseUnreachable> =>
  knock(url).pipe(
    Effect.tapError((error) => error.waitable ? Effect.logWarning(`${error.message}; trying again`) : Effect.void),
    Effect.retry({
      while: (error) => error.waitable,
      schedule: Schedule.exponential("100 millis", 1.5).pipe(
        Schedule.union(Schedule.spaced("2 seconds")),
        Schedule.upTo(patience)
      )
    }),
    Effect.withSpan("Database.await")
  )

/**
 * The client of a known address. Names are not transformed on the way: statements say `AS "camelCase"` themselves,
 * which costs nothing per row. `bigint` arrives as a string, `jsonb` parsed.
 */
export const layer = (
  options: DatabaseOptions & { readonly url: Redacted.Redacted<string> }
): Layer.Layer<PgClient.PgClient | SqlClient, DatabaseUnreachable> =>
  Layer.unwrapEffect(Effect.as(
    awaitDatabase(options.url, options.patience),
    PgClient.layerFromPool({
      applicationName: options.applicationName,
      acquire: makeSessions({
        url: Redacted.value(options.url),
        applicationName: options.applicationName,
        sessions: options.maxConnections ?? 10
      })
    })
  )).pipe(
    Layer.catchAll((cause) =>
      Layer.fail(
        cause._tag === "DatabaseUnreachable"
          ? cause
          : new DatabaseUnreachable({ where: placeOf(options.url), cause: String(cause), waitable: true })
      )
    )
  )

/**
 * The address the environment names. Without `DATABASE_URL` it is the embedded server, which is started for this
 * scope when nobody runs it yet.
 */
export const databaseUrl = Effect.gen(function*() {
  const { dataDir, url } = yield* DatabaseConfig
  return Option.isSome(url) ? url.value : yield* connectionOf(dataDir)
})

/** The client of the database that the environment names. */
export const layerConfig = (
  options: DatabaseOptions
): Layer.Layer<
  PgClient.PgClient | SqlClient,
  DatabaseUnreachable | EmbeddedPostgresError | ConfigError.ConfigError
> => Layer.unwrapScoped(Effect.map(databaseUrl, (url) => layer({ ...options, url })))
