import {
  type ClaimedJob,
  type Lease,
  LONGEST_WAIT_MILLIS,
  NEIGHBOUR_MILLIS,
  PASSED_OVER_MILLIS,
  type QueueDepth
} from "@callsheet/database/jobs/JobQueue"
import { jobKindsWhere } from "@callsheet/domain/facts/jobKinds"
import type { Failure } from "@callsheet/domain/Failure"
import type { JobState } from "@callsheet/domain/job/Job"
import { type JobCommand, jobStateAfter, jobStatesThatAllow } from "@callsheet/domain/job/JobMachine"
import { countsAsTry } from "@callsheet/domain/job/Tries"
import { entry, withEntry } from "./JobHistory.ts"
import type { JobRow } from "./Rows.ts"
import type { Tables } from "./Tables.ts"

const asksAccount: ReadonlySet<string> = new Set(jobKindsWhere((facts) => facts.asksAccount))

const claimable: ReadonlyArray<string> = jobStatesThatAllow("Claim")

/** From when on the owner of these shards may claim the job. */
const claimableAt = ({ runAt, shard }: JobRow, shards: ReadonlyArray<number>) =>
  shards.includes(shard) ? runAt : runAt + NEIGHBOUR_MILLIS
/** Others' work, which comes after all of one's own. */
const isFar = ({ runAt, shard, state }: JobRow, shards: ReadonlyArray<number>, now: number) =>
  state !== "in_progress" && !shards.includes(shard) && runAt > now - PASSED_OVER_MILLIS
const isReady = (job: JobRow, shards: ReadonlyArray<number>, now: number) =>
  claimable.includes(job.state) && claimableAt(job, shards) <= now
const isAbandoned = (job: JobRow, now: number) =>
  job.state === "in_progress" && job.leaseUntil !== null && job.leaseUntil <= now

/** The job table's half of the database: each method is one statement of `JobQueue`. */
export class Queue {
  readonly #tables: Tables

  constructor(tables: Tables) {
    this.#tables = tables
  }

  claim({ except = [], leaseMillis, now, shards, slots, worker }: {
    readonly slots: ReadonlyMap<string, number>
    readonly shards: ReadonlyArray<number>
    readonly worker: string
    readonly now: number
    readonly leaseMillis: number
    readonly except?: ReadonlyArray<string>
  }): ReadonlyArray<ClaimedJob> {
    const claimed: Array<ClaimedJob> = []
    for (const [kind, count] of slots) {
      if (count <= 0) continue
      const due = this.#inTurn(kind, shards, now, this.#tables.omits.ownJobs === true ? [] : except)
      const far = new Set(due.filter((job) => isFar(job, shards, now)))
      const fresh: Array<JobRow> = []
      for (const job of due.slice(0, count)) {
        const takenOver = job.state === "in_progress"
        job.state = "in_progress"
        job.leasedBy = worker
        job.leaseToken += 1
        job.leaseUntil = now + leaseMillis
        job.startedAt ??= now
        if (takenOver) job.history = withEntry(job.history, entry(now, "TakeOver", worker, null))
        else fresh.push(job)
        claimed.push(claimedJob(job, takenOver))
      }
      // Lapsed leases come before every turn: a claim that took some over says nothing about turns.
      if (fresh.length < count) continue
      // Own work comes before others', no matter whose turn it is: turns are among the one or among the other.
      const isOf = (side: boolean) => (job: JobRow) => far.has(job) === side
      for (const side of [false, true]) {
        this.#tables.watcher.claimed(kind, fresh.filter(isOf(side)), due.slice(count).filter(isOf(side)), now)
      }
    }
    return claimed
  }

  /**
   * Abandoned leases before everything, own work before others'; one org after the other, soonest priority first within an
   * org. What an org has under way counts as turns it has had.
   */
  #inTurn(
    kind: string,
    shards: ReadonlyArray<number>,
    now: number,
    except: ReadonlyArray<string>
  ): ReadonlyArray<JobRow> {
    const due: Array<JobRow> = []
    for (const job of this.#tables.open.values()) {
      if (except.includes(String(job.id))) continue
      if (job.kind === kind && (isReady(job, shards, now) || isAbandoned(job, now))) due.push(job)
    }
    if (due.length <= 1) return due
    const far = new Map(due.map((job) => [job, Number(isFar(job, shards, now))]))
    const sooner = (a: JobRow, b: JobRow) => a.priority - b.priority || a.id - b.id
    const inOrder = due.toSorted((a, b) => far.get(a)! - far.get(b)! || sooner(a, b))
    if (this.#tables.omits.turns === true) return inOrder
    const taken = new Map<string, number>()
    for (const { id, kind: of, orgId, state, leaseUntil } of this.#tables.open.values()) {
      const isHeld = state === "in_progress" && leaseUntil !== null && leaseUntil > now
      if (of === kind && (isHeld || except.includes(String(id)))) {
        taken.set(orgId, (taken.get(orgId) ?? 0) + 1)
      }
    }
    const turns = new Map<JobRow, number>()
    for (const job of inOrder) {
      if (job.state === "in_progress") {
        turns.set(job, 0)
        continue
      }
      const turn = (taken.get(job.orgId) ?? 0) + 1
      taken.set(job.orgId, turn)
      turns.set(job, turn)
    }
    return inOrder.toSorted((a, b) => far.get(a)! - far.get(b)! || turns.get(a)! - turns.get(b)! || sooner(a, b))
  }

  /** The job behind a lease, provided that the lease is still good. */
  #held(lease: Lease): JobRow | undefined {
    const job = this.#tables.open.get(Number(lease.id))
    if (job === undefined || job.state !== "in_progress") return undefined
    if (job.leaseToken !== lease.token && this.#tables.omits.leaseTokens !== true) return undefined
    this.#tables.watcher.leaseAccepted(job, lease)
    return job
  }

  renew(leases: ReadonlyArray<Lease>, now: number, leaseMillis: number): ReadonlySet<string> {
    const renewed = new Set<string>()
    for (const lease of leases) {
      const job = this.#held(lease)
      if (job === undefined) continue
      job.leaseUntil = now + leaseMillis
      renewed.add(lease.id)
    }
    return renewed
  }

  checkpoint(lease: Lease, data: unknown): boolean {
    const job = this.#held(lease)
    if (job !== undefined) job.checkpoint = JSON.stringify(data)
    return job !== undefined
  }

  progress(lease: Lease, stage: string, fraction: number): void {
    const job = this.#held(lease)
    if (job !== undefined) job.progress = JSON.stringify({ stage, fraction })
  }

  complete(lease: Lease, now: number): boolean {
    const moved = this.#move(lease, "Complete", { endedAt: now })
    if (moved) this.#tables.watcher.doneUnreported(this.#tables.jobs.get(Number(lease.id))!)
    return moved
  }

  postpone(lease: Lease, now: number, runAt: number, failure: Failure | null): boolean {
    return this.#move(lease, "Postpone", {
      runAt,
      failure,
      ...(failure !== null && countsAsTry(failure)
        ? { attempts: 1, history: entry(now, "Postpone", "worker", failure) }
        : {})
    })
  }

  release(lease: Lease): boolean {
    return this.#move(lease, "Release", {})
  }

  bury(lease: Lease, now: number, failure: Failure): boolean {
    return this.#move(lease, "Bury", {
      endedAt: now,
      failure,
      attempts: 1,
      history: entry(now, "Bury", "worker", failure)
    })
  }

  #move(lease: Lease, command: JobCommand, set: {
    readonly runAt?: number
    readonly endedAt?: number
    readonly failure?: Failure | null
    readonly attempts?: number
    readonly history?: ReturnType<typeof entry>
  }): boolean {
    const job = this.#held(lease)
    if (job === undefined) return false
    job.state = jobStateAfter("in_progress", command)!
    job.runAt = set.runAt ?? job.runAt
    job.failure = set.failure === undefined || set.failure === null ? null : JSON.stringify(set.failure)
    job.attempts += set.attempts ?? 0
    if (set.history !== undefined) job.history = withEntry(job.history, set.history)
    this.#tables.end(job, set.endedAt ?? null)
    return true
  }

  abandonLeasesOf(worker: string): number {
    let count = 0
    for (const job of this.#tables.open.values()) {
      if (job.state !== "in_progress" || job.leasedBy !== worker) continue
      job.leaseUntil = 0
      count += 1
    }
    return count
  }

  wakeAccount(accountId: string, now: number): number {
    if (this.#tables.omits.wakes === true) return 0
    let count = 0
    for (const job of this.#tables.open.values()) {
      if (job.state !== "waiting" || job.failure === null || !asksAccount.has(job.kind)) continue
      if (job.runAt <= now || job.runAt > now + LONGEST_WAIT_MILLIS || job.planId === null) continue
      if (this.#tables.actors.get(job.planId)?.accountId !== accountId) continue
      job.runAt = now
      count += 1
    }
    return count
  }

  nextDue(kinds: ReadonlyArray<string>, shards: ReadonlyArray<number>): number | null {
    let next: number | null = null
    for (const job of this.#tables.open.values()) {
      if (!claimable.includes(job.state) || !kinds.includes(job.kind)) continue
      const at = claimableAt(job, shards)
      if (next === null || at < next) next = at
    }
    return next
  }

  /** A command of a person, wherever the job stands. */
  asked(id: string, command: "Retry" | "Cancel" | "Drop", now: number, by: string): boolean {
    const job = this.#tables.jobs.get(Number(id))
    const to = job === undefined ? undefined : jobStateAfter(job.state, command)
    if (job === undefined || to === undefined) return false
    job.state = to
    if (command === "Retry") {
      job.attempts = 0
      job.runAt = now
    }
    job.history = [...job.history, entry(now, command, by, null)]
    this.#tables.end(job, command === "Retry" ? null : now)
    return true
  }

  depths(now: number): ReadonlyArray<QueueDepth> {
    const shown: ReadonlyArray<JobState> = ["pending", "waiting", "in_progress", "dead"]
    const groups = new Map<string, { readonly kind: string; readonly state: string; count: number; oldest: number }>()
    for (const { createdAt, kind, state } of this.#tables.jobs.values()) {
      if (!shown.includes(state)) continue
      const name = `${kind} ${state}`
      const group = groups.get(name) ?? { kind, state, count: 0, oldest: createdAt }
      group.count += 1
      group.oldest = Math.min(group.oldest, createdAt)
      groups.set(name, group)
    }
    return [...groups.values()].map(({ count, kind, oldest, state }) => ({
      kind,
      state,
      count,
      oldestMillis: Math.max(0, now - oldest)
    }))
  }
}

const claimedJob = (job: JobRow, takenOver: boolean): ClaimedJob => ({
  id: String(job.id),
  token: job.leaseToken,
  kind: job.kind,
  ownerKind: job.ownerKind,
  ownerId: job.ownerId,
  orgId: job.orgId,
  planId: job.planId,
  payload: JSON.parse(job.payload),
  checkpoint: job.checkpoint === null ? null : JSON.parse(job.checkpoint),
  attempts: job.attempts,
  traceId: job.traceId,
  takenOver
})
