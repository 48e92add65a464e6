import { ApiError } from "@callsheet/domain/api/ApiError"
import type { UploadView } from "@callsheet/domain/api/calls/media"
import { MOST_PIECE_BYTES } from "@callsheet/domain/library/LibraryMedia"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Effect, Redacted, Schema } from "effect"
import { ApiClient, serverComesBack, type Target } from "./Client.ts"

const Taken = Schema.Struct({ offset: Schema.Number })
const Refusal = Schema.Struct({
  error: Schema.Struct({ tag: Schema.String }, { key: Schema.String, value: Schema.Unknown })
})

/** What the server refuses, as the error it is in every other call. */
const refusalIn = (body: unknown) =>
  Schema.decodeUnknown(Refusal)(body).pipe(
    Effect.flatMap(({ error: { tag, ...fields } }) => Schema.decodeUnknown(ApiError)({ ...fields, _tag: tag })),
    Effect.orDie,
    Effect.flatMap((error) => Effect.fail(error))
  )

const isAway = (error: unknown) =>
  error instanceof HttpClientError.RequestError || (error instanceof HttpClientError.ResponseError)

/** Sends a file's bytes piece by piece from where its upload stands. A server that goes away meanwhile is waited for. */
export const sendFile = (
  target: Target,
  path: string,
  upload: UploadView,
  onPiece: (sent: number) => Effect.Effect<void>
) =>
  Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    const http = yield* HttpClient.HttpClient
    const client = yield* ApiClient
    const file = yield* fs.open(path, { flag: "r" })

    const pieceAt = (offset: number) =>
      Effect.gen(function*() {
        const buffer = new Uint8Array(Math.min(MOST_PIECE_BYTES, upload.bytes - offset))
        yield* file.seek(offset, "start")
        const read = Number(yield* file.read(buffer))
        return buffer.subarray(0, read)
      })

    const send = (offset: number) =>
      Effect.gen(function*() {
        const piece = yield* pieceAt(offset)
        const answer = yield* http.execute(
          HttpClientRequest.put(`${target.url}${upload.path}`).pipe(
            HttpClientRequest.bearerToken(Redacted.value(target.key)),
            HttpClientRequest.setHeader(
              "content-range",
              `bytes ${offset}-${offset + piece.length - 1}/${upload.bytes}`
            ),
            HttpClientRequest.setBody(HttpBody.uint8Array(piece, "application/octet-stream"))
          )
        )
        const body = yield* answer.json
        if (answer.status !== 200) return yield* refusalIn(body)
        return (yield* Effect.orDie(Schema.decodeUnknown(Taken)(body))).offset
      })

    let offset = upload.offset
    // After a lost answer only the server knows how much it has.
    const next = Effect.suspend(() => send(offset)).pipe(
      Effect.catchIf(
        (error) => error._tag === "MediaRefused" && error.offset !== null,
        (error) => Effect.succeed("offset" in error && error.offset !== null ? error.offset : offset)
      ),
      Effect.retry({ while: isAway, schedule: serverComesBack }),
      Effect.catchIf(isAway, () => Effect.map(client.media.upload({ id: upload.id }), (standing) => standing.offset))
    )
    while (offset < upload.bytes) {
      offset = yield* next
      yield* onPiece(offset)
    }
    return yield* client.media.finish({ id: upload.id })
  }).pipe(Effect.scoped)
