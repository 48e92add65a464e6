import { isAway, serverComesBack } from "@callsheet/client/Client"
import { Effect } from "effect"

/** A server that restarts or is busy is asked again: the key makes that harmless. */
export const patiently = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.retry(call, {
    while: (error) =>
      isAway(error) ||
      (typeof error === "object" && error !== null && "_tag" in error && error._tag === "Busy"),
    schedule: serverComesBack
  })
