import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import type { KeptAnswer } from "@callsheet/database/views/PlanViews"
import { Views } from "@callsheet/database/views/Views"
import { type Fault, fault, invalid } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { canonicalJson, sha256Hex } from "@callsheet/domain/Digest"
import { Busy, type Envelope, KeyReused } from "@callsheet/domain/Envelope"
import { CommandId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import type { Plan } from "@callsheet/domain/plan/Plan"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { momentOf, type ReadRow, readRow, type RowContext } from "@callsheet/domain/planning/ImportColumns"
import { type Calendar, neighbourOf, type Planned } from "@callsheet/domain/planning/Planner"
import { readSpread, type Spread } from "@callsheet/domain/planning/Slot"
import { clockOf, orderOf } from "@callsheet/domain/planning/WrittenDate"
import { Array as Arr, Clock, Data, Effect, Either, Option } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { type Change, changeOf, namedTwice } from "../import/Changes.ts"
import { writeCsv } from "../import/Csv.ts"
import { exported } from "../import/Export.ts"
import { writeIcs } from "../import/Ics.ts"
import { birthOf, breathe, planAll, type PlanWish, repeatedKeys, wishes } from "../import/Import.ts"
import { writeJson } from "../import/Json.ts"
import { firstFaults } from "../import/Limits.ts"
import { makeReadFile } from "../import/ReadFile.ts"
import { Calendars } from "./Calendars.ts"
import { byOf, commandIdOf, envelopeOf, type Handlers, orBusy, planIn, underKey } from "./Commands.ts"
import { PlanEdits } from "./PlanEdits.ts"

const EXPORT_PAGE = 500

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

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** How times were read that are not written as ISO: with an example, so that a person sees a wrong guess at once. */
const datesNote = (rows: ReadonlyArray<ReadRow>, { order, timeZone }: RowContext): ReadonlyArray<string> => {
  const read = rows.filter(({ written }) => written !== null && written !== "")
  const [example] = read
  if (example === undefined) return []
  const zone = example.plan.timeZone ?? timeZone
  const first = order === null ? "" : order === "mdy" ? " with the month first" : " with the day first"
  return [
    `${counted(read.length, "time is", "times are")} read${first}: row ${example.row}, ${example.written}, is ${
      example.at.replace("T", " ")
    } (${zone}).`
  ]
}

/** Rows that say what a plan says already: mostly a file that was imported before. */
const doublesNote = (plans: ReadonlyArray<Planned>, { neighbours }: Calendar): ReadonlyArray<string> => {
  const there = new Set(neighbours.map(({ accountId, slot, words }) => `${accountId} ${slot} ${words}`))
  const ids = new Set(neighbours.map(({ id }) => id))
  const doubles = plans.map(neighbourOf).filter(({ accountId, id, slot, words }) =>
    !ids.has(id) && there.has(`${accountId} ${slot} ${words}`)
  )
  return doubles.length === 0 ? [] : [
    `${
      counted(doubles.length, "row has", "rows have")
    } account, time and topic of a plan that is there. Was the file imported before? With --key NAME a repeated import makes nothing twice.`
  ]
}

const spreadOf = (text: string | undefined): Either.Either<Spread | null, Fault> =>
  text === undefined || text.trim() === ""
    ? Either.right(null)
    : Either.mapLeft(readSpread(text), (message) => fault("spread", message))

/** Calendars in and out as files. In: all rows or none. */
export const makeImportHandlers = Effect.gen(function*() {
  const actors = yield* Actors
  const calendars = yield* Calendars
  const store = yield* ActorStore
  const views = yield* Views
  const edits = yield* PlanEdits
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

  /** Moves plans one after the other. A move that this wish made before is answered as it was then. */
  const moveAll = (changes: ReadonlyArray<Change>, envelope: Envelope) =>
    Effect.gen(function*() {
      const idOf = ({ row }: Change) => CommandId.make(`${envelope.commandId}:row:${row.place}`)
      const before = envelope.keyed ? yield* views.answers(changes.map(idOf)) : new Map<string, KeptAnswer>()
      const moved = yield* Effect.forEach(changes, (change) => {
        if (change.command !== null) {
          return Effect.map(
            actors.plan(change.plan.id, { ...envelope, commandId: idOf(change) }, change.command),
            Option.some
          )
        }
        return Effect.succeed(planIn(before.get(idOf(change))?.answer))
      })
      return Arr.getSomes(moved)
    })

  /** What the cells of rows make of their plans, or would make, one after the other. A refusal is a fault of its row. */
  const editAll = (
    changes: ReadonlyArray<Change>,
    how: { readonly dryRun: boolean; readonly key: string | undefined }
  ) =>
    Effect.gen(function*() {
      const faults: Array<Fault> = []
      const done: Array<{ readonly view: PlanView; readonly note: string }> = []
      for (const { edit, plan, row } of changes) {
        if (edit === null) continue
        const key = how.key === undefined ? {} : { key: `${how.key}:edit:${row.place}` }
        const edited = yield* Effect.either(edits.edit({ id: plan.id, dryRun: how.dryRun, ...key }, edit))
        if (Either.isRight(edited)) {
          const { effect, plan: view } = edited.right
          const parts = effect.changes.map(({ part }) => part).join(", ")
          done.push({ view, note: `Row ${row.row} changes ${parts} of ${plan.id}. ${effect.says.join(" ")}` })
          continue
        }
        const error = edited.left
        if (error._tag === "Busy") return yield* error
        if (error._tag === "InvalidInput") {
          faults.push(...error.faults.map((one) => fault(one.column ?? "id", one.message, row.row)))
        } else faults.push(fault("id", error.message, row.row))
      }
      return { faults, done }
    })

  const handlers: Handlers<"plan.import" | "plan.export"> = {
    "plan.import": ({ account = "", content, dates, dryRun = false, format, key, orgId, spread, time }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const org = yield* ownOrg(caller, orgId)
        const file = yield* readFile(org, format, content)
        const calendar = yield* calendars.fresh(org)
        const rhythm = spreadOf(spread)
        const hour = hourOf(time)
        const context = {
          accounts: [...calendar.accounts.values()],
          account,
          hour: Either.getOrElse(hour, () => null),
          now: calendar.now,
          timeZone: calendar.org.timeZone,
          order: dates ?? orderOf(file.rows.map(momentOf))
        }
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
          ...(Either.isLeft(rhythm) ? [rhythm.left] : []),
          ...(Either.isLeft(hour) ? [hour.left] : []),
          ...file.faults,
          ...faults,
          ...repeatedKeys(rows),
          ...namedTwice(named),
          ...changes.faults,
          ...edited.faults
        ]

        const commandId = commandIdOf(org, key)
        const options = {
          ...(account === "" ? {} : { account }),
          ...(time === undefined ? {} : { time }),
          ...(dates === undefined ? {} : { dates })
        }
        const hash = sha256Hex(canonicalJson({ format, content, spread: spread ?? null, ...options }))
        const all = yield* withEarlier(wishes(rows, org, commandId), { commandId, hash, key })
        // The rows that can be read are planned even when others cannot: anyone who corrects a file wants all faults at once.
        const plans = yield* planAll(all, calendar, Either.getOrElse(rhythm, () => null))
        const late = Either.isLeft(plans) ? plans.left : []
        if (early.length > 0 || Either.isLeft(plans)) {
          return yield* invalid(firstFaults([...early, ...late].toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0))))
        }
        const moves = changes.done.filter(({ command, edit }) => command !== null || edit !== null)
        const feasibility = plans.right.map((plan) => plan.feasibility)
        const said = {
          feasibility,
          unchanged: changes.done.length - moves.length,
          notes: [
            ...datesNote(read, context),
            ...doublesNote(plans.right, calendar),
            ...edited.done.map(({ note }) => note)
          ]
        }
        if (dryRun) return { ...said, plans: [], changed: moves.map(({ plan }) => known.get(plan.id)!.view) }

        const at = yield* Clock.currentTimeMillis
        const envelope = yield* envelopeOf(caller, commandId, key !== undefined)
        // Before the new plans: a file whose moves were refused halfway is sent again, and moves nothing twice.
        const rewritten = yield* editAll(changes.done, { dryRun: false, key })
        if (rewritten.faults.length > 0) return yield* invalid(firstFaults(rewritten.faults))
        const moved = yield* moveAll(changes.done, envelope)
        const changed = [
          ...rewritten.done.map(({ view }) => view).filter(({ id }) => moved.every((one) => one.id !== id)),
          ...moved
        ]
        const byId = new Map(all.map((wish) => [wish.id, wish]))
        const births = yield* collect(
          plans.right,
          (plan) => Either.mapLeft(birthOf(byId.get(plan.id)!, plan, { envelope, fileHash: hash, at }), (one) => [one])
        )
        if (births.faults.length > 0) {
          return yield* invalid(firstFaults(births.faults))
        }
        yield* store.commitAll(births.done.flatMap(({ commit }) => commit ?? [])).pipe(
          Effect.catchTags({ Fenced: () => new Raced(), DuplicateCommand: () => new Raced() })
        )
        yield* calendars.forget(org)
        return { ...said, plans: births.done.map(({ answer }) => answer), changed }
      }).pipe(
        Effect.retry({ times: 3, while: (error) => error._tag === "Raced" }),
        Effect.catchTag("Raced", () => new Busy({ what: "the calendar", retryAfterMillis: 1_000 })),
        underKey(key),
        orBusy("the calendar")
      ),

    "plan.export": ({ format, orgId }) =>
      Effect.gen(function*() {
        const org = yield* ownOrg(yield* Principal, orgId)
        const plans: Array<Plan> = []
        for (;;) {
          const last = plans.at(-1)
          const page = yield* views.planStates(
            org,
            EXPORT_PAGE,
            last === undefined ? null : { slot: last.slot, id: last.id }
          )
          plans.push(...page.map(({ plan }) => plan))
          if (page.length < EXPORT_PAGE) break
        }
        const accounts = yield* views.accounts(org)
        const names = new Map<string, string>(accounts.flatMap(({ id, status, username }) =>
          username === "" || status === "disconnected" ||
            accounts.some((other) => other.id !== id && other.username.toLowerCase() === username.toLowerCase())
            ? []
            : [[id, `@${username}`]]
        ))
        const rows = plans.map((plan) =>
          exported(plan, names.get(plan.accountId))
        )
        const stamp = iso(yield* Clock.currentTimeMillis)
        return {
          content: format === "csv" ? writeCsv(rows) : format === "json" ? writeJson(rows) : writeIcs(rows, stamp)
        }
      }).pipe(orBusy("the calendar"))
  }
  return handlers
})
