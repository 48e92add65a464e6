// `npm test`: installs what is missing, checks style and types, builds, runs every test, says which rows of the audit
// they cover, and ends with one line of counts. A failed check counts like a failed test.
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ensureInstalled, npm, npmBeside, requireNode, root, say } from "./setup.mjs"

requireNode()
ensureInstalled()

const counts = { passed: 0, failed: 0, skipped: 0 }

const check = (name, succeeded) => {
  counts[succeeded ? "passed" : "failed"]++
  console.log(`${succeeded ? "passed" : "FAILED"}: ${name}`)
}

// It keeps one core busy for minutes, so other things go on beside it.
const types = npmBeside("run", "--silent", "types")
check("style (npm run lint)", npm("run", "--silent", "lint"))
check("unused files, exports and packages (npm run unused)", npm("run", "--silent", "unused"))
check("build (npm run build)", npm("run", "--silent", "build"))

/** Runs the tests of a tier with vitest's usual output and returns its report, or undefined when it did not get that far. */
const runTests = (tier) => {
  const folder = mkdtempSync(join(tmpdir(), "callsheet-report-"))
  const report = join(folder, "report.json")
  try {
    const { status } = spawnSync(process.execPath, [
      join(root, "node_modules", "vitest", "vitest.mjs"),
      "run",
      "--passWithNoTests",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...process.argv.slice(2)
    ], { cwd: root, stdio: "inherit", env: { ...process.env, CALLSHEET_TEST_TIER: tier } })
    const succeeded = status === 0
    return { tier, succeeded, report: existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The audit rows a test's name starts with: `D06: …`, `D18, F07: …`, its own or those of the group it stands in. */
const rowsOf = (test) =>
  [...test.ancestorTitles, test.title].flatMap((title) =>
    /^(?:[DQFTV]\d{1,2}[,/ ]*)+:/.exec(title)?.[0].match(/[DQFTV]\d{1,2}/g) ?? []
  )

const byRow = new Map()

// What fails fast comes first, and the stages find both cores free.
const unitRun = runTests("unit")
const { succeeded: typesHold, words: typesSaid } = await types
if (!typesHold) console.log(typesSaid)
check("types (npm run types)", typesHold)
const runs = [unitRun, runTests("stage")]
let failedTests = 0
for (const file of runs.flatMap(({ report }) => report?.testResults ?? [])) {
  // A file that does not even load has no tests to fail.
  if (file.status === "failed" && file.assertionResults.length === 0) {
    failedTests++
    say(`FAILED to load: ${file.name}`)
  }
  for (const test of file.assertionResults) {
    if (test.status === "passed") counts.passed++
    else if (test.status === "failed") failedTests++
    else counts.skipped++
    for (const row of rowsOf(test)) byRow.set(row, [...(byRow.get(row) ?? []), test.status])
  }
}
counts.failed += failedTests
// No report, or an error outside of every test, such as a database that did not come up; vitest has printed it.
for (const { succeeded, tier } of runs) {
  if (!succeeded && failedTests === 0) check(`test run of the ${tier} tier (see above)`, false)
}
if (runs.every(({ report }) => (report?.numTotalTests ?? 0) === 0)) check("a test that fits the names given", false)

const inOrder = (rows) => rows.toSorted((a, b) => a[0].localeCompare(b[0]) || Number(a.slice(1)) - Number(b.slice(1)))
const covered = [...byRow].filter(([, statuses]) => statuses.every((status) => status === "passed")).map(([row]) => row)
const open = [...byRow.keys()].filter((row) => !covered.includes(row))
console.log(`\nAudit rows covered (${covered.length}): ${inOrder(covered).join(" ")}`)
if (open.length > 0) console.log(`Audit rows with a failed or skipped test: ${inOrder(open).join(" ")}`)

const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ""
console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`)
process.exitCode = counts.failed === 0 ? 0 : 1
