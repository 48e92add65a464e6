import { connectionOf, startOrAdopt } from "@callsheet/embedded-postgres/EmbeddedPostgres"
import { assert, it } from "@effect/vitest"
import { Effect, Exit, Redacted } from "effect"
import { execFile } from "node:child_process"
import { existsSync, statSync } from "node:fs"
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { escapeLiteral } from "pg"
import { asAdmin } from "../support/Postgres.ts"

/** A data folder of the test's own. The server it holds at the end is stopped. */
const dataFolder = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = await mkdtemp(join(tmpdir(), "callsheet-embedded-"))
    await chmod(folder, 0o755)
    return folder
  }),
  (folder) =>
    Effect.gen(function*() {
      if (existsSync(join(folder, "postgres", "data", "postmaster.pid"))) {
        yield* Effect.orDie(Effect.flatMap(startOrAdopt(folder), (server) => server.stop))
      }
      yield* Effect.promise(() => rm(folder, { recursive: true, force: true }))
    })
)

const inOtherProcess = (folder: string): Effect.Effect<{ readonly pid: number; readonly started: boolean }> =>
  Effect.promise(async () => {
    const program = join(import.meta.dirname, "startOne.ts")
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--conditions=callsheet-source",
      "--import",
      "tsx",
      program,
      folder
    ])
    return JSON.parse(stdout) as { readonly pid: number; readonly started: boolean }
  })

const query = (url: Redacted.Redacted<string>, text: string) =>
  asAdmin((client) => client.query<Record<string, unknown>>(text), Redacted.value(url)).pipe(
    Effect.map(({ rows }) => rows)
  )

it.scopedLive("a first start makes a durable database that sorts alike on every machine", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const server = yield* startOrAdopt(folder)
    assert.isTrue(server.started)
    assert.deepStrictEqual(
      yield* query(
        server.superuserUrl!,
        `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
           current_setting('data_checksums') AS checksums, current_setting('listen_addresses') AS address,
           current_setting('unix_socket_directories') AS sockets,
           (SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = current_database()) AS locale`
      ),
      [{ fsync: "on", commit: "on", checksums: "on", address: "127.0.0.1", sockets: "", locale: "b C.UTF-8" }]
    )
    yield* server.stop
    assert.isFalse(existsSync(join(folder, "postgres", "data", "postmaster.pid")))
  }))

it.scopedLive("the password is readable by its owner alone and shows in no process list", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const server = yield* startOrAdopt(folder)
    const file = join(folder, "postgres", "password")
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)
    const password = yield* Effect.promise(() => readFile(file, "utf8"))
    assert.strictEqual(new URL(Redacted.value(server.url)).password, password)
    const superusers = join(folder, "postgres", "superuser-password")
    assert.strictEqual(statSync(superusers).mode & 0o777, 0o600)
    const superuserPassword = yield* Effect.promise(() => readFile(superusers, "utf8"))
    assert.notStrictEqual(superuserPassword, password)
    const log = yield* Effect.promise(() => readFile(join(folder, "postgres", "server.log"), "utf8"))
    for (const secret of [password, superuserPassword]) assert.notInclude(log, secret)
    const { stdout } = yield* Effect.promise(() => promisify(execFile)("ps", ["axww", "-o", "args"]))
    assert.include(stdout, folder)
    assert.notInclude(stdout, password)
    assert.notInclude(stdout, superuserPassword)
    assert.notInclude(String(server.url), password)
  }))

it.scopedLive("a server that runs already is adopted, also by another process", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const first = yield* startOrAdopt(folder)
    const second = yield* startOrAdopt(folder)
    assert.isFalse(second.started)
    assert.strictEqual(Redacted.value(second.url), Redacted.value(first.url))
    assert.deepStrictEqual(yield* inOtherProcess(folder), { pid: first.pid, started: false })
  }))

it.scopedLive("two processes that start an empty folder at once share one server, which outlives both", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const [one, two] = yield* Effect.all([inOtherProcess(folder), inOtherProcess(folder)], { concurrency: 2 })
    assert.strictEqual(one.pid, two.pid)
    assert.notStrictEqual(one.started, two.started)
    const adopted = yield* startOrAdopt(folder)
    assert.strictEqual(adopted.pid, one.pid)
    assert.deepStrictEqual(yield* query(adopted.url, "SELECT 1 AS one"), [{ one: 1 }])
  }))

it.scopedLive("after kill -9 the server comes back on the same address with every committed row", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const first = yield* startOrAdopt(folder)
    yield* query(first.url, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    process.kill(first.pid, "SIGKILL")
    yield* first.gone
    const second = yield* startOrAdopt(folder)
    assert.isTrue(second.started)
    assert.strictEqual(Redacted.value(second.url), Redacted.value(first.url))
    assert.deepStrictEqual(yield* query(second.url, "SELECT count(*)::int AS n FROM kept"), [{ n: 1000 }])
  }))

it.scopedLive("a process number that went to another program does not block the start", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const first = yield* startOrAdopt(folder)
    const pidFile = join(folder, "postgres", "data", "postmaster.pid")
    const content = yield* Effect.promise(() => readFile(pidFile, "utf8"))
    yield* first.stop
    // As after a power cut: the file is there, and its number is now ours.
    yield* Effect.promise(() => writeFile(pidFile, content.replace(/^\d+/, String(process.pid))))
    const second = yield* startOrAdopt(folder)
    assert.isTrue(second.started)
    assert.notStrictEqual(second.pid, process.pid)
  }))

it.scopedLive("a port taken meanwhile is replaced by a free one", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const first = yield* startOrAdopt(folder)
    yield* first.stop
    const port = Number(new URL(Redacted.value(first.url)).port)
    yield* Effect.acquireRelease(
      Effect.async<ReturnType<typeof createServer>>((resume) => {
        const rival = createServer()
        rival.listen(port, "127.0.0.1", () => resume(Effect.succeed(rival)))
      }),
      (rival) => Effect.async<void>((resume) => void rival.close(() => resume(Effect.void)))
    )
    const second = yield* startOrAdopt(folder)
    assert.notStrictEqual(Number(new URL(Redacted.value(second.url)).port), port)
  }))

it.scopedLive("what a start killed half-way left behind is removed and the next start is whole", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const dead = 2 ** 22 + 1 // above the highest process number there can be
    const rubbish = join(folder, `postgres.making-${dead}-0a0b0c0d`)
    yield* Effect.promise(() => mkdir(join(rubbish, "data", "base"), { recursive: true }))
    yield* Effect.promise(() => mkdir(join(folder, "postgres")))
    const server = yield* startOrAdopt(folder)
    assert.isTrue(server.started)
    assert.isFalse(existsSync(rubbish))
  }))

it.scopedLive("a folder that holds something else is refused and left alone", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const theirs = join(folder, "postgres", "letter.txt")
    yield* Effect.promise(() => mkdir(join(folder, "postgres")).then(() => writeFile(theirs, "dear")))
    const error = yield* Effect.flip(startOrAdopt(folder))
    assert.include(error.message, "not a complete database")
    assert.include(error.remedy, "DATABASE_URL")
    assert.isTrue(existsSync(theirs))
  }))

it.scopedLive("a data folder that cannot be used is named together with the variable to change", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const file = join(folder, "a-file")
    yield* Effect.promise(() => writeFile(file, ""))
    const error = yield* Effect.flip(startOrAdopt(join(file, "data")))
    assert.include(error.message, join(file, "data"))
    assert.include(error.remedy, "CALLSHEET_DATA_DIR")
  }))

it.scopedLive("a damaged database says why it does not start", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const server = yield* startOrAdopt(folder)
    yield* server.stop
    yield* Effect.promise(() => rm(join(folder, "postgres", "data", "global"), { recursive: true }))
    const error = yield* Effect.flip(startOrAdopt(folder))
    assert.include(error.message, "pg_control")
    assert.include(error.remedy, "server.log")
  }))

it.scopedLive("a short piece of work stops the server it started", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const url = yield* Effect.scoped(connectionOf(folder))
    assert.isFalse(existsSync(join(folder, "postgres", "data", "postmaster.pid")))
    const server = yield* startOrAdopt(folder)
    assert.strictEqual(Redacted.value(server.url), Redacted.value(url))
    yield* Effect.scoped(connectionOf(folder))
    assert.isFalse((yield* startOrAdopt(folder)).started)
  }))

it.scopedLive("a short piece of work leaves its server to whoever came to use it meanwhile", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const url = yield* Effect.scoped(Effect.gen(function*() {
      const url = yield* connectionOf(folder)
      yield* Effect.forkDaemon(query(url, "SELECT pg_sleep(2)"))
      yield* Effect.repeat(
        query(url, "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(2)'"),
        { until: (rows) => rows.length === 1 }
      )
      return url
    }))
    assert.deepStrictEqual(yield* query(url, "SELECT 1 AS one"), [{ one: 1 }])
  }))

/** What a role may do that belongs to the server and not to its own tables. */
const rights = (url: Redacted.Redacted<string>) =>
  query(
    url,
    `SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
       pg_has_role(current_user, 'pg_execute_server_program', 'MEMBER') AS programs
     FROM pg_roles WHERE rolname = current_user`
  )

const programs = [{
  rolname: "callsheet",
  rolsuper: false,
  rolcreatedb: false,
  rolcreaterole: false,
  rolreplication: false,
  rolbypassrls: false,
  programs: false
}]

it.scopedLive(
  "programs get a role without rights over the server, also in a folder of an earlier release",
  () =>
    Effect.gen(function*() {
      const folder = yield* dataFolder
      const first = yield* startOrAdopt(folder)
      assert.deepStrictEqual(yield* rights(first.url), programs)
      const refused = yield* Effect.exit(query(first.url, "COPY (SELECT 1) TO PROGRAM 'true'"))
      assert.isTrue(Exit.isFailure(refused))

      // As an earlier release left it: one role, which is the superuser and owns everything.
      const asSuperuser = first.superuserUrl!
      yield* asAdmin(async (admin) => {
        for (
          const statement of [
            "CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY, word text)",
            "INSERT INTO kept (word) SELECT 'row ' || n FROM generate_series(1, 100) n",
            "CREATE SEQUENCE loose",
            "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n * 2'",
            "CREATE TYPE mood AS ENUM ('fine')",
            "CREATE SCHEMA other",
            "CREATE VIEW other.words AS SELECT word FROM kept",
            "ALTER DATABASE postgres OWNER TO callsheet_superuser",
            "DROP ROLE callsheet",
            "CREATE ROLE helper SUPERUSER",
            "SET SESSION AUTHORIZATION helper",
            "ALTER ROLE callsheet_superuser RENAME TO callsheet",
            `ALTER ROLE callsheet PASSWORD '${new URL(Redacted.value(first.url)).password}'`,
            "RESET SESSION AUTHORIZATION",
            "DROP ROLE helper"
          ]
        ) await admin.query(statement)
      }, Redacted.value(asSuperuser))
      assert.strictEqual((yield* rights(first.url))[0]?.["rolsuper"], true)
      yield* Effect.promise(() => rm(join(folder, "postgres", "superuser-password")))

      // While a program of that release is at work nothing changes under it.
      yield* asAdmin(async () => {
        await Effect.runPromise(startOrAdopt(folder))
      }, Redacted.value(first.url))
      assert.strictEqual((yield* rights(first.url))[0]?.["rolsuper"], true)

      yield* first.stop
      const [one, two] = yield* Effect.all([startOrAdopt(folder), startOrAdopt(folder)], { concurrency: 2 })
      assert.strictEqual(Redacted.value(one.url), Redacted.value(two.url))
      assert.deepStrictEqual(yield* rights(one.url), programs)
      assert.deepStrictEqual(yield* query(one.url, "SELECT count(*)::int AS n, twice(2) AS four FROM kept"), [{
        n: 100,
        four: 4
      }])
      // It owns what it had: it can change tables and make others, as a migration does.
      yield* query(
        one.url,
        `ALTER TABLE kept ADD COLUMN more text; ALTER TYPE mood ADD VALUE 'good'; SELECT nextval('loose');
       DROP FUNCTION twice; DROP VIEW other.words; CREATE TABLE public.made (id integer); CREATE SCHEMA third`
      )
      const owners = yield* query(
        one.superuserUrl!,
        `SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'`
      )
      assert.deepStrictEqual(owners, [{ tableowner: "callsheet" }])
      assert.deepStrictEqual(
        yield* query(one.superuserUrl!, "SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' ORDER BY 1"),
        [{ rolname: "callsheet" }, { rolname: "callsheet_superuser" }]
      )
    }),
  120_000
)

it.scopedLive("a password of any characters fits into the address", () =>
  Effect.gen(function*() {
    const folder = yield* dataFolder
    const first = yield* startOrAdopt(folder)
    const odd = "p@ss:w/rd?#%41 &'\"\\ü"
    yield* asAdmin(
      (admin) => admin.query(`ALTER ROLE callsheet PASSWORD ${escapeLiteral(odd)}`),
      Redacted.value(first.superuserUrl!)
    )
    yield* Effect.promise(() => writeFile(join(folder, "postgres", "password"), odd))
    const second = yield* startOrAdopt(folder)
    assert.deepStrictEqual(yield* query(second.url, "SELECT 1 AS one"), [{ one: 1 }])
  }))
