import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "@effect/platform-node/Undici"
import type * as HttpClient from "@effect/platform/HttpClient"
import { type ConfigError, Effect, Layer, Option, Redacted } from "effect"
import { settings } from "./settings/Registry.ts"

/** This machine is reached directly: the sandbox and local models are not behind anyone's proxy. */
const DIRECT = "localhost,127.0.0.1,::1"

const dispatcher = Effect.flatMap(settings.httpProxy.config, (given) =>
  Effect.acquireRelease(
    Effect.sync((): Dispatcher => {
      if (Option.isNone(given)) return new Agent()
      const uri = Redacted.value(given.value)
      return new EnvHttpProxyAgent({ httpProxy: uri, httpsProxy: uri, noProxy: DIRECT })
    }),
    (one) => Effect.promise(() => one.destroy())
  ))

/**
 * The one client for calls to the outside, through CALLSHEET_HTTP_PROXY where networks need one. Redirects are not
 * followed: none of the services we call uses them, and a token must not travel to a place nobody chose.
 */
export const layerConfig: Layer.Layer<HttpClient.HttpClient, ConfigError.ConfigError> = NodeHttpClient
  .layerUndiciWithoutDispatcher.pipe(Layer.provide(Layer.scoped(NodeHttpClient.Dispatcher, dispatcher)))
