import { Clock, Effect } from "effect"
import type { InjectedFault } from "./Fault.ts"
import type { Sandbox, WireOutcome } from "./Sandbox.ts"
import type { Request } from "./World.ts"

/**
 * One request against the present time; a delay is waited for where its rule says, before or after the work. `struck` hears
 * of a fault in the moment in which its answer leaves or nobody waits for it any more.
 */
export const serve = Effect.fn("Sandbox.serve")(
  function*(sandbox: Sandbox, request: Request, struck: (fault: InjectedFault) => void = () => undefined) {
    const fault = sandbox.meet(request, yield* Clock.currentTimeMillis)
    const wait = fault?.kind === "delay" ? Effect.sleep(fault.delayMillis ?? 1_000) : Effect.void
    const answer: Effect.Effect<WireOutcome> = Effect.gen(function*() {
      if (fault?.after !== true) yield* wait
      const outcome = sandbox.answer(request, yield* Clock.currentTimeMillis, fault)
      if (fault?.after === true) yield* wait
      return outcome
    })
    return yield* fault === null ? answer : Effect.ensuring(answer, Effect.sync(() => struck(fault)))
  }
)
