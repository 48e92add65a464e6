import { LibraryIndex } from "@callsheet/database/library/LibraryIndex"
import { Vault } from "@callsheet/database/secrets/Vault"
import { NotFound } from "@callsheet/domain/api/ApiError"
import { UploadId } from "@callsheet/domain/Ids"
import { contentTypeOf, MediaForm, type MediaForm as Form, mediaRefused } from "@callsheet/domain/library/LibraryMedia"
import { MediaLibrary } from "@callsheet/library/MediaLibrary"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Headers from "@effect/platform/Headers"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Clock, Effect, Option, Schema } from "effect"
import { isSigned, makeMediaLinks } from "../auth/MediaLinks.ts"
import { orBusy } from "../handlers/Commands.ts"
import { libraryPath } from "../handlers/MediaView.ts"
import { Uploads } from "../library/Uploads.ts"
import { InProcessApi } from "../rpc/InProcessApi.ts"
import { mediaUpload, whoami } from "./Endpoints.ts"
import { fileResponse } from "./FileResponse.ts"
import { errorResponse, invalidRequest } from "./HttpErrors.ts"
import { queryOf, spentLink } from "./MediaRoutes.ts"

type Request = HttpServerRequest.HttpServerRequest

const UPLOAD = "/media/upload/"
const LIBRARY = "/media/library/"

const pathOf = (request: Request) => request.url.split("?", 1)[0] ?? ""
const Caller = Schema.Struct({ orgId: Schema.String })
const isForm = Schema.is(MediaForm)
const isUpload = Schema.is(UploadId)
const unknownUpload = (id: string) => new NotFound({ what: "open upload", id: id.slice(0, 40), list: "media.create" })

/** Where a piece lies in its file. Without the header it is the whole file. */
const placeOf = (header: Option.Option<string>, length: number) => {
  if (Option.isNone(header)) return Effect.succeed({ offset: 0, all: length })
  const [, from, to, all] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header.value.trim()) ?? []
  const [offset, last, whole] = [Number(from), Number(to), Number(all)]
  return all === undefined || last - offset + 1 !== length
    ? Effect.fail(
      invalidRequest(
        "Content-Range does not fit the body. Write it as `bytes FROM-TO/ALL`, counting from 0.",
        "content-range"
      )
    )
    : Effect.succeed({ offset, all: whole })
}

/** `PUT /media/upload/ID`: a piece of a file, from callers who may ask for that upload. */
const pieces = Effect.gen(function*() {
  const router = yield* HttpLayerRouter.HttpRouter
  const calls = yield* InProcessApi
  const uploads = yield* Uploads
  yield* router.add("PUT", `${UPLOAD}:id`, (request: Request) =>
    Effect.gen(function*() {
      const id = pathOf(request).slice(UPLOAD.length)
      if (!isUpload(id)) return yield* unknownUpload(id)
      yield* calls.ask(mediaUpload, { id }, request.headers)
      const body = new Uint8Array(
        yield* Effect.mapError(request.arrayBuffer, () => invalidRequest("The body could not be read."))
      )
      const { all, offset } = yield* placeOf(Headers.get(request.headers, "content-range"), body.length)
      if (body.length === 0) {
        return yield* mediaRefused("Incomplete", "The piece is empty.", `Send at least one byte from ${offset} on.`)
      }
      const upload = yield* uploads.write(id, offset, all, body).pipe(orBusy("the library"))
      return HttpServerResponse.unsafeJson({ id, offset: upload.received, bytes: upload.bytes }, {
        headers: { "cache-control": "no-store" }
      })
    }).pipe(Effect.catchAll((error) => Effect.succeed(errorResponse(error)))))
})

/** `/media/library/ORG/SHA.FORM`: by a signed address, or to callers of the org whose library has the file. */
const files = Effect.gen(function*() {
  const router = yield* HttpLayerRouter.HttpRouter
  const calls = yield* InProcessApi
  const index = yield* LibraryIndex
  const library = yield* MediaLibrary
  const fs = yield* FileSystem.FileSystem
  const links = makeMediaLinks(yield* Vault)

  const unknown = (name: string) => new NotFound({ what: "file", id: name, list: "media.list" })

  const owned = (orgId: string, sha256: string, name: string, request: Request) =>
    Effect.gen(function*() {
      const answer = yield* calls.ask(whoami, {}, request.headers)
      const caller = yield* Effect.orDie(Schema.decodeUnknown(Caller)(answer))
      const row = caller.orgId === orgId
        ? yield* index.byHash(orgId, sha256).pipe(orBusy("the library"))
        : Option.none()
      if (Option.isNone(row)) return yield* unknown(name)
    })

  yield* router.add("GET", `${LIBRARY}:org/:file`, (request: Request) =>
    Effect.gen(function*() {
      const name = pathOf(request).slice(LIBRARY.length)
      const [, orgId = "", sha256 = "", form = ""] =
        /^(org_[0-9a-z]{26})\/([0-9a-f]{64})\.([a-z0-9]{3,4})$/.exec(name) ??
          []
      if (!isForm(form)) return yield* unknown(name)
      const file = { orgId, sha256, form: form satisfies Form }
      const query = queryOf(request)
      const byLink = isSigned(query)
      if (byLink) {
        const path = libraryPath({ ...file, orgId: orgId as never, sha256: sha256 as never })
        if (!links.opens(path, query, yield* Clock.currentTimeMillis)) return errorResponse(spentLink, 403)
      } else yield* owned(orgId, sha256, name, request)
      const path = yield* Effect.mapError(library.path(file), () => unknown(name))
      const { size } = yield* Effect.mapError(fs.stat(path), () => unknown(name))
      return fileResponse(fs, path, Number(size), {
        headers: request.headers,
        contentType: contentTypeOf[form],
        etag: `"${sha256}"`,
        keep: !byLink,
        more: { "content-disposition": "inline" }
      })
    }).pipe(Effect.catchAll((error) => Effect.succeed(errorResponse(error)))))
})

export const libraryFiles = HttpLayerRouter.use(() => Effect.zipRight(pieces, files))
