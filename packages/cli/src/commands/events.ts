import type { FeedItem } from "@callsheet/domain/api/Api"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Duration, Effect, Option, Schedule, Stream } from "effect"
import { ApiClient, isAway, serverComesBack } from "../Client.ts"
import { asking, common, field, orgOption } from "../Leaf.ts"
import { answer, Output, printed } from "../Output.ts"
import { here, painter, statusColour } from "../Render.ts"
import { planOf } from "../Resolve.ts"

/** Without `--follow` the past is over when nothing more has come for this long. */
const QUIET = Duration.seconds(2)

/** The position before the first event of all. */
const BEGINNING = "0.0"

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
      const client = yield* ApiClient
      const planId = Option.isNone(input.plan) ? {} : { planId: yield* planOf(input.plan.value) }
      // Where a broken stream goes on: nothing is printed twice, and nothing is left out.
      let position = Option.orElse(input.since, () => input.follow ? Option.none() : Option.some(BEGINNING))
      const items = Stream.suspend(() =>
        client.events.follow({ ...field("orgId", input.org), ...planId, ...field("since", position) })
      )
      const printing = (stream: typeof items) =>
        stream.pipe(
          Stream.tap((item: FeedItem) =>
            Effect.zipRight(
              Effect.sync(() => {
                position = Option.some(item.position)
              }),
              output.print(answer(item, (look) => {
                const paint = painter(look)
                const colour = statusColour(item.to)
                const to = colour === null ? item.to : paint(colour, item.to)
                return [
                  item.position,
                  look.terminal ? here(item.at) : item.at,
                  item.actorId,
                  item.event,
                  to,
                  item.by,
                  item.reason ?? ""
                ].join(look.terminal ? "  " : "\t").trimEnd()
              }))
            )
          )
        )
      yield* input.follow
        ? printing(items).pipe(
          Stream.runDrain,
          Effect.retry({
            while: (error) => isAway(error) && Option.isSome(position),
            schedule: serverComesBack
          })
        )
        : printing(Stream.timeout(items, QUIET)).pipe(Stream.runDrain)
      return printed
    })
  )
).pipe(
  Command.withDescription("Prints the feed of events, one a line. Example: callsheet events --follow --json")
)
