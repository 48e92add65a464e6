import { Either, Schema } from "effect"
import type { Failure } from "./Failure.ts"
import type { By } from "./Ids.ts"
import type { Instant } from "./Instant.ts"
import type { OwedJob } from "./job/Job.ts"
import { remedyText, Step } from "./Remedy.ts"

type Tagged = { readonly _tag: string }
type ByTag<U extends Tagged, T extends U["_tag"]> = Extract<U, { readonly _tag: T }>

/** A question to a machine: who is asked, in which status, what for, when, by whom. */
export interface Asked<Self, Status, Command> {
  readonly self: Self & { readonly status: Status }
  readonly command: Command
  readonly at: Instant
  readonly by: By
  /** Counts the changes of who is asked, this one not included. */
  readonly version: number
}

/** A condition of a transition. `name` labels the arrow in docs/states.md. */
export interface Guard<A, X> {
  readonly name: string
  readonly holds: (asked: A) => boolean
  readonly refuse: (asked: A) => X
}

/** `to` names the statuses the event can lead to; it is what docs/states.md draws, and a test holds it to the truth. */
export interface TransitionRow<A, E, X> {
  readonly to: string | ReadonlyArray<string>
  readonly when?: ReadonlyArray<Guard<A, X>>
  readonly emit: (asked: A) => E
}

/** status -> command -> row. Only what is allowed is written down; an absent cell is `IllegalCommand`. */
export type Transitions<Self extends { readonly status: Tagged }, C extends Tagged, E extends Tagged, X> = {
  readonly [S in Self["status"]["_tag"]]: {
    readonly [K in C["_tag"]]?: TransitionRow<Asked<Self, ByTag<Self["status"], S>, ByTag<C, K>>, E, X>
  }
}

export class IllegalCommand extends Schema.TaggedError<IllegalCommand>()("IllegalCommand", {
  id: Schema.String,
  status: Schema.String,
  command: Schema.String,
  allowed: Schema.Array(Schema.String),
  /** What helps, where naming the commands that are allowed does not. */
  steps: Schema.optional(Schema.NonEmptyArray(Step))
}) {
  override get message() {
    return `${this.command} is not possible while ${this.id} is ${this.status}.`
  }
  get remedy() {
    if (this.steps !== undefined) return remedyText(this.steps)
    return this.allowed.length > 0 ? `Possible now: ${this.allowed.join(", ")}.` : `${this.status} is final.`
  }
}

/** What a person may ask for, as words of the command line; reports of the machinery are not offered as a remedy. */
export type Askable = Readonly<Record<string, string>>

/** The only reader of a transition table. */
export const decide = <
  Self extends { readonly id: string; readonly status: Tagged },
  C extends Tagged,
  E extends Tagged,
  X
>(transitions: Transitions<Self, C, E, X>, askable: Askable) =>
(self: Self, command: C, at: Instant, by: By, version = 0): Either.Either<E, X | IllegalCommand> => {
  const status: Self["status"]["_tag"] = self.status._tag
  const rows: { readonly [K in string]?: TransitionRow<never, E, X> } = transitions[status]
  const row = rows[command._tag]
  if (row === undefined) {
    return Either.left(
      new IllegalCommand({
        id: self.id,
        status,
        command: askable[command._tag] ?? command._tag,
        allowed: Object.keys(rows).flatMap((tag) => askable[tag] ?? [])
      })
    )
  }
  // Status and command are two tags chosen at once: TypeScript cannot pair them here; the table's type already has.
  const asked = { self, command, at, by, version } as never
  const broken = row.when?.find((guard) => !guard.holds(asked))
  return broken === undefined ? Either.right(row.emit(asked)) : Either.left(broken.refuse(asked))
}

/** A job that no attempt will end well. `unsure`: it cannot be known whether its step happened. */
export interface GivenUpJob {
  readonly kind: string
  /** As it was owed, perhaps by the release before. */
  readonly payload: unknown
  readonly failure: Failure
  readonly unsure: boolean
  /** TikTok may have opened a publication of which no answer came. */
  readonly unheard: boolean
}

/**
 * Everything the actor loop needs to know of one kind of actor. All of it is pure: the loop, the database and the
 * simulation run the same machine.
 */
export interface Machine<Self extends { readonly status: Tagged }, C extends Tagged, E extends Tagged, X, Answer> {
  readonly kind: string
  /** The first event of an actor that does not exist yet; every other command is refused as not found. */
  readonly birth: (id: string, command: C, at: Instant, by: By) => Either.Either<E, X>
  readonly decide: (self: Self, command: C, at: Instant, by: By, version?: number) => Either.Either<E, X>
  /** Where an event leaves the actor. `null` only for the event of a birth. */
  readonly evolve: (self: Self | null, event: E, at: Instant) => Self
  /** What the status needs to have done. Asked whenever an event changed the status. */
  readonly owes: (self: Self, event: E) => Owed
  /** When the actor must look at itself again, no matter what else happens. */
  readonly alarm: (self: Self, since: Instant) => Instant | null
  /** What a due alarm asks for. */
  readonly onAlarm: (self: Self, since: Instant, at: Instant) => C | null
  /** Bookkeeping that no timeline shows (a granted call); its commit writes no event row. */
  readonly quiet: (event: E) => boolean
  /** What the asker hears once the event is committed. */
  readonly answer: (self: Self, event: E | null, version: number, since: Instant) => Answer
  /** The columns people filter and sort by, and the plan whose timeline the actor's events belong to. */
  readonly index: (self: Self) => ActorIndex
  /** What a job of the actor that was given up tells it; null where it has no use for the news. */
  readonly givenUp: (job: GivenUpJob) => C | null
  /** Amounts that go to the usage ledger with this event. */
  readonly spends?: (self: Self, event: E) => ReadonlyArray<LedgerEntry>
}

export interface ActorIndex {
  readonly orgId: string
  readonly accountId: string | null
  readonly planId: string | null
  readonly slot: Instant | null
}

export interface Owed {
  readonly jobs: ReadonlyArray<OwedJob>
  /** True where the status makes what earlier statuses still have running pointless. */
  readonly abandon: boolean
}

export const owesNothing: Owed = { jobs: [], abandon: false }
export const owesOnly = (...jobs: ReadonlyArray<OwedJob>): Owed => ({ jobs, abandon: false })

/** One line of the append-only usage ledger. `amount` is in the kind's unit and may be negative (a release). */
export interface LedgerEntry {
  readonly kind: string
  readonly amount: number
  readonly reference: string
  readonly note: string
}
