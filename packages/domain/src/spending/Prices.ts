import type { Amount } from "../org/Org.ts"

/** What the providers charge, in millionths of `currency` (ISO 4217). */
export interface Prices {
  readonly currency: string
  /** For 1,000 tokens that are sent to the model. */
  readonly llmInputMicros: number
  /** For 1,000 tokens that the model writes. */
  readonly llmOutputMicros: number
  /** For one second of speech. */
  readonly voiceSecondMicros: number
  /** For one picture that an endpoint makes. */
  readonly pictureMicros: number
  /** For one clip that an endpoint makes. */
  readonly clipMicros: number
  /** For one rendered video. */
  readonly renderMicros: number
}

export const freeOfCharge: Prices = {
  currency: "USD",
  llmInputMicros: 0,
  llmOutputMicros: 0,
  voiceSecondMicros: 0,
  pictureMicros: 0,
  clipMicros: 0,
  renderMicros: 0
}

/** What an amount of each kind counts, in words. */
export const unitOf = (kind: string, { currency }: Prices): string => {
  switch (kind) {
    case "money_micros":
      return `millionths of ${currency}`
    case "llm_tokens":
      return "tokens"
    case "voice_seconds":
      return "seconds"
    case "stored_bytes":
      return "bytes"
    default:
      return "pieces"
  }
}

/** What one call to a provider used. `costDollarMicros` where it names its price itself. */
export type Used =
  | {
    readonly _tag: "Tokens"
    readonly input: number
    readonly output: number
    readonly costDollarMicros?: number | undefined
  }
  | { readonly _tag: "Speech"; readonly millis: number }
  /** Stock costs nothing and counts as none. */
  | { readonly _tag: "Pictures"; readonly count: number }
  | { readonly _tag: "Clips"; readonly count: number }

type Amounts = readonly [Amount, ...Array<Amount>]

const withMoney = (amount: Amount, micros: number): Amounts =>
  micros === 0 ? [amount] : [amount, { kind: "money_micros", amount: Math.ceil(micros) }]

/** What a call puts into the ledger. Parts of a unit count as a whole one: the ledger never says less than the bill. */
export const amountsOf = (prices: Prices, used: Used): Amounts => {
  if (used._tag === "Speech") {
    return withMoney(
      { kind: "voice_seconds", amount: Math.ceil(used.millis / 1_000) },
      (used.millis / 1_000) * prices.voiceSecondMicros
    )
  }
  if (used._tag === "Pictures") {
    return [{ kind: "money_micros", amount: Math.ceil(used.count * prices.pictureMicros) }]
  }
  if (used._tag === "Clips") {
    return [{ kind: "money_micros", amount: Math.ceil(used.count * prices.clipMicros) }]
  }
  const { costDollarMicros, input, output } = used
  // A price in dollars is taken at its word where the org's money is dollars; rates of exchange are nobody's guess.
  const told = prices.currency === "USD" ? costDollarMicros : undefined
  return withMoney(
    { kind: "llm_tokens", amount: input + output },
    told ?? (input * prices.llmInputMicros + output * prices.llmOutputMicros) / 1_000
  )
}

/** One short of ordinary length, generously: what a plan is given room for before anything of it is bought. */
const SCRIPT = { _tag: "Tokens", input: 1_000, output: 1_500 } as const
const SPEECH = { _tag: "Speech", millis: 45_000 } as const

/** What the making of one video needs room for; `writes` and `speaks` where a provider is paid for words and voice. */
export const planEstimate = (
  prices: Prices,
  { speaks, writes }: { readonly writes: boolean; readonly speaks: boolean }
): Amounts => {
  const bought = [...(writes ? amountsOf(prices, SCRIPT) : []), ...(speaks ? amountsOf(prices, SPEECH) : [])]
  const money = prices.renderMicros +
    bought.reduce((sum, { amount, kind }) => kind === "money_micros" ? sum + amount : sum, 0)
  return [
    { kind: "renders", amount: 1 },
    { kind: "publishes", amount: 1 },
    // Its size is known once it is made; where not even a byte is left, nothing begins.
    { kind: "stored_bytes", amount: 1 },
    ...bought.filter(({ kind }) => kind !== "money_micros"),
    ...(money === 0 ? [] : [{ kind: "money_micros" as const, amount: money }])
  ]
}
