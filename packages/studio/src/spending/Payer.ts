import { Context } from "effect"

/**
 * The job that a paid call is made for: its org pays, its lease holds the purchase, its plan stands in the ledger. Every call
 * has one of its own, which is why the ports that may buy ask for it.
 *
 * @effect-leakable-service
 */
export class Payer extends Context.Tag("@callsheet/studio/Payer")<Payer, {
  readonly id: string
  readonly token: number
  readonly kind: string
  readonly orgId: string
  readonly planId: string | null
  readonly traceId: string | null
}>() {}
