import { ActorStore, type Answered } from "@callsheet/database/commit/ActorStore"
import { isSqlError, isTransient, wordsOf } from "@callsheet/database/SqlFault"
import { ActorMoved, Busy, type Envelope, KeyReused } from "@callsheet/domain/Envelope"
import { deriveCommandId } from "@callsheet/domain/Ids"
import type { Machine } from "@callsheet/domain/Machine"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, Data, Effect, Either, Option, Schedule, Schema } from "effect"
import { ActorObserver } from "./ActorObserver.ts"
import { FifoLock } from "./FifoLock.ts"
import { outsideTransaction } from "./OutsideTransaction.ts"
import { retryAfterFirstFailure } from "./RetryAfterFirstFailure.ts"
import { bodyHash, type Loaded, transitionOf, unborn } from "./Transition.ts"
import { WorkSignal } from "./WorkSignal.ts"

interface Cell<Self> {
  /** One command at a time. */
  readonly turn: FifoLock
  loaded: Loaded<Self> | undefined
  /** Command ids committed lately; whatever is older is found by the unique index. */
  readonly recent: Set<string>
}

/** All actors of one kind that this process answers for. */
export interface ActorRuntime<Command, Answer, Refusal> {
  readonly ask: (
    id: string,
    envelope: Envelope,
    command: Command
  ) => Effect.Effect<Answer, Refusal | KeyReused | ActorMoved | Busy>
  /** The actor's alarm is due: it looks at itself. Returns the moment of its next alarm, if it has one. */
  readonly wake: (id: string) => Effect.Effect<number | null, Busy>
}

/** The row changed under the loop; what was decided is void. */
class Stale extends Data.TaggedError("Stale")<{ readonly id: string }> {}

/** How long a command stands behind others of its actor. Its own work is bounded by the store and by the schedule below. */
const IN_LINE = "20 seconds"
const RECENT = 32
/** Commands that stand in line for one actor; whoever comes after them is told to come again. */
const MOST_IN_LINE = 512
const RESIDENT = 20_000
/** How long a command waits for a database that is away before its sender is told to ask again. */
const databaseIsBack = Schedule.exponential("50 millis").pipe(
  Schedule.union(Schedule.spaced("1 second")),
  Schedule.jittered,
  Schedule.upTo("15 seconds")
)

/**
 * The loop of every actor: recognise the command id, decide by the table, commit once, answer, see what is owed. One
 * command at a time per actor; a second owner elsewhere is harmless, because its commit fails at the version.
 */
export const makeActorRuntime = <
  Self extends { readonly id: string; readonly status: { readonly _tag: string } },
  Command extends { readonly _tag: string },
  Event extends { readonly _tag: string },
  Refusal,
  Answer,
  StateJson,
  AnswerJson
>(options: {
  readonly machine: Machine<Self, Command, Event, Refusal, Answer>
  readonly state: Schema.Schema<Self, StateJson>
  readonly answer: Schema.Schema<Answer, AnswerJson>
}) =>
  Effect.gen(function*() {
    const { machine } = options
    const store = yield* ActorStore
    const workSignal = yield* WorkSignal
    const witness = yield* ActorObserver
    const decodeState = (row: unknown) => Effect.orDie(Schema.decodeUnknown(options.state)(row))
    const decodeAnswer = (row: unknown) => Effect.orDie(Schema.decodeUnknown(options.answer)(row))
    const cells = new Map<string, Cell<Self>>()

    const cellOf = (id: string): Cell<Self> => {
      const known = cells.get(id)
      if (known !== undefined) {
        // Re-inserted, so that the map's order is the order of use.
        cells.delete(id)
        cells.set(id, known)
        return known
      }
      if (cells.size >= RESIDENT) {
        for (const [oldest, cell] of cells) {
          if (cell.turn.free) {
            cells.delete(oldest)
            break
          }
        }
      }
      const cell: Cell<Self> = { turn: new FifoLock(), loaded: undefined, recent: new Set() }
      cells.set(id, cell)
      return cell
    }

    const inTurn = <A, E>(id: string, work: (cell: Cell<Self>) => Effect.Effect<A, E>): Effect.Effect<A, E | Busy> =>
      Effect.suspend(() => {
        const cell = cellOf(id)
        if (cell.turn.waiting >= MOST_IN_LINE) return Effect.fail(busy(id))
        return cell.turn.take(work(cell), { duration: IN_LINE, onTimeout: () => busy(id) })
      })
    const busy = (id: string) => new Busy({ what: `${machine.kind} ${id}`, retryAfterMillis: 2_000 })

    const load = (cell: Cell<Self>, id: string): Effect.Effect<Loaded<Self>, SqlError> =>
      Effect.suspend(() => {
        if (cell.loaded !== undefined) return Effect.succeed(cell.loaded)
        return store.load(id).pipe(
          Effect.flatMap(Option.match({
            onNone: () => Effect.succeed<Loaded<Self>>(unborn),
            // A row that does not decode was written by a newer release: a defect, and its plan is left alone.
            onSome: ({ since, state, version }) => Effect.map(decodeState(state), (self) => ({ self, version, since }))
          })),
          Effect.tap((loaded) => Effect.sync(() => cell.loaded = loaded))
        )
      })

    /** The answer a command got when it was new: word for word where it was kept, else how things stand now. */
    const repeated = (
      cell: Cell<Self>,
      id: string,
      envelope: Envelope,
      command: Command,
      earlier: Answered
    ): Effect.Effect<Answer, KeyReused | SqlError | Stale> =>
      Effect.gen(function*() {
        if (earlier.actorId !== id || (earlier.bodyHash !== null && earlier.bodyHash !== bodyHash(command))) {
          return yield* new KeyReused({ key: envelope.commandId.slice(envelope.commandId.lastIndexOf(":") + 1) })
        }
        if (earlier.answer !== null) return yield* decodeAnswer(earlier.answer)
        const { self, since, version } = yield* load(cell, id)
        return self === null ? yield* new Stale({ id }) : machine.answer(self, null, version, since)
      })

    const step = (
      cell: Cell<Self>,
      id: string,
      envelope: Envelope,
      command: Command
    ): Effect.Effect<Answer, Refusal | KeyReused | SqlError | Stale> =>
      Effect.flatMap(Clock.currentTimeMillis, (at) => {
        if (cell.loaded !== undefined) return decide(cell, id, envelope, command, cell.loaded)
        // A birth of an actor this process never met needs no look: the fence refuses it if the actor exists after all, and
        // the next round reads the row.
        return cell.recent.size === 0 && Either.isRight(machine.birth(id, command, at, envelope.by))
          ? decide(cell, id, envelope, command, unborn)
          : Effect.flatMap(load(cell, id), (before) => decide(cell, id, envelope, command, before))
      })

    const decide = (
      cell: Cell<Self>,
      id: string,
      envelope: Envelope,
      command: Command,
      before: Loaded<Self>
    ): Effect.Effect<Answer, Refusal | KeyReused | SqlError | Stale> =>
      Effect.flatMap(Clock.currentTimeMillis, (at) => {
        const now = Effect.suspend(() => {
          const decision = before.self === null
            ? machine.birth(id, command, at, envelope.by)
            : machine.decide(before.self, command, at, envelope.by)
          return Either.isLeft(decision)
            ? refuse(cell, id, envelope, command, before, decision.left)
            : keep(cell, id, envelope, command, before, decision.right, at)
        })
        if (!cell.recent.has(envelope.commandId)) return now
        return Effect.flatMap(
          store.answered(envelope.commandId),
          Option.match({ onNone: () => now, onSome: (earlier) => repeated(cell, id, envelope, command, earlier) })
        )
      })

    const refuse = (
      cell: Cell<Self>,
      id: string,
      envelope: Envelope,
      command: Command,
      before: Loaded<Self>,
      refusal: Refusal
    ): Effect.Effect<Answer, Refusal | KeyReused | SqlError | Stale> =>
      Effect.gen(function*() {
        // Refused now, but perhaps it was accepted when it first came: then this is its echo.
        const earlier = yield* store.answered(envelope.commandId)
        if (Option.isSome(earlier)) return yield* repeated(cell, id, envelope, command, earlier.value)
        // No commit fences a refusal, so memory is not enough for one: another owner may have moved the actor.
        cell.loaded = undefined
        const now = yield* load(cell, id)
        if (now.version !== before.version) return yield* new Stale({ id })
        yield* witness.refused(machine.kind, refusal)
        return yield* Effect.fail(refusal)
      })

    const keep = (
      cell: Cell<Self>,
      id: string,
      envelope: Envelope,
      command: Command,
      before: Loaded<Self>,
      event: Event,
      at: number
    ): Effect.Effect<Answer, SqlError | Stale> => {
      const { after, answer, commit } = transitionOf(machine, { id, before, envelope, command, event, at })
      return Effect.matchEffect(store.commit(commit), {
        onFailure: (error): Effect.Effect<never, SqlError | Stale> => {
          // Whatever failed, the row may have moved: what is in memory is no longer known to be true.
          cell.loaded = undefined
          // The id may have been committed after all; the next round looks.
          remember(cell, envelope.commandId)
          if (error._tag === "SqlError") return Effect.fail(error)
          const told = error._tag === "Fenced" ? witness.fenced(machine.kind) : Effect.void
          return Effect.zipRight(told, new Stale({ id }))
        },
        onSuccess: () => {
          cell.loaded = after
          if (commit.event !== null) remember(cell, envelope.commandId)
          if (commit.jobs.length > 0) {
            workSignal.notify({
              _tag: "Jobs",
              kinds: new Set(commit.jobs.map((job) => job.kind))
            })
          }
          if (commit.alarmAt !== null) workSignal.notify({ _tag: "Alarm", id, kind: machine.kind, at: commit.alarmAt })
          return Effect.as(witness.committed(machine.kind, event), answer)
        }
      })
    }

    const remember = (cell: Cell<Self>, commandId: string) => {
      cell.recent.add(commandId)
      if (cell.recent.size > RECENT) {
        for (const oldest of cell.recent) {
          cell.recent.delete(oldest)
          break
        }
      }
    }

    const settled = <A, E>(id: string, work: Effect.Effect<A, E | SqlError | Stale>) =>
      outsideTransaction(retryAfterFirstFailure(work, (again) =>
        again.pipe(
          Effect.retry({ times: 8, while: (error) => error instanceof Stale }),
          Effect.catchIf(
            (error): error is Extract<E | SqlError | Stale, Stale> => error instanceof Stale,
            () => Effect.fail(new ActorMoved({ id }))
          ),
          Effect.retry({ while: isSqlError, schedule: databaseIsBack }),
          // An outage passes and is told elsewhere. A statement that is wrong never passes, and asking again only hides it.
          Effect.tapError((error) =>
            isSqlError(error) && !isTransient(error)
              ? Effect.logError(`A step of ${machine.kind} ${id} cannot be stored: ${wordsOf(error)}`)
              : Effect.void
          ),
          Effect.catchIf(isSqlError, () => Effect.fail(busy(id)))
        )))

    const host: ActorRuntime<Command, Answer, Refusal> = {
      ask: (id, envelope, command) =>
        inTurn(id, (cell) => settled(id, step(cell, id, envelope, command))) as ReturnType<typeof host.ask>,
      wake: (id) =>
        inTurn(id, (cell) =>
          Effect.gen(function*() {
            const remembered = cell.loaded
            const { self, since, version } = yield* load(cell, id)
            if (self === null) return null
            const at = yield* Clock.currentTimeMillis
            const command = machine.onAlarm(self, since, at)
            if (command === null) {
              // Memory says that nothing is due, the index says otherwise: then the row decides.
              if (remembered === undefined) return machine.alarm(self, since)
              cell.loaded = undefined
              return at
            }
            yield* step(cell, id, {
              commandId: deriveCommandId(id, "alarm", version),
              by: "clock",
              traceId: null,
              closes: null,
              keyed: false
            }, command)
            return null
          }).pipe(
            (work) => settled(id, work),
            // A refusal means that a person was faster; the actor set its next alarm in that commit.
            Effect.catchAll((error) => error instanceof Busy ? Effect.fail(error) : Effect.succeed(null))
          ))
    }
    return host
  })
