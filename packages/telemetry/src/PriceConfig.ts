import { freeOfCharge, type Prices } from "@callsheet/domain/org/Prices"
import { Config, ConfigError, Context, Either, Layer, Option } from "effect"

/** A price in the currency's main unit, such as 0.15, as millionths of it. */
const price = (name: string): Config.Config<number> =>
  Config.number(name).pipe(
    Config.mapOrFail((amount) =>
      amount >= 0 && amount <= 1_000_000
        ? Either.right(Math.round(amount * 1_000_000))
        : Either.left(ConfigError.InvalidData([name], `expected a price from 0 to 1000000, got ${amount}`))
    ),
    Config.withDefault(0)
  )

export const PriceConfig: Config.Config<Prices> = Config.all({
  /** The ISO 4217 code of the money that budgets and the ledger are in. */
  currency: Config.string("CALLSHEET_CURRENCY").pipe(
    Config.mapOrFail((code) =>
      /^[A-Z]{3}$/.test(code)
        ? Either.right(code)
        : Either.left(
          ConfigError.InvalidData(["CALLSHEET_CURRENCY"], `expected three letters such as EUR, got ${code}`)
        )
    ),
    Config.withDefault("USD")
  ),
  /** For 1,000 tokens sent to the language model; a model that names its price in US dollars goes before it. */
  llmInputMicros: price("CALLSHEET_PRICE_LLM_INPUT"),
  /** For 1,000 tokens that the language model writes. */
  llmOutputMicros: price("CALLSHEET_PRICE_LLM_OUTPUT"),
  /** For one second of speech by the endpoint; the local engine costs nothing. */
  voiceSecondMicros: price("CALLSHEET_PRICE_VOICE_SECOND"),
  /** For one rendered video. */
  renderMicros: price("CALLSHEET_PRICE_RENDER")
})

/** The prices this process counts with; where nobody gave any, nothing costs money. */
export class PriceList extends Context.Reference<PriceList>()("@callsheet/telemetry/PriceList", {
  defaultValue: () => freeOfCharge
}) {
  static readonly layerConfig = Layer.effect(this, PriceConfig)
}

/** Which providers are paid: a model writes where one is configured, an endpoint speaks where one is named. */
export class PaidServices extends Context.Reference<PaidServices>()("@callsheet/telemetry/PaidServices", {
  defaultValue: () => ({ writes: false, speaks: false })
}) {
  static readonly layerConfig = Layer.effect(
    this,
    Config.all({
      writes: Config.map(Config.option(Config.nonEmptyString("CALLSHEET_LLM_MODEL")), Option.isSome),
      speaks: Config.map(Config.option(Config.nonEmptyString("CALLSHEET_TTS_URL")), Option.isSome)
    })
  )
}
