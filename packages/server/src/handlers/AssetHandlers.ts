import { Vault } from "@callsheet/database/secrets/Vault"
import { Views } from "@callsheet/database/views/Views"
import { refused } from "@callsheet/domain/api/ApiError"
import { Principal } from "@callsheet/domain/api/Principal"
import type { MediaRef } from "@callsheet/domain/asset/Media"
import { mediaAddressPath, mediaFileName, mediaFilePath, mediaFolderOf } from "@callsheet/domain/asset/MediaLayout"
import { type AssetId, assetIdOf, PlanId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { step } from "@callsheet/domain/Remedy"
import { Clock, Effect, Option, Schema } from "effect"
import { resolve } from "node:path"
import { linkedFile, makeMediaLinks } from "../auth/MediaLinks.ts"
import { ServerConfig } from "../Config.ts"
import { found, type Handlers, orBusy } from "./Commands.ts"

const isPlanId = Schema.is(PlanId)
const DEFAULT_LINK_SECONDS = 15 * 60

const urlOf = (ref: MediaRef | null) => (ref === null ? null : mediaAddressPath(mediaFileName(ref)))

/** What was made for a plan, found by its own id or by the plan's. */
export const makeAssetHandlers = Effect.gen(function*() {
  const views = yield* Views
  const { dataDir, publicUrl } = yield* ServerConfig
  const links = makeMediaLinks(yield* Vault)

  /** Where the local media store keeps it; other machines have the address alone. */
  const pathOf = (ref: MediaRef) => resolve(mediaFolderOf(dataDir), mediaFilePath(mediaFileName(ref)))

  const assetOf = (id: AssetId | PlanId) =>
    Effect.flatMap(Principal, ({ orgId }) => views.asset(orgId, isPlanId(id) ? assetIdOf(id) : id)).pipe(
      Effect.flatMap(found("asset", id, "plan.list"))
    )

  const linked = (ref: MediaRef, until: number) => linkedFile(links, publicUrl, ref, until)

  const handlers: Handlers<"asset.show" | "asset.link"> = {
    "asset.show": ({ id }) =>
      Effect.gen(function*() {
        const asset = yield* assetOf(id)
        const { orgId } = yield* Principal
        // The text under the post is the plan's: a person may have changed it since the video was made.
        const plan = Option.getOrNull(yield* views.plan(orgId, asset.planId))
        const asPosted = plan === null || plan.caption === null || plan.assetId !== asset.id || asset.caption === null
          ? {}
          : { caption: plan.caption, digest: plan.digest ?? asset.digest }
        return {
          asset: { ...asset, ...asPosted },
          script: asset.script,
          videoUrl: urlOf(asset.video),
          coverUrl: urlOf(asset.cover),
          videoPath: asset.video === null ? null : pathOf(asset.video)
        }
      }).pipe(orBusy(`asset ${id}`)),
    "asset.link": ({ id, seconds = DEFAULT_LINK_SECONDS }) =>
      Effect.gen(function*() {
        const { cover, planId, video } = yield* assetOf(id)
        if (video === null || cover === null) {
          return yield* refused(
            "There is no video yet.",
            step("See what the plan waits for", "plan.show", { id: planId })
          )
        }
        // Whole seconds, as the link has them.
        const until = Math.floor((yield* Clock.currentTimeMillis) / 1_000 + seconds) * 1_000
        return { video: linked(video, until), cover: linked(cover, until), expiresAt: iso(until) }
      }).pipe(orBusy(`asset ${id}`))
  }
  return handlers
})
