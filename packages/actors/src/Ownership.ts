import { AccountEntity } from "@callsheet/domain/account/AccountEntity"
import { AssetEntity } from "@callsheet/domain/asset/AssetEntity"
import { OrgEntity } from "@callsheet/domain/org/OrgEntity"
import { PlanEntity } from "@callsheet/domain/plan/PlanEntity"
import { CurrentAddress } from "@effect/cluster/Entity"
import * as EntityId from "@effect/cluster/EntityId"
import * as Sharding from "@effect/cluster/Sharding"
import { Context, Effect, Layer } from "effect"
import type { ActorHost } from "./ActorHost.ts"
import { Actors, type Ask, patiently, remote } from "./Actors.ts"
import { Hosts } from "./Hosts.ts"

/** Which actors are this process' own. */
export class Ownership extends Context.Tag("@callsheet/actors/Ownership")<Ownership, {
  readonly owns: (actorId: string) => boolean
}>() {
  static readonly layerCluster = Layer.effect(
    this,
    Effect.map(Sharding.Sharding, (sharding) => ({
      owns: (actorId) => sharding.hasShardId(sharding.getShardId(EntityId.make(actorId), "default"))
    }))
  )
  /** One process alone owns everything (tests, simulation). */
  static readonly layerAll = Layer.succeed(this, { owns: () => true })
}

const handlers = <Command, Answer, Refusal>(host: ActorHost<Command, Answer, Refusal>) =>
  Effect.map(CurrentAddress, ({ entityId }) => ({
    Do: (
      { payload }: {
        readonly payload: { readonly envelope: Parameters<typeof host.ask>[1]; readonly command: Command }
      }
    ) => host.ask(entityId, payload.envelope, payload.command)
  }))

// The loop itself keeps one command at a time per actor, also for those that arrive on the local path.
const options = { concurrency: "unbounded", mailboxCapacity: 256 } as const

/** Registers the four kinds of actors with the cluster; each message goes straight into its loop. */
export const layerEntities = Layer.unwrapEffect(Effect.map(Hosts, (hosts) =>
  Layer.mergeAll(
    PlanEntity.toLayer(handlers(hosts.plan), options),
    AssetEntity.toLayer(handlers(hosts.asset), options),
    AccountEntity.toLayer(handlers(hosts.account), options),
    OrgEntity.toLayer(handlers(hosts.org), options)
  )))

/**
 * A worker's own actors are asked directly: six calls through the engine alone would cost about 1.4 ms of CPU a plan.
 * The loop and the fence are the same on both ways, so a shard that moves meanwhile costs a refused commit, nothing else.
 */
export const layerActors: Layer.Layer<Actors, never, Hosts | Ownership | Sharding.Sharding> = Layer.effect(
  Actors,
  Effect.gen(function*() {
    const { owns } = yield* Ownership
    const hosts = yield* Hosts
    const away = yield* remote
    const nearOrFar = <C, A, R extends { readonly _tag: string }>(
      kind: string,
      host: ActorHost<C, A, R>,
      far: Ask<C, A, R>
    ): Ask<C, A, R> =>
    (id, envelope, command) =>
      owns(id)
        ? patiently(`${kind} ${id}`, host.ask(id, envelope, command)) as ReturnType<typeof far>
        : far(id, envelope, command)
    return {
      plan: nearOrFar("plan", hosts.plan, away.plan),
      asset: nearOrFar("asset", hosts.asset, away.asset),
      account: nearOrFar("account", hosts.account, away.account),
      org: nearOrFar("org", hosts.org, away.org)
    }
  })
)

/** Everything is near: one process alone, without a cluster. */
export const layerActorsAlone: Layer.Layer<Actors, never, Hosts> = Layer.effect(
  Actors,
  Effect.map(Hosts, (hosts) => {
    const near =
      <C, A, R extends { readonly _tag: string }>(kind: string, host: ActorHost<C, A, R>): Ask<C, A, R> =>
      (id, envelope, command) => patiently(`${kind} ${id}`, host.ask(id, envelope, command)) as ReturnType<Ask<C, A, R>>
    return {
      plan: near("plan", hosts.plan),
      asset: near("asset", hosts.asset),
      account: near("account", hosts.account),
      org: near("org", hosts.org)
    }
  })
)
