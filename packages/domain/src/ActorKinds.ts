import type { Schema } from "effect"
import { Account } from "./account/Account.ts"
import { AccountCommand } from "./account/AccountCommand.ts"
import { AccountError } from "./account/AccountError.ts"
import { accountMachine, accountTransitions } from "./account/AccountMachine.ts"
import { AccountReply } from "./account/AccountView.ts"
import { Asset } from "./asset/Asset.ts"
import { AssetCommand } from "./asset/AssetCommand.ts"
import { AssetError } from "./asset/AssetError.ts"
import { assetMachine, assetTransitions } from "./asset/AssetMachine.ts"
import { AssetView } from "./asset/AssetView.ts"
import type { ActorKindName } from "./facts/actorKinds.ts"
import type { Machine } from "./Machine.ts"
import { Org } from "./org/Org.ts"
import { OrgCommand } from "./org/OrgCommand.ts"
import { OrgError } from "./org/OrgError.ts"
import { orgMachine, orgTransitions } from "./org/OrgMachine.ts"
import { OrgView } from "./org/OrgView.ts"
import { Plan } from "./plan/Plan.ts"
import { PlanCommand } from "./plan/PlanCommand.ts"
import { PlanError } from "./plan/PlanError.ts"
import { planMachine } from "./plan/PlanMachine.ts"
import { planTransitions } from "./plan/PlanTransitions.ts"
import { PlanView } from "./plan/PlanView.ts"

interface Tagged {
  readonly _tag: string
}

interface AnyState {
  readonly id: string
  readonly status: Tagged
}

/** status -> command -> where it leads, of any machine. */
export interface AnyTransitions {
  readonly [status: string]: { readonly [command: string]: { readonly to: string | ReadonlyArray<string> } | undefined }
}

/** What a kind of actor is made of. */
export interface ActorKind<S extends AnyState, SI, C extends Tagged, CI, E extends Tagged, X, XI, A, AI> {
  /** Its name in the cluster, which the release before knows too. */
  readonly entityType: string
  readonly machine: Machine<S, C, E, X, A>
  readonly transitions: AnyTransitions
  readonly state: Schema.Schema<S, SI>
  readonly command: Schema.Schema<C, CI>
  readonly error: Schema.Schema<X, XI>
  readonly answer: Schema.Schema<A, AI>
}

const kind = <S extends AnyState, SI, C extends Tagged, CI, E extends Tagged, X, XI, A, AI>(
  parts: ActorKind<S, SI, C, CI, E, X, XI, A, AI>
) => parts

/** Every kind of actor with its machine and its schemas. Loops, callers, wakers and checks are made from this map. */
export const actorKinds = {
  plan: kind({
    entityType: "Plan",
    machine: planMachine,
    transitions: planTransitions as AnyTransitions,
    state: Plan,
    command: PlanCommand,
    answer: PlanView,
    error: PlanError
  }),
  asset: kind({
    entityType: "Asset",
    machine: assetMachine,
    transitions: assetTransitions as AnyTransitions,
    state: Asset,
    command: AssetCommand,
    answer: AssetView,
    error: AssetError
  }),
  account: kind({
    entityType: "Account",
    machine: accountMachine,
    transitions: accountTransitions as AnyTransitions,
    state: Account,
    command: AccountCommand,
    answer: AccountReply,
    error: AccountError
  }),
  org: kind({
    entityType: "Org",
    machine: orgMachine,
    transitions: orgTransitions as AnyTransitions,
    state: Org,
    command: OrgCommand,
    answer: OrgView,
    error: OrgError
  })
} as const satisfies { readonly [K in ActorKindName]: unknown }

type Kinds = typeof actorKinds
type MessagesOf<K> = K extends { readonly machine: Machine<infer _S, infer C, infer _E, infer X, infer A> }
  ? { readonly command: C; readonly answer: A; readonly refusal: X }
  : never

/** What a kind hears, answers and refuses. */
export type ActorMessages = { readonly [K in ActorKindName]: MessagesOf<Kinds[K]> }

/** A type made from the messages of a kind: declare `type` in terms of `this["command"]`, `this["answer"]`, `this["refusal"]`. */
export interface ActorLambda {
  readonly command: unknown
  readonly answer: unknown
  readonly refusal: unknown
  readonly type: unknown
}

export type ForMessages<L extends ActorLambda, C, A, X> =
  (L & { readonly command: C; readonly answer: A; readonly refusal: X })["type"]

/** One value a kind. */
export type PerActorKind<L extends ActorLambda> = {
  readonly [K in ActorKindName]: ForMessages<
    L,
    ActorMessages[K]["command"],
    ActorMessages[K]["answer"],
    ActorMessages[K]["refusal"]
  >
}

/** Makes one value a kind by the same program; `own` finds the kind's value in another such map. */
export const perActorKind = <L extends ActorLambda>(
  make: <S extends AnyState, SI, C extends Tagged, CI, E extends Tagged, X extends Tagged, XI, A, AI>(
    kind: ActorKind<S, SI, C, CI, E, X, XI, A, AI>,
    own: <M extends ActorLambda>(all: PerActorKind<M>) => ForMessages<M, C, A, X>
  ) => ForMessages<L, C, A, X>
): PerActorKind<L> => ({
  plan: make(actorKinds.plan, (all) => all.plan),
  asset: make(actorKinds.asset, (all) => all.asset),
  account: make(actorKinds.account, (all) => all.account),
  org: make(actorKinds.org, (all) => all.org)
})

export const isActorKind = (kind: string): kind is ActorKindName => Object.hasOwn(actorKinds, kind)
