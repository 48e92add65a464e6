import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { Views } from "@callsheet/database/views/Views"
import { type Fault, fault, invalid } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import { canonicalJson, sha256Hex } from "@callsheet/domain/Digest"
import { Busy, KeyReused } from "@callsheet/domain/Envelope"
import { iso } from "@callsheet/domain/Instant"
import type { Plan } from "@callsheet/domain/plan/Plan"
import { readRow } from "@callsheet/domain/planning/ImportColumns"
import { readSpread, type Spread } from "@callsheet/domain/planning/Slot"
import { Clock, Data, Effect, Either } from "effect"
import { ownOrg } from "../auth/Auth.ts"
import { writeCsv } from "../import/Csv.ts"
import { exported } from "../import/Export.ts"
import { writeIcs } from "../import/Ics.ts"
import { birthOf, breathe, planAll, repeatedKeys, type Wish, wishes } from "../import/Import.ts"
import { writeJson } from "../import/Json.ts"
import { firstFaults } from "../import/Limits.ts"
import { makeReadFile } from "../import/ReadFile.ts"
import { Calendars } from "./Calendars.ts"
import { commandIdOf, envelopeOf, type Handlers, orBusy, underKey } from "./Commands.ts"

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

const spreadOf = (text: string | undefined): Either.Either<Spread | null, Fault> =>
  text === undefined || text.trim() === ""
    ? Either.right(null)
    : Either.mapLeft(readSpread(text), (message) => fault("spread", message))

/** Calendars in and out as files. In: all rows or none. */
export const makeImportHandlers = Effect.gen(function*() {
  const calendars = yield* Calendars
  const store = yield* ActorStore
  const views = yield* Views
  const readFile = makeReadFile()

  /** Adds what equal wishes answered before; a key that named another wish is refused. */
  const withEarlier = (
    all: ReadonlyArray<Omit<Wish, "earlier">>,
    file: { readonly commandId: string; readonly hash: string; readonly key: string | undefined }
  ) =>
    Effect.gen(function*() {
      const answers = yield* views.answers([file.commandId, ...all.map(({ commandId }) => commandId)])
      const other = answers.has(file.commandId) ||
        all.some(({ commandId, row }) =>
          row.key === null && (answers.get(commandId)?.bodyHash ?? file.hash) !== file.hash
        )
      if (file.key !== undefined && other) return yield* new KeyReused({ key: file.key })
      return all.map((wish): Wish => ({ ...wish, earlier: answers.get(wish.commandId) }))
    })

  const handlers: Handlers<"plan.import" | "plan.export"> = {
    "plan.import": ({ content, dryRun = false, format, key, orgId, spread }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        const org = yield* ownOrg(caller, orgId)
        const file = yield* readFile(org, format, content)
        const calendar = yield* calendars.fresh(org)
        const accounts = [...calendar.accounts.values()]
        const rhythm = spreadOf(spread)
        const { done: rows, faults } = yield* collect(file, (row) => readRow(row, accounts, calendar.org.timeZone))
        const early = [...(Either.isLeft(rhythm) ? [rhythm.left] : []), ...faults, ...repeatedKeys(rows)]

        const commandId = commandIdOf(org, key)
        const hash = sha256Hex(canonicalJson({ format, content, spread: spread ?? null }))
        const all = yield* withEarlier(wishes(rows, org, commandId), { commandId, hash, key })
        // The rows that can be read are planned even when others cannot: whoever corrects a file wants all faults at once.
        const plans = yield* planAll(all, calendar, Either.getOrElse(rhythm, () => null))
        const late = Either.isLeft(plans) ? plans.left : []
        if (early.length > 0 || Either.isLeft(plans)) {
          return yield* invalid(firstFaults([...early, ...late].toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0))))
        }
        const feasibility = plans.right.map((plan) => plan.feasibility)
        if (dryRun) return { plans: [], feasibility }

        const at = yield* Clock.currentTimeMillis
        const envelope = yield* envelopeOf(caller, commandId, key !== undefined)
        const byId = new Map(all.map((wish) => [wish.id, wish]))
        const births = yield* collect(plans.right, (plan) =>
          Either.mapLeft(birthOf(byId.get(plan.id)!, plan, { envelope, fileHash: hash, at }), (one) => [one]))
        if (births.faults.length > 0) {
          return yield* invalid(firstFaults(births.faults))
        }
        yield* store.commitAll(births.done.flatMap(({ commit }) =>
          commit ?? []
        )).pipe(
          Effect.catchTags({ Fenced: () => new Raced(), DuplicateCommand: () => new Raced() })
        )
        yield* calendars.forget(org)
        return { plans: births.done.map(({ answer }) => answer), feasibility }
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
        const rows = plans.map(exported)
        const stamp = iso(yield* Clock.currentTimeMillis)
        return {
          content: format === "csv" ? writeCsv(rows) : format === "json" ? writeJson(rows) : writeIcs(rows, stamp)
        }
      }).pipe(orBusy("the calendar"))
  }
  return handlers
})
