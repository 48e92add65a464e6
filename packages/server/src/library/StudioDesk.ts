import { Busy } from "@callsheet/domain/Envelope"
import { type DeskAnswer, DeskAnswerFrame, type DeskAsk, DeskAskFrame } from "@callsheet/domain/library/Desk"
import { inBackground } from "@callsheet/process/Background"
import { childEnvironment } from "@callsheet/process/ChildEnvironment"
import { leanMemory, YOUNG_SPACE } from "@callsheet/process/LeanMemory"
import { settings } from "@callsheet/process/settings/Registry"
import { Context, Effect, Exit, Fiber, Layer, Option, Schema, Scope } from "effect"
import { type ChildProcess, fork } from "node:child_process"
import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import { type FairQueueLimits, makeFairQueue } from "../auth/FairQueue.ts"

const MEMORY_LIMIT_MIB = 768
/** The first answer waits for the child to start and to look for ffmpeg. */
const START_MILLIS = 30_000
const LIMIT_MILLIS = 60_000
/** Nobody keeps a process for work that does not come. */
const IDLE_MILLIS = 600_000
/** What runs in the child at a time. The files of one org keep nobody else's waiting; of its own, many are told to come again. */
const TURNS: FairQueueLimits = { atOnce: 2, perOrg: 1, waiting: 20 }

/** From sources the child runs through the loader that runs them; built, it is the bundle beside that of the worker. */
const program = (): { readonly file: string; readonly execArgv: Array<string> } => {
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const source = at("../../../studio/src/desk/childDesk.ts")
  return existsSync(source)
    ? {
      file: source,
      execArgv: [
        "--conditions=callsheet-source",
        "--import",
        pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href
      ]
    }
    : { file: at("../../studio/dist/childDesk.mjs"), execArgv: [] }
}

const decodeFrame = Schema.decodeUnknownOption(DeskAnswerFrame)

/** Of this process's settings only those the studio needs: the desk has no database and no keys. */
const OURS = [settings.ffmpegBin, settings.dataDir, settings.voices, settings.voiceSpeed].map(({ name }) => name)

interface Desk {
  readonly child: ChildProcess
  readonly waiting: Map<number, (answer: DeskAnswer | null) => void>
  readonly ready: Promise<boolean>
}

const begin = (): Desk => {
  const { execArgv, file } = program()
  const child = inBackground(fork(file, [], {
    execArgv: [`--max-old-space-size=${MEMORY_LIMIT_MIB}`, YOUNG_SPACE, ...execArgv],
    env: leanMemory(childEnvironment(OURS)),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"]
  }))
  const waiting = new Map<number, (answer: DeskAnswer | null) => void>()
  const ready = new Promise<boolean>((resolve) => {
    child.once("exit", () => resolve(false))
    child.once("error", () => resolve(false))
    child.on("message", (message) => {
      if (message === "ready") return resolve(true)
      const frame = decodeFrame(message)
      if (Option.isSome(frame)) waiting.get(frame.value.id)?.(frame.value.answer)
    })
  })
  const end = () => {
    for (const answer of waiting.values()) answer(null)
    waiting.clear()
  }
  child.once("exit", end)
  child.once("error", end)
  // It is the server's work that keeps the server alive.
  child.unref()
  child.channel?.unref()
  return { child, waiting, ready }
}

const away = new Busy({ what: "The studio's desk", retryAfterMillis: 2_000 })

const make = Effect.gen(function*() {
  const turns = makeFairQueue(TURNS, "The studio's desk")
  const scope = yield* Effect.scope
  let desk: Desk | null = null
  let idle: NodeJS.Timeout | undefined
  let next = 0

  const stop = () => {
    desk?.child.kill("SIGKILL")
    desk = null
  }
  yield* Scope.addFinalizer(
    scope,
    Effect.sync(() => {
      clearTimeout(idle)
      stop()
    })
  )

  const current = () => {
    clearTimeout(idle)
    if (desk === null || desk.child.exitCode !== null || desk.child.signalCode !== null) desk = begin()
    return desk
  }

  const asked = (ask: DeskAsk) =>
    Effect.async<DeskAnswer, Busy>((resume) => {
      const id = next++
      const { child, ready, waiting: answers } = current()
      const fail = () => resume(Effect.fail(away))
      answers.set(id, (answer) => {
        answers.delete(id)
        if (answer === null) fail()
        else resume(Effect.succeed(answer))
      })
      void ready.then((isReady) => {
        if (isReady && child.connected) child.send(Schema.encodeSync(DeskAskFrame)({ id, ask }))
        else fail()
      })
      return Effect.sync(() => answers.delete(id))
    }).pipe(
      // Nobody knows what a silent child does: the next one begins with another.
      Effect.timeoutFail({ duration: START_MILLIS + LIMIT_MILLIS, onTimeout: () => away }),
      Effect.onExit((exit) =>
        Effect.sync(() => {
          if (Exit.isFailure(exit)) stop()
          clearTimeout(idle)
          idle = setTimeout(stop, IDLE_MILLIS)
          idle.unref()
        })
      )
    )

  return StudioDesk.of({
    warm: Effect.flatMap(
      Effect.exit(asked({ _tag: "warm" })),
      (exit) =>
        Exit.isSuccess(exit) && exit.value._tag === "warmed"
          ? Effect.void
          : Effect.logWarning("The studio's desk could not get ready; the first preview starts it.")
    ),
    // The work stands beside its caller: one who leaves neither ends the child that works for others, nor frees a turn too soon.
    ask: (orgId, ask) => Effect.flatMap(Effect.forkIn(turns.inTurn(orgId)(asked(ask)), scope), Fiber.join)
  })
})

/** An answer that is no fault of what was brought: the log has it, and asking again is safe. */
export const deskFault = (answer: DeskAnswer): Effect.Effect<never, Busy> =>
  Effect.zipRight(
    Effect.logError(
      answer._tag === "failed"
        ? `The studio's desk: ${answer.message} ${answer.remedy}`
        : "The desk answered something else."
    ),
    new Busy({ what: "The studio's desk", retryAfterMillis: 10_000 })
  )

/** The studio's desk: a child process that looks into files that people bring, with bounded time and memory. */
export class StudioDesk extends Context.Tag("@callsheet/server/StudioDesk")<StudioDesk, {
  readonly ask: (orgId: string, ask: DeskAsk) => Effect.Effect<DeskAnswer, Busy>
  /** Starts the child and lets it load what a first preview would wait for. */
  readonly warm: Effect.Effect<void>
}>() {
  static readonly layer = Layer.scoped(this, Effect.suspend(() => make))
}
