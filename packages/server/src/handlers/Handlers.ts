import { AppLimits } from "@callsheet/database/jobs/AppLimits"
import { Api } from "@callsheet/domain/api/Api"
import { Effect, Layer } from "effect"
import { makeLive } from "../live/Live.ts"
import { makeAccountHandlers } from "./AccountHandlers.ts"
import { makeAssetHandlers } from "./AssetHandlers.ts"
import { makeBrandHandlers } from "./BrandHandlers.ts"
import { Calendars } from "./Calendars.ts"
import { makeCreatorHandlers } from "./CreatorHandlers.ts"
import { makeExportHandlers } from "./ExportHandlers.ts"
import { makeImportHandlers } from "./ImportHandlers.ts"
import { makeJobHandlers } from "./JobHandlers.ts"
import { makeKeyHandlers } from "./KeyHandlers.ts"
import { makeMediaHandlers } from "./MediaHandlers.ts"
import { makeOrgHandlers } from "./OrgHandlers.ts"
import { makePlanAdd } from "./PlanAdd.ts"
import { makePlanCommands } from "./PlanCommands.ts"
import { makePlanEditHandlers, PlanEdits } from "./PlanEdits.ts"
import { makePlanMany } from "./PlanMany.ts"
import { makePlanNow } from "./PlanNow.ts"
import { makePlanQueries } from "./PlanQueries.ts"
import { makePresetHandlers } from "./PresetHandlers.ts"
import { makePreviewHandlers } from "./PreviewHandlers.ts"
import { makeReviewHandlers } from "./ReviewHandlers.ts"
import { makeSessionHandlers } from "./SessionHandlers.ts"
import { makeSystemHandlers } from "./SystemHandlers.ts"
import { makeTakeHandlers } from "./TakeHandlers.ts"
import { makeUploadHandlers } from "./UploadHandlers.ts"
import { makeVoiceHandlers } from "./VoiceHandlers.ts"

/** Everything behind the contract. It decides nothing itself: actors do, and views tell. */
export const ApiLive = Api.toLayer(Effect.gen(function*() {
  return {
    ...(yield* makeSystemHandlers),
    ...(yield* makeOrgHandlers),
    ...(yield* makeKeyHandlers),
    ...(yield* makeSessionHandlers),
    ...(yield* makeAccountHandlers),
    ...(yield* makeCreatorHandlers),
    ...(yield* makePlanAdd),
    ...(yield* makePlanCommands),
    ...(yield* makePlanEditHandlers),
    ...(yield* makeTakeHandlers),
    ...(yield* makePlanMany),
    ...(yield* makePlanNow),
    ...(yield* makePlanQueries),
    ...(yield* makeImportHandlers),
    ...(yield* makeExportHandlers),
    ...(yield* makeAssetHandlers),
    ...(yield* makeReviewHandlers),
    ...(yield* makeMediaHandlers),
    ...(yield* makeUploadHandlers),
    ...(yield* makeBrandHandlers),
    ...(yield* makePresetHandlers),
    ...(yield* makeVoiceHandlers),
    ...(yield* makePreviewHandlers),
    ...(yield* makeJobHandlers),
    ...(yield* makeLive)
  }
})).pipe(Layer.provide(PlanEdits.layer), Layer.provide(Calendars.layer), Layer.provide(AppLimits.layer))
