import { Effect } from "effect"
import { randomUUID } from "node:crypto"

/** Names this process among all that could answer at an address: `/health` says it, and `tellServing` tells it. */
export const instanceId: string = randomUUID()

/** Tells the program that started this one that it serves now. Nothing happens where nobody listens. */
export const tellServing: Effect.Effect<void> = Effect.sync(() => {
  // The callback takes the error of a starter that has gone meanwhile: there is nobody left to tell.
  process.send?.({ serving: instanceId }, undefined, undefined, () => undefined)
})

const BEAT_MILLIS = 1_000

/** Shows the program that started this one, once a second, that the event loop turns. */
export const showLife = (): void => {
  if (process.send === undefined) return
  setInterval(() => process.send?.({ alive: true }, undefined, undefined, () => undefined), BEAT_MILLIS).unref()
}
