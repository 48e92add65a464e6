import { Vault } from "@callsheet/database/secrets/Vault"
import { MediaOwners } from "@callsheet/database/views/MediaOwners"
import { NotFound, refused } from "@callsheet/domain/api/ApiError"
import { mediaAddressPath, mediaFilePath, mediaFolderOf, readMediaFileName } from "@callsheet/domain/asset/MediaLayout"
import { step } from "@callsheet/domain/Remedy"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Path from "@effect/platform/Path"
import { Clock, Effect, Layer, Option, Schema } from "effect"
import { isSigned, makeMediaLinks } from "../auth/MediaLinks.ts"
import { ServerConfig } from "../Config.ts"
import { InProcessApi } from "../rpc/InProcessApi.ts"
import { whoami } from "./Endpoints.ts"
import { fileResponse } from "./FileResponse.ts"
import { errorResponse } from "./HttpErrors.ts"

const Caller = Schema.Struct({ orgId: Schema.String })

const unknownFile = (file: string) => new NotFound({ what: "file", id: file, list: "asset.show" })

/** A signed address that is not good: whether the file exists is not told. */
export const spentLink = refused(
  "This link does not open anything: its time is over, or it was changed.",
  step("Make another one", "asset.link")
)

type Request = HttpServerRequest.HttpServerRequest

export const queryOf = (request: Request) => new URL(request.url, "http://here").searchParams

/**
 * `/media/<sha256>.<mp4|jpg>` out of the local media folder: by a signed address, or to callers of an org that owns an asset
 * with this file. To everybody else the file does not exist.
 */
export const mediaFiles = HttpLayerRouter.use((router) =>
  Effect.gen(function*() {
    const { dataDir } = yield* ServerConfig
    const calls = yield* InProcessApi
    const owners = yield* MediaOwners
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const links = makeMediaLinks(yield* Vault)

    const owned = (sha256: string, name: string, request: Request) =>
      Effect.gen(function*() {
        const answer = yield* calls.ask(whoami, {}, request.headers)
        const { orgId } = yield* Effect.orDie(Schema.decodeUnknown(Caller)(answer))
        if (!(yield* Effect.orDie(owners.owns(orgId, sha256)))) return yield* unknownFile(name)
      })

    const answer = (name: string, request: Request) =>
      Effect.gen(function*() {
        const named = readMediaFileName(name)
        const query = queryOf(request)
        const byLink = isSigned(query)
        if (byLink) {
          const now = yield* Clock.currentTimeMillis
          if (!links.opens(mediaAddressPath(name), query, now)) return errorResponse(spentLink, 403)
        } else yield* owned(named?.sha256 ?? "", name, request)
        if (named === null) return yield* unknownFile(name)
        const file = path.join(mediaFolderOf(dataDir), mediaFilePath(name))
        const found = yield* Effect.option(fs.stat(file))
        if (Option.isNone(found) || found.value.type !== "File") {
          return yield* unknownFile(name)
        }
        return fileResponse(fs, file, Number(found.value.size), {
          headers: request.headers,
          contentType: named.contentType,
          etag: `"${named.sha256}"`,
          keep: !byLink
        })
      }).pipe(Effect.catchAll((error) => Effect.succeed(errorResponse(error))))

    yield* router.add("GET", "/media/:file", (request: Request) =>
      answer(request.url.split("?", 1)[0]?.slice("/media/".length) ?? "", request))
  })
).pipe(Layer.provide(MediaOwners.layer))
