import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Views } from "@callsheet/database/views/Views"
import { type Fault, fault, invalid } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { canonicalJson, sha256Hex } from "@callsheet/domain/Digest"
import { Busy, KeyReused } from "@callsheet/domain/Envelope"
import { type FileRow, momentOf, type ReadRow, readRow } from "@callsheet/domain/planning/ImportColumns"
import { readSpread, type Spread } from "@callsheet/domain/planning/Slot"
import { clockOf, orderOf } from "@callsheet/domain/planning/WrittenDate"
import { Clock, type Context, Data, Effect, Either, Option } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { changeOf, namedTwice } from "../import/Changes.ts"
import { birthOf, breathe, planAll, type PlanWish, repeatedKeys, wishes } from "../import/Import.ts"
import { firstFaults } from "../import/Limits.ts"
import { datesNote, doublesNote } from "../import/Notes.ts"
import { makeReadFile } from "../import/ReadFile.ts"
import { makeRowChanges } from "../import/RowChanges.ts"
import { Calendars } from "./Calendars.ts"
import { byOf, type Caller, commandIdOf, envelopeOf, type Handlers, orBusy, underKey } from "./Commands.ts"

/** Somebody made one of these plans a moment ago; what they answered must be read again. */
class Raced extends Data.TaggedError("Raced") {}

/** Rights first, wrongs first: every fault of every row is collected before anything is said. */
const collect = <A, B>(all: ReadonlyArray<A>, work: (one: A) => Either.Either<B, ReadonlyArray<Fault>>) =>
  Effect.gen(function*() {
    const faults: Array<Fault> = []
    const done: Array<B> = []
    for (const one of all) {
      yield* breathe
      const outcome = work(one)
      if (Either.isLeft(outcome)) faults.push(...outcome.left)
      else done.push(outcome.right)
    }
    return { faults, done }
  })

const hourOf = (text: string | undefined): Either.Either<string | null, Fault> => {
  if (text === undefined || text.trim() === "") return Either.right(null)
  const hour = clockOf(text)
  return hour === null
    ? Either.left(fault("time", `${JSON.stringify(text)} is not an hour of a day; write 18:00 or 6 pm`))
    : Either.right(hour)
}

const spreadOf = (text: string | undefined): Either.Either<Spread | null, Fault> =>
  text === undefined || text.trim() === ""
    ? Either.right(null)
    : Either.mapLeft(readSpread(text), (message) => fault("spread", message))

type ImportWish = Parameters<Handlers<"plan.import">["plan.import"]>[0]
type CalendarNow = Effect.Effect.Success<ReturnType<Context.Tag.Service<Calendars>["fresh"]>>

/** How the call asks for the file to be read, and which of its own fields cannot be. */
const readingOf = (
  { account = "", dates, spread, time }: ImportWish,
  rows: ReadonlyArray<FileRow>,
  calendar: CalendarNow
) => {
  const rhythm = spreadOf(spread)
  const hour = hourOf(time)
  return {
    rhythm: Either.getOrElse(rhythm, () => null),
    faults: [...Option.toArray(Either.getLeft(rhythm)), ...Option.toArray(Either.getLeft(hour))],
    context: {
      accounts: [...calendar.accounts.values()],
      account,
      hour: Either.getOrElse(hour, () => null),
      now: calendar.now,
      timeZone: calendar.org.timeZone,
      order: dates ?? orderOf(rows.map(momentOf))
    }
  }
}

/** Names the file and how it is to be read: the same key with another hash is another wish. */
const hashOf = ({ account = "", content, dates, format, spread, time }: ImportWish): string =>
  sha256Hex(canonicalJson({
    format,
    content,
    spread: spread ?? null,
    ...(account === "" ? {} : { account }),
    ...(time === undefined ? {} : { time }),
    ...(dates === undefined ? {} : { dates })
  }))

/** Reads files of calendars, and finds every fault before anything is stored. */
const makeUnderstanding = Effect.gen(function*() {
  const calendars = yield* Calendars
  const views = yield* Views
  const { editAll } = yield* makeRowChanges
  const readFile = makeReadFile()

  /** Adds what equal wishes answered before; a key that named another wish is refused. */
  const withEarlier = (
    all: ReadonlyArray<Omit<PlanWish, "earlier">>,
    file: { readonly commandId: string; readonly hash: string; readonly key: string | undefined }
  ) =>
    Effect.gen(function*() {
      const answers = yield* views.answers([file.commandId, ...all.map(({ commandId }) => commandId)])
      const other = answers.has(file.commandId) ||
        all.some(({ commandId, row }) =>
          row.key === null && (answers.get(commandId)?.bodyHash ?? file.hash) !== file.hash
        )
      if (file.key !== undefined && other) return yield* new KeyReused({ key: file.key })
      return all.map((wish): PlanWish => ({ ...wish, earlier: answers.get(wish.commandId) }))
    })

  /** The plans that rows of a file name by their id, as they stand in this org. */
  const plansNamed = (org: string, rows: ReadonlyArray<ReadRow>) => {
    const ids = rows.flatMap(({ planId }) => planId ?? [])
    return Effect.map(
      ids.length === 0 ? Effect.succeed([]) : views.planStatesOf(org, ids),
      (found) => new Map(found.map((one): [string, typeof one] => [one.plan.id, one]))
    )
  }

  /** What the file asks for: new plans, and changes of plans that are there. */
  return (wish: ImportWish, caller: Caller, org: string) =>
    Effect.gen(function*() {
      const file = yield* readFile(org, wish.format, wish.content)
      const calendar = yield* calendars.fresh(org)
      const { context, faults: unread, rhythm } = readingOf(wish, file.rows, calendar)
      const { done: read, faults } = yield* collect(file.rows, (row) => readRow(row, context))
      const known = yield* plansNamed(org, read)
      const rows = read.filter(({ planId }) => planId === null || !known.has(planId))
      const named = read.filter(({ planId }) => planId !== null && known.has(planId))
      const changes = yield* collect(
        named,
        (row) => changeOf(row, known.get(row.planId!)!.plan, calendar, byOf(caller))
      )
      const edited = yield* editAll(changes.done, { dryRun: true, key: undefined })
      const early = [
        ...unread,
        ...file.faults,
        ...faults,
        ...repeatedKeys(rows),
        ...namedTwice(named),
        ...changes.faults,
        ...edited.faults
      ]
      const commandId = commandIdOf(org, wish.key)
      const hash = hashOf(wish)
      const all = yield* withEarlier(wishes(rows, org, commandId), { commandId, hash, key: wish.key })
      // The rows that can be read are planned even when others cannot: anyone who corrects a file wants all faults at once.
      const plans = yield* planAll(all, calendar, rhythm)
      const late = Either.isLeft(plans) ? plans.left : []
      if (early.length > 0 || Either.isLeft(plans)) {
        return yield* invalid(firstFaults([...early, ...late].toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0))))
      }
      const moves = changes.done.filter(({ command, edit }) => command !== null || edit !== null)
      return {
        commandId,
        hash,
        wishes: all,
        plans: plans.right,
        changes: changes.done,
        before: moves.map(({ plan }) => known.get(plan.id)!.view),
        said: {
          feasibility: plans.right.map((plan) => plan.feasibility),
          unchanged: changes.done.length - moves.length,
          notes: [
            ...datesNote(read, context),
            ...doublesNote(plans.right, calendar),
            ...edited.done.map(({ note }) => note)
          ]
        }
      }
    })
})

type Understood = Effect.Effect.Success<ReturnType<Effect.Effect.Success<typeof makeUnderstanding>>>

/** Does what was understood. Sent again under the same key, nothing is done twice. */
const makeCarryingOut = Effect.gen(function*() {
  const store = yield* ActorStore
  const calendars = yield* Calendars
  const { editAll, moveAll } = yield* makeRowChanges

  return ({ changes, commandId, hash, plans, wishes: all }: Understood, caller: Caller, key: string | undefined) =>
    Effect.gen(function*() {
      const at = yield* Clock.currentTimeMillis
      const envelope = yield* envelopeOf(caller, commandId, key !== undefined)
      // Before the new plans: a file whose moves were refused halfway is sent again, and moves nothing twice.
      const rewritten = yield* editAll(changes, { dryRun: false, key })
      if (rewritten.faults.length > 0) return yield* invalid(firstFaults(rewritten.faults))
      const moved = yield* moveAll(changes, envelope)
      const changed = [
        ...rewritten.done.map(({ view }) => view).filter(({ id }) => moved.every((one) => one.id !== id)),
        ...moved
      ]
      const byId = new Map(all.map((wish) => [wish.id, wish]))
      const births = yield* collect(
        plans,
        (plan) => Either.mapLeft(birthOf(byId.get(plan.id)!, plan, { envelope, fileHash: hash, at }), (one) => [one])
      )
      if (births.faults.length > 0) return yield* invalid(firstFaults(births.faults))
      yield* store.commitAll(births.done.flatMap(({ commit }) => commit ?? [])).pipe(
        Effect.catchTags({ Fenced: () => new Raced(), DuplicateCommand: () => new Raced() })
      )
      yield* calendars.forget(caller.orgId)
      return { plans: births.done.map(({ answer }) => answer), changed }
    })
})

/** A file becomes plans: all rows or none. */
export const makeImportHandlers = Effect.gen(function*() {
  const understand = yield* makeUnderstanding
  const carryOut = yield* makeCarryingOut

  const handlers: Handlers<"plan.import"> = {
    "plan.import": (wish) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const understood = yield* understand(wish, caller, yield* ownOrg(caller, wish.orgId))
        const { before, said } = understood
        if (wish.dryRun === true) return { ...said, plans: [], changed: before }
        return { ...said, ...(yield* carryOut(understood, caller, wish.key)) }
      }).pipe(
        Effect.retry({ times: 3, while: (error) => error._tag === "Raced" }),
        Effect.catchTag("Raced", () => new Busy({ what: "the calendar", retryAfterMillis: 1_000 })),
        underKey(wish.key),
        orBusy("the calendar")
      )
  }
  return handlers
})
