import type { Commit } from "@callsheet/database/commit/ActorStore"
import { canonicalJson, sha256Hex } from "@callsheet/domain/Digest"
import type { Envelope } from "@callsheet/domain/Envelope"
import type { Machine } from "@callsheet/domain/Machine"
import { Either } from "effect"

/** What is known of an actor between two commands. `self` is null before its birth. */
export interface Loaded<Self> {
  readonly self: Self | null
  readonly version: number
  readonly since: number
}

export const unborn = { self: null, version: 0, since: 0 } as const

/** Tells two uses of one idempotency key apart. */
export const bodyHash = (command: unknown): string => sha256Hex(canonicalJson(command))

/** The words a timeline shows beside the event: a person's reason, or what went wrong. */
const reasonOf = (event: object): string | null => {
  if ("reason" in event && typeof event.reason === "string" && event.reason !== "") return event.reason
  if ("failure" in event && typeof event.failure === "object" && event.failure !== null && "message" in event.failure) {
    return String(event.failure.message)
  }
  return null
}

/**
 * Everything that becomes true with one event, as one commit: pure, so that the loop, an import of many plans and the
 * simulation all write the same rows.
 */
export const transitionOf = <
  Self extends { readonly status: { readonly _tag: string } },
  Command extends { readonly _tag: string },
  Event extends { readonly _tag: string },
  Refusal,
  Answer
>(machine: Machine<Self, Command, Event, Refusal, Answer>, step: {
  readonly id: string
  readonly before: Loaded<Self>
  readonly envelope: Envelope
  readonly command: Command
  readonly event: Event
  readonly at: number
}): { readonly after: Loaded<Self>; readonly answer: Answer; readonly commit: Commit } => {
  const { at, before, command, envelope, event, id } = step
  const self = machine.evolve(before.self, event, at)
  // Duties hang on the status: they are looked at when it changed, and only then.
  const owed = self.status === before.self?.status ? { jobs: [], abandon: false } : machine.owes(self, event)
  const version = before.version + 1
  const entered = self.status._tag !== before.self?.status._tag || owed.jobs.some(({ beside }) => beside !== true)
  const since = entered ? at : before.since
  const answer = machine.answer(self, event, version, since)
  const index = machine.index(self)
  return {
    after: { self, version, since },
    answer,
    commit: {
      id,
      kind: machine.kind,
      orgId: index.orgId,
      accountId: index.accountId,
      planId: index.planId,
      expected: before.version,
      status: self.status._tag,
      slot: index.slot,
      since,
      alarmAt: machine.alarm(self, since),
      state: JSON.stringify(self),
      at,
      commandId: envelope.commandId,
      event: machine.quiet(event) ? null : {
        tag: event._tag,
        from: before.self?.status._tag ?? null,
        by: envelope.by,
        reason: reasonOf(event),
        traceId: envelope.traceId,
        body: JSON.stringify(event),
        bodyHash: envelope.keyed ? bodyHash(command) : null,
        answer: envelope.keyed ? JSON.stringify(answer) : null
      },
      jobs: owed.jobs.map((job) => ({
        key: [id, job.kind, ...(job.part === undefined ? [] : [job.part]), version].join(":"),
        kind: job.kind,
        priority: job.priority ?? 0,
        runAt: job.notBefore ?? at + (job.afterMillis ?? 0),
        payload: JSON.stringify(job.payload),
        traceId: envelope.traceId
      })),
      abandon: owed.abandon,
      closes: envelope.closes === null ? null : {
        job: envelope.closes.job.slice("job_".length),
        failure: envelope.closes.failure === null ? null : JSON.stringify(envelope.closes.failure)
      },
      ledger: machine.spends?.(self, event) ?? []
    }
  }
}

/**
 * The first step of an actor nobody can own yet: no matter who commits it, the version fence admits it once. For many births at
 * once (an import) and for the first org of an installation, which is made before any worker runs.
 */
export const birthCommit = <
  Self extends { readonly status: { readonly _tag: string } },
  Command extends { readonly _tag: string },
  Event extends { readonly _tag: string },
  Refusal,
  Answer
>(birth: {
  readonly machine: Machine<Self, Command, Event, Refusal, Answer>
  readonly id: string
  readonly envelope: Envelope
  readonly command: Command
  readonly at: number
}): Either.Either<{ readonly commit: Commit; readonly answer: Answer }, Refusal> =>
  Either.map(
    birth.machine.birth(birth.id, birth.command, birth.at, birth.envelope.by),
    (event) => transitionOf(birth.machine, { ...birth, before: unborn, event })
  )
