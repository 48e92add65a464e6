import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Data, Effect } from "effect"
import { serverOptions } from "./Config.ts"
import { start } from "./Http.ts"

/** Nothing that is meant for TikTok may reach a stand-in. */
class NotLive extends Data.TaggedError("NotLive") {
  override readonly message = "callsheet sandbox: the mode is live, and the sandbox is not TikTok."
  readonly remedy = "Start it with CALLSHEET_MODE=sandbox, or leave it out: docker compose up --scale sandbox=0"
}

/** The sandbox process: says where it listens in one line of JSON, and that it serves to the program that started it, then serves until it is asked to stop. */
const main = Effect.gen(function*() {
  if (process.env["CALLSHEET_MODE"] === "live") return yield* new NotLive()
  const { url } = yield* start(yield* serverOptions)
  const said = { sandbox: url, authorizeUrl: `${url}/v2/auth/authorize/`, pid: process.pid }
  process.stdout.write(`${JSON.stringify(said)}\n`)
  process.send?.({ serving: url }, undefined, undefined, () => undefined)
  // A sign of life, once a second, for the program that started it.
  setInterval(() => process.send?.({ alive: true }, undefined, undefined, () => undefined), 1_000).unref()
  return yield* Effect.never
}).pipe(
  Effect.scoped,
  // What is expected to go wrong is told in words; everything else the runtime reports with its trace.
  Effect.catchAll((error) =>
    Effect.sync(() => {
      const words = "remedy" in error ? `${error.message}\n${error.remedy}` : String(error)
      process.stderr.write(`${words}\n`)
      process.exitCode = 1
    })
  )
)

// What was uploaded here is nobody else's on this machine.
process.umask(0o077)
NodeRuntime.runMain(main)
