import { VERSION } from "@callsheet/domain/Version"
import { Config, ConfigError, Effect, Either, Layer, Option } from "effect"
import * as ModelScriptWriter from "./ModelScriptWriter.ts"
import * as RuleScriptWriter from "./RuleScriptWriter.ts"

const OPENROUTER = "https://openrouter.ai/api/v1"

/** Nothing given: none. Something given: everything that a model needs, or an error that names what is missing. */
const config: Config.Config<Option.Option<ModelScriptWriter.ModelSettings>> = Config.all({
  url: Config.option(Config.nonEmptyString("CALLSHEET_LLM_URL")),
  key: Config.option(Config.redacted(Config.nonEmptyString("CALLSHEET_LLM_KEY"))),
  model: Config.option(Config.nonEmptyString("CALLSHEET_LLM_MODEL")),
  userAgent: Config.nonEmptyString("CALLSHEET_USER_AGENT").pipe(Config.withDefault(`callsheet/${VERSION}`))
}).pipe(
  Config.mapOrFail(({ key, model, url, userAgent }) => {
    if (Option.isNone(url) && Option.isNone(key) && Option.isNone(model)) return Either.right(Option.none())
    const faults = [
      ...(Option.isSome(model)
        ? []
        : [
          ConfigError.MissingData(["CALLSHEET_LLM_MODEL"], "name the model to use, or unset the other CALLSHEET_LLM_*")
        ]),
      ...(Option.isSome(url) || Option.isSome(key)
        ? []
        : [ConfigError.MissingData(["CALLSHEET_LLM_KEY"], "OpenRouter needs a key; or set CALLSHEET_LLM_URL")]),
      ...(Option.isNone(url) || URL.canParse(url.value)
        ? []
        : [ConfigError.InvalidData(["CALLSHEET_LLM_URL"], "expected an http or https address")])
    ]
    const [first, ...rest] = faults
    if (first !== undefined) return Either.left(rest.reduce(ConfigError.And, first))
    return Either.right(
      Option.map(model, (name) => ({ url: Option.getOrElse(url, () => OPENROUTER), key, model: name, userAgent }))
    )
  })
)

/** A model where one is configured, else rules; every script says which. Never one in place of the other at run time. */
export const layerConfig = Layer.unwrapEffect(
  Effect.map(
    config,
    Option.match({
      onNone: () => RuleScriptWriter.layer,
      onSome: (settings) => ModelScriptWriter.layer(settings)
    })
  )
)
