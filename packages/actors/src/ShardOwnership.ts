import { actorEntity } from "@callsheet/domain/ActorEntity"
import { type ActorLambda, perActorKind } from "@callsheet/domain/ActorKinds"
import { allShards } from "@callsheet/domain/Shard"
import { CurrentAddress } from "@effect/cluster/Entity"
import * as EntityId from "@effect/cluster/EntityId"
import * as ShardId from "@effect/cluster/ShardId"
import * as Sharding from "@effect/cluster/Sharding"
import { Context, Effect, Layer } from "effect"
import type { ActorRuntime } from "./ActorRuntime.ts"
import { ActorRuntimes, type RuntimeLambda } from "./ActorRuntimes.ts"
import { Actors, type Ask, type AskLambda, nearby, remote } from "./Actors.ts"

const GROUP = "default"

/** Which actors are this process' own. */
export class ShardOwnership extends Context.Tag("@callsheet/actors/ShardOwnership")<ShardOwnership, {
  readonly owns: (actorId: string) => boolean
  /** The numbers of the shards they are in; see `shardOf`. */
  readonly shards: () => ReadonlyArray<number>
}>() {
  static readonly layerCluster = Layer.effect(
    this,
    Effect.map(Sharding.Sharding, (sharding) => ({
      owns: (actorId) => sharding.hasShardId(sharding.getShardId(EntityId.make(actorId), GROUP)),
      shards: () => allShards.filter((shard) => sharding.hasShardId(ShardId.make(GROUP, shard)))
    }))
  )
  /** One process alone owns everything (tests). */
  static readonly layerAll = Layer.succeed(this, { owns: () => true, shards: () => allShards })
}

/** One kind's messages from other processes: each goes straight into its loop. */
export const handlersOf = <Command, Answer, Refusal>(host: ActorRuntime<Command, Answer, Refusal>) =>
  Effect.map(CurrentAddress, ({ entityId }) => ({
    Do: (
      { payload }: {
        readonly payload: { readonly envelope: Parameters<typeof host.ask>[1]; readonly command: Command }
      }
    ) => host.ask(entityId, payload.envelope, payload.command)
  }))

// The loop itself keeps one command at a time per actor, also for those that arrive on the local path.
export const loopOptions = { concurrency: "unbounded", mailboxCapacity: 256 } as const

interface RegisterLambda extends ActorLambda {
  readonly type: Layer.Layer<never, never, Sharding.Sharding>
}

/** Registers every kind of actor with the cluster; each message goes straight into its loop. */
export const layerEntities = Layer.unwrapEffect(Effect.map(ActorRuntimes, (runtimes) => {
  const layers = perActorKind<RegisterLambda>((kind, own) =>
    actorEntity(kind.entityType, kind).toLayer(handlersOf(own<RuntimeLambda>(runtimes)), loopOptions)
  )
  return Object.values(layers).reduce((all, layer) => Layer.merge(all, layer))
}))

/**
 * A worker's own actors are asked directly: six calls through the engine alone would cost about 1.4 ms of CPU a plan.
 * The loop and the fence are the same on both ways, so a shard that moves meanwhile costs a refused commit, nothing else.
 */
export const nearOrFar = (owns: (actorId: string) => boolean) =>
<C, A, R extends { readonly _tag: string }>(
  kind: string,
  host: ActorRuntime<C, A, R>,
  far: Ask<C, A, R>
): Ask<C, A, R> =>
(id, envelope, command) =>
  owns(id)
    ? nearby(`${kind} ${id}`, host.ask(id, envelope, command)) as ReturnType<typeof far>
    : far(id, envelope, command)

/** The actors of a worker: its own and everyone else's. */
export const layerActors: Layer.Layer<Actors, never, ActorRuntimes | ShardOwnership | Sharding.Sharding> = Layer.effect(
  Actors,
  Effect.gen(function*() {
    const { owns } = yield* ShardOwnership
    const runtimes = yield* ActorRuntimes
    const away = yield* remote
    const near = nearOrFar(owns)
    return perActorKind<AskLambda>((kind, own) =>
      near(kind.machine.kind, own<RuntimeLambda>(runtimes), own<AskLambda>(away))
    )
  })
)

/** Everything is near: one process alone, without a cluster. */
export const layerActorsAlone: Layer.Layer<Actors, never, ActorRuntimes> = Layer.effect(
  Actors,
  Effect.map(ActorRuntimes, (runtimes) => {
    const near =
      <C, A, R extends { readonly _tag: string }>(kind: string, host: ActorRuntime<C, A, R>): Ask<C, A, R> =>
      (id, envelope, command) => nearby(`${kind} ${id}`, host.ask(id, envelope, command)) as ReturnType<Ask<C, A, R>>
    return perActorKind<AskLambda>((kind, own) => near(kind.machine.kind, own<RuntimeLambda>(runtimes)))
  })
)
