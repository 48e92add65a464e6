import { ApiClient } from "@callsheet/client/Client"
import { type CommandAnswer, Output } from "@callsheet/client/terminal/Output"
import { AccountId, JobId, KeyId, OrgId, PlanId } from "@callsheet/domain/Ids"
import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import { Effect, Option, Schema } from "effect"

/** On every command. The parser wants it declared; `Run.ts` has read it already, so that parse errors obey it too. */
export const json = Options.boolean("json").pipe(
  Options.withDescription("Print exactly one JSON value on standard output (streams: one object a line).")
)

export const local = { json }

/** On every command that asks a server. */
export const common = {
  json,
  url: Options.text("url").pipe(
    Options.withDescription("The server to ask; else CALLSHEET_URL, else the local stack."),
    Options.optional
  )
}

/** On every command that changes something. */
export const changing = {
  ...common,
  key: Options.text("key").pipe(
    Options.withDescription("Idempotency key: repeating the command with it gives the first answer."),
    Options.optional
  )
}

/** The payload fields for an optional idempotency key; `part` tells apart several calls of one command. */
export const keyed = (key: Option.Option<string>, part?: string): { readonly key?: string } =>
  Option.match(key, {
    onNone: () => ({}),
    onSome: (key) => ({ key: part === undefined ? key : `${key}:${part}` })
  })

/** A handler that gives its answer, which is printed and decides the exit code. */
export const answering =
  <I, E, R>(handler: (input: I) => Effect.Effect<CommandAnswer, E, R>) =>
  (input: I): Effect.Effect<void, E | BadNews, R | Output> =>
    Effect.flatMap(handler(input), (answer) =>
      Effect.flatMap(Output, (output) => output.print(answer)).pipe(
        Effect.zipRight(answer.exit === undefined ? Effect.void : Effect.fail(new BadNews(answer.exit)))
      ))

/** The answer was printed and is bad news in itself: only the exit code is left to tell. */
export class BadNews {
  readonly _tag = "BadNews"
  readonly exit: number
  constructor(exit: number) {
    this.exit = exit
  }
}

/** As `answering`, with a server to ask. */
export const asking = <I extends { readonly url: Option.Option<string> }, E, R>(
  handler: (input: I) => Effect.Effect<CommandAnswer, E, R>
) => answering((input: I) => Effect.provide(handler(input), ApiClient.layerConfig(input.url)))

const pauseReason = Options.text("reason").pipe(
  Options.withDescription("Why; shown where plans wait."),
  Options.optional
)
/** Of every command that pauses posting. */
export const pausing = {
  reason: pauseReason,
  until: Options.text("until").pipe(
    Options.withDescription("When the pause ends by itself, such as 2026-12-24T18:00; else when you resume."),
    Options.optional
  )
}
export const orgOption = Options.text("org").pipe(
  Options.withSchema(OrgId),
  Options.withDescription("The org; else the one the API key belongs to."),
  Options.optional
)
export const orgArg = Args.text({ name: "org" }).pipe(
  Args.withSchema(OrgId),
  Args.withDescription("The org; else the one the API key belongs to."),
  Args.optional
)
/** Where leaving it out would be a guess. */
export const theOrgArg = Args.text({ name: "org" }).pipe(Args.withSchema(OrgId))
export const accountArg = Args.text({ name: "account" }).pipe(
  Args.withDescription("Id of an account, or its @username.")
)
export const planArg = Args.text({ name: "plan" }).pipe(Args.withDescription("Id of a plan, or its unique beginning."))
export const plansArg = planArg.pipe(Args.atLeast(1))
export const jobArg = Args.text({ name: "job" }).pipe(Args.withSchema(JobId))
export const jobsArg = jobArg.pipe(Args.atLeast(1))
export const keyArg = Args.text({ name: "key" }).pipe(Args.withSchema(KeyId))

export const isPlanId = Schema.is(PlanId)
export const isAccountId = Schema.is(AccountId)
export const isOrgId = Schema.is(OrgId)

/** A given value as a payload field, or no field at all. */
export const field = <K extends string, A>(name: K, value: Option.Option<A>): { readonly [P in K]?: A } =>
  Option.match(value, {
    onNone: () => ({}),
    onSome: (value) => ({ [name]: value }) as { readonly [P in K]: A }
  })

/** Words separated by commas, as `--status failed,needs_attention`. */
export const words = (text: string): ReadonlyArray<string> =>
  text.split(",").map((word) => word.trim()).filter((word) => word !== "")
