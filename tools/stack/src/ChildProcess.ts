import { leanMemory, YOUNG_SPACE } from "@callsheet/process/LeanMemory"
import { Duration, Effect } from "effect"
import { type ChildProcess as Process, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { ChildLog, type ChildNotice, noticeOf } from "./ChildLog.ts"

/** A program to keep running. `env` is read at every start, because what it names can change meanwhile. */
export interface ChildSpec {
  readonly name: string
  readonly program: string
  readonly args: ReadonlyArray<string>
  readonly env: () => Readonly<Record<string, string | undefined>>
  readonly log: string
}

export interface ChildEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly lastWords: string
  /** It showed no life any more and was ended from here. */
  readonly hung?: boolean
}

export interface ChildHooks {
  readonly onSpawn: (pid: number) => void
  readonly onNotice: (notice: ChildNotice) => void
  /** It says that it serves, and the id under which it answers. */
  readonly onServing: (instance: string) => void
  /** A child that has shown life and then shows none for so long is killed. */
  readonly hangsAfter: Duration.Duration
  /** How long it has to end by itself once it was asked to. */
  readonly grace: Duration.Duration
}

/** How often a child's sign of life is looked for. */
const TICK_MILLIS = 500

const running = new Set<number>()

/** The child and what it started (an encoder, say): it leads a process group of its own. */
const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, "SIGKILL")
  } catch (cause) {
    // Nobody of the group is left, or this system knows no groups.
    if ((cause as NodeJS.ErrnoException).code !== "ESRCH") process.kill(pid, "SIGKILL")
  }
}

// The last resort: anyone who ends this process at once (a second Ctrl-C) takes the children along.
process.on("exit", () => {
  for (const pid of running) {
    try {
      killGroup(pid)
    } catch {
      // It was faster.
    }
  }
})

const endOf = (child: Process): Promise<void> =>
  new Promise((resolve) =>
    child.exitCode !== null || child.signalCode !== null ? resolve() : child.once("close", () => resolve())
  )

const stop = (child: Process, grace: Duration.Duration): Effect.Effect<void> =>
  Effect.suspend(() => {
    const { pid } = child
    if (pid === undefined) return Effect.void
    child.kill("SIGTERM")
    return Effect.promise(() => endOf(child)).pipe(
      // This runs while a scope closes, where nothing can be interrupted: not even by the end of the grace.
      Effect.interruptible,
      Effect.timeoutTo({
        duration: grace,
        onSuccess: () => Effect.void,
        onTimeout: () =>
          Effect.suspend(() => {
            killGroup(pid)
            return Effect.promise(() => endOf(child))
          })
      }),
      Effect.flatten
    )
  })

/**
 * Runs a program once, to its end. Its words go to its log, warnings to `onNotice` as well. Interrupted, it is asked to
 * end, waited for, and killed with all it started when its grace is over.
 */
export const runChild = (spec: ChildSpec, hooks: ChildHooks): Effect.Effect<ChildEnd> =>
  Effect.async((resume) => {
    const log = new ChildLog(spec.log)
    // A session of its own: the terminal's Ctrl-C reaches the supervisor alone, which stops everything in order.
    const child = spawn(process.execPath, [YOUNG_SPACE, spec.program, ...spec.args], {
      env: leanMemory(spec.env()),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true
    })
    const listen = (stream: NodeJS.ReadableStream, fromStderr: boolean) => {
      createInterface({ input: stream }).on("line", (line) => {
        log.write(line, fromStderr)
        const notice = noticeOf(line)
        if (notice !== null) hooks.onNotice(notice)
      })
    }
    if (child.stdout !== null) listen(child.stdout, false)
    if (child.stderr !== null) listen(child.stderr, true)
    // Its silence is counted in ticks of this process: a machine that slept is no hang of anybody.
    let silent = -1
    let hung = false
    const listening = setInterval(() => {
      if (silent < 0 || child.pid === undefined) return
      silent += TICK_MILLIS
      if (silent < Duration.toMillis(hooks.hangsAfter)) return
      hung = true
      killGroup(child.pid)
    }, TICK_MILLIS)
    child.on("message", (message) => {
      if (typeof message !== "object") return
      if ("alive" in message) silent = 0
      if ("serving" in message) hooks.onServing(String(message.serving))
    })
    child.once("spawn", () => {
      if (child.pid === undefined) return
      running.add(child.pid)
      hooks.onSpawn(child.pid)
    })
    child.once("error", (cause) => {
      clearInterval(listening)
      resume(Effect.succeed({ code: null, signal: null, lastWords: cause.message }))
    })
    child.once("close", (code, signal) => {
      clearInterval(listening)
      if (child.pid !== undefined) {
        running.delete(child.pid)
        // What it started must not outlive it.
        try {
          killGroup(child.pid)
        } catch {
          // Nothing was left.
        }
      }
      resume(Effect.succeed({ code, signal, lastWords: log.lastWords(), hung }))
    })
    return stop(child, hooks.grace)
  })
