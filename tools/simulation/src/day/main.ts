import { parseArgs } from "node:util"
import { readArguments } from "../Arguments.ts"
import { type DayOptions, runDay, stormy } from "./Day.ts"
import { runMinute } from "./Minute.ts"
import { report } from "./Report.ts"

const usage = `npm run day -- [--orgs N] [--accounts N] [--plans N] [--hours N] [--trouble SHARE] [--storm] | --minute

  --seed S         decides everything that is drawn (default 1)
  --orgs N, --accounts N, --plans N, --workers N
                   how large the installation is (default 20, 60, 600, 3)
  --hours N        how long it lives (default 24)
  --trouble SHARE  how many of the calls to TikTok meet trouble, 0 to 1 (default 0.05)
  --storm          our own side fails too: workers die, the database refuses, messages are lost, disks fill up
  --minute         a thousand plans due in one minute instead; takes --seed alone
  --json           the figures as one JSON object`

const { refuse, share, tokens, values, whole } = readArguments(usage, () =>
  parseArgs({
    tokens: true,
    options: {
      seed: { type: "string", default: "1" },
      orgs: { type: "string", default: "20" },
      accounts: { type: "string", default: "60" },
      plans: { type: "string", default: "600" },
      workers: { type: "string", default: "3" },
      hours: { type: "string", default: "24" },
      trouble: { type: "string", default: "0.05" },
      storm: { type: "boolean", default: false },
      minute: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false }
    }
  }))
const idle = tokens.flatMap((token) =>
  token.kind === "option" && !["minute", "seed"].includes(token.name) ? [token.name] : []
)
if (values.minute && idle.length > 0) refuse(`--minute takes --seed alone, not --${idle.join(", --")}.`)

const options: DayOptions = {
  seed: whole("seed", values.seed),
  orgs: whole("orgs", values.orgs, 1),
  accounts: whole("accounts", values.accounts, 1),
  plans: whole("plans", values.plans, 1),
  workers: whole("workers", values.workers, 1),
  hours: whole("hours", values.hours, 1),
  trouble: share("trouble", values.trouble),
  ...(values.storm ? { weather: stormy } : {})
}
if (values.minute) {
  const posting = 250
  // One account more, which has the originals and posts nothing.
  const asked = { seed: options.seed, orgs: 10, accounts: posting + 1, plans: 1_000, workers: 3, spanMillis: 60_000 }
  const { late, limitsBroken, notOnce, unopened } = runMinute(asked)
  const at = (share: number) => `${late[Math.floor((late.length - 1) * share)] ?? "none"} ms`
  process.stdout.write(
    `1,000 plans due in one minute, ${posting} accounts, 3 workers

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
