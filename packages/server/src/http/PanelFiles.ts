import type * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type * as Path from "@effect/platform/Path"
import { Effect, Option } from "effect"
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** Where the built panel is, from the bundled server as from its source. */
export const builtPanel = (): string | undefined =>
  ["../../panel/dist/web/", "../../../panel/dist/web/"].map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((folder) => existsSync(`${folder}index.html`))

/** Nothing inline, nothing from elsewhere: what the panel shows comes from this server, or from the page itself. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join("; ")

const contentTypes: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  woff2: "font/woff2"
}

/** How a file may be sent compressed, the smallest first: what the header says, and what the build left beside it. */
const encodings = [["br", ".br"], ["gzip", ".gz"]] as const

interface PanelFile {
  readonly bytes: Uint8Array
  readonly compressed: ReadonlyArray<readonly [encoding: string, bytes: Uint8Array]>
  readonly contentType: string
  readonly etag: string
}

export type PanelFiles = ReadonlyMap<string, PanelFile>

const fileOf = (name: string, bytes: Uint8Array, all: ReadonlyMap<string, Uint8Array>): PanelFile => ({
  bytes,
  compressed: encodings.flatMap(([encoding, ending]) => {
    const compressed = all.get(`${name}${ending}`)
    return compressed === undefined ? [] : [[encoding, compressed] as const]
  }),
  contentType: contentTypes[name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
  etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`
})

const isBeside = (name: string) => encodings.some(([, ending]) => name.endsWith(ending))

/** The whole panel, read once: some hundred kilobytes. `document` is what becomes of the page itself. */
export const readPanel = (
  fs: FileSystem.FileSystem,
  path: Path.Path,
  folder: string,
  document: (html: string) => string
) =>
  Effect.gen(function*() {
    const all = new Map<string, Uint8Array>()
    for (const name of yield* fs.readDirectory(folder, { recursive: true })) {
      const at = path.join(folder, name)
      if ((yield* fs.stat(at)).type !== "File") continue
      const bytes = yield* fs.readFile(at)
      all.set(
        name.replaceAll("\\", "/"),
        name === "index.html" ? Buffer.from(document(Buffer.from(bytes).toString("utf8"))) : bytes
      )
    }
    const served = [...all].filter(([name]) => !isBeside(name))
    return new Map(served.map(([name, bytes]) => [`/${name}`, fileOf(name, bytes, all)])) satisfies PanelFiles
  })

/** `name` with its content's hash in it may be kept forever; the page itself is asked for each time. */
const cacheControl = (name: string) => name.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache"

export const panelFile = (
  files: PanelFiles,
  name: string,
  request: HttpServerRequest.HttpServerRequest
): Option.Option<HttpServerResponse.HttpServerResponse> =>
  Option.map(Option.fromNullable(files.get(name)), (file) => {
    const headers = {
      "cache-control": cacheControl(name),
      "content-security-policy": contentSecurityPolicy,
      etag: file.etag,
      vary: "accept-encoding"
    }
    if (request.headers["if-none-match"] === file.etag) return HttpServerResponse.empty({ status: 304, headers })
    const taken = (request.headers["accept-encoding"] ?? "").split(",").map((one) => one.split(";")[0]?.trim())
    const [encoding, bytes] = file.compressed.find(([name]) => taken.includes(name)) ?? [undefined, file.bytes]
    return HttpServerResponse.uint8Array(bytes, {
      contentType: file.contentType,
      headers: encoding === undefined ? headers : { ...headers, "content-encoding": encoding }
    })
  })
