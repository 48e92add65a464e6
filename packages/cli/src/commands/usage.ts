import { ApiClient } from "@callsheet/client/Client"
import { WrongUse } from "@callsheet/client/CliError"
import { answer } from "@callsheet/client/terminal/Output"
import { here, table } from "@callsheet/client/terminal/Render"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { DateTime, Effect, Option } from "effect"
import { asking, common, field, orgArg } from "../parser/Leaf.ts"
import { orgOf } from "../parser/Resolve.ts"

/** `2026-11` or `2026-11-24` as the instants it begins and ends at, UTC. */
const rangeOf = (period: string) => {
  const found = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(period)
  const start = found === null
    ? Option.none()
    : DateTime.make(`${period}${found[3] === undefined ? "-01" : ""}T00:00:00Z`)
  return Option.match(start, {
    onNone: () =>
      new WrongUse({ what: `${period} is not a period.`, next: "Give a month or a day: 2026-11 or 2026-11-24" }),
    onSome: (from) =>
      Effect.succeed({
        from: DateTime.formatIso(from),
        to: DateTime.formatIso(DateTime.add(from, found?.[3] === undefined ? { months: 1 } : { days: 1 }))
      })
  })
}

export const usage = Command.make(
  "usage",
  {
    org: orgArg,
    period: Options.text("period").pipe(
      Options.withDescription("A month or a day: 2026-11, 2026-11-24."),
      Options.optional
    ),
    from: Options.text("from").pipe(Options.optional),
    to: Options.text("to").pipe(Options.optional),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const range = Option.isSome(input.period)
        ? yield* rangeOf(input.period.value)
        : { ...field("from", input.from), ...field("to", input.to) }
      const rows = yield* client.usage.show({ orgId: yield* orgOf(input.org), ...range })
      return answer(rows, (look) =>
        table(rows, [
          { name: "at", of: ({ at }) => look.terminal ? here(at) : at },
          { name: "kind", of: ({ kind }) => kind },
          { name: "amount", of: ({ amount }) => amount },
          { name: "in", of: ({ unit }) => unit ?? "" },
          { name: "for", of: ({ reference }) => reference },
          { name: "note", of: ({ note }) => note, flexible: true }
        ], look))
    })
  )
).pipe(
  Command.withDescription(
    "Prints the usage ledger: every amount that was spent. Example: callsheet usage --period 2026-11"
  )
)
