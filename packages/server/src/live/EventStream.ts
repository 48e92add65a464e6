import type { ApiError } from "@callsheet/domain/api/ApiError"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Schedule, Stream } from "effect"
import { errorBody } from "../http/HttpErrors.ts"

/** Shorter than the idle limits of usual proxies. */
const KEEP_ALIVE = "15 seconds"

/** How soon a browser comes back after it was cut off, in milliseconds. */
const RETRY_MILLIS = 2_000

const field = (item: unknown, name: string): string | undefined => {
  const value: unknown = typeof item === "object" && item !== null ? Reflect.get(item, name) : undefined
  return typeof value === "string" && !/[\r\n\0]/.test(value) ? value : undefined
}

/** One item; its position is the id a reader sends back as `Last-Event-ID`. JSON holds no line break. */
const eventText = (item: unknown): string => {
  const position = field(item, "position")
  return `${position === undefined ? "" : `id: ${position}\n`}data: ${JSON.stringify(item)}\n\n`
}

const errorText = (error: ApiError): string => `event: error\ndata: ${JSON.stringify(errorBody(error))}\n\n`

/** Items as server-sent events. What ends the stream early comes as an event named `error`. */
export const eventStream = (items: Stream.Stream<unknown, ApiError>) =>
  HttpServerResponse.stream(
    Stream.make(`retry: ${RETRY_MILLIS}\n\n`).pipe(
      Stream.concat(
        Stream.merge(
          items.pipe(
            Stream.map(eventText),
            Stream.catchAll((error) => Stream.make(errorText(error)))
          ),
          Stream.schedule(Stream.repeatValue(": still here\n\n"), Schedule.spaced(KEEP_ALIVE)),
          { haltStrategy: "left" }
        )
      ),
      Stream.encodeText
    ),
    {
      contentType: "text/event-stream; charset=utf-8",
      headers: { "cache-control": "no-store", "x-accel-buffering": "no" }
    }
  )
