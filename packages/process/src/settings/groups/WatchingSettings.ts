import * as Setting from "../Setting.ts"
import { members } from "./Readers.ts"

export const watching = {
  logFormat: Setting.choice({
    name: "CALLSHEET_LOG_FORMAT",
    meaning: "How servers and workers write their log.",
    values: ["pretty", "json"],
    value: process.stderr.isTTY === true ? "pretty" : "json",
    fallback: "`pretty` on a terminal, else `json`",
    readBy: members
  }),
  logLevel: Setting.choice({
    name: "CALLSHEET_LOG_LEVEL",
    meaning: "The least important lines that are logged.",
    values: ["all", "trace", "debug", "info", "warning", "error", "fatal", "none"],
    value: "info",
    readBy: members
  }),
  otlpEndpoint: Setting.address({
    name: "OTEL_EXPORTER_OTLP_ENDPOINT",
    meaning: "A collector that takes traces, metrics and logs as OTLP over HTTP with JSON.",
    readBy: members
  })
}
