import type { ActorRuntime } from "@callsheet/actors/ActorRuntime"
import type { ActorRuntimes, RuntimeLambda } from "@callsheet/actors/ActorRuntimes"
import { type ActorsShape, type Ask, type AskLambda, nearby, patiently } from "@callsheet/actors/Actors"
import { perActorKind } from "@callsheet/domain/ActorKinds"
import { ActorMoved, type Busy, type KeyReused } from "@callsheet/domain/Envelope"
import { type Context, Effect } from "effect"
import type { Process } from "./Process.ts"
import type { World } from "./World.ts"

type HostsShape = Context.Tag.Service<ActorRuntimes>

/**
 * The callers of every kind of actor as one process has them: its own actors directly, all others as messages to anyone who
 * owns them, which may be lost, come twice, or reach one who is no longer it.
 */
export const actorLink = (world: World, process: Process, own: HostsShape | null): ActorsShape => {
  const ask = <C extends { readonly _tag: string }, A, R extends { readonly _tag: string }>(
    kind: string,
    hostOf: (hosts: HostsShape) => ActorRuntime<C, A, R>
  ): Ask<C, A, R> =>
  (id, envelope, command) => {
    const what = `${kind} ${id} ${command._tag}`
    const near = own !== null && world.cluster.owns(process.name, id)
    const call: Effect.Effect<A, R | KeyReused | Busy> = near
      ? nearby(`${kind} ${id}`, hostOf(own).ask(id, envelope, command))
      : patiently(
        `${kind} ${id}`,
        message(world, process, id, what, (hosts) => hostOf(hosts).ask(id, envelope, command))
      )
    return call as ReturnType<Ask<C, A, R>>
  }
  return perActorKind<AskLambda>((kind, own) => ask(kind.machine.kind, (hosts) => own<RuntimeLambda>(hosts)))
}

const message = <A, E>(
  world: World,
  from: Process,
  id: string,
  what: string,
  deliver: (hosts: HostsShape) => Effect.Effect<A, E>
): Effect.Effect<A, E | ActorMoved> =>
  Effect.async((resume) => {
    const { chance, cluster, time, trace } = world
    if (world.dies(from, `before: ask ${what}`)) return
    world.underWay += 1
    time.after(chance.int(1, 8), () => {
      world.underWay -= 1
      const owner = cluster.route(id)
      if (owner === undefined || !owner.process.alive || !cluster.owns(owner.name, id)) {
        return time.after(100, () => resume(new ActorMoved({ id })))
      }
      if (chance.hit(world.weather.messageLost)) return trace.note(from.name, `ask ${what}`, "the message was lost")
      const copies = chance.hit(world.weather.messageTwice) ? 2 : 1
      if (copies === 2) trace.note(from.name, `ask ${what}`, "delivered twice")
      for (let copy = 0; copy < copies; copy++) {
        time.after(copy === 0 ? 0 : chance.int(0, 3_000), () =>
          owner.process.run(deliver(owner.hosts), (exit) => {
            if (copy > 0) return
            if (chance.hit(world.weather.messageLost)) {
              return trace.note(owner.name, `answer ${what}`, "the answer was lost")
            }
            time.after(chance.int(1, 8), () => resume(exit))
          }))
      }
    })
  })
