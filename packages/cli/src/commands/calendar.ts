import { ApiClient } from "@callsheet/client/Client"
import { WrongUse } from "@callsheet/client/CliError"
import { answer } from "@callsheet/client/terminal/Output"
import {
  oneLine,
  pad,
  painter,
  shorten,
  statusColour,
  table,
  type TerminalLook,
  widthOf
} from "@callsheet/client/terminal/Render"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { DateTime, Effect, Option } from "effect"
import { asking, common, orgOption } from "../parser/Leaf.ts"
import { accountNames, orgOf } from "../parser/Resolve.ts"

/** The Monday of the ISO week `2026-W48`, or of the week around `now`, at midnight in the org's zone. */
export const weekStart = (
  week: Option.Option<string>,
  now: DateTime.Utc,
  timeZone: string
): Effect.Effect<DateTime.Zoned, WrongUse> => {
  const unusable = new WrongUse({
    what: `${Option.getOrElse(week, () => timeZone)} cannot be read.`,
    next: "Give a week as 2026-W48 or a day of it as 2026-11-24."
  })
  const monday = (day: DateTime.Zoned) => DateTime.startOf(day, "week", { weekStartsOn: 1 })
  const at = (text: DateTime.DateTime.Input) => DateTime.makeZoned(text, { timeZone, adjustForTimeZone: true })
  if (Option.isNone(week)) {
    return Option.match(DateTime.makeZoned(now, { timeZone }), {
      onNone: () => unusable,
      onSome: (zoned) => Effect.succeed(monday(zoned))
    })
  }
  const found = /^(\d{4})-W(\d{2})$/.exec(week.value)
  // The fourth of January is always in week one.
  const day = found === null ? at(week.value) : at(`${found[1]}-01-04`)
  const weeks = found === null ? 0 : Number(found[2]) - 1
  return Option.match(day, {
    onNone: () => unusable,
    onSome: (zoned) => Effect.succeed(DateTime.add(monday(zoned), { weeks }))
  })
}

const time = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(new Date(iso))

const weekText = (
  days: ReadonlyArray<Day>,
  { names, timeZone }: { readonly names: ReadonlyMap<string, string>; readonly timeZone: string },
  look: TerminalLook
): string => {
  const nameOf = ({ accountId }: PlanView) => names.get(accountId) ?? accountId
  const width = Math.max(0, ...days.flatMap(({ plans }) => plans.map((plan) => widthOf(nameOf(plan)))))
  const paint = painter(look)
  if (!look.terminal) {
    return table(days.flatMap(({ date, plans }) => plans.map((plan) => ({ date, plan }))), [
      { name: "day", of: ({ date }) => date },
      { name: "at", of: ({ plan }) => time(plan.slot, timeZone) },
      { name: "status", of: ({ plan }) => plan.status },
      { name: "plan", of: ({ plan }) => plan.id },
      { name: "topic", of: ({ plan }) => plan.topic },
      { name: "account", of: ({ plan }) => nameOf(plan) },
      { name: "zone", of: () => timeZone }
    ], look)
  }
  return days.flatMap(({ date, name, plans }) => [
    paint("bold", `${name} ${date}`),
    ...(plans.length === 0 ? [paint("grey", "  nothing planned")] : plans.map((plan) => {
      const colour = statusColour(plan.status)
      const status = plan.status.padEnd(16)
      return `  ${time(plan.slot, timeZone)}  ${colour === null ? status : paint(colour, status)}  ${
        pad(nameOf(plan), width)
      }  ${shorten(oneLine(plan.topic), Math.max(20, look.width - 62 - width))}  ${paint("grey", plan.id)}`
    }))
  ]).concat(paint("grey", `All times ${timeZone}.`)).join("\n")
}

interface Day {
  readonly date: string
  readonly name: string
  readonly plans: ReadonlyArray<PlanView>
}

export const calendar = Command.make(
  "calendar",
  {
    org: orgOption,
    week: Options.text("week").pipe(
      Options.withDescription("2026-W48, or any day of it; else the week of today."),
      Options.optional
    ),
    ...common
  },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const orgId = yield* orgOf(input.org)
      const { timeZone } = yield* client.org.show({ id: orgId })
      const start = yield* weekStart(input.week, yield* DateTime.now, timeZone)
      const { plans } = yield* client.plan.list({
        orgId,
        from: DateTime.formatIso(start),
        to: DateTime.formatIso(DateTime.add(start, { days: 7 })),
        limit: 1000
      })
      const days = Array.from({ length: 7 }, (_, index): Day => {
        const day = DateTime.add(start, { days: index })
        const date = DateTime.formatIsoDate(day)
        return {
          date,
          name: DateTime.format(day, { locale: "en-GB", weekday: "long" }),
          plans: plans.filter(({ slot }) =>
            DateTime.formatIsoDate(DateTime.unsafeMakeZoned(slot, { timeZone })) === date
          )
        }
      })
      const names = yield* accountNames(Option.some(orgId))
      return answer({ timeZone, days }, (look) => weekText(days, { names, timeZone }, look))
    })
  )
).pipe(Command.withDescription("Shows a week of the calendar. Example: callsheet calendar --week 2026-W48"))
