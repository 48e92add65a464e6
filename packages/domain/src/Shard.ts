import { Hash } from "effect"

/** The same on every process forever: an actor would otherwise have two owners. */
export const SHARDS = 60

/** Their numbers, from 1. */
export const allShards: ReadonlyArray<number> = Array.from({ length: SHARDS }, (_, i) => i + 1)

/** The number of the shard an actor is in: what the engine computes itself, for those who look at it from outside. */
export const shardOf = (actorId: string): number => Math.abs(Hash.string(actorId) % SHARDS) + 1
