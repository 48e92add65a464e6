import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect } from "effect"
import { serverOptions } from "./Config.ts"
import { start } from "./Http.ts"

/** The sandbox process: says where it listens in one line of JSON, then serves until it is asked to stop. */
const main = Effect.gen(function*() {
  const { url } = yield* start(yield* serverOptions)
  process.stdout.write(
    `${JSON.stringify({ sandbox: url, authorizeUrl: `${url}/v2/auth/authorize/`, pid: process.pid })}\n`
  )
  return yield* Effect.never
})

NodeRuntime.runMain(Effect.scoped(main))
