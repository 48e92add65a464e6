import { Vault } from "@callsheet/database/secrets/Vault"
import { NotFound } from "@callsheet/domain/api/ApiError"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Path from "@effect/platform/Path"
import { Clock, Effect } from "effect"
import { makeMediaLinks } from "../auth/MediaLinks.ts"
import { ServerConfig } from "../Config.ts"
import { fileResponse } from "./FileResponse.ts"
import { errorResponse } from "./HttpErrors.ts"
import { queryOf, spentLink } from "./MediaRoutes.ts"

const BASE = "/media/preview/"
const contentTypes: Readonly<Record<string, string>> = { jpg: "image/jpeg", wav: "audio/wav" }

/** `/media/preview/KEY/FILE`: what plan.preview drew, by its signed addresses and no other way. */
export const previewFiles = HttpLayerRouter.use((router) =>
  Effect.gen(function*() {
    const { dataDir } = yield* ServerConfig
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const links = makeMediaLinks(yield* Vault)

    yield* router.add("GET", `${BASE}:key/:file`, (request: HttpServerRequest.HttpServerRequest) =>
      Effect.gen(function*() {
        const at = request.url.split("?", 1)[0] ?? ""
        const now = yield* Clock.currentTimeMillis
        if (!links.opens(at, queryOf(request), now)) {
          return errorResponse(spentLink, 403)
        }
        const [, key = "", name = "", form = ""] =
          /^\/media\/preview\/([0-9a-f]{64})\/((?:cover|still-\d|line-\d{1,3})\.(jpg|wav))$/.exec(at) ?? []
        const unknown = () =>
          new NotFound({ what: "preview", id: name, list: "plan.preview" })
        const file = path.join(dataDir, "previews", key, name)
        const found = yield* Effect.mapError(fs.stat(file), unknown)
        if (found.type !== "File") {
          return yield* unknown()
        }
        return fileResponse(fs, file, Number(found.size), {
          headers: request.headers,
          contentType: contentTypes[form] ?? "application/octet-stream",
          etag: `"${key.slice(0, 16)}-${name}"`,
          keep: false
        })
      }).pipe(Effect.catchAll((error) =>
        Effect.succeed(errorResponse(error))
      )))
  })
)
