import type { AccountView } from "@callsheet/domain/account/AccountView"
import type { Feasibility, TimelineRow } from "@callsheet/domain/api/calls/plan"
import type { JobView } from "@callsheet/domain/job/Job"
import { pauseWords } from "@callsheet/domain/Paused"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import type { WaitingFor } from "@callsheet/domain/WaitingFor"
import { remedyWords, waitText } from "./ActionWords.ts"
import { facts, here, inZone, painter, span, statusColour, table, type TerminalLook } from "./Render.ts"

const waits = (waiting: WaitingFor | null): string | null => waiting === null ? null : waitText(waiting)

/** With the names of the accounts, where they are known, a column says whose each plan is. */
export const planTable = (
  plans: ReadonlyArray<PlanView>,
  look: TerminalLook,
  accounts: ReadonlyMap<string, string> = new Map()
): string => {
  // In a pipe it is the last column, so that scripts which count columns go on working.
  const account = accounts.size === 0
    ? []
    : [{ name: "account", of: ({ accountId }: PlanView) => accounts.get(accountId) ?? accountId }]
  return table(plans, [
    { name: "id", of: ({ id }) => id },
    { name: "slot", of: ({ slot, timeZone }) => look.terminal ? inZone(slot, timeZone) : slot },
    {
      name: "status",
      of: ({ locked, status }) => locked ? `${status} (locked)` : status,
      colour: ({ status }) => statusColour(status)
    },
    ...(look.terminal ? account : []),
    { name: "topic", of: ({ topic }) => topic, flexible: true },
    { name: "waits for", of: ({ waitingFor }) => waits(waitingFor), flexible: true },
    ...(look.terminal ? [] : account)
  ], look)
}

export const planFacts = (plan: PlanView, look: TerminalLook): string =>
  facts([
    ["plan", plan.id],
    ["topic", plan.topic],
    ["notes", plan.notes ?? null],
    ["status", plan.locked ? `${plan.status} (locked)` : plan.status],
    ["slot", inZone(plan.slot, plan.timeZone)],
    ["account", plan.accountId],
    ["org", plan.orgId],
    ["language", plan.language],
    ["preset", plan.preset === undefined ? null : `${plan.preset.name}, version ${plan.preset.version}`],
    ["delivery", plan.delivery],
    ["privacy", plan.privacy ?? "not chosen yet"],
    ["caption", plan.caption],
    ["digest", plan.digest ?? null],
    ["AI label", plan.aiLabel === null ? null : plan.aiLabel ? "yes" : "no"],
    ["publish id", plan.publishId],
    ["post id", plan.postId],
    ["video SHA-256", plan.assetSha256],
    ["failure", plan.failure === null ? null : `${plan.failure.message} (${remedyWords(plan.failure)})`],
    ["waits for", waits(plan.waitingFor)],
    ["since", here(plan.since)],
    ["until", plan.waitingFor?.until == null ? null : here(plan.waitingFor.until)]
  ], look)

/** What happened, when, and how long the plan stood there. */
export const timelineTable = (rows: ReadonlyArray<TimelineRow>, look: TerminalLook): string => {
  const times = rows.map(({ at }) => Date.parse(at))
  return table(
    rows.map((row, index) => ({ row, took: (times[index] ?? 0) - (times[index - 1] ?? times[index] ?? 0) })),
    [
      { name: "at", of: ({ row }) => look.terminal ? here(row.at).slice(0, 19) : row.at },
      { name: "after", of: ({ took }) => span(took) },
      { name: "of", of: ({ row }) => row.subject },
      { name: "event", of: ({ row }) => row.event },
      { name: "status", of: ({ row }) => row.to, colour: ({ row }) => statusColour(row.to) },
      { name: "by", of: ({ row }) => row.by },
      { name: "reason", of: ({ row }) => row.reason, flexible: true }
    ],
    look
  )
}

export const feasibilityText = (rows: ReadonlyArray<Feasibility>, look: TerminalLook): string => {
  const paint = painter(look)
  return rows.flatMap((row) => {
    const where = row.row === null ? "" : `row ${row.row}: `
    const head = row.feasible ? paint("green", "can be met") : paint("red", "cannot be met")
    const nearest = row.feasible || row.nearest === null
      ? ""
      : `; the nearest slot that can: ${inZone(row.nearest, row.timeZone)}`
    return [
      `${where}${inZone(row.slot, row.timeZone)} ${head}${nearest}`,
      ...row.warnings.map((warning) => `  ${paint("yellow", "note:")} ${warning}`)
    ]
  }).join("\n")
}

export const accountTable = (accounts: ReadonlyArray<AccountView>, look: TerminalLook): string =>
  table(accounts, [
    { name: "id", of: ({ id }) => id },
    { name: "name", of: ({ username }) => `@${username}` },
    { name: "status", of: ({ status }) => status, colour: ({ status }) => statusColour(status) },
    { name: "token until", of: ({ accessExpiresAt }) => look.terminal ? here(accessExpiresAt) : accessExpiresAt },
    {
      name: "waits for",
      of: (account) => waits(account.waitingFor) ?? pausedText("its posting", account.paused) ?? warningOf(account),
      flexible: true
    }
  ], look)

/** Null while it posts. */
export const pausedText = (what: string, paused: AccountView["paused"]): string | null =>
  paused === undefined ? null : `${what} is ${pauseWords(paused)}`

const warningOf = ({ consentEnding }: AccountView): string | null =>
  consentEnding === null ? null : `${consentEnding.message} ${remedyWords(consentEnding)}`

/** What may still be asked of TikTok in the account's name, limit by limit. */
const budgetTable = ({ windows }: AccountView, look: TerminalLook): string =>
  table(windows, [
    { name: "limit of", of: ({ window }) => window },
    { name: "used", of: ({ used }) => used },
    { name: "of", of: ({ limit }) => limit },
    { name: "left", of: ({ remaining }) => remaining },
    { name: "per", of: ({ windowMillis }) => windowMillis === null ? null : span(windowMillis) },
    { name: "next frees at", of: ({ freesAt }) => freesAt === null ? null : look.terminal ? here(freesAt) : freesAt },
    {
      name: "frozen until",
      of: ({ frozenUntil }) => frozenUntil === null ? null : look.terminal ? here(frozenUntil) : frozenUntil
    }
  ], look)

export const accountFacts = (account: AccountView, look: TerminalLook): string =>
  `${aboutAccount(account, look)}\n\n${budgetTable(account, look)}`

const aboutAccount = (account: AccountView, look: TerminalLook): string =>
  facts([
    ["account", account.id],
    ["name", `@${account.username} (${account.nickname})`],
    ["org", account.orgId],
    ["status", account.status],
    ["scopes", account.scopes.join(", ")],
    ["missing scopes", account.missingScopes.join(", ")],
    ["access token until", here(account.accessExpiresAt)],
    ["consent until", here(account.refreshExpiresAt)],
    ["paused", pausedText("its posting", account.paused)],
    ["warning", warningOf(account)],
    ["followers", account.figures?.followers ?? null],
    ["likes", account.figures?.likes ?? null],
    ["videos", account.figures?.videos ?? null],
    ["figures of", account.figures === null ? null : here(account.figures.at)],
    ["suspended until", account.suspendedUntil === null ? null : here(account.suspendedUntil)],
    ["failure", account.failure === null ? null : `${account.failure.message} (${remedyWords(account.failure)})`],
    ["waits for", waits(account.waitingFor)]
  ], look)

export const jobTable = (jobs: ReadonlyArray<JobView>, look: TerminalLook): string =>
  table(jobs, [
    { name: "id", of: ({ id }) => id },
    { name: "kind", of: ({ kind }) => kind },
    { name: "state", of: ({ state }) => state, colour: ({ state }) => statusColour(state) },
    { name: "tries", of: ({ attempts }) => attempts },
    { name: "for", of: ({ ownerId, planId }) => planId ?? ownerId },
    { name: "due", of: ({ runAt }) => look.terminal ? here(runAt) : runAt },
    {
      name: "about",
      of: ({ failure, leasedBy, progress }) =>
        failure?.message ??
          (progress === null ? leasedBy : `${progress.stage} ${Math.round(progress.fraction * 100)} %`),
      flexible: true
    }
  ], look)

export const jobFacts = (job: JobView, look: TerminalLook): string =>
  [
    facts([
      ["job", job.id],
      ["kind", job.kind],
      ["state", job.state],
      ["for", job.ownerId],
      ["plan", job.planId],
      ["tries", job.attempts],
      ["due", here(job.runAt)],
      ["started", job.startedAt === null ? null : here(job.startedAt)],
      ["ended", job.endedAt === null ? null : here(job.endedAt)],
      ["worker", job.leasedBy],
      ["lease until", job.leaseUntil === null ? null : here(job.leaseUntil)],
      ["progress", job.progress === null ? null : `${job.progress.stage} ${Math.round(job.progress.fraction * 100)} %`],
      ["can resume", job.checkpoint ? "yes" : null],
      ["failure", job.failure === null ? null : `${job.failure.message} (${remedyWords(job.failure)})`]
    ], look),
    ...job.history.map((row) =>
      `${look.terminal ? here(row.at) : row.at}\t${row.event}\t${row.by}\t${row.failure?.message ?? ""}`.trimEnd()
    )
  ].join("\n")
