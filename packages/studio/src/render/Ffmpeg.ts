import { childEnvironment } from "@callsheet/process/ChildEnvironment"
import { settings } from "@callsheet/process/settings/Registry"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { type ConfigError, Context, Effect, Layer, Option, Queue, Ref } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { setPriority } from "node:os"
import { storeError } from "../media/MediaErrors.ts"
import { failureOfRun } from "./FfmpegFailure.ts"
import { type FfmpegBuild, findFfmpeg } from "./FfmpegFind.ts"
import { RenderConfig } from "./RenderConfig.ts"
import { type FfmpegError, type FfmpegUnavailable, RenderStalled } from "./RenderErrors.ts"

export interface FfmpegRun {
  /** Names the work in errors. */
  readonly stage: string
  /** Everything after the common options; the output should be named with the folder, so that a sweep knows whose it is. */
  readonly argv: ReadonlyArray<string>
  /** The stage's own folder. A note of the child's pid lies in it while it runs. */
  readonly cwd: string
  /** Called with the number of frames finished so far, at most four times a second. */
  readonly onFrame?: (frame: number) => Effect.Effect<void>
  /** "info" for filters that report at the end of the run, such as ebur128. */
  readonly level?: "error" | "info"
}

/**
 * Runs ffmpeg as a child, as many at a time as `RenderConfig` allows in this process. A cancelled run is dead before its fiber ends; a run that gets nowhere for a minute is ended.
 */
export class Ffmpeg extends Context.Tag("@callsheet/worker/Ffmpeg")<Ffmpeg, {
  /** The build in use, looked for on the first call and again after a failure. */
  readonly find: Effect.Effect<FfmpegBuild, FfmpegUnavailable>
  /** The end of what ffmpeg wrote to standard error. */
  readonly run: (run: FfmpegRun) => Effect.Effect<string, FfmpegError>
}>() {
  /** Reads FFMPEG_BIN. When it is set and unfit, nothing else is tried and the start fails. */
  static readonly layer: Layer.Layer<
    Ffmpeg,
    FfmpegUnavailable | ConfigError.ConfigError,
    RenderConfig | FileSystem.FileSystem | Path.Path
  > = Layer.effect(Ffmpeg, Effect.suspend(() => make))
}

/** Options written as in a shell; none of them may hold a space. */
export const options = (line: string): ReadonlyArray<string> => line.split(" ")

const WATCHDOG_SECONDS = 60
/** Below everything that answers people, above nothing. */
const NICE = 10
const STDERR_KEPT = 8192

type Sign =
  | { readonly _tag: "advanced"; readonly frame: number | null }
  | { readonly _tag: "ended"; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly _tag: "unstartable"; readonly error: NodeJS.ErrnoException }

/** A running child and what it tells. `stderr` is complete once `ended` was taken. */
interface Running {
  readonly child: ChildProcess
  readonly signs: Queue.Dequeue<Sign>
  readonly stderr: () => string
}

/** ffmpeg's `-progress` lines are `key=value`; frames for pictures, time for sound. Only growth counts as a sign of life. */
const progressReader = (advanced: (frame: number | null) => void) => {
  let rest = ""
  let frame = -1
  let time = ""
  return (piece: string) => {
    const lines = (rest + piece).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) {
      const [key, value = ""] = line.split("=", 2)
      if (key === "frame" && Number(value) > frame) {
        frame = Number(value)
        advanced(frame)
      } else if (key === "out_time_us" && value !== time) {
        time = value
        advanced(null)
      }
    }
  }
}

const start = (path: string, run: FfmpegRun): Effect.Effect<Running> =>
  Effect.gen(function*() {
    const signs = yield* Queue.unbounded<Sign>()
    const args = [
      ...options(`-hide_banner -nostdin -v ${run.level ?? "error"} -nostats -progress pipe:1 -stats_period 0.25`),
      ...run.argv
    ]
    const child = spawn(path, args, { cwd: run.cwd, env: childEnvironment(), stdio: ["ignore", "pipe", "pipe"] })
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      stderr = (stderr + piece).slice(-STDERR_KEPT)
    })
    child.stdout.setEncoding("utf8").on(
      "data",
      progressReader((frame) => {
        signs.unsafeOffer({ _tag: "advanced", frame })
      })
    )
    child.on("error", (error) => {
      signs.unsafeOffer({ _tag: "unstartable", error })
    })
    child.on("close", (code, signal) => {
      signs.unsafeOffer({ _tag: "ended", code, signal })
    })
    return { child, signs, stderr: () => stderr }
  })

/** SIGKILL, because SIGTERM lets some builds finish their file first; nothing unfinished has a name, so nothing is lost. */
const stop = ({ child }: Running): Effect.Effect<void> =>
  Effect.async<void>((resume) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill("SIGKILL")
  })

const lowerPriority = (pid: number) =>
  Effect.try(() => setPriority(pid, NICE)).pipe(
    Effect.catchAll((error) => Effect.logDebug(`ffmpeg runs at ordinary priority: ${String(error.error)}`))
  )

/** Name of the note beside a running child, see StageSweep. */
export const CHILD_NOTE = /^\.child-(\d+)$/

// The platform's Command stops a child with SIGTERM only, so Node's own spawn is used here.
const make = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const chosen = yield* settings.ffmpegBin.config
  const found = yield* Ref.make(Option.none<FfmpegBuild>())
  const one = yield* Effect.makeSemaphore(1)
  const { concurrency } = yield* RenderConfig
  const places = yield* Effect.makeSemaphore(concurrency)

  const find = one.withPermits(1)(
    Effect.flatMap(
      Ref.get(found),
      Option.match({
        onSome: Effect.succeed,
        onNone: () =>
          findFfmpeg(chosen).pipe(
            Effect.tap((build) => Ref.set(found, Option.some(build))),
            Effect.tap((build) => Effect.logInfo(`Using ffmpeg ${build.version} from ${build.origin}: ${build.path}`)),
            Effect.provideService(FileSystem.FileSystem, fs),
            Effect.provideService(Path.Path, path)
          )
      })
    )
  )
  if (Option.isSome(chosen)) yield* find

  const note = (pid: number, cwd: string) => {
    const file = path.join(cwd, `.child-${pid}`)
    return Effect.acquireRelease(
      fs.writeFileString(file, "").pipe(Effect.mapError(storeError(cwd, "writing"))),
      () =>
        fs.remove(file, { force: true }).pipe(
          Effect.catchAll((error) => Effect.logDebug(`A child's note stays behind: ${error.message}`))
        )
    )
  }

  const follow = (running: Running, run: FfmpegRun): Effect.Effect<string, FfmpegError> =>
    Queue.take(running.signs).pipe(
      Effect.timeoutFail({
        duration: `${WATCHDOG_SECONDS} seconds`,
        onTimeout: () => new RenderStalled({ stage: run.stage, seconds: WATCHDOG_SECONDS })
      }),
      Effect.flatMap((sign): Effect.Effect<string, FfmpegError> => {
        switch (sign._tag) {
          case "advanced":
            return Effect.zipRight(
              sign.frame === null || run.onFrame === undefined ? Effect.void : run.onFrame(sign.frame),
              follow(running, run)
            )
          case "unstartable":
            // What was found is gone or no longer runs: look again next time.
            return Effect.zipRight(
              Ref.set(found, Option.none()),
              Effect.fail(failureOfRun({ stage: run.stage, cwd: run.cwd, signal: null, stderr: sign.error.message }))
            )
          case "ended": {
            const stderr = running.stderr()
            // Timestamps that do not grow are no error to ffmpeg, but the file would stutter.
            return sign.code === 0 && !/monoton/i.test(stderr)
              ? Effect.succeed(stderr)
              : Effect.fail(failureOfRun({ stage: run.stage, cwd: run.cwd, signal: sign.signal, stderr }))
          }
        }
      })
    )

  const run = Effect.fn("Ffmpeg.run")(
    function*(run: FfmpegRun) {
      const build = yield* find
      const running = yield* Effect.acquireRelease(start(build.path, run), stop)
      if (running.child.pid !== undefined) {
        yield* lowerPriority(running.child.pid)
        yield* note(running.child.pid, run.cwd)
      }
      return yield* follow(running, run)
    },
    Effect.scoped,
    places.withPermits(1)
  )

  return Ffmpeg.of({ find, run })
})
