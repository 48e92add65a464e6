import { freeOfCharge, type Prices } from "@callsheet/domain/spending/Prices"
import { Config, Context, Layer, Option } from "effect"
import { settings } from "./settings/Registry.ts"

const prices: Config.Config<Prices> = Config.all({
  /** The ISO 4217 code of the money that budgets and the ledger are in. */
  currency: settings.currency.config,
  /** For 1,000 tokens sent to the language model; a model that names its price in US dollars goes before it. */
  llmInputMicros: settings.priceLlmInput.config,
  /** For 1,000 tokens that the language model writes. */
  llmOutputMicros: settings.priceLlmOutput.config,
  /** For one second of speech by the endpoint; the local engine costs nothing. */
  voiceSecondMicros: settings.priceVoiceSecond.config,
  /** For one picture by the endpoint; stock costs nothing. */
  pictureMicros: settings.pricePicture.config,
  /** For one clip by the video endpoint. */
  clipMicros: settings.priceClip.config,
  /** For one rendered video. */
  renderMicros: settings.priceRender.config
})

/** The prices this process counts with; where nobody gave any, nothing costs money. */
export class PriceList extends Context.Reference<PriceList>()("@callsheet/process/PriceList", {
  defaultValue: () => freeOfCharge
}) {
  static readonly layerConfig = Layer.effect(this, prices)
}

/** Which providers are paid: a model writes where one is configured, an endpoint speaks where one is named. */
export class PaidServices extends Context.Reference<PaidServices>()("@callsheet/process/PaidServices", {
  defaultValue: () => ({ writes: false, speaks: false })
}) {
  static readonly layerConfig = Layer.effect(
    this,
    Config.all({
      writes: Config.map(settings.llmModel.config, Option.isSome),
      speaks: Config.map(settings.ttsUrl.config, Option.isSome)
    })
  )
}
