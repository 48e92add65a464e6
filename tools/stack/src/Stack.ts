import { StackConfig } from "@callsheet/client/ClientConfig"
import { CannotDo } from "@callsheet/client/CliError"
import { keyFileOf, ownerKey, readOwnerKey, writeOwnerKey } from "@callsheet/client/OwnerKey"
import { awaitDatabase, layer as databaseLayer, placeOf } from "@callsheet/database/Database"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { startOrAdopt } from "@callsheet/embedded-postgres/EmbeddedPostgres"
import { requireSettings } from "@callsheet/process/settings/Check"
import { environmentFor, ProcessEnvironment } from "@callsheet/process/settings/Environment"
import { addressOf } from "@callsheet/process/settings/Together"
import { Effect, ExecutionStrategy, Option, Redacted, Schedule, Schema, Scope } from "effect"
import { chmodSync, existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { quietly } from "./LocalDatabase.ts"
import { firstOrg, opens } from "./NewOrg.ts"
import { freePort, requireFree } from "./Ports.ts"
import { findProgram, type ProgramRole } from "./Programs.ts"
import { claimFolder } from "./StackRecord.ts"
import { type StandIn, standInFor } from "./StandIn.ts"
import { type ChildGaveUp, standardSupervision, supervise, type Supervised, type Supervision } from "./Supervisor.ts"

export interface Stack {
  readonly url: string
  readonly mode: "sandbox" | "live"
  readonly dataDir: string
  /** Where the owner key of the first org is; null in live mode, where a person makes the first org. */
  readonly ownerKeyFile: string | null
  readonly standIn: StandIn | null
  readonly database: string
  /** Where the database is now; an embedded server that had to be started again can have moved. */
  readonly databaseUrl: () => Redacted.Redacted<string>
  /** The embedded server's process; null where the database is somebody else's. */
  readonly databasePid: () => number | null
  /** Fails when a part of the stack is beyond being started again; never ends otherwise. */
  readonly fails: Effect.Effect<never, ChildGaveUp>
}

export interface StackOptions {
  readonly workers: number
  /** What a person should hear, such as a child that died and a warning of one. */
  readonly tell: (text: string) => Effect.Effect<void>
  /** A step of the start, for progress. */
  readonly step: (text: string) => Effect.Effect<void>
  /** What the children inherit; absent: this process's own environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Stands between servers and workers and what they talk to; absent: nothing does. */
  readonly between?: {
    readonly database: (url: () => Redacted.Redacted<string>) => Redacted.Redacted<string>
    readonly sandbox: (url: string) => string
  }
  readonly supervision?: Partial<Supervision>
  readonly onSpawn?: (name: string, pid: number) => void
}

/** Made by a release that followed the umask of its starter. The database's folder closes itself, for its own account. */
const closeFolders = (dataDir: string) => {
  for (const name of ["hung", "library", "logs", "media", "pictures", "render", "sandbox.json.uploads", "voices"]) {
    if (existsSync(join(dataDir, name))) chmodSync(join(dataDir, name), 0o700)
  }
}

/** The stand-in for TikTok needs nothing of the installation, so it gets none of its secrets. */
const sandboxNeeds = (variables: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(
    Object.entries(variables).filter(([name]) => !/^(CALLSHEET_|DATABASE_|PG|OTEL_|AWS_)/.test(name))
  )

const READY_PATIENCE = "2 minutes"

/** PostgreSQL leads a session of its own, so what ends this process at once has to end it too. */
const stoppedAtExit = (pid: () => number) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const stop = () => {
        try {
          // A fast shutdown: nothing is lost, and it ends by itself.
          process.kill(pid(), "SIGINT")
        } catch (cause) {
          if (!(cause instanceof Error && "code" in cause && cause.code === "ESRCH")) throw cause
        }
      }
      process.on("exit", stop)
      return stop
    }),
    (stop) => Effect.sync(() => process.off("exit", stop))
  )

/** The embedded server, kept running. Its address can change when it had to be started again. */
const embedded = (dataDir: string, options: StackOptions) =>
  Effect.gen(function*() {
    const current = yield* Effect.acquireRelease(
      Effect.map(startOrAdopt(dataDir), (server) => ({ server })),
      (current) => current.server.stop
    )
    yield* stoppedAtExit(() => current.server.pid)
    yield* Effect.forkScoped(
      Effect.suspend(() => current.server.gone).pipe(
        Effect.zipRight(options.tell("PostgreSQL ended; starting it again.")),
        Effect.zipRight(startOrAdopt(dataDir)),
        Effect.tap((again) => Effect.sync(() => current.server = again)),
        Effect.catchAll((error) => Effect.delay(options.tell(`${error.message} ${error.remedy}`), "5 seconds")),
        Effect.forever
      )
    )
    return { url: () => current.server.url, pid: () => current.server.pid }
  })

const Health = Schema.Struct({ instance: Schema.String })

/** Waits until our own server says at its address that it can serve. Another program that answers there is not it. */
const answersAt = (url: string, server: Supervised, dataDir: string): Effect.Effect<void, CannotDo> =>
  Effect.tryPromise(async () => {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) })
    const body: unknown = await response.json()
    return { ok: response.ok, body }
  }).pipe(
    Effect.flatMap(({ body, ok }) =>
      Effect.flatMap(Schema.decodeUnknown(Health)(body), ({ instance }) =>
        instance !== server.instance()
          ? Effect.fail("another program answers there")
          : ok
          ? Effect.void
          : Effect.fail("it is not ready"))
    ),
    Effect.retry({ schedule: Schedule.spaced("100 millis").pipe(Schedule.upTo(READY_PATIENCE)) }),
    Effect.mapError((why) =>
      new CannotDo({
        what: `The server at ${url} did not become ready within ${READY_PATIENCE}${
          typeof why === "string" ? `: ${why}` : ""
        }.`,
        next: `See what is missing: curl -H "Authorization: Bearer $(cat ${
          join(dataDir, "metrics.token")
        })" ${url}/health/ready, and the logs in the data folder.`
      })
    )
  )

/** Every child says that it serves. */
const allServe = (children: ReadonlyArray<readonly [name: string, child: Supervised]>, dataDir: string) =>
  Effect.forEach(children, ([name, child]) =>
    Effect.timeoutFail(child.serves, {
      duration: READY_PATIENCE,
      onTimeout: () =>
        new CannotDo({
          what: `The ${name} did not become ready within ${READY_PATIENCE}.`,
          next: `See its log: ${join(dataDir, "logs")}`
        })
    }), { concurrency: "unbounded", discard: true })

/** What is acquired here is released at the same time: several workers finish their work side by side. */
const together = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.flatMap(
    Effect.acquireRelease(Scope.make(ExecutionStrategy.parallel), (scope, exit) => Scope.close(scope, exit)),
    (scope) => Effect.provideService(work, Scope.Scope, scope)
  )

/** Names the first org's zone after the machine it is on; `org policy` and quotas go by it. */
const localZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

const storeFirstKey = (dataDir: string, url: string) =>
  Effect.gen(function*() {
    const stored = yield* readOwnerKey(dataDir)
    if (Option.isSome(stored) && (yield* opens(stored.value.key))) {
      if (stored.value.url !== url) yield* writeOwnerKey(dataDir, { ...stored.value, url })
      return
    }
    const org = yield* firstOrg({ name: "Studio", timeZone: localZone() })
    yield* writeOwnerKey(dataDir, ownerKey(url, org.ownerKey, org.id))
  })

/** What has to be so before anything starts: settings, the folder, programs, and a free port. */
const prepare = (options: StackOptions) =>
  Effect.gen(function*() {
    // One message for everything that any of the programs could not use.
    yield* requireSettings(yield* ProcessEnvironment, ["server", "worker", "sandbox", "command line"])
    const config = yield* StackConfig
    const { dataDir } = config
    const url = addressOf(config.host, config.port)
    const notes = yield* claimFolder({ dataDir, url, grace: config.shutdownGrace, tell: options.tell })
    const programs = {
      server: yield* findProgram("server"),
      worker: yield* findProgram("worker"),
      sandbox: yield* findProgram("sandbox")
    }
    yield* requireFree(config.host, config.port)
    mkdirSync(join(dataDir, "logs"), { recursive: true, mode: 0o700 })
    closeFolders(dataDir)
    return { config, dataDir, url, notes, programs }
  })

type Prepared = Effect.Effect.Success<ReturnType<typeof prepare>>

/** The database, the embedded one or the one that is given, with today's tables. */
const openDatabase = ({ config, dataDir, url }: Prepared, options: StackOptions) =>
  Effect.gen(function*() {
    const given = Option.getOrUndefined(config.databaseUrl)
    const database = given === undefined
      ? yield* embedded(dataDir, options)
      : { url: () => given, pid: () => null }
    const now = database.url()
    yield* quietly(awaitDatabase(now, "5 seconds"))
    const client = databaseLayer({ url: now, applicationName: "callsheet-up", maxConnections: 4 })
    yield* Effect.provide(migrate, client)
    if (config.mode === "sandbox") yield* Effect.provide(storeFirstKey(dataDir, url), client)
    return { ...database, place: given === undefined ? "embedded" : placeOf(given) }
  })

type OpenedDatabase = Effect.Effect.Success<ReturnType<typeof openDatabase>>

/** Starts a program and keeps it running. */
const starterOf = ({ config, dataDir, notes, programs }: Prepared, database: OpenedDatabase, options: StackOptions) => {
  const supervision = { ...standardSupervision(config.shutdownGrace), ...options.supervision, tell: options.tell }
  const childDatabaseUrl = () => options.between?.database(database.url) ?? database.url()
  return (role: ProgramRole, name: string, env: Readonly<Record<string, string>>) =>
    supervise({
      name,
      program: programs[role],
      args: [`--of=${dataDir}`],
      env: () =>
        role === "sandbox"
          ? { ...sandboxNeeds(options.environment ?? process.env), ...env }
          : environmentFor(options.environment ?? process.env, {
            CALLSHEET_DATA_DIR: dataDir,
            DATABASE_URL: Redacted.value(childDatabaseUrl()),
            ...env
          }),
      log: join(dataDir, "logs", `${name.replace(" ", "-")}.log`)
    }, {
      ...supervision,
      onSpawn: (pid) => {
        notes.born(name, pid)
        options.onSpawn?.(name, pid)
      }
    })
}

type Starter = ReturnType<typeof starterOf>
type NamedChild = readonly [name: string, child: Supervised]

/** The stand-in for TikTok, where the installation uses ours. */
const startStandIn = ({ config, dataDir, url }: Prepared, start: Starter, options: StackOptions) =>
  Effect.gen(function*() {
    if (config.mode !== "sandbox" || Option.isSome(config.tiktokApiUrl)) {
      return { standIn: null, forMembers: {}, children: [] }
    }
    yield* options.step("sandbox TikTok")
    const { forMembers, forSandbox, standIn } = standInFor({
      dataDir,
      port: yield* freePort("127.0.0.1", config.sandboxPort),
      webhookUrl: `${url}/webhooks/tiktok`,
      reached: (url) => options.between?.sandbox(url) ?? url
    })
    const child: NamedChild = ["sandbox", yield* start("sandbox", "sandbox", forSandbox)]
    return { standIn, forMembers, children: [child] }
  })

/** The server and the workers. Workers first, so that the server is the first to stop: nothing new comes in while they finish. */
const startMembers = (start: Starter, tiktok: Readonly<Record<string, string>>, options: StackOptions) =>
  Effect.gen(function*() {
    yield* options.step(`server and ${options.workers} ${options.workers === 1 ? "worker" : "workers"}`)
    const workers = yield* together(Effect.forEach(
      Array.from({ length: options.workers }, (_, index) => `worker ${index + 1}`),
      (name) => Effect.map(start("worker", name, tiktok), (child): NamedChild => [name, child])
    ))
    const server = yield* start("server", "server", tiktok)
    return { server, children: [["server", server] satisfies NamedChild, ...workers] }
  })

/**
 * Everything Callsheet consists of, on this machine, until the scope closes. Then it is stopped in order: server,
 * workers, sandbox, PostgreSQL.
 */
export const startStack = (options: StackOptions) =>
  Effect.gen(function*() {
    const prepared = yield* prepare(options)
    const { config, dataDir, url } = prepared
    yield* options.step("PostgreSQL")
    const database = yield* openDatabase(prepared, options)
    const start = starterOf(prepared, database, options)
    const { children: sandbox, forMembers, standIn } = yield* startStandIn(prepared, start, options)
    const { children: members, server } = yield* startMembers(start, forMembers, options)
    const children: ReadonlyArray<NamedChild> = [...sandbox, ...members]
    const fails = Effect.zipRight(
      Effect.all(children.map(([, { gaveUp }]) => gaveUp), { concurrency: "unbounded" }),
      Effect.never
    )
    yield* Effect.raceFirst(Effect.zipRight(allServe(children, dataDir), answersAt(url, server, dataDir)), fails)
    const stack: Stack = {
      url,
      mode: config.mode,
      dataDir,
      ownerKeyFile: config.mode === "sandbox" ? keyFileOf(dataDir) : null,
      standIn,
      database: database.place,
      databaseUrl: database.url,
      databasePid: database.pid,
      fails
    }
    return stack
  })
