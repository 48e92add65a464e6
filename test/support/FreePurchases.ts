import { Payer } from "@callsheet/studio/spending/Payer"
import { Purchases } from "@callsheet/studio/spending/Purchases"
import { Effect, Layer } from "effect"

const payer = Layer.succeed(Payer, {
  id: "1",
  token: 1,
  kind: "write_script",
  orgId: "org_test",
  planId: "pln_test",
  traceId: null
})

/** Somebody pays and nobody keeps a ledger: for tests of what is bought, not of how it is paid. */
export const freePurchases = Layer.merge(
  payer,
  Layer.succeed(Purchases, {
    buy: ({ call }) =>
      Effect.map(call("request-of-the-test"), (answer) => ({ answer, requestId: "request-of-the-test", fresh: true }))
  })
)
