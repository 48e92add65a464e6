import * as Database from "@callsheet/database/Database"
import type { PgClient } from "@effect/sql-pg"
import type { SqlClient } from "@effect/sql/SqlClient"
import { Context, Effect, Layer, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { Client } from "pg"
import { inject } from "vitest"

/** The address of a test's own database. */
export class TestDatabase extends Context.Tag("@callsheet/test/TestDatabase")<TestDatabase, {
  readonly url: Redacted.Redacted<string>
  readonly name: string
}>() {}

/** The superuser's address of the run's server; its own database is for making others. */
export const serverUrl = (): string => inject("postgresUrl")

/** As a program of the product gets it: without rights over the server. */
const urlOf = (name: string): string => {
  const url = new URL(inject("programUrl"))
  url.pathname = `/${name}`
  return url.href
}

const owner = (): string => new URL(inject("programUrl")).username

/** Runs statements as the superuser, one after the other on one connection. */
export const asAdmin = <A>(work: (admin: Client) => Promise<A>, url = serverUrl()): Effect.Effect<A> =>
  Effect.promise(async () => {
    const admin = new Client(url)
    // A broken connection also fails the work; without a listener it would end the test process.
    admin.on("error", () => {})
    await admin.connect()
    try {
      return await work(admin)
    } finally {
      await admin.end()
    }
  })

/** Makes schema and first rows of a database; in most tests this is the product's own `migrate`. */
export type Fill<E> = Effect.Effect<unknown, E, PgClient.PgClient | SqlClient>

const clientOf = (name: string, maxConnections: number) =>
  Database.layer({ url: Redacted.make(urlOf(name)), applicationName: "callsheet-test", maxConnections })

const template = "callsheet_template"
const templateLock = 4_400_001

/**
 * The filled template every test file copies. The first file that asks makes it, under a lock the other processes of
 * the run wait for; the server is new in every run, so it is never stale.
 */
const ensureTemplate = <E>(fill: Fill<E>): Effect.Effect<void> =>
  asAdmin(async (admin) => {
    await admin.query("SELECT pg_advisory_lock($1)", [templateLock])
    const known = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate", [template])
    if (known.rows.length > 0) return
    await admin.query(`DROP DATABASE IF EXISTS ${template}`)
    await admin.query(`CREATE DATABASE ${template} OWNER ${owner()}`)
    await Effect.runPromise(Effect.provide(fill, clientOf(template, 4)))
    await admin.query(`ALTER DATABASE ${template} IS_TEMPLATE true`)
  })

export interface FreshDatabaseOptions<E> {
  /** Fills the shared template; all files of a run must give the same one. Without it the database is empty. */
  readonly migrate?: Fill<E>
  /** Connections of the test's client; default 8. */
  readonly maxConnections?: number
}

/**
 * A database of this test file's own with a client on it, dropped at the end even if something is still connected.
 *
 * `layer(freshDatabase({ migrate }))("…", (it) => …)` gives `TestDatabase`, `PgClient` and `SqlClient`.
 */
export const freshDatabase = <E>(
  options: FreshDatabaseOptions<E> = {}
): Layer.Layer<TestDatabase | PgClient.PgClient | SqlClient> => {
  const database = Layer.scoped(
    TestDatabase,
    Effect.gen(function*() {
      if (options.migrate !== undefined) yield* ensureTemplate(options.migrate)
      const name = `test_${process.pid}_${randomBytes(6).toString("hex")}`
      const from = options.migrate === undefined ? "template1" : template
      yield* Effect.acquireRelease(
        asAdmin((admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${from} OWNER ${owner()}`)),
        () => asAdmin((admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
      )
      return { name, url: Redacted.make(urlOf(name)) }
    })
  )
  const client = Layer.unwrapEffect(
    Effect.map(TestDatabase, ({ name }) => clientOf(name, options.maxConnections ?? 8))
  )
  return Layer.provideMerge(Layer.orDie(client), database)
}
