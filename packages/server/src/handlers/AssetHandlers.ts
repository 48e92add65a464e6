import { Views } from "@callsheet/database/views/Views"
import { Principal } from "@callsheet/domain/api/Principal"
import type { MediaRef } from "@callsheet/domain/asset/Media"
import { assetIdOf, PlanId } from "@callsheet/domain/Ids"
import { Effect, Schema } from "effect"
import { resolve } from "node:path"
import { ServerConfig } from "../Config.ts"
import { found, type Handlers, orBusy } from "./Commands.ts"

const isPlanId = Schema.is(PlanId)
const extensions = { "video/mp4": "mp4", "image/jpeg": "jpg" } as const

const fileName = ({ contentType, sha256 }: MediaRef) => `${sha256}.${extensions[contentType]}`
const urlOf = (ref: MediaRef | null) => (ref === null ? null : `/media/${fileName(ref)}`)

/** What was made for a plan, found by its own id or by the plan's. */
export const makeAssetHandlers = Effect.gen(function*() {
  const views = yield* Views
  const { dataDir } = yield* ServerConfig

  /** Where the local media store keeps it; other machines have the address alone. */
  const pathOf = (ref: MediaRef) => resolve(dataDir, "media", ref.sha256.slice(0, 2), fileName(ref))

  const handlers: Handlers<"asset.show"> = {
    "asset.show": ({ id }) =>
      Effect.gen(function*() {
        const { orgId } = yield* Principal
        const asset = yield* Effect.flatMap(
          views.asset(orgId, isPlanId(id) ? assetIdOf(id) : id),
          found("asset", id, "callsheet plan list")
        )
        return {
          asset,
          script: asset.script,
          videoUrl: urlOf(asset.video),
          coverUrl: urlOf(asset.cover),
          videoPath: asset.video === null ? null : pathOf(asset.video)
        }
      }).pipe(orBusy(`asset ${id}`))
  }
  return handlers
})
