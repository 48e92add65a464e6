import { Context, Effect } from "effect"

/**
 * Told of everything that the actors of this process commit or refuse, once each: for metrics. It decides nothing and cannot
 * fail. Where nobody provides one, nobody watches.
 */
export class ActorObserver extends Context.Reference<ActorObserver>()("@callsheet/actors/ActorObserver", {
  defaultValue: (): {
    readonly committed: (kind: string, event: { readonly _tag: string }) => Effect.Effect<void>
    /** A commit decided on a version that another owner had moved on from; nothing of it was stored. */
    readonly fenced: (kind: string) => Effect.Effect<void>
    readonly refused: (kind: string, refusal: unknown) => Effect.Effect<void>
    /** An alarm fired and its step failed in a way that does not pass: a defect. It is tried again, ever more seldom. */
    readonly alarmFailed: (kind: string) => Effect.Effect<void>
  } => ({
    committed: () => Effect.void,
    fenced: () => Effect.void,
    refused: () => Effect.void,
    alarmFailed: () => Effect.void
  })
}) {}
