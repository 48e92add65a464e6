import { VERSION } from "@callsheet/domain/Version"
import * as Otlp from "@effect/opentelemetry/Otlp"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { type Config, Layer, Option } from "effect"
import { settings } from "./settings/Registry.ts"

/** Base address of a collector that takes OTLP as JSON; none: nothing is sent. */
export const OtlpConfig: Config.Config<Option.Option<string>> = settings.otlpEndpoint.config

/**
 * Traces, metrics and logs to a collector. Of @effect/opentelemetry this is the part without the OpenTelemetry SDK. The
 * log on standard error goes on as well.
 */
export const layer = (endpoint: Option.Option<string>, process: string): Layer.Layer<never> =>
  Option.match(endpoint, {
    onNone: () => Layer.empty,
    onSome: (baseUrl) =>
      Otlp.layerJson({
        baseUrl,
        resource: { serviceName: `callsheet-${process}`, serviceVersion: VERSION },
        shutdownTimeout: "2 seconds"
      }).pipe(Layer.provide(FetchHttpClient.layer))
  })
