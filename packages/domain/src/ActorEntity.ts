import * as ClusterSchema from "@effect/cluster/ClusterSchema"
import * as Entity from "@effect/cluster/Entity"
import * as Rpc from "@effect/rpc/Rpc"
import { Schema } from "effect"
import { DeliveryError, Envelope } from "./Envelope.ts"

/**
 * One kind of actor as the cluster knows it. Commands are volatile messages: the command id makes them safe to repeat,
 * so nothing is stored on the way. A caller that hangs up does not stop a commit.
 */
export const actorEntity = <
  const Type extends string,
  C extends Schema.Schema.Any,
  A extends Schema.Schema.Any,
  E extends Schema.Schema.All
>(type: Type, schemas: { readonly command: C; readonly answer: A; readonly error: E }) =>
  Entity.make(type, [
    Rpc.make("Do", {
      payload: { envelope: Envelope, command: schemas.command },
      success: schemas.answer,
      error: Schema.Union(schemas.error, DeliveryError)
    }).annotate(ClusterSchema.Uninterruptible, true)
  ])
