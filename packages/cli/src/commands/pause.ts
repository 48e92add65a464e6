import { ApiClient } from "@callsheet/client/Client"
import { answer } from "@callsheet/client/terminal/Output"
import { pausedText } from "@callsheet/client/terminal/Views"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import { confirmed, yes } from "../parser/Confirm.ts"
import { asking, changing, field, keyed, pausing } from "../parser/Leaf.ts"
import { releasedWait } from "../parser/PausedPlans.ts"

export const pause = Command.make(
  "pause",
  { ...pausing, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const posting = yield* client.system.pause({
        ...field("reason", input.reason),
        ...field("until", input.until),
        ...keyed(input.key)
      })
      return answer(posting, () => pausedText("All posting", posting.paused ?? undefined) ?? "Everything posts.")
    })
  )
).pipe(
  Command.withDescription(
    "Stops all posting of this installation; needs an operator's key. Example: callsheet pause --reason 'TikTok is down'"
  )
)

export const resume = Command.make(
  "resume",
  { yes, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const { plans } = yield* client.system.totals({})
      const waiting = plans["assets_generated"] ?? 0
      yield* confirmed(
        `Let the whole installation post again? ${releasedWait(waiting)} What missed its slot meanwhile asks a person.`,
        input.yes
      )
      const posting = yield* client.system.resume({ ...keyed(input.key) })
      return answer(posting, () => "Posting goes on. What went over its slot asks a person: callsheet plan now")
    })
  )
).pipe(
  Command.withDescription("Lets this installation post again; needs an operator's key. Example: callsheet resume")
)
