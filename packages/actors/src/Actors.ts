import { actorEntity } from "@callsheet/domain/ActorEntity"
import { type ActorLambda, type PerActorKind, perActorKind } from "@callsheet/domain/ActorKinds"
import { ActorMoved, Busy, type DeliveryError, type Envelope, type KeyReused } from "@callsheet/domain/Envelope"
import * as Sharding from "@effect/cluster/Sharding"
import { Cause, Context, Effect, Layer, Option, Predicate, Schedule } from "effect"
import { retryAfterFirstFailure } from "./RetryAfterFirstFailure.ts"

/** One command to one actor. The answer means "committed". */
export type Ask<Command, Answer, Refusal> = (
  id: string,
  envelope: Envelope,
  command: Command
) => Effect.Effect<Answer, Refusal | KeyReused | Busy>

export interface AskLambda extends ActorLambda {
  readonly type: Ask<this["command"], this["answer"], this["refusal"]>
}

/** Every kind of actor, wherever its owner is. */
export type ActorsShape = PerActorKind<AskLambda>

/** A call that got no answer in this time is given up; its command id makes asking again safe. */
const PATIENCE = "20 seconds"

/**
 * A worker that is killed while it is written to: the engine tells of a broken read (and asks the next owner itself), but of
 * a broken write only by a defect.
 */
const isBrokenWire = (defect: unknown): boolean =>
  Predicate.isTagged(defect, "SocketError") || Predicate.isTagged(defect, "RpcClientError")

/**
 * A stopping worker answers with an interruption nobody asked for, a full one with MailboxFull, a killed one with a broken
 * wire: all pass.
 */
const passing = <E>(cause: Cause.Cause<E>): boolean => {
  if (Cause.isInterruptedOnly(cause)) return true
  if (Option.exists(Cause.dieOption(cause), isBrokenWire)) return true
  if (!Cause.isFailType(cause)) return false
  const { error } = cause
  return typeof error === "object" && error !== null && "_tag" in error &&
    (error._tag === "MailboxFull" || error._tag === "ActorMoved" || error._tag === "AlreadyProcessingMessage")
}

const patient = Schedule.exponential("50 millis", 1.6).pipe(
  Schedule.union(Schedule.spaced("1 second")),
  Schedule.jittered,
  Schedule.upTo(PATIENCE)
)

type Engine = { readonly _tag: "MailboxFull" | "AlreadyProcessingMessage" | "PersistenceError" }

/**
 * Repeats what is safe to repeat and turns the engine's own troubles into one typed "busy". Generic errors of the engine
 * never reach a person.
 */
export const patiently = <A, E extends { readonly _tag: string }>(
  what: string,
  call: Effect.Effect<A, E | DeliveryError | Engine>
): Effect.Effect<A, Exclude<E, ActorMoved | Engine> | KeyReused | Busy> =>
  call.pipe(
    Effect.sandbox,
    Effect.retry({ while: passing, schedule: patient }),
    Effect.unsandbox,
    Effect.catchSomeDefect((defect) =>
      isBrokenWire(defect) ? Option.some(Effect.fail(new Busy({ what, retryAfterMillis: 1_000 }))) : Option.none()
    ),
    Effect.timeoutFail({
      duration: PATIENCE,
      onTimeout: () => new Busy({ what, retryAfterMillis: 2_000 })
    }),
    Effect.catchAll((error): Effect.Effect<never, Exclude<E, ActorMoved | Engine> | KeyReused | Busy> => {
      switch (error._tag) {
        case "MailboxFull":
        case "AlreadyProcessingMessage":
        case "PersistenceError":
        case "ActorMoved":
          return Effect.fail(new Busy({ what, retryAfterMillis: 1_000 }))
        default:
          return Effect.fail(error as Exclude<E, ActorMoved | Engine> | KeyReused | Busy)
      }
    })
  )

/**
 * A worker that stands still answers nothing, while its shards go to others (10 s, if nobody sees its death): anyone who waits for it
 * asks again under the same command id.
 */
const ATTEMPT = "6 seconds"

/** As `patiently`, for an actor somewhere else. */
export const faraway = <A, E extends { readonly _tag: string }>(
  kind: string,
  id: string,
  call: Effect.Effect<A, E | DeliveryError | Engine>
): Effect.Effect<A, Exclude<E, ActorMoved | Engine> | KeyReused | Busy> =>
  patiently<A, E | ActorMoved>(
    `${kind} ${id}`,
    Effect.timeoutFail(call, { duration: ATTEMPT, onTimeout: () => new ActorMoved({ id }) })
  )

/** As `patiently`, for an actor of this very process: its loop bounds every wait by itself. */
export const nearby = <A, E extends { readonly _tag: string }>(
  what: string,
  call: Effect.Effect<A, E | DeliveryError | Engine>
): Effect.Effect<A, Exclude<E, ActorMoved | Engine> | KeyReused | Busy> =>
  retryAfterFirstFailure(call, (again) => patiently(what, again))

export class Actors extends Context.Tag("@callsheet/actors/Actors")<Actors, ActorsShape>() {
  /** Asks through the cluster, no matter who owns the actor. */
  static readonly layerRemote: Layer.Layer<Actors, never, Sharding.Sharding> = Layer.effect(
    this,
    Effect.suspend(() => remote)
  )
}

interface FindRemoteLambda extends ActorLambda {
  readonly type: Effect.Effect<Ask<this["command"], this["answer"], this["refusal"]>>
}

/** The callers of every kind of actor through the engine. */
export const remote: Effect.Effect<ActorsShape, never, Sharding.Sharding> = Effect.flatMap(
  Sharding.Sharding,
  (sharding) =>
    Effect.all(
      perActorKind<FindRemoteLambda>((kind) =>
        Effect.map(sharding.makeClient(actorEntity(kind.entityType, kind)), (client) => (id, envelope, command) =>
          faraway(kind.machine.kind, id, client(id).Do({ envelope, command })))
      )
    )
)
