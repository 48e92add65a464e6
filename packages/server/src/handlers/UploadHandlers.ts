import { LibraryIndex, type UploadRecord } from "@callsheet/database/library/LibraryIndex"
import type { UploadView } from "@callsheet/domain/api/calls/media"
import { Principal } from "@callsheet/domain/api/Principal"
import { encodeId, UploadId } from "@callsheet/domain/Ids"
import { iso } from "@callsheet/domain/Instant"
import { UPLOAD_LIFE_MILLIS } from "@callsheet/domain/library/LibraryMedia"
import { Clock, Effect, Option } from "effect"
import { randomBytes } from "node:crypto"
import { ownOrg } from "../auth/Auth.ts"
import { Uploads } from "../library/Uploads.ts"
import { byOf, derivedId, found, type Handlers, orBusy } from "./Commands.ts"
import { makeMediaView } from "./MediaView.ts"

const uploadView = ({ bytes, expiresAt, id, received }: UploadRecord): UploadView => ({
  id,
  path: `/media/upload/${id}`,
  bytes,
  offset: received,
  expiresAt: iso(expiresAt)
})

/** How files come into the library of an org; their bytes come by `PUT /media/upload/ID`. */
export const makeUploadHandlers = Effect.gen(function*() {
  const index = yield* LibraryIndex
  const uploads = yield* Uploads
  const viewOf = yield* makeMediaView

  const own = (id: string) =>
    Effect.flatMap(
      Principal,
      ({ orgId }) => Effect.flatMap(index.upload(orgId, id), found("open upload", id, "media.create"))
    )

  const handlers: Handlers<"media.create" | "media.upload" | "media.finish"> = {
    "media.create": ({ bytes, key, logo = false, name, orgId, sha256, words = {} }) =>
      Effect.gen(function*() {
        const caller = yield* Principal
        yield* ownOrg(caller, orgId)
        const standing = sha256 === undefined ? Option.none() : yield* index.byHash(orgId, sha256)
        if (Option.isSome(standing)) return { media: yield* viewOf(standing.value), upload: null }
        const now = yield* Clock.currentTimeMillis
        const upload = yield* uploads.begin({
          id: UploadId.make(
            key === undefined ? encodeId("upl", now, randomBytes(10)) : derivedId("upl", orgId, key)
          ),
          orgId,
          name,
          bytes,
          sha256: sha256 ?? null,
          logo,
          words,
          by: byOf(caller),
          expiresAt: now + UPLOAD_LIFE_MILLIS
        })
        return { media: null, upload: uploadView(upload) }
      }).pipe(orBusy("the library")),

    "media.upload": ({ id }) => Effect.map(own(id), uploadView).pipe(orBusy("the library")),

    "media.finish": ({ id }) =>
      Effect.gen(function*() {
        yield* own(id)
        return yield* viewOf(yield* uploads.finish(id))
      }).pipe(orBusy("the library"))
  }
  return handlers
})
