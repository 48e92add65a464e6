import type { AccountCommand } from "@callsheet/domain/account/AccountCommand"
import { AccountEntity } from "@callsheet/domain/account/AccountEntity"
import type { AccountError } from "@callsheet/domain/account/AccountError"
import type { AccountReply } from "@callsheet/domain/account/AccountView"
import type { AssetCommand } from "@callsheet/domain/asset/AssetCommand"
import { AssetEntity } from "@callsheet/domain/asset/AssetEntity"
import type { AssetError } from "@callsheet/domain/asset/AssetError"
import type { AssetView } from "@callsheet/domain/asset/AssetView"
import { ActorMoved, Busy, type DeliveryError, type Envelope, type KeyReused } from "@callsheet/domain/Envelope"
import type { OrgCommand } from "@callsheet/domain/org/OrgCommand"
import { OrgEntity } from "@callsheet/domain/org/OrgEntity"
import type { OrgError } from "@callsheet/domain/org/OrgError"
import type { OrgView } from "@callsheet/domain/org/OrgView"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { PlanEntity } from "@callsheet/domain/plan/PlanEntity"
import type { PlanError } from "@callsheet/domain/plan/PlanError"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import * as Sharding from "@effect/cluster/Sharding"
import { Cause, Context, Effect, Layer, Option, Predicate, Schedule } from "effect"
import { retryAfterFirstFailure } from "./RetryAfterFirstFailure.ts"

/** One command to one actor. The answer means "committed". */
export type Ask<Command, Answer, Refusal> = (
  id: string,
  envelope: Envelope,
  command: Command
) => Effect.Effect<Answer, Refusal | KeyReused | Busy>

/** Every kind of actor, wherever its owner is. */
export interface ActorsShape {
  readonly plan: Ask<PlanCommand, PlanView, PlanError>
  readonly asset: Ask<AssetCommand, AssetView, AssetError>
  readonly account: Ask<AccountCommand, AccountReply, AccountError>
  readonly org: Ask<OrgCommand, OrgView, OrgError>
}

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
 * A worker that stands still answers nothing, while its shards go to others (10 s, if nobody sees its death): whoever waits for it
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
  /** Asks through the cluster, whoever owns the actor. */
  static readonly layerRemote: Layer.Layer<Actors, never, Sharding.Sharding> = Layer.effect(
    this,
    Effect.suspend(() => remote)
  )
}

/** The callers of every kind of actor through the engine. */
export const remote: Effect.Effect<ActorsShape, never, Sharding.Sharding> = Effect.gen(function*() {
  const sharding = yield* Sharding.Sharding
  const plan = yield* sharding.makeClient(PlanEntity)
  const asset = yield* sharding.makeClient(AssetEntity)
  const account = yield* sharding.makeClient(AccountEntity)
  const org = yield* sharding.makeClient(OrgEntity)
  return {
    plan: (id, envelope, command) => faraway("plan", id, plan(id).Do({ envelope, command })),
    asset: (id, envelope, command) => faraway("asset", id, asset(id).Do({ envelope, command })),
    account: (id, envelope, command) => faraway("account", id, account(id).Do({ envelope, command })),
    org: (id, envelope, command) => faraway("org", id, org(id).Do({ envelope, command }))
  }
})
