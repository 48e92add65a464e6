import { Context, Effect, Layer, PubSub, type Queue, type Scope } from "effect"

/** What a commit of this process just made due. Other processes hear of it through PostgreSQL. */
export type Ring =
  | { readonly _tag: "Jobs"; readonly kinds: ReadonlySet<string> }
  | { readonly _tag: "Alarm"; readonly id: string; readonly kind: string; readonly at: number }

/** A hint, never the truth: whoever misses it finds the work by index a moment later. */
export class Bell extends Context.Tag("@callsheet/actors/Bell")<Bell, {
  readonly ring: (ring: Ring) => void
  readonly listen: Effect.Effect<Queue.Dequeue<Ring>, never, Scope.Scope>
}>() {
  static readonly layer = this.layerOf(4_096)

  /** `capacity`: how many rings may wait for a listener; beyond it the oldest are forgotten. */
  static layerOf(capacity: number): Layer.Layer<Bell> {
    return Layer.effect(
      this,
      Effect.map(PubSub.sliding<Ring>(capacity), (hub) => ({
        ring: (ring) => {
          hub.unsafeOffer(ring)
        },
        listen: PubSub.subscribe(hub)
      }))
    )
  }
}
