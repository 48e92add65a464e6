import { ApiClient } from "@callsheet/client/Client"
import { WrongUse } from "@callsheet/client/CliError"
import { answer, type CommandAnswer } from "@callsheet/client/terminal/Output"
import { here, type TerminalLook } from "@callsheet/client/terminal/Render"
import { planTable } from "@callsheet/client/terminal/Views"
import type { EditEffectView, LineChange } from "@callsheet/domain/api/calls/planEdit"
import { Shows } from "@callsheet/domain/asset/Shows"
import { NO_PRESET } from "@callsheet/domain/org/Preset"
import { Delivery } from "@callsheet/domain/plan/Plan"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { schemaFaults } from "@callsheet/domain/SchemaFaults"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Effect, Either, Option, Schema } from "effect"
import { confirmed, yes } from "../parser/Confirm.ts"
import { asking, changing, field, keyed, planArg, words } from "../parser/Leaf.ts"

import { readText } from "../parser/Resolve.ts"
import { consent, settingsOf } from "./planMoves.ts"

export const dryRun = Options.boolean("dry-run").pipe(
  Options.withDescription("Tells what it would do and stores nothing.")
)
export const ifVersion = Options.integer("if-version").pipe(
  Options.withDescription("The version you looked at: if somebody edited the plan since, nothing is stored."),
  Options.optional
)

/** Every option of `plan edit` that changes content. */
export const changeOptions = {
  topic: Options.text("topic").pipe(Options.withDescription("What the video is about."), Options.optional),
  notes: Options.text("notes").pipe(
    Options.withDescription("File with what the video is to say, - for standard input."),
    Options.optional
  ),
  language: Options.text("language").pipe(Options.withDescription("BCP 47 tag such as en or de-AT."), Options.optional),
  hashtags: Options.text("hashtags").pipe(
    Options.withDescription("Exactly these, separated by commas."),
    Options.optional
  ),
  caption: Options.text("caption").pipe(
    Options.withDescription("The text under the post; empty takes the script's."),
    Options.optional
  ),
  script: Options.text("script").pipe(
    Options.withDescription("File with the whole script, - for standard input."),
    Options.optional
  ),
  hook: Options.text("hook").pipe(Options.withDescription("The first line."), Options.optional),
  line: Options.keyValueMap("line").pipe(
    Options.withDescription("A line by its number: --line 3='What it says now'."),
    Options.optional
  ),
  emphasis: Options.keyValueMap("emphasis").pipe(
    Options.withDescription("Words of a line to emphasise: --emphasis 3='salt,fat'."),
    Options.optional
  ),
  shows: Options.keyValueMap("shows").pipe(
    Options.withDescription(
      "What a line shows, as JSON: --shows 3='{\"kind\":\"number\",\"value\":80}'; null by its words."
    ),
    Options.optional
  ),
  cover: Options.float("cover").pipe(
    Options.withDescription("The second of the video that is its cover; a negative one takes the end of the hook."),
    Options.optional
  ),
  recording: Options.text("recording").pipe(
    Options.withDescription(
      "Audio of the library, by name, in which you speak all lines in order; `none` lets a voice speak."
    ),
    Options.optional
  ),
  preset: Options.text("preset").pipe(
    Options.withDescription("The preset it is made with, in its newest version; `none` takes it away."),
    Options.optional
  ),
  delivery: Options.choice("delivery", Delivery.literals).pipe(
    Options.withDescription("Post directly, or send a draft to the creator's inbox."),
    Options.optional
  ),
  ...consent
}

type Map = Option.Option<ReadonlyArray<readonly [string, string]> | Iterable<readonly [string, string]>>
const entries = (map: Map): ReadonlyArray<readonly [string, string]> => Option.isNone(map) ? [] : [...map.value]

const readShows = Schema.decodeUnknownEither(Schema.parseJson(Schema.NullOr(Shows)))

/** The changes of single lines, together by line. */
const linesOf = (input: { readonly line: Map; readonly emphasis: Map; readonly shows: Map }) =>
  Effect.gen(function*() {
    const lines = new Map<number, LineChange>()
    const numbered = (option: string, text: string) => {
      const line = Number(text)
      return Number.isInteger(line) && line >= 1 && line <= 40
        ? Effect.succeed(line)
        : new WrongUse({
          what: `--${option} does not know line ${text}.`,
          next: `Count lines from 1: --${option} 3='…'`
        })
    }
    const add = (line: number, change: Partial<LineChange>) => lines.set(line, { ...lines.get(line), ...change, line })
    for (const [number, text] of entries(input.line)) add(yield* numbered("line", number), { text })
    for (const [number, text] of entries(input.emphasis)) {
      add(yield* numbered("emphasis", number), { emphasis: words(text) })
    }
    for (const [number, text] of entries(input.shows)) {
      const shows = readShows(text)
      if (Either.isLeft(shows)) {
        return yield* new WrongUse({
          what: `--shows ${number} cannot be read: ${
            [...new Set(schemaFaults(shows.left).map(({ message }) => message))].slice(0, 3).join("; ")
          }`,
          next: "Write it as JSON, such as '{\"kind\":\"number\",\"value\":80,\"unit\":\"%\"}', or null."
        })
      }
      add(yield* numbered("shows", number), { shows: shows.right })
    }
    return [...lines.values()]
  })

type ValueOf<O> = O extends Options.Options<infer A> ? A : never
type Input = { readonly [K in keyof typeof changeOptions]: ValueOf<(typeof changeOptions)[K]> }

/** What the options ask for; naming none of them is a mistake. */
export const changeOf = (input: Input) =>
  Effect.gen(function*() {
    const settings = settingsOf(input)
    const lines = yield* linesOf(input)
    const change = {
      ...field("topic", input.topic),
      ...(Option.isNone(input.notes) ? {} : { notes: yield* readText(input.notes.value) }),
      ...field("language", input.language),
      ...field("hashtags", Option.map(input.hashtags, words)),
      ...field("caption", Option.map(input.caption, (caption) => caption === "" ? null : caption)),
      ...(Option.isNone(input.script) ? {} : { script: yield* readText(input.script.value) }),
      ...field("hook", input.hook),
      ...(lines.length === 0 ? {} : { lines }),
      ...field(
        "coverAtMillis",
        Option.map(input.cover, (seconds) => seconds < 0 ? null : Math.round(seconds * 1000))
      ),
      ...field("recording", Option.map(input.recording, (file) => file.toLowerCase() === "none" ? null : file)),
      ...field("preset", Option.map(input.preset, (name) => name.toLowerCase() === NO_PRESET ? null : name)),
      ...field("delivery", input.delivery),
      ...(Object.keys(settings).length === 0 ? {} : { settings })
    }
    if (Object.keys(change).length === 0) {
      return yield* new WrongUse({
        what: "Nothing was named to change.",
        next: "Name it, such as --caption TEXT or --line 3='…'; all of it: callsheet plan edit --help"
      })
    }
    return change
  })

const effectText = ({ changes: parts, says, status, warnings }: EditEffectView, dryRun: boolean): string =>
  [
    ...parts.map(({ after, before, part }) =>
      `${part}: ${before === "" ? "(empty)" : before}\n  → ${after === "" ? "(empty)" : after}`
    ),
    ...(parts.length === 0 ? ["Nothing changes."] : says),
    `It is then ${status}.`,
    ...warnings,
    ...(dryRun ? ["This is a dry run: nothing is stored."] : [])
  ].join("\n")

export const editText = (
  { effect, plan }: { readonly plan: PlanView; readonly effect: EditEffectView },
  dryRun: boolean
): CommandAnswer => {
  const told = effectText(effect, dryRun)
  const rows = (look: TerminalLook) => planTable([plan], look)
  return {
    ...answer({ ...plan, effect }, (look) => look.terminal ? `${told}\n${rows(look)}` : rows(look)),
    besideRows: told
  }
}

export const edit = Command.make(
  "edit",
  { plan: planArg, ...changeOptions, ifVersion, dryRun, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const { id, version } = yield* client.plan.show({ id: input.plan })
      const change = yield* changeOf(input)
      return editText(
        yield* client.plan.edit({
          id,
          ifVersion: Option.getOrElse(input.ifVersion, () => version),
          change,
          ...(input.dryRun ? { dryRun: true } : {}),
          ...keyed(input.key)
        }),
        input.dryRun
      )
    })
  )
).pipe(
  Command.withDescription(
    "Changes what a plan says, shows or wishes for. Example: callsheet plan edit PLAN --line 3='Salt comes last.' --dry-run"
  )
)

export const undo = Command.make(
  "undo",
  { plan: planArg, ifVersion, dryRun, yes, ...changing },
  asking((input) =>
    Effect.gen(function*() {
      const client = yield* ApiClient
      const { id, lastEdit, version } = yield* client.plan.show({ id: input.plan })
      if (lastEdit !== undefined && !input.dryRun) {
        yield* confirmed(
          `Undo what ${lastEdit.by} changed at ${here(lastEdit.at)} (${lastEdit.fields.join(", ")})?`,
          input.yes
        )
      }
      return editText(
        yield* client.plan.undo({
          id,
          ifVersion: Option.getOrElse(input.ifVersion, () => version),
          ...(input.dryRun ? { dryRun: true } : {}),
          ...keyed(input.key)
        }),
        input.dryRun
      )
    })
  )
).pipe(Command.withDescription("Undoes the last edit of a plan. Example: callsheet plan undo PLAN"))
