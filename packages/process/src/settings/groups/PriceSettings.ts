import { Either } from "effect"
import * as Setting from "../Setting.ts"
import { members } from "./Readers.ts"

const currency = (text: string): Either.Either<string, string> =>
  /^[A-Z]{3}$/.test(text) ? Either.right(text) : Either.left(`expected three letters such as EUR, got ${text}`)

export const money = {
  currency: Setting.custom({
    name: "CALLSHEET_CURRENCY",
    meaning: "The currency of budgets and of the usage ledger.",
    type: "ISO 4217 code such as `EUR`",
    fallback: "`USD`",
    value: "USD",
    readBy: members
  }, currency),
  priceLlmInput: Setting.price({
    name: "CALLSHEET_PRICE_LLM_INPUT",
    meaning: "Price of 1,000 tokens sent to the language model. A price that the endpoint itself names goes first.",
    readBy: members
  }),
  priceLlmOutput: Setting.price({
    name: "CALLSHEET_PRICE_LLM_OUTPUT",
    meaning: "Price of 1,000 tokens the language model writes.",
    readBy: members
  }),
  priceVoiceSecond: Setting.price({
    name: "CALLSHEET_PRICE_VOICE_SECOND",
    meaning: "Price of one second of speech from the endpoint. The local voice costs nothing.",
    readBy: members
  }),
  pricePicture: Setting.price({
    name: "CALLSHEET_PRICE_PICTURE",
    meaning: "Price of one picture made by the endpoint in CALLSHEET_IMAGE_URL. Stock costs nothing.",
    readBy: members
  }),
  priceClip: Setting.price({
    name: "CALLSHEET_PRICE_CLIP",
    meaning: "Price of one clip made by the endpoint in CALLSHEET_VIDEO_URL.",
    readBy: members
  }),
  priceRender: Setting.price({
    name: "CALLSHEET_PRICE_RENDER",
    meaning: "Price of one rendered video.",
    readBy: members
  })
}
