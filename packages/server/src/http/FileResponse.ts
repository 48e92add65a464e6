import type * as FileSystem from "@effect/platform/FileSystem"
import * as Headers from "@effect/platform/Headers"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Option } from "effect"

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

/** How a file is answered: its type, its name for caches, and how long it may be kept. */
export interface FileAnswer {
  readonly headers: Headers.Headers
  readonly contentType: string
  readonly etag: string
  /** By a key the file may be kept: its name is its hash. By a link it may not, since the link ends. */
  readonly keep: boolean
  /** More headers, such as how a browser treats it. */
  readonly more?: Readonly<Record<string, string>>
}

/** A file, or the part of it that a player asks for. */
export const fileResponse = (
  fs: FileSystem.FileSystem,
  file: string,
  size: number,
  options: FileAnswer
): HttpServerResponse.HttpServerResponse => {
  const headers = {
    "accept-ranges": "bytes",
    "cache-control": options.keep ? "private, max-age=31536000, immutable" : "private, no-store",
    etag: options.etag,
    ...options.more
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
