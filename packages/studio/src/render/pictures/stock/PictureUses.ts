import { Context, Effect, Layer } from "effect"
import type { Payer } from "../../../spending/Payer.ts"
import type { LedgerAway } from "../../../spending/SpendingErrors.ts"

/** A stock picture is not seen again on an account for this long. */
export const REST_DAYS = 30

/** Which pictures an account has shown, so that none comes again too soon, and a plan made again shows the same. */
export class PictureUses extends Context.Tag("@callsheet/studio/PictureUses")<PictureUses, {
  /** What this plan chose for this wish before; null where it has not chosen. */
  readonly chosen: (wish: string) => Effect.Effect<string | null, LedgerAway, Payer>
  /** What the plan's account has shown within the rest, this plan's choice for this wish apart. */
  readonly recent: (wish: string) => Effect.Effect<ReadonlySet<string>, LedgerAway, Payer>
  readonly choose: (wish: string, picture: string) => Effect.Effect<void, LedgerAway, Payer>
}>() {
  /** Remembers nothing beyond this process: for samples and trials. */
  static readonly layerMemory = Layer.sync(this, () => {
    const kept = new Map<string, string>()
    return PictureUses.of({
      chosen: (wish) => Effect.sync(() => kept.get(wish) ?? null),
      recent: (wish) =>
        Effect.sync(() => new Set([...kept].flatMap(([key, picture]) => (key === wish ? [] : [picture])))),
      choose: (wish, picture) => Effect.sync(() => void kept.set(wish, picture))
    })
  })
}
