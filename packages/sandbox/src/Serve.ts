import { Clock, Effect } from "effect"
import type { Outcome, Sandbox } from "./Sandbox.ts"
import type { Request } from "./World.ts"

/** One request against the present time; a delay is waited for where its rule says, before or after the work. */
export const serve = Effect.fn("Sandbox.serve")(function*(sandbox: Sandbox, request: Request) {
  const fault = sandbox.meet(request, yield* Clock.currentTimeMillis)
  const wait = fault?.kind === "delay" ? Effect.sleep(fault.delayMillis ?? 1_000) : Effect.void
  if (fault?.after !== true) yield* wait
  const outcome: Outcome = sandbox.answer(request, yield* Clock.currentTimeMillis, fault)
  if (fault?.after === true) yield* wait
  return outcome
})
