import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "@effect/platform-node/Undici"
import type * as HttpClient from "@effect/platform/HttpClient"
import { Config, ConfigError, Effect, Either, Layer, Option, Redacted } from "effect"

/** This machine is reached directly: the sandbox and local models are not behind anyone's proxy. */
const DIRECT = "localhost,127.0.0.1,::1"

/** The address may hold a user and a password, so it is never shown. */
const proxy = Config.option(Config.redacted(Config.nonEmptyString("CALLSHEET_HTTP_PROXY"))).pipe(
  Config.mapOrFail((given) =>
    Option.isNone(given) || /^https?:\/\/[^/]+\/?$/.test(Redacted.value(given.value))
      ? Either.right(given)
      : Either.left(ConfigError.InvalidData(["CALLSHEET_HTTP_PROXY"], "expected an address such as http://proxy:3128"))
  )
)

const dispatcher = Effect.flatMap(proxy, (given) =>
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
