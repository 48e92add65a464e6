import { Vault } from "@callsheet/database/secrets/Vault"
import { SHARDS } from "@callsheet/domain/Shard"
import * as MessageStorage from "@effect/cluster/MessageStorage"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import * as RunnerHealth from "@effect/cluster/RunnerHealth"
import * as Runners from "@effect/cluster/Runners"
import type { Sharding } from "@effect/cluster/Sharding"
import * as ShardingConfig from "@effect/cluster/ShardingConfig"
import * as SocketRunner from "@effect/cluster/SocketRunner"
import * as SqlRunnerStorage from "@effect/cluster/SqlRunnerStorage"
import * as RpcSerialization from "@effect/rpc/RpcSerialization"
import type { SqlClient } from "@effect/sql/SqlClient"
import { type Duration, Effect, Layer, Option } from "effect"
import { MemberAlert } from "./MemberAlert.ts"
import * as MemberList from "./MemberList.ts"
import * as SecureClient from "./transport/SecureClient.ts"
import * as SecureSocketServer from "./transport/SecureSocketServer.ts"
import { PURPOSE, type TransportKeys } from "./transport/TransportKeys.ts"

/**
 * What the engine is used for: one owner per actor, routing, take-over, drain. It stores no messages; every command is
 * safe to repeat by its id. Shards are locked by rows rather than by advisory locks, which a hung process would hold for
 * ever; every write is fenced by version whichever owner makes it. See docs/adr.
 */
const common = {
  shardsPerGroup: SHARDS,
  shardLockDisableAdvisory: true,
  shardLockExpiration: "10 seconds",
  // Also how soon a worker that gave its shards up in an outage of the database tries for their locks again.
  shardLockRefreshInterval: "2 seconds",
  // How soon the others hear that a worker's shards are free, once its death was seen. `MemberList` answers without a query
  // while nothing happens.
  refreshAssignmentsInterval: "500 millis",
  // No messages are stored, so none are polled for; but the engine also waits so long (10 s if nothing is said) before it
  // tries for shards again after one attempt that failed, as the first after a cut connection does.
  entityMessagePollInterval: "500 millis",
  runnerHealthCheckInterval: "3 seconds",
  entityMaxIdleTime: "1 minute",
  entityMailboxCapacity: 256,
  simulateRemoteSerialization: false
} satisfies Partial<ShardingConfig.ShardingConfig["Type"]>

const storage = (
  config: Partial<ShardingConfig.ShardingConfig["Type"]>,
  list: Parameters<typeof MemberList.layer>[0]
) =>
  Layer.mergeAll(
    MessageStorage.layerNoop,
    MemberList.layer(list).pipe(
      Layer.provide(Layer.provide(SqlRunnerStorage.layer, ShardingConfig.layer(config)))
    )
  )

/** The keys with which the members of this installation prove themselves to each other. */
const keys = Effect.map(Vault, (vault): TransportKeys => {
  const [current, ...others] = vault.derived(PURPOSE)
  if (current === undefined) throw new Error("The vault has no key.")
  return [current, ...others]
})

/** A member that owns shards. `host` and `port` are where the other members reach it. */
export const layerWorker = (options: {
  readonly host: string
  readonly port: number
  /** How long running commands may take to finish once the worker is asked to stop. */
  readonly drain: Duration.DurationInput
}): Layer.Layer<Sharding | MemberAlert, never, SqlClient | Vault> =>
  Layer.unwrapEffect(Effect.map(keys, (keys) => {
    const config = {
      ...common,
      runnerAddress: Option.some(RunnerAddress.make(options.host, options.port)),
      entityTerminationTimeout: options.drain
    }
    const client = SecureClient.layer(keys)
    const health = RunnerHealth.layerPing.pipe(Layer.provide(Runners.layerRpc), Layer.provide(client))
    return SocketRunner.layer.pipe(
      Layer.provide([SecureSocketServer.layer({ ...options, keys }), client, health]),
      Layer.provide(storage(config, { keys, self: { host: options.host, port: options.port } })),
      Layer.provideMerge(MemberAlert.layer),
      Layer.provide(ShardingConfig.layerFromEnv(config)),
      Layer.provide(RpcSerialization.layerMsgPack),
      Layer.orDie
    )
  }))

/** A member that only asks. */
export const layerClient: Layer.Layer<Sharding, never, SqlClient | Vault> = Layer.unwrapEffect(
  Effect.map(keys, (keys) => {
    const config = { ...common, runnerAddress: Option.none() }
    return SocketRunner.layerClientOnly.pipe(
      Layer.provide(SecureClient.layer(keys)),
      Layer.provide(storage(config, { keys, self: null })),
      Layer.provide(MemberAlert.layer),
      Layer.provide(ShardingConfig.layerFromEnv(config)),
      Layer.provide(RpcSerialization.layerMsgPack),
      Layer.orDie
    )
  })
)
