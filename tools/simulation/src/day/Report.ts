import type { DayOptions } from "./Day.ts"
import type { DayFigures, Lateness } from "./Figures.ts"

const list = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).toSorted(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`).join(", ") ||
  "none"

const span = (millis: number): string =>
  millis < 120_000 ? `${(millis / 1_000).toFixed(1)} s` : `${(millis / 60_000).toFixed(0)} min`

const spread = ({ longest, median, p99 }: Lateness): string => [median, p99, longest].map(span).join(" / ")

const table = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()}`)
    .join("\n")
}

/** What a day came to, for people: the sums, every org, every plan that was not published and why, every broken promise. */
export const report = (options: DayOptions, figures: DayFigures): string => {
  const published = figures.onTime + figures.late
  const sums = table([
    ["simulated", `${(figures.simulated / 3_600_000).toFixed(1)} hours`],
    ["published", `${published}: ${figures.onTime} within a minute of the slot, ${figures.late} later`],
    ["asks for a person, failed", list(figures.named)],
    ["not yet ended", list(figures.unended)],
    ["lost / posted twice", `${figures.lost} / ${figures.doubled}`],
    ["429 provoked", `${figures.provoked429}`],
    ["slot to publication", `${spread(figures.lateness)} (median / 99th percentile / longest)`],
    ["accounts connected again", `${figures.reconnections} times, as their owners were told`],
    ["commands refused", `${figures.refusedCommands}`],
    ["TikTok refused of itself", list(figures.refusedByTikTok)],
    ["faults met", list(figures.faults)],
    ["calls", list(figures.calls)],
    ["promises broken", `${figures.breaches.length}`]
  ])
  const orgs = table([
    ["org", "plans", "published", "median", "99th", "longest"],
    ...figures.orgs.map(({ lateness, plans, published }, n) => [
      `${n + 1}`,
      `${plans}`,
      `${published}`,
      span(lateness.median),
      span(lateness.p99),
      span(lateness.longest)
    ])
  ])
  const stopped = figures.stopped.map(({ id, message, tag }) => `  ${id}  ${tag}: ${message}`)
  const breaches = figures.breaches.map(({ promise, what }) => `  promise ${promise}: ${what}`)
  const weather = options.weather === undefined ? "" : ", our own side too"
  return [
    `${options.hours} hours in the life: ${options.orgs} orgs, ${options.accounts} accounts, ${figures.plans} plans, ${options.workers} workers; ${
      (options.trouble * 100).toFixed(0)
    } % of all calls to TikTok meet trouble${weather} (seed ${options.seed})`,
    sums,
    `From slot to publication, org by org`,
    orgs,
    ...(stopped.length === 0 ? [] : ["Not published, and why", stopped.join("\n")]),
    ...(breaches.length === 0 ? [] : ["Broken", breaches.join("\n")])
  ].join("\n\n")
}
