import { Api } from "@callsheet/domain/api/Api"
import { Effect, Layer } from "effect"
import { Calendars } from "./Calendars.ts"
import { makeAccountHandlers } from "./handlers/AccountHandlers.ts"
import { makeAssetHandlers } from "./handlers/AssetHandlers.ts"
import { makeImportHandlers } from "./handlers/ImportHandlers.ts"
import { makeJobHandlers } from "./handlers/JobHandlers.ts"
import { makeOrgHandlers } from "./handlers/OrgHandlers.ts"
import { makePlanAdd } from "./handlers/PlanAdd.ts"
import { makePlanCommands } from "./handlers/PlanCommands.ts"
import { makePlanQueries } from "./handlers/PlanQueries.ts"
import { makeLive } from "./Live.ts"

/** Everything behind the contract. It decides nothing itself: actors do, and views tell. */
export const ApiLive = Api.toLayer(Effect.gen(function*() {
  return {
    ...(yield* makeOrgHandlers),
    ...(yield* makeAccountHandlers),
    ...(yield* makePlanAdd),
    ...(yield* makePlanCommands),
    ...(yield* makePlanQueries),
    ...(yield* makeImportHandlers),
    ...(yield* makeAssetHandlers),
    ...(yield* makeJobHandlers),
    ...(yield* makeLive)
  }
})).pipe(Layer.provide(Calendars.layer))
