import { Context, Deferred, Effect, FiberId, Layer } from "effect"

/**
 * Ctrl-C and SIGTERM. By default they interrupt the command, which then ends with 130. A command that is meant to be
 * stopped that way takes them over, ends by itself and with 0.
 */
export class Signals extends Context.Tag("@callsheet/cli/Signals")<Signals, {
  /** Ends when a person asks to stop; from the call on the command is not interrupted. */
  readonly stopAsked: Effect.Effect<void>
}>() {
  static readonly layerNever = Layer.succeed(this, { stopAsked: Effect.never })
}

/** The service, and what the process's signal handler does with the fiber it runs. */
export const makeSignals = () => {
  const stop = Deferred.unsafeMake<void>(FiberId.none)
  let taken = false
  return {
    service: Signals.of({
      stopAsked: Effect.suspend(() => {
        taken = true
        return Deferred.await(stop)
      })
    }),
    /** True when the running command took the signal over. */
    deliver: (): boolean => {
      if (taken) Deferred.unsafeDone(stop, Effect.void)
      return taken
    }
  }
}
