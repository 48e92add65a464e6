import { ApiClient } from "@callsheet/client/Client"
import { answer } from "@callsheet/client/terminal/Output"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { asking, changing, field, keyed, pauseReason } from "../parser/Leaf.ts"

export const pause = Command.make(
  "pause",
  { reason: pauseReason, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const posting = yield* client.system.pause({ ...field("reason", input.reason), ...keyed(input.key) })
      return answer(posting, () => `All posting is paused by ${posting.paused?.by ?? "you"}.`)
    })
  )
).pipe(
  Command.withDescription(
    "Stops all posting of this installation; needs an operator's key. Example: callsheet pause --reason 'TikTok is down'"
  )
)

export const resume = Command.make(
  "resume",
  { ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const posting = yield* client.system.resume({ ...keyed(input.key) })
      return answer(posting, () => "Posting goes on. What went over its slot asks a person: callsheet plan now")
    })
  )
).pipe(
  Command.withDescription("Lets this installation post again; needs an operator's key. Example: callsheet resume")
)
