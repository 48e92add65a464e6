import type { Commit } from "@callsheet/database/commit/ActorStore"
import { DuplicateCommand, Fenced } from "@callsheet/database/commit/ActorStore"
import { type Fingerprint, type KnownScript, MOST_KNOWN } from "@callsheet/database/jobs/Fingerprints"
import type { Lease } from "@callsheet/database/jobs/JobQueue"
import type { AccountReading, MetricReading, UnreadAnswer } from "@callsheet/database/jobs/MetricStore"
import { jobStatesThatAllow } from "@callsheet/domain/job/JobMachine"
import { shardOf } from "@callsheet/domain/Shard"
import { Either } from "effect"
import { Inbox } from "./Inbox.ts"
import { entry } from "./JobHistory.ts"
import { PaidCallTable } from "./PaidCallTable.ts"
import type { ActorRow, EventRow, FingerprintRow, JobRow, LedgerRow } from "./Rows.ts"

/** What a broken store would leave out. Only the tests of the simulator itself set any of these. */
export interface Omissions {
  /** Commits are taken no matter what version they were decided on. */
  readonly fence?: boolean
  /** Command ids are neither unique nor found again. */
  readonly commandIds?: boolean
  /** A lease's token is not looked at. */
  readonly leaseTokens?: boolean
  /** Jobs are handed out by age alone, no matter who they belong to. */
  readonly turns?: boolean
  /** A worker is handed the jobs that it runs already once their leases have ended. */
  readonly ownJobs?: boolean
  /** A new consent or token wakes nobody. */
  readonly wakes?: boolean
}

export interface Watcher {
  readonly committed: (commit: Commit) => void
  /** A worker's word about a job was taken, on the strength of this lease. Told before the job changes. */
  readonly leaseAccepted: (job: JobRow, lease: Lease) => void
  /** A job was closed by its worker without a report to its actor. Told after the job has changed. */
  readonly doneUnreported: (job: JobRow) => void
  /** A worker took these jobs of one kind, and left the others though they were ready. Told after the jobs have changed. */
  readonly claimed: (kind: string, given: ReadonlyArray<JobRow>, left: ReadonlyArray<JobRow>, now: number) => void
}

const nobody: Watcher = {
  committed: () => undefined,
  leaseAccepted: () => undefined,
  doneUnreported: () => undefined,
  claimed: () => undefined
}

const completable: ReadonlyArray<string> = jobStatesThatAllow("Complete")
const cancellable: ReadonlyArray<string> = [...jobStatesThatAllow("Cancel"), ...jobStatesThatAllow("Drop")]
const ended: ReadonlyArray<string> = ["completed", "failed", "cancelled", "dead"]

/**
 * The database of one simulated installation, in memory, outside every process that may crash. It answers at once and in
 * full, exactly as the statements of `ActorStore` and `JobQueue` would; test/simulation/Conformance.test.ts holds the two
 * together.
 */
export class Tables {
  readonly actors = new Map<string, ActorRow>()
  readonly events: Array<EventRow> = []
  readonly jobs = new Map<number, JobRow>()
  /** Those of `jobs` that can still change by themselves, so that looking for work does not read every row. */
  readonly open = new Map<number, JobRow>()
  readonly ledger: Array<LedgerRow> = []
  readonly metrics = new Map<string, MetricReading>()
  /** The latest of each account. */
  readonly accountFigures = new Map<string, AccountReading>()
  readonly unread: Array<UnreadAnswer> = []
  /** The app's shared limits, by name, as JSON. */
  readonly appLimits = new Map<string, string>()
  readonly inbox = new Inbox(this)
  readonly paidCalls = new PaidCallTable(this.jobs)
  readonly fingerprints = new Map<string, FingerprintRow>()
  #seq = 0
  readonly #byCommand = new Map<string, EventRow>()
  readonly #jobKeys = new Set<string>()
  readonly omits: Omissions
  /** Anyone who watches the store from outside; it changes nothing. */
  watcher: Watcher = nobody

  constructor(omits: Omissions = {}) {
    this.omits = omits
  }

  answered(commandId: string): EventRow | undefined {
    return this.omits.commandIds === true ? undefined : this.#byCommand.get(commandId)
  }

  commit(commit: Commit): Either.Either<void, Fenced | DuplicateCommand> {
    return this.commitAll([commit])
  }

  commitAll(commits: ReadonlyArray<Commit>): Either.Either<void, Fenced | DuplicateCommand> {
    const fenced = commits.find((commit) => !this.#passes(commit))
    const seen = new Set<string>()
    for (const commit of commits) {
      if (commit.event === null || this.omits.commandIds === true || !this.#passes(commit)) continue
      if (this.#byCommand.has(commit.commandId) || seen.has(commit.commandId)) {
        return Either.left(new DuplicateCommand({ commandId: commits[0]!.commandId }))
      }
      seen.add(commit.commandId)
    }
    if (fenced !== undefined) return Either.left(new Fenced({ id: fenced.id, expected: fenced.expected }))
    for (const commit of commits) this.#apply(commit)
    return Either.right(undefined)
  }

  /** As `on conflict do update … where version = excluded.version - 1`: an absent row is inserted no matter what was expected. */
  #passes(commit: Commit): boolean {
    const row = this.actors.get(commit.id)
    return row === undefined || row.version === commit.expected || this.omits.fence === true
  }

  #apply(commit: Commit): void {
    this.actors.set(commit.id, {
      id: commit.id,
      kind: this.actors.get(commit.id)?.kind ?? commit.kind,
      orgId: this.actors.get(commit.id)?.orgId ?? commit.orgId,
      accountId: commit.accountId,
      version: commit.expected + 1,
      status: commit.status,
      slot: commit.slot,
      since: commit.since,
      alarmAt: commit.alarmAt,
      state: commit.state
    })
    this.#tell(commit)
    this.#close(commit)
    if (commit.abandon) this.#abandon(commit)
    this.#owe(commit)
    for (const line of commit.ledger) this.ledger.push({ orgId: commit.orgId, at: commit.at, ...line })
    this.watcher.committed(commit)
  }

  #tell(commit: Commit): void {
    const { event } = commit
    if (event === null) return
    const row: EventRow = {
      position: this.events.length + 1,
      actorId: commit.id,
      kind: commit.kind,
      orgId: commit.orgId,
      planId: commit.planId,
      version: commit.expected + 1,
      at: commit.at,
      tag: event.tag,
      from: event.from,
      to: commit.status,
      by: event.by,
      reason: event.reason,
      traceId: event.traceId,
      body: event.body,
      commandId: commit.commandId,
      bodyHash: event.bodyHash,
      answer: event.answer
    }
    this.events.push(row)
    this.#byCommand.set(commit.commandId, row)
  }

  #close({ at, closes, id }: Commit): void {
    if (closes === null) return
    const job = this.jobs.get(Number(closes.job))
    if (job === undefined || job.ownerId !== id || !completable.includes(job.state)) return
    job.state = closes.failure === null ? "completed" : "dead"
    job.failure = closes.failure
    if (closes.failure !== null) {
      job.history = [...job.history, entry(at, "Bury", "worker", JSON.parse(closes.failure))]
    }
    this.end(job, at)
  }

  #abandon({ at, closes, id }: Commit): void {
    for (const job of this.jobs.values()) {
      if (job.ownerId !== id || !cancellable.includes(job.state)) continue
      if (closes !== null && job.id === Number(closes.job)) continue
      job.state = "cancelled"
      this.end(job, at)
    }
  }

  #owe(commit: Commit): void {
    for (const owed of commit.jobs) {
      if (this.#jobKeys.has(owed.key)) continue
      this.#jobKeys.add(owed.key)
      const job: JobRow = {
        id: this.jobs.size + 1,
        key: owed.key,
        kind: owed.kind,
        ownerKind: commit.kind as JobRow["ownerKind"],
        ownerId: commit.id,
        orgId: commit.orgId,
        planId: commit.planId,
        priority: owed.priority,
        shard: shardOf(commit.id),
        runAt: owed.runAt,
        state: "pending",
        attempts: 0,
        leasedBy: null,
        leaseToken: 0,
        leaseUntil: null,
        payload: owed.payload,
        checkpoint: null,
        progress: null,
        failure: null,
        history: [],
        traceId: owed.traceId,
        createdAt: commit.at,
        startedAt: null,
        endedAt: null
      }
      this.jobs.set(job.id, job)
      this.open.set(job.id, job)
    }
  }

  knownScripts(accountId: string): ReadonlyArray<KnownScript> {
    return [...this.fingerprints.values()].flatMap((row): ReadonlyArray<KnownScript> => {
      const plan = this.actors.get(row.planId)
      if (row.accountId !== accountId || plan === undefined) return []
      const { allowances = null, status } = JSON.parse(plan.state) as {
        readonly allowances?: unknown
        readonly status?: { readonly postId?: string | null }
      }
      const { assetId, fingerprint, planId, scriptSha256, seq, videoSha256 } = row
      const postId = status?.postId ?? null
      const planStatus = plan.status
      return [{ assetId, planId, seq, scriptSha256, fingerprint, videoSha256, planStatus, postId, allowances }]
    }).toSorted((a, b) => b.seq - a.seq).slice(0, MOST_KNOWN)
  }

  saidLines(accountId: string, planId: string, scripts: number): ReadonlyArray<string> {
    interface Words {
      readonly script?: { readonly lines: ReadonlyArray<{ readonly text: string }> }
      readonly made?: Words
      readonly resume?: Words
    }
    const linesOf = ({ made, resume, script }: Words): ReadonlyArray<string> =>
      script?.lines.map(({ text }) => text) ??
        (made === undefined && resume === undefined ? [] : linesOf(made ?? resume ?? {}))
    return this.knownScripts(accountId).filter((known) => known.planId !== planId).slice(0, scripts).flatMap(
      (known) => {
        const asset = this.actors.get(known.assetId)
        return asset === undefined ? [] : linesOf((JSON.parse(asset.state) as { readonly status: Words }).status)
      }
    )
  }

  rememberScript(own: Fingerprint): ReadonlyArray<KnownScript> {
    this.#seq += 1
    const earlier = this.fingerprints.get(own.assetId)
    this.fingerprints.set(own.assetId, {
      ...own,
      orgId: earlier?.orgId ?? own.orgId,
      planId: earlier?.planId ?? own.planId,
      at: earlier?.at ?? own.at,
      seq: earlier?.scriptSha256 === own.scriptSha256 ? earlier.seq : this.#seq
    })
    return this.knownScripts(own.accountId)
  }

  /** Takes a job out of anyone's hands; `at` is the moment it ended, or null while it goes on. */
  end(job: JobRow, at: number | null): void {
    job.leasedBy = null
    job.leaseUntil = null
    job.endedAt = at
    if (ended.includes(job.state)) this.open.delete(job.id)
    else this.open.set(job.id, job)
  }
}
