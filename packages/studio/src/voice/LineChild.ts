import { childEnvironment } from "@callsheet/process/ChildEnvironment"
import { Deferred, type Duration, Effect, RcMap, type Scope } from "effect"
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"

/** A program that answers one line of JSON by one line of JSON. Questions and answers carry the same `id`. */
export interface LineChild {
  /** What the program answers, or why it did not. Questions wait for each other, and only the program's own time counts. */
  readonly ask: (question: object, limit: Duration.DurationInput) => Effect.Effect<unknown, string>
  /** False once it has ended: the next question needs another process. */
  readonly isAlive: () => boolean
}

interface Answer {
  readonly id: number
  readonly failed?: string
}

/** Starts a Node program of ours. It is dead when the scope closes. */
export const startLineChild = (args: ReadonlyArray<string>): Effect.Effect<LineChild, never, Scope.Scope> =>
  Effect.gen(function*() {
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => spawn(process.execPath, args, { env: childEnvironment(), stdio: ["pipe", "pipe", "pipe"] })),
      (started) => Effect.sync(() => started.kill("SIGKILL"))
    )
    const waiting = new Map<number, (answer: Answer) => void>()
    const gone = yield* Deferred.make<never, string>()
    let alive = true
    const end = (why: string) => {
      alive = false
      Deferred.unsafeDone(gone, Effect.fail(why))
    }
    let lastWords = ""
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      lastWords = (lastWords + piece).slice(-2_048)
    })
    createInterface({ input: child.stdout }).on("line", (line) => {
      // An engine's own library may print; lines that are not our answers are ignored.
      if (!line.startsWith("{\"id\":")) return
      const answer = JSON.parse(line) as Answer
      waiting.get(answer.id)?.(answer)
    })
    child.on("error", (error) => end(error.message))
    // It takes no more questions, though its last answer may still be on the way.
    child.on("exit", () => {
      alive = false
    })
    child.on("close", (code, signal) => end(lastWords.trim().split("\n").at(-1) || `it ended with ${signal ?? code}`))
    // What closes the pipe also ends the process, and that is said above.
    child.stdin.on("error", () => end("it does not take its text"))

    const turns = yield* Effect.makeSemaphore(1)
    let count = 0
    const ask = (question: object, limit: Duration.DurationInput) =>
      Effect.async<unknown, string>((resume) => {
        const id = ++count
        waiting.set(id, (answer) =>
          resume(answer.failed === undefined ? Effect.succeed(answer) : Effect.fail(answer.failed)))
        child.stdin.write(`${JSON.stringify({ id, ...question })}\n`)
        return Effect.sync(() =>
          waiting.delete(id)
        )
      }).pipe(
        Effect.raceFirst(Deferred.await(gone)),
        Effect.timeoutFail({ duration: limit, onTimeout: () => `it did not answer within ${String(limit)}` }),
        turns.withPermits(1)
      )
    return { ask, isAlive: () => alive }
  })

/** Asks the process under a key. One that has ended, failed or hangs is not asked again: another one starts. */
export const askAlive = <K, A extends Pick<LineChild, "isAlive">, B>(
  children: RcMap.RcMap<K, A, string>,
  key: K,
  question: (child: A) => Effect.Effect<B, string>
): Effect.Effect<B, string> => {
  const alive = Effect.flatMap(RcMap.get(children, key), (child) =>
    child.isAlive()
      ? Effect.succeed(child)
      : Effect.zipRight(RcMap.invalidate(children, key), RcMap.get(children, key)))
  return Effect.scoped(Effect.flatMap(alive, question)).pipe(Effect.onError(() => RcMap.invalidate(children, key)))
}
