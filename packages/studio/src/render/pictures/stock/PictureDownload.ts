import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Path from "@effect/platform/Path"
import { Data, Effect, Stream } from "effect"
import { randomBytes } from "node:crypto"

const LIMIT = "90 seconds"
const MOST_BYTES = 64 * 1024 * 1024
const ENDINGS: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/avif": "avif",
  "video/mp4": "mp4",
  "video/webm": "webm",
  "video/quicktime": "mov"
}

/** Why a file could not be had, in words for the plan. */
export class PictureDownloadFailed extends Data.TaggedError("PictureDownloadFailed")<{ readonly reason: string }> {}
const failed = (reason: string) => new PictureDownloadFailed({ reason })

const isOwn = (host: string) => host === "127.0.0.1" || host === "localhost" || host === "[::1]"

/** Whether a source's answer may send us there: its own hosts by TLS, or this machine where the source itself is on it. */
export const isAllowed = (file: string, source: string, hosts: ReadonlyArray<string>): boolean => {
  if (!URL.canParse(file) || !URL.canParse(source)) return false
  const { hostname, protocol } = new URL(file)
  if (isOwn(new URL(source).hostname)) return isOwn(hostname)
  return protocol === "https:" && hosts.some((host) => hostname === host || hostname.endsWith(`.${host}`))
}

/** Fetches a picture or clip once; `stem` names it. Gives the path of the whole file, or says why there is none. */
export const fetchPicture = Effect.fn("Pictures.download")(function*(file: string, folder: string, stem: string) {
  const client = yield* HttpClient.HttpClient
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const disk = Effect.mapError(({ message }: { readonly message: string }) => failed(message))
  yield* fs.makeDirectory(folder, { recursive: true }).pipe(disk)
  const here = yield* fs.readDirectory(folder).pipe(disk)
  const known = here.find((name) => name.startsWith(`${stem}.`) && !name.endsWith(".part"))
  if (known !== undefined) return path.join(folder, known)
  const part = path.join(folder, `${stem}.${randomBytes(4).toString("hex")}.part`)
  const load = Effect.gen(function*() {
    const response = yield* client.get(file).pipe(Effect.mapError(() => failed("it cannot be reached")))
    if (response.status !== 200) return yield* failed(`it answered ${response.status}`)
    const [type = ""] = (response.headers["content-type"] ?? "").split(";")
    const ending = ENDINGS[type.trim().toLowerCase()]
    if (ending === undefined) return yield* failed(`it sent ${type === "" ? "something without a type" : type}`)
    let bytes = 0
    const pieces = response.stream.pipe(
      Stream.mapError(() => failed("the file broke off")),
      Stream.tap((piece) => {
        bytes += piece.length
        return bytes > MOST_BYTES ? Effect.fail(failed("the file is larger than 64 MB")) : Effect.void
      })
    )
    yield* Stream.run(pieces, fs.sink(part)).pipe(
      Effect.mapError((error) => error instanceof PictureDownloadFailed ? error : failed(error.message))
    )
    const whole = path.join(folder, `${stem}.${ending}`)
    yield* fs.rename(part, whole).pipe(disk)
    return whole
  })
  return yield* load.pipe(
    Effect.timeoutFail({ duration: LIMIT, onTimeout: () => failed(`it did not arrive within ${LIMIT}`) }),
    Effect.ensuring(Effect.ignore(fs.remove(part, { force: true })))
  )
})
