import type { ActorRuntimes } from "@callsheet/actors/ActorRuntimes"
import type { WorkSignal } from "@callsheet/actors/WorkSignal"
import { allShards, shardOf } from "@callsheet/domain/Shard"
import type { Context } from "effect"
import type { Process } from "./Process.ts"
import type { SeededRandom } from "./SeededRandom.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** A worker as the others know it. */
export interface Member {
  readonly name: string
  readonly process: Process
  readonly hosts: Context.Tag.Service<ActorRuntimes>
  readonly workSignal: Context.Tag.Service<WorkSignal>
}

/** Shards move in so many groups: a history has few actors. */
const GROUPS = 8

const groupOf = (shard: number): number => shard % GROUPS

/**
 * Who answers for which actors: a table all can see, and what each member believes of it, which is older. The engine's
 * promise, "one owner", is not kept here on purpose: for a while two members may both be sure of a shard, or none; the
 * version fence must carry the rest.
 */
export class Cluster {
  readonly members = new Map<string, Member>()
  readonly #table = new Map<number, Member>()
  readonly #beliefs = new Map<string, Set<number>>()
  readonly #time: VirtualTime
  readonly #chance: SeededRandom

  constructor(time: VirtualTime, chance: SeededRandom) {
    this.#time = time
    this.#chance = chance
  }

  owns(name: string, actorId: string): boolean {
    return this.#believes(name, shardOf(actorId))
  }

  /** The shards a member believes to be its own. */
  shards(name: string): ReadonlyArray<number> {
    return allShards.filter((shard) => this.#believes(name, shard))
  }

  #believes(name: string, shard: number): boolean {
    return this.#beliefs.get(name)?.has(groupOf(shard)) ?? false
  }

  /** Where a call to an actor is sent: to the owner by the table, or now and then to one who was it. */
  route(actorId: string): Member | undefined {
    const group = groupOf(shardOf(actorId))
    const believers = [...this.members.values()].filter(({ name }) => this.#beliefs.get(name)?.has(group) ?? false)
    const [first, ...others] = believers
    if (first !== undefined && others.length > 0 && this.#chance.hit(0.3)) return this.#chance.pick([first, ...others])
    return this.#table.get(group)
  }

  join(member: Member): void {
    this.members.set(member.name, member)
    this.#beliefs.set(member.name, new Set())
    this.#balance()
  }

  /** A member that is gone, or that the others take for gone: its shards go to the rest. */
  leave(name: string): void {
    this.members.delete(name)
    for (const [group, owner] of this.#table) if (owner.name === name) this.#table.delete(group)
    this.#balance()
  }

  /** For a while this member, too, is sure to own a group of the others' shards. */
  usurp(name: string, millis: number): void {
    const group = this.#chance.int(0, GROUPS - 1)
    if (this.#table.get(group)?.name === name) return
    this.#believe(name, group, true, 0)
    this.#believe(name, group, false, millis)
  }

  #balance(): void {
    const living = [...this.members.values()]
    if (living.length === 0) return
    for (let group = 0; group < GROUPS; group++) {
      const to = living[group % living.length]!
      const from = this.#table.get(group)
      if (from?.name === to.name) continue
      this.#table.set(group, to)
      this.#believe(to.name, group, true, this.#chance.int(10, 900))
      if (from !== undefined) this.#believe(from.name, group, false, this.#chance.int(10, 900))
    }
  }

  #believe(name: string, group: number, sure: boolean, afterMillis: number): void {
    this.#time.after(afterMillis, () => {
      // A process that stands still goes on believing what it believed.
      if (this.members.get(name)?.process.paused === true) return this.#believe(name, group, sure, 500)
      const isOwner = this.#table.get(group)?.name === name
      if (sure) this.#beliefs.get(name)?.add(group)
      else if (!isOwner) this.#beliefs.get(name)?.delete(group)
    })
  }
}
