/** Writes docs/audit.md from the titles of the tests: `npm run docs`. A test fails when the file is stale. */
import { readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** Every row of the audit of the program that Callsheet replaces, as what Callsheet does instead. */
export const rows: Readonly<Record<string, string>> = {
  D01: "Publications are followed with a token that is about to end.",
  D02: "An asset exists with its file, or its job has failed: never half of it.",
  D03: "A rendered file is in its final place before anything says so.",
  D04: "However often an upload is cut, answered late or retried, a plan is posted once.",
  D05: "A renewed token pair is stored before it is used, and no refresh token is used twice.",
  D06: "Answers are parsed as what they are; long ids keep every digit.",
  D07: "TikTok's limits of calls hold across all workers, and a 429 silences the token.",
  D08: "A job kind that nobody knows is refused and reported, never dropped.",
  D09: "Every status that TikTok can give is shown as it is.",
  D10: "A full disk, a read-only folder or a file in the way is a named failure that can be retried.",
  D11: "A job's end and its plan's step are one commit.",
  D12: "A plan that is due is worked on by itself, on time.",
  D13: "Metrics are TikTok's numbers, and an unknown answer is a visible failure.",
  D14: "A locked plan accepts nothing but unlock, in every state.",
  D15: "Quotas are held against the sum of amounts.",
  D16: "Writer, voice, storage and TikTok can each be replaced, and one that fails leaves the others' work.",
  D17: "Commands answer at once; execution goes on elsewhere.",
  D18: "Only states that the transition tables allow can be stored.",
  D19: "What was accepted is durable, what is too much is refused with a time, what is due sooner goes first.",
  D20: "One idempotency key gives one answer.",
  D21: "Errors of TikTok are waited out with bounds, visibly, and work resumes by itself.",
  D22: "A long job resumes at its checkpoint and buys nothing twice.",
  D23: "A failed or dead job is run again with one command and keeps its history.",
  D24: "A stop is clean: nothing lost, nothing doubled.",
  D25: "A spam verdict suspends the account until its reset, and no other account.",
  D26: "A missing or unusable setting stops the start with one message that names all of them; secrets are not shown.",
  D27: "The AI label follows from what the video is made of.",
  D28: "No call leaves with a token that is about to end; a dead one asks for a new consent.",
  D29: "A tenant's flood is refused before it leaves work, and slows nobody else.",
  D30: "Near-duplicates are held before they cost anything.",
  Q1: "It runs for days without a manual step.",
  Q2: "What is shown follows every change by push, and every refusal is visible with its remedy.",
  Q3: "The same seed gives the same history.",
  Q4: "Nothing dies in silence: each loss is an event and a metric, and heals by itself.",
  Q5: "Policy, labels and duplicates are enforced at the moment of publishing.",
  F01: "No placeholder jobs.",
  F02: "No repair of broken JSON.",
  F03: "No imports by name at run time.",
  F04: "One refresh for all who need a token.",
  F05: "One place that reads API errors; the same error reads the same everywhere.",
  F06: "One function changes a status, and each change is a row of the timeline.",
  F07: "State machines for plans, assets, accounts, orgs and jobs.",
  F08: "A manager of rate limits, whose budget can be seen.",
  F09: "Retries back off with jitter, behind circuit breakers.",
  F10: "Checkpoints.",
  F11: "Idempotency is checked before anything is created.",
  F12: "The pipeline's stages follow in order, and a fault names its stage.",
  F13: "A plan without faults passes exactly its core states.",
  F14: "Status changes are pushed; only TikTok is polled.",
  F15: "Orchestration, providers and jobs are apart, and a lint rule keeps them so.",
  F16: "Logs, metrics and traces connect a request with its commit, job and call.",
  F17: "A dead-letter queue whose jobs are run again or dropped with one command.",
  F18: "Limits of calls and of orgs hold in any window.",
  F19: "Requests are throttled to TikTok's limits.",
  F20: "No rotation of identities or addresses: one User-Agent, one optional proxy.",
  F21: "A warning at 80 % and a stop at 100 %, before anything costs.",
  T01: "As D01.",
  T02: "As D05.",
  T03: "As D15.",
  T04: "As D10.",
  T05: "As D07.",
  T06: "As F09, for every provider.",
  T07: "As D06 and D09.",
  T08: "As D20.",
  T09: "As D12.",
  T10: "As D18.",
  T11: "As D16 and D17.",
  T12: "As F16.",
  T13: "As D22.",
  T14: "As F14.",
  T15: "A dashboard that shows real data.",
  T16: "Backup and restore, after which nothing is posted again.",
  T17: "As D30 and Q5.",
  T18: "As Q2.",
  T19: "The first two tiers before all others.",
  T20: "The order of the work; nothing to test.",
  V1: "Scalable: the benchmarks.",
  V2: "Maintainable: tests and types from a fresh clone.",
  V3: "Compliant: D27 and Q5.",
  V4: "Stable: the promises under simulation and kills."
}

const root = new URL("../../", import.meta.url)
const title = /["'`]((?:[DQFTV]\d{1,2}[,/ ]*)+): ((?:\\.|[^"'`\\\n])+)/g

interface Held {
  readonly row: string
  readonly file: string
  readonly title: string
}

/** `D6` and `D06` are one row; questions and verdicts have one digit. */
const canonical = (id: string): string => /^[QV]/.test(id) ? id : `${id[0]}${id.slice(1).padStart(2, "0")}`

export const heldBy = (): ReadonlyArray<Held> => {
  const folder = fileURLToPath(new URL("test", root))
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".test.ts"))
    .toSorted().flatMap((file) =>
      [...readFileSync(`${folder}/${file}`, "utf8").matchAll(title)].flatMap(([, ids = "", text = ""]) =>
        (ids.match(/[DQFTV]\d{1,2}/g) ?? []).map((id) => ({
          row: canonical(id),
          file,
          title: text.replaceAll("\\", "")
        }))
      )
    )
}

export const auditMarkdown = (): string => {
  const held = heldBy()
  return [
    "# The audit, row by row",
    "",
    "Written by `npm run docs` from the titles of the tests. Callsheet replaces a program whose audit found the defects (D),",
    "asked the questions (Q), demanded the improvements (F, T) and gave the verdicts (V) below. Each row says what Callsheet",
    "does instead, and the tests whose titles begin with its id. `npm test` prints which rows are covered.",
    "",
    ...Object.entries(rows).flatMap(([id, promise]) => {
      const tests = held.filter(({ row }) => row === id)
      return [
        `## ${id}: ${promise}`,
        "",
        ...(tests.length === 0
          ? ["No test bears this id."]
          : tests.map(({ file, title }) => `- \`${file}\`: ${title}`)),
        ""
      ]
    })
  ].join("\n")
}

const target = new URL("docs/audit.md", root)
if (realpathSync(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) writeFileSync(target, auditMarkdown())
