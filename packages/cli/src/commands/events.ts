import { answer, Output, printed } from "@callsheet/client/terminal/Output"
import { here, painter, statusColour, type TerminalLook } from "@callsheet/client/terminal/Render"
import { feed } from "@callsheet/client/Watch"
import type { FeedItem } from "@callsheet/domain/api/calls/events"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Duration, Effect, Option, Stream } from "effect"
import { asking, common, field, orgOption } from "../parser/Leaf.ts"
import { planOf } from "../parser/Resolve.ts"

/** Without `--follow` the past is over when nothing more has come for this long. */
const QUIET = Duration.seconds(2)

/** The position before the first event of all. */
const BEGINNING = "0.0"

const itemLine = (item: FeedItem, look: TerminalLook): string => {
  const colour = statusColour(item.to)
  const to = colour === null ? item.to : painter(look)(colour, item.to)
  const at = look.terminal ? here(item.at) : item.at
  return [item.position, at, item.actorId, item.event, to, item.by, item.reason ?? ""]
    .join(look.terminal ? "  " : "\t").trimEnd()
}

export const events = Command.make(
  "events",
  {
    org: orgOption,
    plan: Options.text("plan").pipe(Options.optional),
    follow: Options.boolean("follow").pipe(Options.withDescription("Goes on with what happens, until Ctrl-C.")),
    since: Options.text("since").pipe(
      Options.withDescription("A position of the feed; what came after it is printed. Without --follow else all."),
      Options.optional
    ),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const output = yield* Output
      const planId = Option.isNone(input.plan) ? {} : { planId: yield* planOf(input.plan.value) }
      const position = Option.orElse(input.since, () => input.follow ? Option.none() : Option.some(BEGINNING))
      const items = yield* feed({ ...field("orgId", input.org), ...planId, ...field("since", position) })
      yield* (input.follow ? items : Stream.timeout(items, QUIET)).pipe(
        Stream.runForEach((item) => output.print(answer(item, (look) => itemLine(item, look))))
      )
      return printed
    })
  )
).pipe(
  Command.withDescription("Prints the feed of events, one a line. Example: callsheet events --follow --json")
)
