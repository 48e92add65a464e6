import { exitCodes, explain, explainCause, type Explained } from "@callsheet/client/CliError"
import { Output, type Streams } from "@callsheet/client/terminal/Output"
import type { Signals } from "@callsheet/client/terminal/Signals"
import { VERSION } from "@callsheet/domain/Version"
import { near } from "@callsheet/process/Nearest"
import { refuse, secretFaults } from "@callsheet/process/settings/Check"
import { ProcessEnvironment } from "@callsheet/process/settings/Environment"
import * as CliConfig from "@effect/cli/CliConfig"
import * as ValidationError from "@effect/cli/ValidationError"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Cause, Console, Effect, Either, FiberId, Layer, Logger, LogLevel } from "effect"
import { stripVTControlCharacters } from "node:util"
import { outline, parseAndRun } from "./Cli.ts"
import { prepared, wantsJson } from "./parser/Arguments.ts"
import { helpJson, helpText, leafHelp } from "./parser/HelpText.ts"
import { BadNews } from "./parser/Leaf.ts"
import { follow, type Misspelling, misspelling, unknownOption } from "./parser/Suggest.ts"

/**
 * The parser prints help to standard output and its complaints to standard error, coloured no matter what reads them. Help
 * passes, stripped where colour is not wanted; complaints are printed by us, once and in our form.
 */
const consoleFor = (streams: Streams, args: ReadonlyArray<string>): Console.Console => {
  const print = (...parts: ReadonlyArray<unknown>) =>
    Effect.sync(() => {
      const { at, path } = follow(outline, args)
      const text = leafHelp(parts.map(String).join(" "), at, path)
      streams.out(`${streams.outLook.colour ? text : stripVTControlCharacters(text)}\n`)
    })
  const nothing = () => Effect.void
  return {
    [Console.TypeId]: Console.TypeId,
    ...quiet(nothing),
    log: print,
    unsafe: globalThis.console
  }
}

const quiet = (nothing: () => Effect.Effect<void>) => ({
  assert: nothing,
  clear: Effect.void,
  count: nothing,
  countReset: nothing,
  debug: nothing,
  dir: nothing,
  dirxml: nothing,
  error: nothing,
  group: nothing,
  groupEnd: Effect.void,
  info: nothing,
  table: nothing,
  time: nothing,
  timeEnd: nothing,
  timeLog: nothing,
  trace: nothing,
  warn: nothing
})

/** Log lines of the libraries are people's text: standard error, one line each. */
const logTo = (streams: Streams) =>
  Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ cause, logLevel, message }) => {
      const text = (Array.isArray(message) ? message : [message]).map(String).join(" ")
      const why = Cause.isEmpty(cause) ? "" : `\n${Cause.pretty(cause)}`
      streams.err(`${logLevel.label.toLowerCase()}: ${text}${why}\n`)
    })
  )

const MOST_MEANT = 3

/** Wrong words get the right ones named. */
const explainUse = (error: ValidationError.ValidationError, args: ReadonlyArray<string>): Explained => {
  const wrong = misspelling(outline, args)
  return wrong === undefined
    ? { ...explain(error), remedy: `See its options: ${follow(outline, args).path.join(" ")} --help` }
    : explainMisspelling(wrong)
}

const explainMisspelling = (wrong: Misspelling): Explained => {
  const { elsewhere, names, path, word } = wrong
  const base = { tag: "WrongUse", exit: exitCodes.wrongUse, details: { possible: names } }
  if (word === null) {
    return { ...base, message: `${path} needs a command.`, remedy: `One of: ${names.join(", ")}` }
  }
  const meant = [...elsewhere, ...near(word, names).map((name) => `${path} ${name}`)].slice(0, MOST_MEANT)
  return {
    ...base,
    message: `There is no command ${path} ${word}.`,
    remedy: meant.length > 0
      ? `Did you mean: ${meant.join(", ")}?`
      : `One of: ${names.join(", ")}`
  }
}

const explainOption = ({ known, option, path }: NonNullable<ReturnType<typeof unknownOption>>): Explained => {
  const meant = near(option, known)
  return {
    tag: "WrongUse",
    message: `${path} has no option ${option}.`,
    remedy: meant.length > 0 ? `Did you mean: ${meant.join(", ")}?` : `See its options: ${path} --help`,
    exit: exitCodes.wrongUse,
    details: { possible: known }
  }
}

/** Help of a command that holds others is ours. Alone it is a question for help; `worker` alone runs one. */
const groupToExplain = (args: ReadonlyArray<string>) => {
  const found = follow(outline, args)
  const rest = args.slice(found.path.length - 1)
  const asked = rest.some((arg) => arg === "--help" || arg === "-h") &&
    rest.every((arg) => arg === "--help" || arg === "-h" || arg === "--json")
  const bare = rest.length === 0 && found.at.name !== "worker"
  return found.at.children.length > 0 && (asked || bare) ? found : undefined
}

const explainAny = (cause: Cause.Cause<unknown>, args: ReadonlyArray<string>): Explained => {
  const error = Cause.failureOption(cause)
  return error._tag === "Some" && ValidationError.isValidationError(error.value)
    ? explainUse(error.value, args)
    : explainCause(cause)
}

const badNews = (cause: Cause.Cause<unknown>): BadNews | undefined => {
  const error = Cause.failureOption(cause)
  return error._tag === "Some" && error.value instanceof BadNews ? error.value : undefined
}

/** Runs one command line to its exit code. No matter what happens, standard output holds data alone. */
export const run = (argv: ReadonlyArray<string>, streams: Streams): Effect.Effect<number, never, Signals> => {
  const args = prepared(argv)
  const debug = argv.includes("debug")
  return Effect.gen(function*() {
    const output = yield* Output
    const environment = yield* ProcessEnvironment
    yield* Effect.forEach(
      environment.warnings,
      (text) => output.say((paint) => `${paint("yellow", "warning:")} ${text}`)
    )
    const secrets = yield* Effect.either(refuse(secretFaults(environment, "command line")))
    if (Either.isLeft(secrets)) {
      const explained = explain(secrets.left)
      return yield* Effect.as(output.fail(explained), explained.exit)
    }
    // The parser would print the help of the command above it.
    const lost = misspelling(outline, args)
    if (lost !== undefined && lost.word !== null && args.some((arg) => arg === "--help" || arg === "-h")) {
      const explained = explainMisspelling(lost)
      return yield* Effect.as(output.fail(explained), explained.exit)
    }
    if (output.json && args.includes("--help")) {
      const found = follow(outline, args)
      streams.out(`${JSON.stringify(helpJson(found.at, found.path))}\n`)
      return exitCodes.done
    }
    const group = groupToExplain(args)
    if (group !== undefined) {
      streams.out(`${helpText(group.at, group.path, VERSION, streams.outLook)}\n`)
      return exitCodes.done
    }
    const unknown = lost === undefined ? unknownOption(outline, args) : undefined
    if (unknown !== undefined) {
      const explained = explainOption(unknown)
      return yield* Effect.as(output.fail(explained), explained.exit)
    }
    return yield* Effect.suspend(() => parseAndRun(["node", "callsheet", ...args])).pipe(
      Effect.as<number>(exitCodes.done),
      Effect.tapErrorCause((cause) => Effect.logDebug("It ended with", cause)),
      Effect.catchAllCause((cause) => {
        const known = badNews(cause)
        if (known !== undefined) return Effect.succeed(known.exit)
        const explained = explainAny(cause, args)
        return Effect.as(output.fail(explained), explained.exit)
      }),
      Effect.onInterrupt(() => output.json ? output.fail(explainCause(Cause.interrupt(FiberId.none))) : Effect.void),
      Effect.withConsole(consoleFor(streams, args))
    )
  }).pipe(
    Effect.provide(Layer.mergeAll(
      Output.layer(streams, wantsJson(argv)),
      NodeContext.layer,
      NodeHttpClient.layer,
      CliConfig.layer({ isCaseSensitive: true, showBuiltIns: false }),
      logTo(streams),
      Logger.minimumLogLevel(debug ? LogLevel.Debug : LogLevel.Warning)
    ))
  )
}
