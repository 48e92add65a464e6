import { PictureChoices, type PictureChooser } from "@callsheet/database/jobs/PictureChoices"
import { PictureUses, REST_DAYS } from "@callsheet/studio/render/pictures/stock/PictureUses"
import { Payer } from "@callsheet/studio/spending/Payer"
import { LedgerAway } from "@callsheet/studio/spending/SpendingErrors"
import { Clock, Effect, Layer } from "effect"

const DAY = 24 * 60 * 60 * 1000

const chooser = (wish: string): Effect.Effect<PictureChooser, never, Payer> =>
  Effect.map(Payer, ({ id, orgId, planId }) => ({ orgId, work: planId ?? `job:${id}`, wish }))

const stored = <A>(effect: Effect.Effect<A, { readonly message: string }, Payer>) =>
  Effect.mapError(effect, ({ message }) => new LedgerAway({ detail: message }))

/** What accounts have shown, in the database. */
export const layer = Layer.effect(
  PictureUses,
  Effect.map(PictureChoices, (choices) =>
    PictureUses.of({
      chosen: (wish) => stored(Effect.flatMap(chooser(wish), choices.chosen)),
      recent: (wish) =>
        stored(Effect.gen(function*() {
          const now = yield* Clock.currentTimeMillis
          return yield* choices.recent(yield* chooser(wish), now - REST_DAYS * DAY)
        })),
      choose: (wish, picture) =>
        stored(Effect.gen(function*() {
          yield* choices.choose(yield* chooser(wish), picture, yield* Clock.currentTimeMillis)
        }))
    }))
)
