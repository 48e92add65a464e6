import * as HttpListening from "@callsheet/process/HttpListening"
import { jsonLine } from "@callsheet/process/Logs"
import * as Http from "@callsheet/server/http/Http"
import * as HttpServer from "@effect/platform/HttpServer"
import { Effect, Layer, Logger } from "effect"
import { ApiStage } from "./ApiStage.ts"

/** Every log line of the stage, as it stands on standard error in life. */
export const stageLog: Array<string> = []

const log = Logger.replace(
  Logger.defaultLogger,
  Logger.make((options) => {
    stageLog.push(jsonLine(options))
  })
)

/** The whole server on a socket: what `ApiStage` has, reached as callers reach it. */
export const HttpStage = Http.layer.pipe(
  Layer.provideMerge(ApiStage),
  Layer.provideMerge(HttpListening.layer({ host: "127.0.0.1", port: 0, variable: "CALLSHEET_PORT" })),
  Layer.provide(log)
)

/** Base address of the stage. */
export const stageUrl = HttpServer.addressFormattedWith(Effect.succeed)

/** The name of the panel's cookie: it carries the port of the address that the stage is configured for. */
export const SESSION_COOKIE = "callsheet_session_4400"
