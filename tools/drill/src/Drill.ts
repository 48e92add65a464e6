import { ApiClient } from "@callsheet/client/Client"
import { CannotDo } from "@callsheet/client/CliError"
import { readOwnerKey } from "@callsheet/client/OwnerKey"
import { type CommandAnswer, Output } from "@callsheet/client/terminal/Output"
import { span } from "@callsheet/client/terminal/Render"
import { Signals } from "@callsheet/client/terminal/Signals"
import * as Database from "@callsheet/database/Database"
import { connectSandboxAccount } from "@callsheet/demo/DemoAccount"
import type { OrgId } from "@callsheet/domain/Ids"
import { quietly } from "@callsheet/stack/LocalDatabase"
import { freePort } from "@callsheet/stack/Ports"
import { type Stack, startStack } from "@callsheet/stack/Stack"
import { Cause, Chunk, ConfigProvider, Duration, Effect, Layer, Option, Random, Redacted, Schedule } from "effect"
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeCalendar } from "./Calendar.ts"
import { ClusterProbe } from "./ClusterProbe.ts"
import { type DrillTarget, faultKinds, makeFaults, type StrikeKind } from "./Faults.ts"
import { makeProbes } from "./Probes.ts"
import { makeProcessTable } from "./ProcessTable.ts"
import { killsIn, postsInBooks, proofOf, proofText } from "./Proof.ts"
import { startProxy } from "./Proxy.ts"
import { smallDisk } from "./SmallDisk.ts"
import { detectStalls } from "./StallDetector.ts"

export interface DrillWish {
  readonly minutes: number
  /** Ends earlier once so many processes were killed. */
  readonly kills: Option.Option<number>
  readonly workers: number
  /** Decides what strikes when. Processes have their own pace, so two runs of one seed are alike, not equal. */
  readonly seed: string
}

/** Between two strikes, at random; some fall together, some find everything mended. */
const PAUSE_MILLIS = [200, 1_500] as const
/** From the last strike on: nothing is struck any more, so what is not done after this is stuck. */
const PATIENCE = "5 minutes"
/** A person who asks to stop does not wait that long; what is still open then is said. */
const STOP_PATIENCE = "1 minute"
/** What the drill's own processes need of the environment; nothing of the person's Callsheet belongs in. */
const inherited = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) =>
      !name.startsWith("CALLSHEET_") && !/^(DATABASE_URL|OTEL_|NODE_OPTIONS)/.test(name)
    )
  )

const portOf = (url: Redacted.Redacted<string>): number => Number(new URL(Redacted.value(url)).port)

const withPort = (url: Redacted.Redacted<string>, port: number): Redacted.Redacted<string> => {
  const moved = new URL(Redacted.value(url))
  moved.port = String(port)
  return Redacted.make(moved.href)
}

/** A folder that is removed at the end unless something is to be seen in it. */
const dataFolder = Effect.acquireRelease(
  Effect.sync(() => {
    const path = mkdtempSync(join(tmpdir(), "callsheet-drill-"))
    // As root the database runs under another account, which has to walk through.
    chmodSync(path, 0o755)
    mkdirSync(join(path, "logs"))
    mkdirSync(join(path, "tmp"))
    return { path, keep: false }
  }),
  (folder) =>
    folder.keep ? Effect.void : Effect.sync(() => rmSync(folder.path, { recursive: true, force: true, maxRetries: 5 }))
)

/** A stack of its own with wires that can be cut. What it says of its deaths goes into a file. */
const build = (dataDir: string, workers: number) =>
  Effect.gen(function*() {
    const output = yield* Output
    const disk = yield* smallDisk(dataDir)
    const family = makeProcessTable()
    let databaseNow = () => 0
    let sandboxNow = 0
    const database = yield* startProxy(() => databaseNow())
    const sandbox = yield* startProxy(() => sandboxNow)
    const port = yield* freePort("127.0.0.1", 0)
    const settings = {
      // Anyone who is killed cannot tidy up.
      TMPDIR: join(dataDir, "tmp"),
      CALLSHEET_DATA_DIR: dataDir,
      CALLSHEET_MODE: "sandbox",
      CALLSHEET_HOST: "127.0.0.1",
      CALLSHEET_PORT: String(port),
      CALLSHEET_SANDBOX_PORT: String(yield* freePort("127.0.0.1", 0)),
      CALLSHEET_LOG_FORMAT: "json",
      CALLSHEET_MUSIC: "none",
      CALLSHEET_RENDER_QUALITY: "draft"
    }
    const log = (text: string) =>
      Effect.sync(() => appendFileSync(join(dataDir, "logs", "drill.log"), `${new Date().toISOString()} ${text}\n`))
    const stack = yield* startStack({
      workers,
      tell: log,
      step: (text) => output.say((paint) => paint("grey", `Starting ${text} …`)),
      environment: { ...inherited(), ...settings },
      between: {
        database: (url) => {
          databaseNow = () => portOf(url())
          return withPort(url(), database.port)
        },
        sandbox: (url) => {
          sandboxNow = Number(new URL(url).port)
          return `http://127.0.0.1:${sandbox.port}`
        }
      },
      // Being killed often is the point: nobody gives up, and nobody waits long.
      supervision: { deaths: Number.POSITIVE_INFINITY, firstPause: Duration.millis(50) },
      onSpawn: family.born
    }).pipe(Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(settings)))))
    return { stack, family, database, sandbox, disk, log }
  })

/** Everything after the stack stands: calendar, strikes, end, proof. */
const play = (built: Effect.Effect.Success<ReturnType<typeof build>>, orgId: OrgId, wish: DrillWish) =>
  Effect.gen(function*() {
    const output = yield* Output
    const signals = yield* Signals
    const { log, stack } = built
    const { standIn } = stack
    const account = yield* connectSandboxAccount(orgId, standIn, "drill.1")
    const probes = yield* makeProbes(orgId, account.id)
    const scene: DrillTarget = { ...built, probes, scope: yield* Effect.scope }
    const faults = makeFaults(scene)
    yield* Effect.addFinalizer(() => faults.mend)
    const calendar = yield* makeCalendar({
      orgId,
      standIn,
      firstAccount: account.id,
      probes,
      underWay: wish.workers + 2
    })
    const silence = yield* detectStalls(faults.conditionOf, faults.sawNoDatabase)
    yield* Effect.forkScoped(silence.run)

    const struck = new Map<StrikeKind, number>()
    const killed = () => killsIn(struck)
    const began = performance.now()
    const line = () => {
      const { made, posted } = calendar.count()
      return `${span(performance.now() - began)}  plans ${made}, posted ${posted}, kills ${killed()}, ` +
        `longest silence ${(silence.longest().silence.millis / 1000).toFixed(1)} s`
    }
    const live = output.errLook.terminal
      ? Effect.repeat(Effect.suspend(() => output.draw(`\r\u001b[2K${line()}`)), Schedule.spaced("500 millis"))
      : Effect.repeat(Effect.suspend(() => output.say(line())), Schedule.spaced("10 seconds"))
    yield* Effect.forkScoped(live)

    const defects: Array<string> = []
    /** A call that was given up will be repeated; one that ended in a defect is a fault of the product. */
    const trouble = (cause: Cause.Cause<unknown>) => {
      if (!Cause.isInterrupted(cause)) defects.push(...Chunk.map(Cause.defects(cause), String))
      return log(`Drill: a call was not answered: ${Cause.pretty(cause)}`)
    }

    const strikes = Effect.gen(function*() {
      yield* Effect.sleep(yield* Random.nextIntBetween(...PAUSE_MILLIS))
      const strike = yield* faults.strike
      if (Option.isSome(strike)) {
        const { kind, takeOver } = strike.value
        struck.set(kind, (struck.get(kind) ?? 0) + 1)
        silence.struck(kind)
        yield* log(`Drill: ${kind}.${takeOver === null ? "" : ` Take-over: ${JSON.stringify(takeOver)}`}`)
      }
    }).pipe(
      Effect.catchAllCause(trouble),
      Effect.repeat({ until: () => killed() >= Option.getOrElse(wish.kills, () => Number.POSITIVE_INFINITY) }),
      Effect.timeoutOption(Duration.minutes(wish.minutes))
    )
    let stopped = false
    const stopAsked = Effect.zipRight(
      signals.stopAsked,
      Effect.suspend(() => {
        if (stopped) return Effect.void
        stopped = true
        return output.say(
          `Nothing is struck any more; work has ${STOP_PATIENCE} to come to its end. Ctrl-C again: at once.`
        )
      })
    )
    yield* Effect.raceAll([strikes, calendar.feed(trouble), stopAsked])
    yield* faults.mend
    yield* Effect.raceFirst(
      Effect.timeoutOption(calendar.finish(trouble), PATIENCE),
      Effect.zipRight(stopAsked, Effect.sleep(STOP_PATIENCE))
    )
    yield* faults.mend
    // Work may go on where a person stopped early: both sides are read at a moment at which nothing was posted.
    const { plans, posts } = yield* Effect.gen(function*() {
      const before = yield* postsInBooks(standIn)
      const plans = yield* calendar.look
      const posts = yield* postsInBooks(standIn)
      return { plans, posts, still: posts.length === before.length }
    }).pipe(Effect.repeat({ until: ({ still }) => still, times: 50 }))
    if (output.errLook.terminal) yield* output.draw(`\r\u001b[2K`)
    return proofOf({
      seed: wish.seed,
      tookMillis: performance.now() - began,
      stopped,
      strikes: struck,
      skipped: faultKinds.filter((kind) => !faults.possible.includes(kind)),
      defects,
      made: calendar.made,
      plans,
      posts,
      takeOvers: probes.takeOvers,
      untimed: probes.untimed,
      quiet: silence.longest()
    })
  })

const inDatabase = (stack: Stack) =>
  Layer.provide(
    ClusterProbe.layer,
    Database.layer({ url: stack.databaseUrl(), applicationName: "callsheet-drill", maxConnections: 2 })
  )

/** Kills a stack of its own for a while and tells whether anything was lost or doubled. Exit 1 when something was. */
export const runDrill = (wish: DrillWish) =>
  Effect.scoped(Effect.gen(function*() {
    const folder = yield* dataFolder
    const built = yield* build(folder.path, wish.workers)
    const { stack } = built
    const key = yield* readOwnerKey(folder.path)
    if (Option.isNone(key)) {
      return yield* new CannotDo({ what: "The drill's stack has no owner key.", next: "Run the drill again." })
    }
    // Everything that goes wrong from here on is to be looked at there.
    folder.keep = true
    const proof = yield* Effect.raceFirst(
      play(built, key.value.orgId, wish).pipe(
        Effect.provide(Layer.merge(ApiClient.layer({ url: stack.url, key: key.value.key }), inDatabase(stack))),
        Effect.withRandom(Random.make(wish.seed)),
        quietly,
        Effect.scoped
      ),
      stack.fails
    )
    folder.keep = proof.wrong.length > 0
    const answer: CommandAnswer = {
      value: { ...proof, dataDir: folder.keep ? folder.path : null },
      text: (look) => `${proofText(proof, look)}${folder.keep ? `\nLogs and database are kept in ${folder.path}` : ""}`,
      ...(proof.wrong.length > 0 ? { exit: 1 } : {})
    }
    return answer
  }))
