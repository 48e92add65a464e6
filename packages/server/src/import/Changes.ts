import { type Fault, fault } from "@callsheet/domain/api/ApiError"
import type { PlanChange } from "@callsheet/domain/api/calls/planEdit"
import { iso } from "@callsheet/domain/Instant"
import { NO_PRESET } from "@callsheet/domain/org/Preset"
import type { Plan } from "@callsheet/domain/plan/Plan"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { type ImportColumn, isDayAlone, type ReadRow } from "@callsheet/domain/planning/ImportColumns"
import type { Calendar } from "@callsheet/domain/planning/Planner"
import { readInstant, type ZonedInstant } from "@callsheet/domain/planning/Slot"
import { Either } from "effect"
import { exported } from "./Export.ts"

/** A row that names a plan which is there, and what it asks of it. */
export interface Change {
  readonly row: ReadRow
  readonly plan: Plan
  /** What other cells than the slot's say; null where they say what is so already. */
  readonly edit: PlanChange | null
  /** Null where the slot is the same. */
  readonly command: Extract<PlanCommand, { readonly _tag: "Reschedule" }> | null
}

const words = (text: string): string => text.replace(/\s+/g, " ").trim()

const sameTags = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): boolean =>
  a.map((tag) => tag.replace(/^#+/, "").toLowerCase()).join(" ") === b.map((tag) => tag.toLowerCase()).join(" ")

/** Whether a cell says something else than the plan it was exported from. A column that the file leaves out says nothing. */
const differs = (column: ImportColumn, row: ReadRow, plan: Plan): boolean => {
  const written = row.cells[column]
  if (written === undefined) return false
  const text = written.trim()
  const before = exported(plan)[column]
  switch (column) {
    case "key":
    case "at":
    case "timezone":
      return false
    case "topic":
      return words(text) !== words(plan.topic)
    case "account":
      return text !== "" && row.plan.accountId !== plan.accountId
    case "privacy":
      return (row.plan.settings?.privacy ?? null) !== plan.settings.privacy
    case "hashtags":
      return !sameTags(row.plan.hashtags ?? [], plan.hashtags)
    case "delivery":
    case "language":
    case "allow_comment":
    case "allow_duet":
    case "allow_stitch":
    case "brand_organic":
    case "brand_content": {
      const value = { delivery: row.plan.delivery, language: row.plan.language, ...flagsOf(row) }[column]
      return text !== "" && String(value) !== before
    }
    case "preset":
      return text !== "" && text.toLowerCase() !== (before === "" ? NO_PRESET : before.toLowerCase())
    case "script":
    case "notes":
      return words(text) !== words(before)
  }
}

const flagsOf = ({ plan: { settings } }: { readonly plan: Pick<ReadRow["plan"], "settings"> }) => ({
  allow_comment: settings?.allowComment,
  allow_duet: settings?.allowDuet,
  allow_stitch: settings?.allowStitch,
  brand_organic: settings?.brandOrganic,
  brand_content: settings?.brandContent
})

/** What the cells of these columns, which say something else than the plan, are to make of it. */
const editOf = (columns: ReadonlyArray<ImportColumn>, { plan: { settings, ...row } }: ReadRow): PlanChange | null => {
  if (columns.length === 0) return null
  const says = (column: ImportColumn) => columns.includes(column)
  return {
    ...(says("topic") ? { topic: row.topic } : {}),
    ...(says("notes") ? { notes: row.notes ?? null } : {}),
    ...(says("language") ? { language: row.language } : {}),
    ...(says("hashtags") ? { hashtags: row.hashtags ?? [] } : {}),
    ...(says("delivery") ? { delivery: row.delivery } : {}),
    ...(says("script") ? { script: row.script ?? null } : {}),
    ...(says("preset") ? { preset: row.preset ?? null } : {}),
    ...(["privacy", ...Object.keys(flagsOf({ plan: { settings } }))].some((name) => columns.some((one) => one === name))
      ? { settings }
      : {})
  }
}

/** What an import cannot make of a plan that is there. */
const unchangeable = (column: ImportColumn, row: ReadRow, plan: Plan): string | null =>
  column === "account"
    ? `${plan.id} stays with its account. Take the id out of the row to plan another one`
    : column === "privacy" && (row.plan.settings?.privacy ?? null) === null
    ? `${plan.id} has ${plan.settings.privacy}; name another one, or leave it`
    : null

const slotOf = (row: ReadRow, plan: Plan): Either.Either<ZonedInstant | null, string> => {
  if (row.at === "") return Either.right(null)
  if (isDayAlone(row.at) || /^(?:next|now)$/i.test(row.at)) {
    return Either.left(
      `${row.at} moves no plan that is there; write day and hour, or use: callsheet plan reschedule ${plan.id}`
    )
  }
  const zone = row.plan.timeZone ?? plan.timeZone
  return Either.map(
    readInstant(row.at, zone),
    (slot) => slot.at === plan.slot && slot.timeZone === plan.timeZone ? null : slot
  )
}

/** What a row asks of the plan that it names, or why it cannot have it. */
export const changeOf = (
  row: ReadRow,
  plan: Plan,
  calendar: Calendar,
  by: string
): Either.Either<Change, ReadonlyArray<Fault>> => {
  const columns = Object.keys(row.cells).map((name) => name as ImportColumn).filter((one) => differs(one, row, plan))
  const faults = columns.flatMap((column) => {
    const why = unchangeable(column, row, plan)
    return why === null ? [] : [fault(column, why, row.row)]
  })
  const edit = editOf(columns, row)
  const slot = slotOf(row, plan)
  if (Either.isLeft(slot)) return Either.left([...faults, fault("at", slot.left, row.row)])
  if (faults.length > 0) return Either.left(faults)
  if (slot.right === null) return Either.right({ row, plan, edit, command: null })
  const command = { _tag: "Reschedule", slot: slot.right.at, timeZone: slot.right.timeZone } as const
  const decided = planMachine.decide(plan, command, calendar.now, by)
  return Either.isLeft(decided)
    ? Either.left([
      fault("at", `${plan.id} cannot be moved to ${iso(slot.right.at)}: ${decided.left.message}`, row.row)
    ])
    : Either.right({ row, plan, edit, command })
}

/** A plan that two rows name would be moved twice. */
export const namedTwice = (rows: ReadonlyArray<ReadRow>): ReadonlyArray<Fault> => {
  const seen = new Map<string, number>()
  return rows.flatMap(({ planId, row }) => {
    if (planId === null) return []
    const first = seen.get(planId)
    seen.set(planId, first ?? row)
    return first === undefined ? [] : [fault("id", `Row ${first} has the same id`, row)]
  })
}
