import type { ReadRow, RowContext } from "@callsheet/domain/planning/ImportColumns"
import { type Calendar, neighbourOf, type Planned } from "@callsheet/domain/planning/Planner"

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** How times were read that are not written as ISO: with an example, so that a person sees a wrong guess at once. */
export const datesNote = (rows: ReadonlyArray<ReadRow>, { order, timeZone }: RowContext): ReadonlyArray<string> => {
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
export const doublesNote = (plans: ReadonlyArray<Planned>, { neighbours }: Calendar): ReadonlyArray<string> => {
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
