import { Effect, Redacted } from "effect"
import { mkdir, readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { Client, type QueryResultRow } from "pg"
import { findBinaries } from "./Binaries.ts"
import { createDatabase, programRole } from "./CreateDatabase.ts"
import { EmbeddedPostgresError, useOwnServer } from "./EmbeddedPostgresError.ts"
import { inFolder } from "./Files.ts"
import { lessenPrograms, STARTING, superuser } from "./Roles.ts"
import { chooseRunAs } from "./RunAs.ts"
import { holdsDatabase, readPostmaster, type ServerFolder, serverFolder, whoIs } from "./ServerFolder.ts"
import { awaitGone, launch, removeStalePidFile, stopServer } from "./ServerProcess.ts"

/** A running server of a data folder. */
export interface Server {
  /** For programs: the owner of the tables, without rights over the server. */
  readonly url: Redacted.Redacted<string>
  /** The superuser's address; undefined while the roles of an earlier release are in use. */
  readonly superuserUrl: Redacted.Redacted<string> | undefined
  /** False when it ran already and was adopted. */
  readonly started: boolean
  readonly pid: number
  /** Fast shutdown: open transactions are rolled back, clients cut off, and it waits until the process is gone. */
  readonly stop: Effect.Effect<void>
  /** Ends when the process is gone, no matter what the reason; a supervisor calls `startOrAdopt` again then. */
  readonly gone: Effect.Effect<void>
}

/** Any password may stand in the file. */
const urlOf = (port: number, password: string, role = programRole): string =>
  `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`

const superuserUrlOf = (folder: ServerFolder, url: string) =>
  Effect.promise(() => readFile(folder.superuserPassword, "utf8").catch(() => undefined)).pipe(
    Effect.map((password) => password === undefined ? undefined : urlOf(Number(new URL(url).port), password, superuser))
  )

/** Asks one question over a connection of its own; undefined when the server does not answer. */
const ask = <Row extends QueryResultRow>(url: string, query: string): Effect.Effect<Row | undefined> =>
  Effect.promise(async () => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000, application_name: STARTING })
    // A connection that breaks also fails the question; without a listener it would end the process as well.
    client.on("error", () => {})
    try {
      await client.connect()
      return (await client.query<Row>(query)).rows[0]
    } catch {
      return undefined
    } finally {
      await client.end().catch(() => {})
    }
  })

const answers = (url: string): Effect.Effect<boolean> => Effect.map(ask(url, "SELECT 1"), (row) => row !== undefined)

type Found =
  | { readonly _tag: "nothing" }
  | { readonly _tag: "busy" }
  | { readonly _tag: "running"; readonly pid: number; readonly url: string }

/** Looks whether a server of this folder runs. `busy`: it starts, recovers or shuts down right now. */
const look = (folder: ServerFolder): Effect.Effect<Found, EmbeddedPostgresError> =>
  Effect.gen(function*() {
    if (!holdsDatabase(folder)) return { _tag: "nothing" }
    const postmaster = yield* inFolder(folder.dataDir, () => readPostmaster(folder))
    if (postmaster === undefined) return { _tag: "nothing" }
    const who = yield* Effect.promise(() => whoIs(postmaster.pid, folder))
    if (who === "gone") return { _tag: "nothing" }
    if (who === "other") {
      yield* inFolder(folder.dataDir, () => removeStalePidFile(folder, postmaster.pid))
      return { _tag: "nothing" }
    }
    if (!postmaster.ready) return { _tag: "busy" }
    const url = urlOf(postmaster.port, yield* inFolder(folder.dataDir, () => readFile(folder.password, "utf8")))
    return (yield* answers(url)) ? { _tag: "running", pid: postmaster.pid, url } : { _tag: "busy" }
  })

const serverOf = (folder: ServerFolder, found: Found & { readonly _tag: "running" }, started: boolean) =>
  Effect.gen(function*() {
    yield* lessenPrograms(folder, found.url)
    const superuserUrl = yield* superuserUrlOf(folder, found.url)
    return {
      url: Redacted.make(found.url),
      superuserUrl: superuserUrl === undefined ? undefined : Redacted.make(superuserUrl),
      started,
      pid: found.pid,
      stop: stopServer(folder, found.pid),
      gone: awaitGone(folder, found.pid)
    } satisfies Server
  })

/** How often the state is looked at, and for how long: recovery after a crash under load can take a while. */
const lookEvery = "50 millis"
const patience = "60 seconds"

/** Looks until the server runs, or until there is none and the one we started (if any) has `ended`. */
const awaitRunning = (folder: ServerFolder, ended: () => boolean) =>
  Effect.gen(function*() {
    while (true) {
      const found = yield* look(folder)
      if (found._tag === "running") return found
      if (found._tag === "nothing" && ended()) return found
      yield* Effect.sleep(lookEvery)
    }
  }).pipe(Effect.timeoutFail({
    duration: patience,
    onTimeout: () =>
      new EmbeddedPostgresError({
        problem: `The embedded PostgreSQL in ${folder.dataDir} did not become ready within ${patience}.`,
        remedy: `It goes on trying: see ${folder.log}, wait for a recovery to end and start again, ${useOwnServer}.`
      })
  }))

/** How many ports and rivals are tried before the log's last words are taken as final. */
const launches = 5

const startNew = (folder: ServerFolder): Effect.Effect<Server, EmbeddedPostgresError> =>
  Effect.gen(function*() {
    const as = yield* chooseRunAs(folder)
    const binaries = yield* findBinaries(as, folder.dataDir)
    yield* createDatabase(folder, as, binaries)
    let lastWords = ""
    for (let attempt = 1; attempt <= launches; attempt++) {
      const launched = yield* launch(folder, as, binaries, attempt)
      // Called off, it is stopped. Out of patience, it is not: a recovery begun again each time would never end.
      const found = yield* awaitRunning(folder, launched.hasEnded).pipe(Effect.onInterrupt(() => launched.abandon))
      if (found._tag === "running") return yield* serverOf(folder, found, found.pid === launched.pid)
      // It lost: another start was faster, the port was taken, or its predecessor is not quite gone yet.
      lastWords = yield* launched.lastWords
      yield* Effect.sleep("500 millis")
    }
    return yield* new EmbeddedPostgresError({
      problem: `The embedded PostgreSQL stopped at once: ${lastWords}`,
      remedy: `Its log is ${folder.log}. Put that right, restore a backup into an empty data folder, ${useOwnServer}.`
    })
  })

/**
 * The server of a data folder: adopted when it runs already, else started, the database made first if need be.
 * Safe to call from several processes at once; all get the same server, and `started` is true for one of them.
 *
 * It runs on when this process ends, even by `kill -9`, and the next call adopts it. Anyone who supervises the stack
 * runs `stop` last, after everything that uses the database.
 */
export const startOrAdopt = (dataDir: string): Effect.Effect<Server, EmbeddedPostgresError> =>
  Effect.gen(function*() {
    const folder = serverFolder(resolve(dataDir))
    // 0755 and not 0700: as root the server is another account, which must be able to walk through.
    yield* inFolder(folder.dataDir, () => mkdir(folder.dataDir, { recursive: true, mode: 0o755 }))
    const found = yield* awaitRunning(folder, () => true)
    return yield* found._tag === "running" ? serverOf(folder, found, false) : startNew(folder)
  }).pipe(
    Effect.withSpan("EmbeddedPostgres.startOrAdopt")
  )

/** When nothing can be asked any more there is nobody left to protect either. */
const hasOtherClients = (url: string): Effect.Effect<boolean> =>
  ask<{ readonly others: boolean }>(
    url,
    `SELECT count(*) > 0 AS others FROM pg_stat_activity
     WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`
  ).pipe(Effect.map((row) => row?.others === true))

/**
 * The address of a folder's database for one short piece of work, such as `callsheet org create` beside a running
 * stack or without one. A server started for it stops with the scope, unless somebody else has come to use it.
 */
export const connectionOf = (dataDir: string) =>
  Effect.acquireRelease(startOrAdopt(dataDir), (server) =>
    server.started
      ? Effect.unlessEffect(server.stop, hasOtherClients(Redacted.value(server.superuserUrl ?? server.url)))
      : Effect.void).pipe(Effect.map((server) => server.url))
