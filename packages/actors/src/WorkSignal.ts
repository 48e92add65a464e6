import { Context, Effect, Layer, PubSub, type Queue, type Scope } from "effect"

/** What a commit of this process just made due. Other processes learn of it through PostgreSQL. */
export type Signal =
  | { readonly _tag: "Jobs"; readonly kinds: ReadonlySet<string> }
  | { readonly _tag: "Alarm"; readonly id: string; readonly kind: string; readonly at: number }

/** A hint, never the truth: a listener that misses it finds the work by index a moment later. */
export class WorkSignal extends Context.Tag("@callsheet/actors/WorkSignal")<WorkSignal, {
  readonly notify: (signal: Signal) => void
  readonly listen: Effect.Effect<Queue.Dequeue<Signal>, never, Scope.Scope>
}>() {
  static readonly layer = this.layerOf(4_096)

  /** `capacity`: how many signals may wait for a listener; beyond it the oldest are dropped. */
  static layerOf(capacity: number): Layer.Layer<WorkSignal> {
    return Layer.effect(
      this,
      Effect.map(PubSub.sliding<Signal>(capacity), (hub) => ({
        notify: (signal) => {
          hub.unsafeOffer(signal)
        },
        listen: PubSub.subscribe(hub)
      }))
    )
  }
}
