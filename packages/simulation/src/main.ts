import { parseArgs } from "node:util"
import { type History, runHistory } from "./History.ts"

const usage = `npm run simulate -- [--seeds N] [--seed S] [--trace]

  --seeds N   how many histories to run, one per seed (default 100)
  --seed S    the first seed (default 1); alone it means this one history
  --trace     print every step of every history`

const number = (name: string, text: string): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  process.stderr.write(`--${name} wants a whole number, not ${JSON.stringify(text)}.\n${usage}\n`)
  process.exit(64)
}

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    seed: { type: "string" },
    trace: { type: "boolean", default: false },
    help: { type: "boolean", default: false }
  }
})
if (values.help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
const first = number("seed", values.seed ?? "1")
const count = number("seeds", values.seeds ?? (values.seed === undefined ? "100" : "1"))

/** Long runs say where they are, apart from what they found. */
const PROGRESS_EVERY = 100

const report = (history: History): void => {
  process.stdout.write(`\nSeed ${history.seed}: a promise did not hold.\n\n${history.trace.format()}\n\n`)
  for (const { promise, what } of history.breaches) process.stdout.write(`  promise ${promise}: ${what}\n`)
  process.stdout.write(`\nThe same history again: npm run simulate -- --seed ${history.seed} --trace\n`)
}

const started = performance.now()
let broken = 0
let plans = 0
let published = 0
for (let seed = first; seed < first + count; seed++) {
  const history = runHistory(seed)
  const done = seed - first + 1
  if (done % PROGRESS_EVERY === 0 && done < count) {
    process.stderr.write(`${done} of ${count}, ${broken} with a breach\n`)
  }
  plans += history.plans
  published += history.published
  if (history.breaches.length > 0) {
    broken += 1
    report(history)
  } else if (values.trace) process.stdout.write(`${history.trace.format()}\n`)
}
const took = (performance.now() - started) / 1_000
process.stdout.write(
  `${count} histories, ${plans} plans, ${published} published, ${broken} with a breach; ${
    (count / took).toFixed(1)
  } seeds/s\n`
)
if (broken > 0) process.exitCode = 1
