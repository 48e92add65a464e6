import { Deferred, type Duration, Effect, type Scope } from "effect"
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { childProgram } from "../ChildProgram.ts"
import type { NeuralAnswer, NeuralModel, NeuralQuestion } from "./NeuralProtocol.ts"

/** A large model on a slow disk. */
const OPENING = "2 minutes"
/** A line is a sentence or two; a child that needs longer hangs. */
const SPEAKING = "60 seconds"

/** A process that speaks with one model. It answers one line at a time and fails with words. */
export interface NeuralChild {
  /** A whole WAV file, 16 bits, one channel. */
  readonly speak: (text: string, speaker: number, speed: number) => Effect.Effect<Uint8Array, string>
}

type Asked = NeuralQuestion extends infer Q ? (Q extends unknown ? Omit<Q, "id"> : never) : never

const CHILD = childProgram(new URL("./childNeural.ts", import.meta.url), "childNeural")

/** Starts the process and opens the model. The process is dead when the scope closes. */
export const startNeuralChild = (model: NeuralModel): Effect.Effect<NeuralChild, string, Scope.Scope> =>
  Effect.gen(function*() {
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(process.execPath, ["--max-old-space-size=256", ...CHILD], { stdio: ["pipe", "pipe", "pipe"] })
      ),
      (started) => Effect.sync(() => started.kill("SIGKILL"))
    )
    const waiting = new Map<number, (answer: NeuralAnswer) => void>()
    const gone = yield* Deferred.make<never, string>()
    const end = (why: string) => Deferred.unsafeDone(gone, Effect.fail(why))
    let lastWords = ""
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      lastWords = (lastWords + piece).slice(-2_048)
    })
    createInterface({ input: child.stdout }).on("line", (line) => {
      // The engine's own library may print; what is no answer of ours is left to the log of its last words.
      if (!line.startsWith("{")) return
      const answer = JSON.parse(line) as NeuralAnswer
      waiting.get(answer.id)?.(answer)
    })
    child.on("error", (error) => end(error.message))
    child.on("close", (code, signal) => end(lastWords.trim().split("\n").at(-1) || `it ended with ${signal ?? code}`))
    // What closes the pipe also ends the process, and that is said above.
    child.stdin.on("error", () => end("it does not take its text"))

    let count = 0
    const ask = (question: Asked, limit: Duration.DurationInput) =>
      Effect.async<Uint8Array, string>((resume) => {
        const id = ++count
        waiting.set(id, (answer) =>
          resume(
            "failed" in answer
              ? Effect.fail(answer.failed)
              : Effect.succeed(new Uint8Array(Buffer.from(answer.wavBase64, "base64")))
          ))
        child.stdin.write(`${JSON.stringify({ id, ...question })}\n`)
        return Effect.sync(() => waiting.delete(id))
      }).pipe(
        Effect.raceFirst(Deferred.await(gone)),
        Effect.timeoutFail({ duration: limit, onTimeout: () => `it did not answer within ${String(limit)}` })
      )

    yield* ask({ open: model }, OPENING)
    const turns = yield* Effect.makeSemaphore(1)
    return {
      speak: (text, speaker, speed) => turns.withPermits(1)(ask({ text, speaker, speed }, SPEAKING))
    }
  })
