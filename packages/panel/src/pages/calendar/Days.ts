import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { bySlot, isDue } from "../../data/Plans.ts"
import { addDays, dayKey, weekOf } from "../../text/Times.ts"

export interface Filters {
  readonly view: "month" | "week" | "list"
  /** The day the calendar stands at, as `2026-12-09`. */
  readonly day: string
  readonly account: string | null
  readonly trouble: boolean
}

/** The filters that stand in the address; what is written wrong there counts as absent. */
export const filtersOf = (search: URLSearchParams, now: number): Filters => {
  const view = search.get("view")
  const day = search.get("day") ?? ""
  return {
    view: view === "week" || view === "list" ? view : "month",
    day: /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : dayKey(now),
    account: search.get("account"),
    trouble: search.get("show") === "trouble"
  }
}

export const isInTrouble = (plan: PlanView, now: number) => isDue(plan, now) || plan.status === "failed"

export const plansFor = ({ account, trouble }: Filters, now: number): ReadonlyArray<PlanView> =>
  bySlot().filter((plan) => (account === null || plan.accountId === account) && (!trouble || isInTrouble(plan, now)))

/** The weeks that show a month, Monday first. */
export const weeksOf = (day: string): ReadonlyArray<ReadonlyArray<string>> => {
  const month = day.slice(0, 7)
  const weeks: Array<ReadonlyArray<string>> = []
  for (let monday = weekOf(`${month}-01`)[0] ?? day; monday.slice(0, 7) <= month; monday = addDays(monday, 7)) {
    weeks.push(weekOf(monday))
  }
  return weeks
}

/** The same day of another month, or its last. */
export const addMonths = (day: string, count: number): string => {
  const first = new Date(`${day.slice(0, 7)}-01T12:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() + count)
  const month = first.toISOString().slice(0, 7)
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  return `${month}-${String(Math.min(Number(day.slice(8)), last)).padStart(2, "0")}`
}

export const byDay = (plans: ReadonlyArray<PlanView>): ReadonlyMap<string, ReadonlyArray<PlanView>> => {
  const days = new Map<string, Array<PlanView>>()
  for (const plan of plans) {
    const day = dayKey(plan.slot)
    const there = days.get(day)
    if (there === undefined) days.set(day, [plan])
    else there.push(plan)
  }
  return days
}
