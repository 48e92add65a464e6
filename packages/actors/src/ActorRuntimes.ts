import { type ActorLambda, type PerActorKind, perActorKind } from "@callsheet/domain/ActorKinds"
import { Context, Effect, Layer } from "effect"
import { type ActorRuntime, makeActorRuntime } from "./ActorRuntime.ts"

export interface RuntimeLambda extends ActorLambda {
  readonly type: ActorRuntime<this["command"], this["answer"], this["refusal"]>
}

type Needs = Effect.Effect.Context<ReturnType<typeof makeActorRuntime>>

interface MakeRuntimeLambda extends ActorLambda {
  readonly type: Effect.Effect<ActorRuntime<this["command"], this["answer"], this["refusal"]>, never, Needs>
}

/** The loops of this process, one a kind. */
export class ActorRuntimes
  extends Context.Tag("@callsheet/actors/ActorRuntimes")<ActorRuntimes, PerActorKind<RuntimeLambda>>()
{
  static readonly layer = Layer.effect(
    this,
    Effect.all(perActorKind<MakeRuntimeLambda>((kind) => makeActorRuntime(kind)))
  )
}
