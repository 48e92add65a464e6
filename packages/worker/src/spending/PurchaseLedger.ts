import { Actors } from "@callsheet/actors/Actors"
import { type Buyer, PaidCalls, type Taken } from "@callsheet/database/jobs/PaidCalls"
import { canonicalJson, sha256Hex } from "@callsheet/domain/Digest"
import type { Envelope } from "@callsheet/domain/Envelope"
import { deriveCommandId } from "@callsheet/domain/Ids"
import type { Amount } from "@callsheet/domain/org/Org"
import type { OrgCommand } from "@callsheet/domain/org/OrgCommand"
import { amountsOf } from "@callsheet/domain/spending/Prices"
import { PriceList } from "@callsheet/process/PriceConfig"
import { Payer } from "@callsheet/studio/spending/Payer"
import { type Bought, type Purchase, Purchases } from "@callsheet/studio/spending/Purchases"
import { LedgerAway, type SpendingError } from "@callsheet/studio/spending/SpendingErrors"
import { Clock, Effect, Layer, Schedule } from "effect"

/** While somebody else buys the same, its answer is looked for this often. */
const LOOK_EVERY = "250 millis"
/** A bought answer is worth waiting for a database that is away; after that the call is repeated under its id. */
const untilStored = Schedule.spaced("500 millis").pipe(Schedule.upTo("10 seconds"))

type Amounts = readonly [Amount, ...Array<Amount>]
const isSome = (amounts: ReadonlyArray<Amount>): amounts is Amounts => amounts.length > 0

const make = Effect.gen(function*() {
  const actors = yield* Actors
  const calls = yield* PaidCalls
  const prices = yield* PriceList

  const stored = <A>(write: Effect.Effect<A, { readonly message: string }>) =>
    Effect.mapError(write, ({ message }) => new LedgerAway({ detail: message }))

  const org = (payer: Payer["Type"], part: ReadonlyArray<string | number>, command: OrgCommand) => {
    const envelope: Envelope = {
      commandId: deriveCommandId("paid", ...part),
      by: `job:${payer.kind}`,
      traceId: payer.traceId,
      closes: null,
      keyed: false
    }
    return actors.org(payer.orgId, envelope, command).pipe(
      Effect.asVoid,
      Effect.mapError((error) => error._tag === "QuotaExceeded" ? error : new LedgerAway({ detail: error.message }))
    )
  }

  /** Settled under the id of the request, so that it counts once, however often it is told. */
  const settle = (payer: Payer["Type"], provider: string, requestId: string, amounts: ReadonlyArray<Amount>) =>
    Effect.gen(function*() {
      if (isSome(amounts)) {
        yield* org(payer, [requestId, "settle"], {
          _tag: "Settle",
          reference: requestId,
          amounts: [...amounts],
          note: `${provider} for ${payer.planId ?? payer.orgId}`
        })
      }
      yield* stored(calls.settled(requestId, yield* Clock.currentTimeMillis))
    })

  const buy = <E>(purchase: Purchase<E>): Effect.Effect<Bought, E | SpendingError, Payer> =>
    Effect.gen(function*() {
      const payer = yield* Payer
      const { provider } = purchase
      const buyer: Buyer = { job: payer.id, token: payer.token }
      const began = yield* Clock.currentTimeMillis
      const key = sha256Hex(canonicalJson({ provider, content: purchase.content }))
      const estimate = amountsOf(prices, purchase.estimate)
      const wanted = {
        orgId: payer.orgId,
        key,
        requestId: `${provider}-${sha256Hex(`${payer.orgId} ${key} ${began}`).slice(0, 32)}`,
        provider,
        planId: payer.planId,
        estimate
      }

      const take: Effect.Effect<Exclude<Taken, { _tag: "Held" }>, LedgerAway> = Effect.flatMap(
        Clock.currentTimeMillis,
        (now) =>
          Effect.flatMap(stored(calls.take(wanted, buyer, now)), (taken) =>
            taken._tag === "Held" ? Effect.zipRight(Effect.sleep(LOOK_EVERY), take) : Effect.succeed(taken))
      )

      const pay = ({ requestId, sent }: Extract<Taken, { _tag: "Mine" }>) =>
        Effect.gen(function*() {
          // A call that may have been made holds its reservation already.
          if (sent === 0) {
            yield* org(payer, [requestId, "reserve", buyer.job, buyer.token, began], {
              _tag: "Reserve",
              reference: requestId,
              amounts: [...estimate],
              askedAt: yield* Clock.currentTimeMillis,
              ...(payer.planId === null ? {} : { from: payer.planId })
            })
          }
          const now = yield* Clock.currentTimeMillis
          if (!(yield* stored(calls.leaving(requestId, buyer, now)))) {
            return yield* new LedgerAway({ detail: "somebody else is buying the same meanwhile" })
          }
          const declined = (error: E) =>
            purchase.nothingBought(error)
              ? Effect.flatMap(stored(calls.declined(requestId)), (open) =>
                open > 0
                  ? Effect.void
                  : org(payer, [requestId, "free", buyer.job, buyer.token, began], {
                    _tag: "Free",
                    reference: requestId
                  }))
              : Effect.void
          // Anyone who is stopped from here on may be stopped while it waits, but not between an answer and its storing.
          const { amounts, answer } = yield* Effect.uninterruptibleMask((restore) =>
            Effect.gen(function*() {
              // What follows a refusal asks an actor, whose answer may be lost: no time-out ends what cannot be stopped.
              const answer = yield* restore(Effect.tapError(purchase.call(requestId), declined))
              const used = purchase.used(answer)
              const amounts = used === null ? estimate : covering(estimate, amountsOf(prices, used))
              const answeredAt = yield* Clock.currentTimeMillis
              yield* Effect.retry(stored(calls.answered(requestId, answer, amounts, answeredAt)), untilStored)
              return { amounts, answer }
            })
          )
          yield* settle(payer, provider, requestId, amounts)
          return { answer, requestId, fresh: true }
        }).pipe(
          // Where the database is away too, the hold ends with the lease.
          Effect.onError(() =>
            Effect.ignoreLogged(calls.release(requestId, buyer))
          )
        )

      const taken = yield* take
      if (taken._tag === "Mine") return yield* pay(taken)
      if (!taken.settled) yield* settle(payer, provider, taken.requestId, taken.amounts)
      return { answer: taken.answer, requestId: taken.requestId, fresh: false }
    }).pipe(Effect.withSpan("Purchases.buy", { attributes: { provider: purchase.provider } }))

  return Purchases.of({ buy })
})

/** Everything that was reserved is settled, with nothing where nothing of the kind was used. */
const covering = (estimate: Amounts, amounts: Amounts): Amounts => [
  ...amounts,
  ...estimate.flatMap(({ kind }) => amounts.some((amount) => amount.kind === kind) ? [] : [{ kind, amount: 0 }])
]

/** Buys through the ledger and the table of paid calls. */
export const layer: Layer.Layer<Purchases, never, Actors | PaidCalls> = Layer.effect(Purchases, make)
