import { fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { readArguments } from "./Arguments.ts"
import { type History, runHistory } from "./History.ts"
import { faultLines, nothingYet, type Tally, tallyOf, together } from "./Tally.ts"

const usage = `npm run simulate -- [--seeds N] [--seed S] [--jobs J] [--edits] [--faults] [--trace]

  --seeds N   how many histories to run, one per seed (default 100)
  --seed S    the first seed (default 1); alone it means this one history
  --jobs J    how many processes share the work (default 1)
  --edits     people also change plans and ask for other takes, at every step
  --faults    print at the end how often each kind of fault happened
  --trace     print every step of every history`

const { values, whole } = readArguments(usage, () =>
  parseArgs({
    options: {
      seeds: { type: "string" },
      seed: { type: "string" },
      jobs: { type: "string" },
      edits: { type: "boolean", default: false },
      faults: { type: "boolean", default: false },
      trace: { type: "boolean", default: false },
      help: { type: "boolean", default: false }
    }
  }))
const first = whole("seed", values.seed ?? "1")
const count = whole("seeds", values.seeds ?? (values.seed === undefined ? "100" : "1"), 1)
const jobs = Math.min(whole("jobs", values.jobs ?? "1", 1), count)

/** Long runs say where they are, apart from what they found. */
const PROGRESS_EVERY = 100

const edits = values.edits ? " --edits" : ""

const report = (history: History): void => {
  const breaches = history.breaches.map(({ promise, what }) => `  promise ${promise}: ${what}\n`).join("")
  // In one piece, lest those of two processes mix.
  process.stdout.write(
    `\nSeed ${history.seed}: a promise did not hold.\n\n${history.trace.format()}\n\n${breaches}\nThe same history again: npm run simulate -- --seed ${history.seed}${edits} --trace\n`
  )
}

const run = (): Tally => {
  let tally = nothingYet
  for (let seed = first; seed < first + count; seed++) {
    const history = runHistory(seed, { edits: values.edits })
    tally = together(tally, tallyOf(history))
    if (tally.histories % PROGRESS_EVERY === 0 && tally.histories < count) {
      process.stderr.write(`${tally.histories} of ${count} from seed ${first}, ${tally.broken} with a breach\n`)
    }
    if (history.breaches.length > 0) report(history)
    else if (values.trace) process.stdout.write(`${history.trace.format()}\n`)
  }
  return tally
}

/** The same program once more for a part of the seeds; it hands its numbers back when it is done. */
const part = (from: number, seeds: number): Promise<Tally> =>
  new Promise((resolve, reject) => {
    const flags = [...(values.trace ? ["--trace"] : []), ...(values.edits ? ["--edits"] : [])]
    const child = fork(fileURLToPath(import.meta.url), ["--seed", `${from}`, "--seeds", `${seeds}`, ...flags])
    let tally: Tally | undefined
    child.on("message", (told) => {
      tally = told as Tally
    })
    child.on("exit", (code) =>
      tally === undefined ? reject(new Error(`The part from seed ${from} ended with ${code}.`)) : resolve(tally))
  })

const share = Math.ceil(count / jobs)
const started = performance.now()
const tally = jobs === 1
  ? run()
  : (await Promise.all(
    Array.from(
      { length: Math.ceil(count / share) },
      (_, n) => part(first + n * share, Math.min(share, count - n * share))
    )
  )).reduce(together, nothingYet)
const took = (performance.now() - started) / 1_000
if (process.send === undefined) {
  if (values.faults) process.stdout.write(`${faultLines(tally).join("\n")}\n`)
  process.stdout.write(
    `${tally.histories} histories, ${tally.plans} plans, ${tally.published} published, ${tally.broken} with a breach; ${
      (count / took).toFixed(1)
    } seeds/s\n`
  )
} else process.send(tally)
if (tally.broken > 0) process.exitCode = 1
