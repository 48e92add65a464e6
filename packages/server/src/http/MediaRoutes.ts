import type { MediaOwners } from "@callsheet/database/views/MediaOwners"
import { NotFound } from "@callsheet/domain/api/ApiError"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Headers from "@effect/platform/Headers"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type * as Path from "@effect/platform/Path"
import { Effect, Option, Schema } from "effect"
import type { InProcessApi } from "../rpc/InProcessApi.ts"
import { whoami } from "./Endpoints.ts"
import { errorResponse } from "./HttpErrors.ts"

const contentTypes: { readonly [extension: string]: string } = { mp4: "video/mp4", jpg: "image/jpeg" }

const Caller = Schema.Struct({ orgId: Schema.String })

interface Range {
  readonly start: number
  readonly end: number
}

/** `end` included. None: the whole file, also for several ranges at once, which HTTP allows. */
const rangeOf = (header: Option.Option<string>, size: number): Option.Option<Range | "unsatisfiable"> =>
  Option.flatMap(header, (text) => {
    const found = /^bytes=(\d*)-(\d*)$/.exec(text.trim())
    const [first = "", last = ""] = found?.slice(1) ?? []
    if (found === null || (first === "" && last === "")) return Option.none()
    const start = first === "" ? Math.max(0, size - Number(last)) : Number(first)
    const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1)
    return Option.some(start > end || (first === "" && last === "0") ? "unsatisfiable" : { start, end })
  })

const unknownFile = (file: string) =>
  errorResponse(new NotFound({ what: "file", id: file, list: "callsheet asset show" }))

/** What the routes of the local media folder need. */
export interface MediaFolder {
  readonly calls: InProcessApi["Type"]
  readonly owners: MediaOwners["Type"]
  readonly fs: FileSystem.FileSystem
  readonly path: Path.Path
  readonly root: string
}

const fileResponse = (
  { fs }: MediaFolder,
  file: string,
  size: number,
  options: { readonly headers: Headers.Headers; readonly contentType: string; readonly etag: string }
) => {
  const headers = {
    "accept-ranges": "bytes",
    "cache-control": "private, max-age=31536000, immutable",
    etag: options.etag
  }
  if (Option.contains(Headers.get(options.headers, "if-none-match"), options.etag)) {
    return HttpServerResponse.empty({ status: 304, headers })
  }
  const range = Option.getOrUndefined(rangeOf(Headers.get(options.headers, "range"), size))
  if (range === "unsatisfiable") {
    return HttpServerResponse.empty({ status: 416, headers: { ...headers, "content-range": `bytes */${size}` } })
  }
  const { end, start } = range ?? { start: 0, end: size - 1 }
  return HttpServerResponse.stream(fs.stream(file, { offset: start, bytesToRead: end - start + 1 }), {
    status: range === undefined ? 200 : 206,
    contentType: options.contentType,
    contentLength: end - start + 1,
    headers: range === undefined ? headers : { ...headers, "content-range": `bytes ${start}-${end}/${size}` }
  })
}

/**
 * `/media/<sha256>.<mp4|jpg>` out of the local media folder, to callers of an org that owns an asset with this file. To
 * everybody else the file does not exist.
 */
export const media = (folder: MediaFolder, name: string, request: HttpServerRequest.HttpServerRequest) =>
  Effect.gen(function*() {
    const [, sha256 = "", extension = ""] = /^([0-9a-f]{64})\.(mp4|jpg)$/.exec(name) ?? []
    const contentType = contentTypes[extension]
    const caller = yield* Effect.flatMap(
      folder.calls.ask(whoami, {}, request.headers),
      (answer) => Effect.orDie(Schema.decodeUnknown(Caller)(answer))
    )
    if (contentType === undefined) return unknownFile(name)
    if (!(yield* Effect.orDie(folder.owners.owns(caller.orgId, sha256)))) return unknownFile(name)
    const file = folder.path.join(folder.root, sha256.slice(0, 2), name)
    const found = yield* Effect.option(folder.fs.stat(file))
    if (Option.isNone(found) || found.value.type !== "File") return unknownFile(name)
    return fileResponse(folder, file, Number(found.value.size), {
      headers: request.headers,
      contentType,
      etag: `"${sha256}"`
    })
  }).pipe(Effect.catchAll((error) => Effect.succeed(errorResponse(error))))
