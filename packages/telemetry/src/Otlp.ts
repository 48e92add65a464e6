import { VERSION } from "@callsheet/domain/Version"
import * as Otlp from "@effect/opentelemetry/Otlp"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { Config, ConfigError, Either, Layer, Option } from "effect"

const ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"

/** OTEL_EXPORTER_OTLP_ENDPOINT: base address of a collector that takes OTLP as JSON; none: nothing is sent. */
export const OtlpConfig: Config.Config<Option.Option<string>> = Config.nonEmptyString(ENDPOINT).pipe(
  Config.mapOrFail((text) =>
    URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
      ? Either.right(text.replace(/\/+$/, ""))
      : Either.left(ConfigError.InvalidData([ENDPOINT], "expected an http or https address"))
  ),
  Config.option
)

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
