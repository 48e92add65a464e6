import type { Used } from "@callsheet/domain/spending/Prices"
import { Context, type Effect } from "effect"
import type { Payer } from "./Payer.ts"
import type { SpendingError } from "./SpendingErrors.ts"

/** One call that costs money. `E` is what the call itself can fail with. */
export interface Purchase<E> {
  readonly provider: "llm" | "voice" | "stock" | "images" | "videos"
  /** Everything that decides the answer, as plain JSON: the same content is bought once in an org, no matter who asks. */
  readonly content: unknown
  /** What the call costs at most. */
  readonly estimate: Used
  /** The call itself. `requestId` is the same however often it has to be repeated. */
  readonly call: (requestId: string) => Effect.Effect<Uint8Array, E>
  /** What the answer says that it cost; null where it does not say, and then it counts as the estimate. */
  readonly used: (answer: Uint8Array) => Used | null
  /** True where the provider has answered that it did nothing: such a call costs nothing. */
  readonly nothingBought: (error: E) => boolean
}

export interface Bought {
  readonly answer: Uint8Array
  readonly requestId: string
  /** False where it was bought earlier. */
  readonly fresh: boolean
}

/**
 * Money spent once. A call is reserved in the org's ledger, written down under an id, made, its answer stored before anything
 * else is done with it, and settled. What died on the way is repeated under the same id, by which a provider recognises it;
 * until its answer is known, the reservation stands and the ledger shows it as unsettled.
 */
export class Purchases extends Context.Tag("@callsheet/studio/Purchases")<Purchases, {
  readonly buy: <E>(purchase: Purchase<E>) => Effect.Effect<Bought, E | SpendingError, Payer>
}>() {}
