import { ActorRuntimes } from "@callsheet/actors/ActorRuntimes"
import { layerActorsAlone, ShardOwnership } from "@callsheet/actors/ShardOwnership"
import { WorkSignal } from "@callsheet/actors/WorkSignal"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { JobQueue } from "@callsheet/database/jobs/JobQueue"
import { migrate } from "@callsheet/database/migrations/Migrations"
import { Layer } from "effect"
import { freshDatabase } from "./Postgres.ts"

export { asking, birth, newAccountId, newOrgId, newPlanId } from "./Fixtures.ts"

/** The actors of one process on a database of their own, without a cluster around them. */
export const RoadLive = layerActorsAlone.pipe(
  Layer.provideMerge(ActorRuntimes.layer),
  Layer.provideMerge(Layer.mergeAll(ActorStore.layer, JobQueue.layer, WorkSignal.layer, ShardOwnership.layerAll)),
  Layer.provideMerge(freshDatabase({ migrate }))
)
