import type { ActorsShape } from "@callsheet/actors/Actors"
import type { ActorStore } from "@callsheet/database/commit/ActorStore"
import type { Envelope } from "@callsheet/domain/Envelope"
import { deriveCommandId } from "@callsheet/domain/Ids"
import { type Amount, UsageKind } from "@callsheet/domain/org/Org"
import { Clock, type Context, Effect } from "effect"
import type { JobContext } from "../Activity.ts"
import { readOrg } from "./ReadActor.ts"

type Amounts = readonly [Amount, ...Array<Amount>]

/** `work` names, within the job's owner, what is promised or paid: told again, it counts once. */
const envelopeOf = ({ job }: JobContext, what: "reserve" | "settle", work: string): Envelope => ({
  commandId: deriveCommandId(job.ownerId, what, work),
  by: `job:${job.kind}`,
  traceId: job.traceId,
  closes: null,
  keyed: false
})

const referenceOf = ({ job }: JobContext): string => job.planId ?? job.ownerId

export const priced = (micros: number): ReadonlyArray<Amount> =>
  micros === 0 ? [] : [{ kind: "money_micros", amount: micros }]

/**
 * Nothing that costs begins without its promise. A plan makes it when it is approved; one whose promise was freed since, or
 * that never had one, makes it here or is refused.
 */
export const promised = (
  { actors, store }: { readonly actors: ActorsShape; readonly store: Context.Tag.Service<ActorStore> },
  context: JobContext,
  work: string,
  amounts: ReadonlyArray<Amount>
) =>
  Effect.gen(function*() {
    const { limits, sums } = yield* readOrg(store, context.job.orgId)
    const reference = referenceOf(context)
    const [first, ...rest] = amounts.filter(({ kind }) =>
      limits[kind] !== undefined && sums[kind]?.reserved[reference] === undefined
    )
    if (first === undefined) return
    yield* actors.org(context.job.orgId, envelopeOf(context, "reserve", work), {
      _tag: "Reserve",
      reference,
      amounts: [first, ...rest],
      askedAt: yield* Clock.currentTimeMillis
    })
  })

/** What was promised for the plan becomes what it cost. An amount of 0 frees what is left of its promise. */
export const settle = (actors: ActorsShape, context: JobContext, work: string, amounts: Amounts) =>
  actors.org(context.job.orgId, envelopeOf(context, "settle", work), {
    _tag: "Settle",
    reference: referenceOf(context),
    amounts: [...amounts]
  })

/** The last that a plan pays: everything else that was promised for it is free. */
export const settleLast = (actors: ActorsShape, context: JobContext, work: string, amount: Amount) =>
  settle(actors, context, work, [
    amount,
    ...UsageKind.literals.flatMap((kind) => kind === amount.kind ? [] : [{ kind, amount: 0 }])
  ])
