import { Bell } from "@callsheet/actors/Bell"
import { Hosts } from "@callsheet/actors/Hosts"
import { layerActorsAlone, Ownership } from "@callsheet/actors/Ownership"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { Layer } from "effect"
import { freshDatabase } from "./Postgres.ts"

export { asking, birth, newAccountId, newOrgId, newPlanId } from "./Wishes.ts"

/** The actors of one process on a database of their own, without a cluster around them. */
export const RoadLive = layerActorsAlone.pipe(
  Layer.provideMerge(Hosts.layer),
  Layer.provideMerge(Layer.mergeAll(ActorStore.layer, JobQueue.layer, Bell.layer, Ownership.layerAll)),
  Layer.provideMerge(freshDatabase({ migrate }))
)
