import type { Fingerprint } from "@callsheet/database/jobs/Fingerprints"
import type { JobState, OwnerKind } from "@callsheet/domain/job/Job"

/** The tables that matter to actors and jobs, row by row as the migrations define them. JSON columns are kept as text. */
export interface ActorRow {
  readonly id: string
  readonly kind: string
  readonly orgId: string
  readonly accountId: string | null
  readonly version: number
  readonly status: string
  readonly slot: number | null
  readonly since: number
  readonly alarmAt: number | null
  readonly state: string
}

export interface EventRow {
  readonly position: number
  readonly actorId: string
  readonly kind: string
  readonly orgId: string
  readonly planId: string | null
  readonly version: number
  readonly at: number
  readonly tag: string
  readonly from: string | null
  readonly to: string
  readonly by: string
  readonly reason: string | null
  readonly traceId: string | null
  readonly body: string
  readonly commandId: string
  readonly bodyHash: string | null
  readonly answer: string | null
}

export interface JobRow {
  readonly id: number
  readonly key: string
  readonly kind: string
  readonly ownerKind: OwnerKind
  readonly ownerId: string
  readonly orgId: string
  readonly planId: string | null
  readonly priority: number
  /** Of its owner. */
  readonly shard: number
  runAt: number
  state: JobState
  attempts: number
  leasedBy: string | null
  leaseToken: number
  leaseUntil: number | null
  readonly payload: string
  checkpoint: string | null
  progress: string | null
  failure: string | null
  history: ReadonlyArray<unknown>
  readonly traceId: string | null
  readonly createdAt: number
  startedAt: number | null
  endedAt: number | null
}

export interface FingerprintRow extends Fingerprint {
  readonly seq: number
}

export interface LedgerRow {
  readonly orgId: string
  readonly at: number
  readonly kind: string
  readonly amount: number
  readonly reference: string
  readonly note: string
}
