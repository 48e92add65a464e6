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

/** One purchase of a job, with what all its steps need. */
interface Buying<E> {
  readonly purchase: Purchase<E>
  readonly payer: Payer["Type"]
  readonly buyer: Buyer
  readonly estimate: Amounts
  readonly began: number
}

const stored = <A>(write: Effect.Effect<A, { readonly message: string }>) =>
  Effect.mapError(write, ({ message }) => new LedgerAway({ detail: message }))

/** What a purchase does to the sums of its org. */
const makeSums = Effect.gen(function*() {
  const actors = yield* Actors
  const calls = yield* PaidCalls

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

  return {
    reserve: <E>({ began, buyer, estimate, payer }: Buying<E>, requestId: string) =>
      Effect.flatMap(
        Clock.currentTimeMillis,
        (askedAt) =>
          org(payer, [requestId, "reserve", buyer.job, buyer.token, began], {
            _tag: "Reserve",
            reference: requestId,
            amounts: [...estimate],
            askedAt,
            ...(payer.planId === null ? {} : { from: payer.planId })
          })
      ),

    free: <E>({ began, buyer, payer }: Buying<E>, requestId: string) =>
      org(payer, [requestId, "free", buyer.job, buyer.token, began], { _tag: "Free", reference: requestId }),

    /** Settled under the id of the request, so that it counts once, however often it is told. */
    settle: (payer: Payer["Type"], provider: string, requestId: string, amounts: ReadonlyArray<Amount>) =>
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
  }
})

/** Reserves, calls the provider, stores its answer and settles: each step is safe to take again after a death. */
const makePay = Effect.gen(function*() {
  const calls = yield* PaidCalls
  const prices = yield* PriceList
  const sums = yield* makeSums

  /** What was reserved for a call that bought nothing goes back, unless another call of the same request may still buy. */
  const declined = <E>(buying: Buying<E>, requestId: string) => (error: E) =>
    buying.purchase.nothingBought(error)
      ? Effect.flatMap(
        stored(calls.declined(requestId)),
        (open) => open > 0 ? Effect.void : sums.free(buying, requestId)
      )
      : Effect.void

  // Anyone who is stopped from here on may be stopped while it waits, but not between an answer and its storing.
  const callAndStore = <E>(buying: Buying<E>, requestId: string) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function*() {
        const { estimate, purchase } = buying
        // What follows a refusal asks an actor, whose answer may be lost: no time-out ends what cannot be stopped.
        const answer = yield* restore(Effect.tapError(purchase.call(requestId), declined(buying, requestId)))
        const used = purchase.used(answer)
        const amounts = used === null ? estimate : covering(estimate, amountsOf(prices, used))
        const answeredAt = yield* Clock.currentTimeMillis
        yield* Effect.retry(stored(calls.answered(requestId, answer, amounts, answeredAt)), untilStored)
        return { amounts, answer }
      })
    )

  return <E>(buying: Buying<E>, { requestId, sent }: Extract<Taken, { _tag: "Mine" }>) =>
    Effect.gen(function*() {
      const { buyer, payer, purchase } = buying
      // A call that may have been made holds its reservation already.
      if (sent === 0) yield* sums.reserve(buying, requestId)
      const now = yield* Clock.currentTimeMillis
      if (!(yield* stored(calls.leaving(requestId, buyer, now)))) {
        return yield* new LedgerAway({ detail: "somebody else is buying the same meanwhile" })
      }
      const { amounts, answer } = yield* callAndStore(buying, requestId)
      yield* sums.settle(payer, purchase.provider, requestId, amounts)
      return { answer, requestId, fresh: true }
    }).pipe(
      // Where the database is away too, the hold ends with the lease.
      Effect.onError(() => Effect.ignoreLogged(calls.release(requestId, buying.buyer)))
    )
})

const make = Effect.gen(function*() {
  const calls = yield* PaidCalls
  const prices = yield* PriceList
  const sums = yield* makeSums
  const pay = yield* makePay

  /** The request, for this buyer to send, or with the answer that another one bought. */
  const take = <E>({ began, buyer, estimate, payer, purchase: { content, provider } }: Buying<E>) => {
    const key = sha256Hex(canonicalJson({ provider, content }))
    const wanted = {
      orgId: payer.orgId,
      key,
      requestId: `${provider}-${sha256Hex(`${payer.orgId} ${key} ${began}`).slice(0, 32)}`,
      provider,
      planId: payer.planId,
      estimate
    }
    const look: Effect.Effect<Exclude<Taken, { _tag: "Held" }>, LedgerAway> = Effect.flatMap(
      Clock.currentTimeMillis,
      (now) =>
        Effect.flatMap(
          stored(calls.take(wanted, buyer, now)),
          (taken) => taken._tag === "Held" ? Effect.zipRight(Effect.sleep(LOOK_EVERY), look) : Effect.succeed(taken)
        )
    )
    return look
  }

  const buy = <E>(purchase: Purchase<E>): Effect.Effect<Bought, E | SpendingError, Payer> =>
    Effect.gen(function*() {
      const payer = yield* Payer
      const buying: Buying<E> = {
        purchase,
        payer,
        buyer: { job: payer.id, token: payer.token },
        estimate: amountsOf(prices, purchase.estimate),
        began: yield* Clock.currentTimeMillis
      }
      const taken = yield* take(buying)
      if (taken._tag === "Mine") return yield* pay(buying, taken)
      if (!taken.settled) yield* sums.settle(payer, purchase.provider, taken.requestId, taken.amounts)
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
