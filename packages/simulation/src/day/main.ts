import { parseArgs } from "node:util"
import { type DayOptions, runDay, stormy } from "./Day.ts"
import { runMinute } from "./Minute.ts"
import { report } from "./Report.ts"

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    orgs: { type: "string", default: "20" },
    accounts: { type: "string", default: "60" },
    plans: { type: "string", default: "600" },
    workers: { type: "string", default: "3" },
    hours: { type: "string", default: "24" },
    trouble: { type: "string", default: "0.05" },
    /** Our own side fails too: workers die, the database refuses, messages are lost, disks fill up. */
    storm: { type: "boolean", default: false },
    /** A thousand plans due in one minute instead of a day. */
    minute: { type: "boolean", default: false },
    json: { type: "boolean", default: false }
  }
})

const options: DayOptions = {
  seed: Number(values.seed),
  orgs: Number(values.orgs),
  accounts: Number(values.accounts),
  plans: Number(values.plans),
  workers: Number(values.workers),
  hours: Number(values.hours),
  trouble: Number(values.trouble),
  ...(values.storm ? { weather: stormy } : {})
}
if (values.minute) {
  const asked = { seed: Number(values.seed), orgs: 10, accounts: 251, plans: 1_000, workers: 3, spanMillis: 60_000 }
  const { late, limitsBroken, notOnce, unopened } = runMinute(asked)
  const at = (share: number) => `${late[Math.floor((late.length - 1) * share)] ?? "none"} ms`
  process.stdout.write(
    `1,000 plans due in one minute, 250 accounts, 3 workers

  slot to first init     ${at(0)} earliest, ${at(0.5)} median, ${at(0.99)} 99th percentile, ${at(1)} latest
  never opened           ${unopened}
  not posted just once   ${notOnce}
  limits broken          ${limitsBroken.length}
`
  )
  const missed = unopened + notOnce + limitsBroken.length > 0 || (late[0] ?? 0) < 0 || (late.at(-1) ?? 0) > 2_000
  process.exit(missed ? 1 : 0)
}
const began = process.hrtime.bigint()
const figures = runDay(options)
const seconds = Number((process.hrtime.bigint() - began) / 1_000_000n) / 1_000

process.stdout.write(
  values.json
    ? `${JSON.stringify({ options, figures, seconds }, null, 2)}\n`
    : `${report(options, figures)}\nThe whole took ${seconds.toFixed(0)} s of real time.\n`
)
const named = Object.values(figures.named).reduce((sum, count) => sum + count, 0)
const broken = figures.lost + figures.doubled + figures.provoked429 + figures.breaches.length
if (broken > 0 || figures.onTime + figures.late + named < figures.plans) process.exitCode = 1
