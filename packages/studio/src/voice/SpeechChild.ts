import { childEnvironment } from "@callsheet/process/ChildEnvironment"
import { Effect } from "effect"
import { spawn } from "node:child_process"

/** A line is a sentence or two; an engine that needs longer hangs. */
const LIMIT = "30 seconds"

/**
 * Runs a speech program, gives it `input` and collects what it writes. Fails with its last words. The program is dead when
 * this ends, however it ends.
 */
export const runSpeech = (
  file: string,
  args: ReadonlyArray<string>,
  input: string | Uint8Array
): Effect.Effect<Buffer, string> =>
  Effect.acquireUseRelease(
    Effect.sync(() => spawn(file, args, { env: childEnvironment(), stdio: ["pipe", "pipe", "pipe"] })),
    (child) =>
      Effect.async<Buffer, string>((resume) => {
        const pieces: Array<Buffer> = []
        let stderr = ""
        child.stdout.on("data", (piece: Buffer) => pieces.push(piece))
        child.stderr.setEncoding("utf8").on("data", (piece: string) => {
          stderr = (stderr + piece).slice(-2048)
        })
        child.on("error", (error) => resume(Effect.fail(error.message)))
        child.on("close", (code, signal) => {
          const words = stderr.trim().split("\n").at(-1) ?? ""
          resume(
            code === 0
              ? Effect.succeed(Buffer.concat(pieces))
              : Effect.fail(words === "" ? `it ended with ${signal ?? code}` : words)
          )
        })
        // A program that ended early closes its input; that it failed is told by its exit.
        child.stdin.on("error", () => resume(Effect.fail("it does not take its text")))
        child.stdin.end(input)
      }).pipe(
        Effect.timeoutFail({ duration: LIMIT, onTimeout: () => `it did not answer within ${LIMIT}` })
      ),
    (child) =>
      Effect.sync(() => {
        child.kill("SIGKILL")
      })
  )
