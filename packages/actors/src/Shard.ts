export { shardOf, SHARDS } from "@callsheet/domain/Shard"
