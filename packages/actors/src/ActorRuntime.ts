import { ActorStore, type Answered } from "@callsheet/database/commit/ActorStore"
import { isSqlError, isTransient, wordsOf } from "@callsheet/database/SqlFault"
import { Doing, MOST_DEATHS, VERDICT_MILLIS } from "@callsheet/domain/Doing"
import { ActorMoved, Busy, type Envelope, Harmful, KeyReused, Unstorable } from "@callsheet/domain/Envelope"
import { deriveCommandId } from "@callsheet/domain/Ids"
import type { Machine } from "@callsheet/domain/Machine"
import type { SqlError } from "@effect/sql/SqlError"
import { Clock, type Context, Data, Effect, Either, Option, Schedule, Schema } from "effect"
import { ActorObserver } from "./ActorObserver.ts"
import { outsideTransaction } from "./OutsideTransaction.ts"
import { type ResidentActor, ResidentActors } from "./ResidentActors.ts"
import { retryAfterFirstFailure } from "./RetryAfterFirstFailure.ts"
import { bodyHash, type Loaded, transitionOf, unborn } from "./Transition.ts"
import { WorkSignal } from "./WorkSignal.ts"

/** All actors of one kind that this process answers for. */
export interface ActorRuntime<Command, Answer, Refusal> {
  readonly ask: (
    id: string,
    envelope: Envelope,
    command: Command
  ) => Effect.Effect<Answer, Refusal | KeyReused | ActorMoved | Busy | Unstorable | Harmful>
  /** The actor's alarm is due: it looks at itself. Returns the moment of its next alarm, if it has one. */
  readonly wake: (id: string) => Effect.Effect<number | null, Busy | AlarmRefused>
}

/** An alarm is due, and its step was refused, by the table or by the database: asking again gets the same answer. */
export class AlarmRefused extends Data.TaggedError("AlarmRefused")<{ readonly why: string }> {}

/** The row changed under the loop; what was decided is void. */
class Stale extends Data.TaggedError("Stale")<{ readonly id: string }> {}

const wordsOfRefusal = (error: unknown): string => error instanceof Error ? error.message : String(error)

/** How long a command waits behind others of its actor. Its own work is bounded by the store and by the schedule below. */
const IN_LINE = "20 seconds"
/** Commands that may wait for one actor; later ones are told to come again. */
const MOST_IN_LINE = 512
/** How long a command waits for a database that is away before its sender is told to ask again. */
const databaseIsBack = Schedule.exponential("50 millis").pipe(
  Schedule.union(Schedule.spaced("1 second")),
  Schedule.jittered,
  Schedule.upTo("15 seconds")
)

/** One kind of actor: its table, and how its rows and answers are read. */
interface ActorKind<
  Self extends { readonly id: string; readonly status: { readonly _tag: string } },
  Command extends { readonly _tag: string },
  Event extends { readonly _tag: string },
  Refusal,
  Answer
> {
  readonly machine: Machine<Self, Command, Event, Refusal, Answer>
  readonly decodeState: (row: unknown) => Effect.Effect<Self>
  readonly decodeAnswer: (row: unknown) => Effect.Effect<Answer>
}

interface Services {
  readonly store: Context.Tag.Service<ActorStore>
  readonly workSignal: Context.Tag.Service<WorkSignal>
  readonly observer: Context.Tag.Service<ActorObserver>
  readonly doing: Context.Tag.Service<Doing>
}

/** One command on its way through the loop. */
interface Step<Self, Command> {
  readonly id: string
  readonly actor: ResidentActor<Self>
  readonly envelope: Envelope
  readonly command: Command
}

/**
 * The loop of every actor: recognise the command id, decide by the table, commit once, answer, see what is owed. One
 * command at a time per actor; a second owner elsewhere is harmless, because its commit fails at the version.
 */
class ActorLoop<
  Self extends { readonly id: string; readonly status: { readonly _tag: string } },
  Command extends { readonly _tag: string },
  Event extends { readonly _tag: string },
  Refusal,
  Answer
> implements ActorRuntime<Command, Answer, Refusal> {
  readonly #kind: ActorKind<Self, Command, Event, Refusal, Answer>
  readonly #services: Services
  readonly #residents = new ResidentActors<Self>()

  constructor(kind: ActorKind<Self, Command, Event, Refusal, Answer>, services: Services) {
    this.#kind = kind
    this.#services = services
  }

  readonly ask: ActorRuntime<Command, Answer, Refusal>["ask"] = (id, envelope, command) =>
    this.#watched(
      id,
      envelope,
      command,
      this.#inLine(id, (actor) => this.#settled(id, this.#step({ id, actor, envelope, command })))
    ) as ReturnType<ActorRuntime<Command, Answer, Refusal>["ask"]>

  /** Names the command while it runs, and runs none that two owners did not survive. */
  #watched<A, E>(
    id: string,
    { commandId }: Envelope,
    { _tag }: Command,
    run: Effect.Effect<A, E>
  ): Effect.Effect<A, E | Busy | Harmful> {
    const work = `command:${commandId}`
    const { doing } = this.#services
    const named = Effect.suspend(() => {
      const end = doing.begin(work, `${this.#kind.machine.kind} ${id} ${_tag}`)
      return Effect.ensuring(run, Effect.sync(end))
    })
    return Effect.flatMap(doing.deaths(work), (deaths): Effect.Effect<A, E | Busy | Harmful> =>
      deaths === null
        ? named
        : deaths.count >= MOST_DEATHS
        ? Effect.fail(new Harmful({ deaths: deaths.count }))
        : Effect.flatMap(Clock.currentTimeMillis, (now): Effect.Effect<A, E | Busy> =>
          // Another owner may hang over it at this moment. Its supervisor decides soon.
          now < deaths.lastAt + VERDICT_MILLIS
            ? Effect.fail(new Busy({ what: this.#kind.machine.kind, retryAfterMillis: VERDICT_MILLIS }))
            : named))
  }

  readonly wake: ActorRuntime<Command, Answer, Refusal>["wake"] = (id) =>
    this.#inLine(id, (actor) =>
      this.#settled(id, this.#alarm(id, actor)).pipe(
        Effect.catchAll((error): Effect.Effect<null, Busy | AlarmRefused> =>
          error instanceof Busy
            ? Effect.fail(error)
            // Another owner moves the actor at this moment: that commit set the next alarm.
            : error instanceof ActorMoved
            ? Effect.succeed(null)
            : Effect.fail(new AlarmRefused({ why: wordsOfRefusal(error) }))
        )
      ))

  #busy(id: string): Busy {
    return new Busy({ what: `${this.#kind.machine.kind} ${id}`, retryAfterMillis: 2_000 })
  }

  #inLine<A, E>(id: string, work: (actor: ResidentActor<Self>) => Effect.Effect<A, E>): Effect.Effect<A, E | Busy> {
    return Effect.suspend(() => {
      const actor = this.#residents.of(id)
      if (actor.line.waiting >= MOST_IN_LINE) return Effect.fail(this.#busy(id))
      return actor.line.take(work(actor), { duration: IN_LINE, onTimeout: () => this.#busy(id) })
    })
  }

  #load(id: string, actor: ResidentActor<Self>): Effect.Effect<Loaded<Self>, SqlError> {
    return Effect.suspend(() => {
      if (actor.loaded !== undefined) return Effect.succeed(actor.loaded)
      return this.#services.store.load(id).pipe(
        Effect.flatMap(Option.match({
          onNone: () => Effect.succeed<Loaded<Self>>(unborn),
          // A row that does not decode was written by a newer release: a defect, and its plan is left alone.
          onSome: ({ since, state, version }) =>
            Effect.map(this.#kind.decodeState(state), (self) => ({ self, version, since }))
        })),
        Effect.tap((loaded) => Effect.sync(() => actor.loaded = loaded))
      )
    })
  }

  #step(step: Step<Self, Command>): Effect.Effect<Answer, Refusal | KeyReused | SqlError | Stale> {
    return Effect.flatMap(Clock.currentTimeMillis, (at) => {
      const { actor, command, envelope, id } = step
      if (actor.loaded !== undefined) return this.#recognise(step, actor.loaded)
      // A birth of an actor this process never met needs no look: the fence refuses it if the actor exists after all, and
      // the next round reads the row.
      return actor.isNew && Either.isRight(this.#kind.machine.birth(id, command, at, envelope.by))
        ? this.#recognise(step, unborn)
        : Effect.flatMap(this.#load(id, actor), (before) => this.#recognise(step, before))
    })
  }

  #recognise(
    step: Step<Self, Command>,
    before: Loaded<Self>
  ): Effect.Effect<Answer, Refusal | KeyReused | SqlError | Stale> {
    const decided = this.#decide(step, before)
    if (!step.actor.tried(step.envelope.commandId)) return decided
    return Effect.flatMap(
      this.#services.store.answered(step.envelope.commandId),
      Option.match({ onNone: () => decided, onSome: (earlier) => this.#repeated(step, earlier) })
    )
  }

  /** The answer a command got when it was new: word for word where it was kept, else how things stand now. */
  #repeated(
    { actor, command, envelope, id }: Step<Self, Command>,
    earlier: Answered
  ): Effect.Effect<Answer, KeyReused | SqlError | Stale> {
    if (earlier.actorId !== id || (earlier.bodyHash !== null && earlier.bodyHash !== bodyHash(command))) {
      return new KeyReused({ key: envelope.commandId.slice(envelope.commandId.lastIndexOf(":") + 1) })
    }
    if (earlier.answer !== null) return this.#kind.decodeAnswer(earlier.answer)
    return Effect.flatMap(
      this.#load(id, actor),
      ({ self, since, version }) =>
        self === null
          ? new Stale({ id })
          : Effect.succeed(this.#kind.machine.answer(self, null, version, since))
    )
  }

  #decide(
    step: Step<Self, Command>,
    before: Loaded<Self>
  ): Effect.Effect<Answer, Refusal | KeyReused | SqlError | Stale> {
    return Effect.flatMap(Clock.currentTimeMillis, (at) => {
      const { machine } = this.#kind
      const { command, envelope: { by }, id } = step
      const decision = before.self === null
        ? machine.birth(id, command, at, by)
        : machine.decide(before.self, command, at, by, before.version)
      return Either.isLeft(decision)
        ? this.#refuse(step, before, decision.left)
        : this.#commit(step, before, decision.right, at)
    })
  }

  #refuse(
    step: Step<Self, Command>,
    before: Loaded<Self>,
    refusal: Refusal
  ): Effect.Effect<Answer, Refusal | KeyReused | SqlError | Stale> {
    return Effect.gen(this, function*() {
      const { actor, envelope, id } = step
      // Refused now, but perhaps it was accepted when it first came: then this is its echo.
      const earlier = yield* this.#services.store.answered(envelope.commandId)
      if (Option.isSome(earlier)) return yield* this.#repeated(step, earlier.value)
      // No commit fences a refusal, so memory is not enough for one: another owner may have moved the actor.
      actor.loaded = undefined
      const now = yield* this.#load(id, actor)
      if (now.version !== before.version) return yield* new Stale({ id })
      yield* this.#services.observer.refused(this.#kind.machine.kind, refusal)
      return yield* Effect.fail(refusal)
    })
  }

  #commit(
    { actor, command, envelope, id }: Step<Self, Command>,
    before: Loaded<Self>,
    event: Event,
    at: number
  ): Effect.Effect<Answer, SqlError | Stale> {
    const { machine } = this.#kind
    const { observer, store, workSignal } = this.#services
    const { after, answer, commit } = transitionOf(machine, { id, before, envelope, command, event, at })
    return Effect.matchEffect(store.commit(commit), {
      onFailure: (error): Effect.Effect<never, SqlError | Stale> => {
        // The row may have moved, however the commit failed: what is in memory is no longer known to be true.
        actor.loaded = undefined
        // The id may have been committed after all; the next round looks.
        actor.remember(envelope.commandId)
        if (error._tag === "SqlError") return Effect.fail(error)
        const told = error._tag === "Fenced" ? observer.fenced(machine.kind) : Effect.void
        return Effect.zipRight(told, new Stale({ id }))
      },
      onSuccess: () => {
        actor.loaded = after
        if (commit.event !== null) actor.remember(envelope.commandId)
        if (commit.jobs.length > 0) {
          workSignal.notify({ _tag: "Jobs", kinds: new Set(commit.jobs.map((job) => job.kind)) })
        }
        if (commit.alarmAt !== null) workSignal.notify({ _tag: "Alarm", id, kind: machine.kind, at: commit.alarmAt })
        return Effect.as(observer.committed(machine.kind, event), answer)
      }
    })
  }

  #alarm(
    id: string,
    actor: ResidentActor<Self>
  ): Effect.Effect<number | null, Refusal | KeyReused | SqlError | Stale> {
    return Effect.gen(this, function*() {
      const { machine } = this.#kind
      const remembered = actor.loaded
      const { self, since, version } = yield* this.#load(id, actor)
      if (self === null) return null
      const at = yield* Clock.currentTimeMillis
      const command = machine.onAlarm(self, since, at)
      if (command === null) {
        // Memory says that nothing is due, the index says otherwise: then the row decides.
        if (remembered === undefined) return machine.alarm(self, since)
        actor.loaded = undefined
        return at
      }
      const commandId = deriveCommandId(id, "alarm", version)
      const envelope: Envelope = { commandId, by: "clock", traceId: null, closes: null, keyed: false }
      yield* this.#step({ id, actor, envelope, command })
      return null
    })
  }

  /** Decides again what was decided on an old row, waits out a database that is away, and says so where it stays away. */
  #settled<A, E>(id: string, work: Effect.Effect<A, E | SqlError | Stale>) {
    return outsideTransaction(retryAfterFirstFailure(work, (again) =>
      again.pipe(
        Effect.retry({ times: 8, while: (error) => error instanceof Stale }),
        Effect.catchIf(
          (error): error is Extract<E | SqlError | Stale, Stale> => error instanceof Stale,
          () => Effect.fail(new ActorMoved({ id }))
        ),
        Effect.retry({ while: (error) => isSqlError(error) && isTransient(error), schedule: databaseIsBack }),
        // An outage passes and is reported elsewhere. A statement that is wrong never passes; asking again only hides it.
        Effect.tapError((error) =>
          isSqlError(error) && !isTransient(error)
            ? Effect.logError(`A step of ${this.#kind.machine.kind} ${id} cannot be stored: ${wordsOf(error)}`)
            : Effect.void
        ),
        Effect.catchIf(isSqlError, (error) =>
          Effect.fail(
            isSqlError(error) && !isTransient(error) ? new Unstorable({ cause: wordsOf(error) }) : this.#busy(id)
          ))
      )))
  }
}

/** The loop for one kind of actor, over the store, the work signal and the observer of this process. */
export const makeActorRuntime = <
  Self extends { readonly id: string; readonly status: { readonly _tag: string } },
  Command extends { readonly _tag: string },
  Event extends { readonly _tag: string },
  Refusal,
  Answer,
  StateJson,
  AnswerJson
>({ answer, machine, state }: {
  readonly machine: Machine<Self, Command, Event, Refusal, Answer>
  readonly state: Schema.Schema<Self, StateJson>
  readonly answer: Schema.Schema<Answer, AnswerJson>
}) =>
  Effect.gen(function*() {
    const readState = Schema.decodeUnknown(state)
    const readAnswer = Schema.decodeUnknown(answer)
    const kind: ActorKind<Self, Command, Event, Refusal, Answer> = {
      machine,
      decodeState: (row) => Effect.orDie(readState(row)),
      decodeAnswer: (row) => Effect.orDie(readAnswer(row))
    }
    const runtime: ActorRuntime<Command, Answer, Refusal> = new ActorLoop(kind, {
      store: yield* ActorStore,
      workSignal: yield* WorkSignal,
      observer: yield* ActorObserver,
      doing: yield* Doing
    })
    return runtime
  })
