import { parseArgs } from "node:util"
import { runDay } from "./Day.ts"
import type { Lateness } from "./Figures.ts"

const { values } = parseArgs({
  options: { seed: { type: "string", default: "1" }, json: { type: "boolean", default: false } }
})

const figures = runDay({
  seed: Number(values.seed),
  orgs: 20,
  accounts: 60,
  plans: 600,
  workers: 3,
  hours: 24,
  trouble: 0.05
})

const list = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).toSorted(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`).join(", ") ||
  "none"
const spread = ({ longest, median, p99 }: Lateness): string =>
  [median, p99, longest].map((millis) => `${(millis / 1_000).toFixed(1)} s`).join(" / ")
const published = figures.onTime + figures.late
const fractions = figures.orgs.map((org) => org.published / org.plans)
const failed = figures.lost + figures.doubled + figures.provoked429 + figures.breaches.length > 0

if (values.json) process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
else {
  process.stdout.write(
    `A day in the life: 20 orgs, 60 accounts, ${figures.plans} plans, TikTok in trouble for 5 % of all calls

  simulated                  ${(figures.simulated / 3_600_000).toFixed(1)} hours
  published                  ${published}: ${figures.onTime} on time (within a minute), ${figures.late} late
  asks for a person, failed  ${list(figures.named)}
  not yet ended              ${list(figures.unended)}
  lost / posted twice        ${figures.lost} / ${figures.doubled}
  429 provoked               ${figures.provoked429}
  slot to publication        ${spread(figures.lateness)} (median / 99th percentile / longest)
  commands refused           ${figures.refusedCommands}
  TikTok refused of itself   ${list(figures.refusedByTikTok)}
  calls                      ${list(figures.calls)}
  fairness between orgs      published ${(Math.min(...fractions) * 100).toFixed(0)} to ${
      (Math.max(...fractions) * 100).toFixed(0)
    } % of their plans; longest wait of an org ${
      (Math.max(...figures.orgs.map((org) => org.lateness.longest)) / 1_000).toFixed(1)
    } s, of the best ${(Math.min(...figures.orgs.map((org) => org.lateness.longest)) / 1_000).toFixed(1)} s
`
  )
  for (const { promise, what } of figures.breaches) process.stdout.write(`  promise ${promise}: ${what}\n`)
}
if (failed) process.exitCode = 1
