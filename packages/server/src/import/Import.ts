import { birthCommit } from "@callsheet/actors/Transition"
import { bodyHash } from "@callsheet/actors/Transition"
import type { Commit } from "@callsheet/database/commit/ActorStore"
import type { KeptAnswer } from "@callsheet/database/views/PlanViews"
import { type Fault, fault } from "@callsheet/domain/api/ApiError"
import type { Envelope } from "@callsheet/domain/Envelope"
import { CommandId } from "@callsheet/domain/Ids"
import { days, type Instant, iso } from "@callsheet/domain/Instant"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { isDayAlone, type ReadRow } from "@callsheet/domain/planning/ImportColumns"
import { type Calendar, type Kept, neighbourOf, type Planned, planned } from "@callsheet/domain/planning/Planner"
import { clashes, isAhead, readInstant, slotsOfDay, type Spread, spreadSlots } from "@callsheet/domain/planning/Slot"
import { Array as Arr, Effect, Either, Option } from "effect"
import { derivedId, keptPlan, planIn } from "../handlers/Commands.ts"

/** One row and the wish it stands for: its own key, or the file's key and its place in the file. */
export interface PlanWish {
  readonly row: ReadRow
  readonly commandId: CommandId
  readonly id: string
  /** What an equal, earlier wish answered. */
  readonly earlier: KeptAnswer | undefined
}

/**
 * Wishes by row. `file` is the wish of the whole import, `key:<org>:<key>` or a random one; a row with a key of its own is
 * the same wish in every file, and as `plan add` with that key.
 */
export const wishes = (
  rows: ReadonlyArray<ReadRow>,
  orgId: string,
  file: string
): ReadonlyArray<Omit<PlanWish, "earlier">> =>
  rows.map((row) => ({
    row,
    commandId: CommandId.make(row.key === null ? `${file}:row:${row.place}` : `key:${orgId}:${row.key}`),
    id: row.key === null ? derivedId("pln", file, row.place) : derivedId("pln", orgId, row.key)
  }))

/** A key names one plan, also within a file. */
export const repeatedKeys = (rows: ReadonlyArray<ReadRow>): ReadonlyArray<Fault> => {
  const seen = new Map<string, ReadRow>()
  return rows.flatMap((row) => {
    if (row.key === null) return []
    const first = seen.get(row.key)
    if (first === undefined) {
      seen.set(row.key, row)
      return []
    }
    return [fault("key", `Row ${first.row} has the same key; a key names one plan`, row.row)]
  })
}

const kept = ({ earlier }: PlanWish): Kept | null => keptPlan(Option.fromNullable(earlier))

/** What of a series has passed when it is imported is not missed by anyone. */
const isOver = ({ row }: PlanWish, { now, org }: Calendar): boolean =>
  row.repeats &&
  Either.match(readInstant(row.at, row.plan.timeZone ?? org.timeZone, { dateAlone: true }), {
    onLeft: () => false,
    onRight: ({ at }) => !isAhead(isDayAlone(row.at) ? at + days(1) : at, now)
  })

/** Gives the rows that leave their hour open the next slots of the rhythm, account by account. */
const spreadOut = (
  open: ReadonlyArray<PlanWish>,
  calendar: Calendar,
  spread: Spread
): Either.Either<ReadonlyMap<PlanWish, string>, string> => {
  const at = new Map<PlanWish, string>()
  const accounts = Arr.groupBy(open, ({ row }) => row.plan.accountId)
  for (const [accountId, mine] of Object.entries(accounts)) {
    const slots = spreadSlots({
      spread,
      count: mine.length,
      now: calendar.now,
      timeZone: calendar.org.timeZone,
      taken: calendar.neighbours.flatMap((other) => other.accountId === accountId ? [other.slot] : [])
    })
    if (Either.isLeft(slots)) return Either.left(slots.left)
    mine.forEach((wish, index) => at.set(wish, iso(slots.right[index]!)))
  }
  return Either.right(at)
}

/** The first hour of the rhythm that is free on the day a row names. */
const hourOn = ({ row }: PlanWish, calendar: Calendar, spread: Spread): Either.Either<string, string> =>
  Either.flatMap(
    slotsOfDay({ day: row.at, perDay: spread.perDay, timeZone: row.plan.timeZone ?? calendar.org.timeZone }),
    (slots) => {
      const taken = calendar.neighbours.flatMap((other) => other.accountId === row.plan.accountId ? [other.slot] : [])
      const free = slots.find((slot) => isAhead(slot, calendar.now) && clashes(slot, taken).length === 0)
      return free === undefined
        ? Either.left(`No hour of the rhythm (${spread.perDay} a day) is free on ${row.at}`)
        : Either.right(iso(free))
    }
  )

/** Long work gives way: anyone who waits is served between two rows. */
export const breathe = Effect.async<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** All rows as they would become, in the order of the file, or everything that is wrong with any of them. */
export const planAll = (
  all: ReadonlyArray<PlanWish>,
  calendar: Calendar,
  spread: Spread | null
): Effect.Effect<Either.Either<ReadonlyArray<Planned>, ReadonlyArray<Fault>>> =>
  Effect.gen(function*() {
    const faults: Array<Fault> = []
    const done = new Map<PlanWish, Planned>()
    // Rows see the rows before them.
    const neighbours = [...calendar.neighbours]
    const grown: Calendar = { ...calendar, neighbours }
    const take = (wish: PlanWish, at: string) => {
      const outcome = planned(grown, {
        row: wish.row.row,
        id: wish.id,
        plan: { ...wish.row.plan, at },
        kept: kept(wish)
      })
      if (Either.isLeft(outcome)) return void faults.push(...outcome.left)
      done.set(wish, outcome.right)
      if (wish.earlier === undefined) neighbours.push(neighbourOf(outcome.right))
      else if (wish.row.key !== null && wish.earlier.bodyHash !== bodyHash(outcome.right.create)) {
        faults.push(fault("key", `The key ${wish.row.key} was used before for another plan`, wish.row.row))
      }
    }
    const open: Array<PlanWish> = []
    for (const wish of all) {
      yield* breathe
      const before = kept(wish)
      if (isOver(wish, calendar)) continue
      if (isDayAlone(wish.row.at)) {
        const hour = before !== null
          ? Either.right(iso(before.slot))
          : spread !== null
          ? hourOn(wish, grown, spread)
          : Either.left(
            `${wish.row.at} names a day without an hour; write one, or give all such rows one (--time 18:00) or a rhythm (--spread 1/day)`
          )
        if (Either.isLeft(hour)) faults.push(fault("at", hour.left, wish.row.row))
        else take(wish, hour.right)
      } else if (wish.row.at !== "") take(wish, wish.row.at)
      else if (before !== null) take(wish, iso(before.slot))
      else if (spread !== null) open.push(wish)
      else {faults.push(
          fault("at", "It is empty; write a time or \"next\", or let the import spread the rows", wish.row.row)
        )}
    }
    if (spread !== null && open.length > 0) {
      const slots = spreadOut(open, grown, spread)
      if (Either.isLeft(slots)) faults.push(fault("at", slots.left))
      else {
        for (const [wish, at] of slots.right) {
          yield* breathe
          take(wish, at)
        }
      }
    }
    return faults.length > 0
      ? Either.left(faults.toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0)))
      : Either.right(all.flatMap((wish) => done.get(wish) ?? []))
  })

export interface Birth {
  readonly commit: Commit | null
  readonly answer: PlanView
}

/** The commit that makes the plan, or the answer of the wish that made it already. */
export const birthOf = (
  wish: PlanWish,
  { create, id }: Planned,
  options: { readonly envelope: Envelope; readonly fileHash: string; readonly at: Instant }
): Either.Either<Birth, Fault> => {
  const before = wish.earlier === undefined ? Option.none() : planIn(wish.earlier.answer)
  if (Option.isSome(before)) return Either.right({ commit: null, answer: before.value })
  const born = birthCommit({
    machine: planMachine,
    id,
    envelope: {
      ...options.envelope,
      commandId: wish.commandId,
      keyed: options.envelope.keyed || wish.row.key !== null
    },
    command: create,
    at: options.at
  })
  return Either.mapBoth(born, {
    onLeft: (error) => fault(null, error.message, wish.row.row),
    onRight: ({ answer, commit }) => ({
      answer,
      // A row that is known by its file is compared by its file: `next` and a rhythm mean other hours every time.
      commit: wish.row.key !== null || commit.event === null || commit.event.bodyHash === null
        ? commit
        : { ...commit, event: { ...commit.event, bodyHash: options.fileHash } }
    })
  })
}
