import { ApiClient, targetOf } from "@callsheet/client/Client"
import { StackConfig } from "@callsheet/client/ClientConfig"
import { explain } from "@callsheet/client/CliError"
import { placeOf } from "@callsheet/database/Database"
import { rowsUnderOtherKeys } from "@callsheet/database/secrets/Rotation"
import { Vault } from "@callsheet/database/secrets/Vault"
import { settingFaults } from "@callsheet/process/settings/Check"
import { ProcessEnvironment } from "@callsheet/process/settings/Environment"
import { addressOf } from "@callsheet/process/settings/Together"
import { withDatabase } from "@callsheet/stack/LocalDatabase"
import { requireFree } from "@callsheet/stack/Ports"
import { Clock, Duration, Effect, Either, Option, type Redacted } from "effect"
import { existsSync } from "node:fs"
import { access, constants, statfs } from "node:fs/promises"
import { dirname, join } from "node:path"
import { type DoctorFinding, note, ok, problem } from "./Finding.ts"
import { localModels, writer } from "./LocalModels.ts"
import { ffmpeg, fonts, node, pictures, programs, voice } from "./Tools.ts"

/** What a check ends with that it did not expect is a problem with that check's name. */
const checked = <E, R>(
  name: string,
  check: Effect.Effect<DoctorFinding, E, R>
): Effect.Effect<DoctorFinding, never, R> =>
  Effect.catchAll(check, (error) => {
    const { message, remedy } = explain(error)
    return Effect.succeed(problem(name, message, remedy))
  })

const LEAST_FREE_BYTES = 2_000_000_000

/** The folder itself, or the nearest one above it that exists: that is what the first start writes into. */
const existing = (folder: string): string => {
  let at = folder
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}

const dataFolder = (dataDir: string) =>
  Effect.tryPromise(async () => {
    const folder = existing(dataDir)
    await access(folder, constants.W_OK)
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  }).pipe(
    Effect.match({
      onFailure: () =>
        problem(
          "data folder",
          `${dataDir} cannot be written.`,
          "Make it writable, or name another one: CALLSHEET_DATA_DIR"
        ),
      onSuccess: (free) =>
        free < LEAST_FREE_BYTES
          ? problem(
            "data folder",
            `${dataDir} has ${(free / 1e9).toFixed(1)} GB left; videos need room.`,
            "Free some space, or name another folder: CALLSHEET_DATA_DIR"
          )
          : ok("data folder", `${dataDir}, ${(free / 1e9).toFixed(0)} GB free`)
    })
  )

const database = (dataDir: string, url: Option.Option<Redacted.Redacted<string>>) =>
  Option.isNone(url) && !existsSync(join(dataDir, "postgres"))
    ? Effect.succeed(note("database", "The embedded PostgreSQL is made at the first start."))
    : Effect.as(
      withDatabase(Effect.void),
      ok("database", Option.match(url, { onNone: () => "embedded PostgreSQL answers", onSome: placeOf }))
    )

/** Secrets that only the previous master key opens are lost with it. */
const secrets = (dataDir: string, url: Option.Option<Redacted.Redacted<string>>) =>
  Option.isNone(url) && !existsSync(join(dataDir, "postgres"))
    ? Effect.succeed(note("secrets", "Nothing is stored yet."))
    : Effect.map(
      withDatabase(rowsUnderOtherKeys).pipe(Effect.provide(Vault.layerConfig)),
      (rows) =>
        rows === 0
          ? ok("secrets", "all under the current master key")
          : problem(
            "secrets",
            `${rows} ${rows === 1 ? "row is" : "rows are"} under another master key than CALLSHEET_MASTER_KEY.`,
            "Keep CALLSHEET_MASTER_KEY_PREVIOUS set and run: callsheet key rotate-master"
          )
    )

const get = (url: string) =>
  Effect.tryPromise(() => fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) }))

/** The server's port: free, or held by our own server. */
const port = (host: string, number: number) =>
  Effect.gen(function*() {
    const live = yield* Effect.option(get(`${addressOf(host, number)}/health/live`))
    if (Option.isSome(live) && live.value.ok) return ok("port", `${host}:${number} is served by Callsheet`)
    yield* requireFree(host, number)
    return ok("port", `${host}:${number} is free`)
  })

const server = Effect.gen(function*() {
  const target = yield* targetOf(Option.none())
  const up = yield* Effect.option(get(`${target.url}/health/live`))
  if (Option.isNone(up)) return note("server", `Nothing answers at ${target.url}.`, "Start the stack: callsheet up")
  return yield* Effect.flatMap(ApiClient, (client) => client.system.whoami({})).pipe(
    Effect.provide(ApiClient.layer(target)),
    Effect.timeout("10 seconds"),
    Effect.map(({ name, role }) => ok("server", `${target.url}, key "${name}" (${role})`))
  )
}).pipe(
  Effect.catchTag("NoKey", ({ message, remedy }) => Effect.succeed(note("key", message, remedy)))
)

/** Pauses that explain why nothing is posted. Nothing to say where no server answers or no key is there. */
const posting = Effect.gen(function*() {
  const target = yield* targetOf(Option.none())
  return yield* Effect.gen(function*() {
    const client = yield* ApiClient
    const { paused } = yield* client.system.info({})
    const { orgId } = yield* client.system.whoami({})
    // An operator sees no org, and no pause of one.
    const picture = yield* Effect.option(client.plan.now({ orgId }))
    const all = Option.match(picture, {
      onNone: () =>
        paused === undefined ? [] : [{ ...paused, name: "the whole installation", resume: "callsheet resume" }],
      onSome: (now) => now.paused ?? []
    })
    return all.map(({ at, by, name, reason, resume }) =>
      note("posting", `Posting of ${name} is paused by ${by} since ${at}${reason === "" ? "." : `: ${reason}`}`, resume)
    )
  }).pipe(Effect.provide(ApiClient.layer(target)), Effect.timeout("10 seconds"))
}).pipe(Effect.orElseSucceed((): ReadonlyArray<DoctorFinding> => []))

const CLOCK_TOLERANCE = Duration.toMillis("1 minute")

/** TikTok's own clock tells whether ours is right: slots and signatures go by it. */
const tiktok = (mode: "sandbox" | "live", apiUrl: Option.Option<string>) =>
  Effect.gen(function*() {
    if (mode === "sandbox" && Option.isNone(apiUrl)) return [ok("TikTok", "the built-in sandbox")]
    const url = Option.getOrElse(apiUrl, () => "https://open.tiktokapis.com")
    const answered = yield* Effect.option(get(url))
    if (Option.isNone(answered)) {
      return [
        problem(
          "TikTok",
          `${url} cannot be reached.`,
          "Check the network, the proxy (CALLSHEET_HTTP_PROXY) and CALLSHEET_TIKTOK_API_URL."
        )
      ]
    }
    const theirs = Date.parse(answered.value.headers.get("date") ?? "")
    const off = Number.isNaN(theirs) ? 0 : (yield* Clock.currentTimeMillis) - theirs
    return [
      ok("TikTok", `${url} answers`),
      Math.abs(off) > CLOCK_TOLERANCE
        ? problem("clock", `It is off by ${Math.round(off / 1000)} s.`, "Set the clock; let it follow NTP.")
        : ok("clock", "agrees with TikTok's")
    ]
  })

/** Every setting as every program would read it, and variables that no program reads. */
const settings = Effect.gen(function*() {
  const environment = yield* ProcessEnvironment
  const faults = yield* settingFaults(environment, ["server", "worker", "sandbox", "command line"])
  const given = environment.given.length === 0 ? "all have their defaults" : `set: ${environment.given.join(", ")}`
  return [
    ...(faults.length === 0 ? [ok("settings", given)] : []),
    ...faults.map(({ problem: what, remedy, variable }) => problem("settings", `${variable}: ${what}.`, remedy)),
    ...environment.warnings.map((text) => note("settings", text))
  ]
})

/** Everything Callsheet needs on this machine, looked at one by one; nothing is changed. */
export const examine = Effect.gen(function*() {
  const variables = yield* settings
  const read = yield* Effect.either(StackConfig)
  // Where the stack would stand is not known then, so nothing else can be looked at.
  if (Either.isLeft(read)) return [yield* node, ...variables]
  const config = read.right
  const { dataDir } = config
  const findings = yield* Effect.all([
    node,
    programs,
    checked("ffmpeg", ffmpeg),
    fonts,
    voice(dataDir),
    pictures,
    dataFolder(dataDir),
    checked("database", database(dataDir, config.databaseUrl)),
    checked("secrets", secrets(dataDir, config.databaseUrl)),
    checked("port", port(config.host, config.port)),
    checked("server", server)
  ], { concurrency: 4 })
  return [
    ...variables,
    ...findings,
    ...(yield* posting),
    ...(yield* writer(localModels)),
    ...(yield* tiktok(config.mode, config.tiktokApiUrl))
  ]
})
