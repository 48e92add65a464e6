import { type ConfigError, Context, Effect, Either, Layer, Schema } from "effect"

/** One variable that is missing or unusable. `problem` never repeats a secret. */
export const ConfigFault = Schema.Struct({
  variable: Schema.String,
  problem: Schema.String,
  remedy: Schema.String
})
export type ConfigFault = typeof ConfigFault.Type

/** The environment cannot be used as it is. Every variable at fault is named, not just the first. */
export class UnusableConfig extends Schema.TaggedError<UnusableConfig>()("UnusableConfig", {
  faults: Schema.NonEmptyArray(ConfigFault)
}) {
  override get message(): string {
    const count = this.faults.length === 1 ? "One setting" : `${this.faults.length} settings`
    const lines = this.faults.map(({ problem, remedy, variable }) => `  ${variable}: ${problem}. ${remedy}`)
    return [`${count} cannot be used:`, ...lines].join("\n")
  }
  get remedy(): string {
    return "Correct what is named above in the environment and start again."
  }
}

const sentence = (text: string) => text.trim().replace(/\.+$/, "")

const ofVariable = (
  path: ReadonlyArray<string>,
  problem: string,
  remedy: (variable: string) => string
): ConfigFault => {
  // `Config.mapOrFail` puts the name before a path that has it already.
  const variable = path.filter((part, index) => part !== path[index - 1]).join("_")
  return { variable, problem: sentence(problem), remedy: remedy(variable) }
}

/** What Effect puts in place of what is said about a secret. */
const HIDDEN = "<redacted>"

/** Effect's own words for "missing" speak of a process context; a person is helped more by the plain fact. */
const missing = (message: string) =>
  message.startsWith("Expected ") || message === HIDDEN ? "is not set" : `is not set: ${message}`

const invalid = (message: string) => message === HIDDEN ? "has an unusable value, not shown as it is a secret" : message

const faultsIn = (error: ConfigError.ConfigError): ReadonlyArray<ConfigFault> => {
  switch (error._op) {
    case "And":
      return [...faultsIn(error.left), ...faultsIn(error.right)]
    case "Or": {
      // Of alternatives, a value that was given and is wrong says more than one that was not given.
      const given = [error.left, error.right].filter((side) => side._op !== "MissingData")
      return faultsIn(given[0] ?? error.right)
    }
    case "MissingData":
      return [ofVariable(error.path, missing(error.message), (variable) => `Set ${variable}.`)]
    case "InvalidData":
      return [
        ofVariable(
          error.path,
          invalid(error.message),
          (variable) => `Correct ${variable}, or leave it out where it has a default.`
        )
      ]
    case "SourceUnavailable":
    case "Unsupported":
      return [ofVariable(error.path, error.message, (variable) => `Make ${variable} readable.`)]
  }
}

/** All faults of any number of config errors, each variable once. */
export const faultsOf = (errors: ReadonlyArray<ConfigError.ConfigError>): ReadonlyArray<ConfigFault> => {
  const byVariable = new Map<string, ConfigFault>()
  for (const fault of errors.flatMap(faultsIn)) {
    if (!byVariable.has(fault.variable)) byVariable.set(fault.variable, fault)
  }
  return [...byVariable.values()]
}

export const unusable = (errors: ReadonlyArray<ConfigError.ConfigError>): UnusableConfig => {
  const [first = { variable: "environment", problem: "cannot be read", remedy: "Check it." }, ...rest] = faultsOf(
    errors
  )
  return new UnusableConfig({ faults: [first, ...rest] })
}

type Settings = Layer.Layer<never, ConfigError.ConfigError, unknown>
type Given<Parts extends ReadonlyArray<Settings>> = {
  readonly [K in keyof Parts]: Layer.Layer.Success<Parts[K]>
}[number]
type Needed<Parts extends ReadonlyArray<Settings>> = {
  readonly [K in keyof Parts]: Layer.Layer.Context<Parts[K]>
}[number]

/**
 * Reads every part of a process's settings even when an earlier part fails: anyone who starts it sees all faults at once.
 */
export const settingsTogether = <const Parts extends ReadonlyArray<Settings>>(
  ...parts: Parts
): Layer.Layer<Given<Parts>, UnusableConfig, Needed<Parts>> => {
  const read = Effect.gen(function*() {
    const results = yield* Effect.forEach(parts, (part) => Effect.either(Layer.build(part)))
    const errors = results.flatMap((result) => Either.isLeft(result) ? [result.left] : [])
    if (errors.length > 0) return yield* unusable(errors)
    return Context.mergeAll(...results.flatMap((result) => Either.isRight(result) ? [result.right] : []))
  })
  // Building a list of layers forgets which services each of them gives; the signature says it again.
  return Layer.scopedContext(read as Effect.Effect<Context.Context<Given<Parts>>, UnusableConfig, Needed<Parts>>)
}
