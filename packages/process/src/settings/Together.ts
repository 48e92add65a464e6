import { Config, ConfigError, Either, Option, Redacted } from "effect"
import { settings } from "./Registry.ts"

/** Settings that mean something only together. Each is read here alone, by the process that needs it and by the check. */

export const TIKTOK_API_URL = "https://open.tiktokapis.com"
export const TIKTOK_AUTH_URL = "https://www.tiktok.com/v2/auth/authorize/"
const OPENROUTER = "https://openrouter.ai/api/v1"

/** What the built-in sandbox accepts. No secret: it opens nothing but itself. */
export const SANDBOX_CLIENT_KEY = "sandbox-key"
export const SANDBOX_CLIENT_SECRET = "sandbox-secret"

const ownHosts = [TIKTOK_API_URL, TIKTOK_AUTH_URL].map((url) => new URL(url).host)

const all = (faults: ReadonlyArray<ConfigError.ConfigError>): Option.Option<ConfigError.ConfigError> =>
  Option.map(Option.fromNullable(faults[0]), (first) => faults.slice(1).reduce(ConfigError.And, first))

const missing = (name: string, why: string) => ConfigError.MissingData([name], why)

/** An address of TikTok's. In sandbox mode it is never TikTok itself. */
const tiktokAddress = (
  setting: typeof settings.tiktokApiUrl,
  standard: { readonly live: string; readonly path: string }
) =>
  Config.all({ given: setting.config, mode: settings.mode.config, port: settings.sandboxPort.config }).pipe(
    Config.mapOrFail(({ given, mode, port }) => {
      const url = Option.getOrElse(
        given,
        () => mode === "live" ? standard.live : `http://127.0.0.1:${port}${standard.path}`
      )
      return mode === "sandbox" && ownHosts.includes(new URL(url).host)
        ? Either.left(
          ConfigError.InvalidData([setting.name], "is TikTok's own address, which sandbox mode must not reach")
        )
        : Either.right(url)
    })
  )

/** In live mode there is nothing to fall back on. */
const required = <A>(setting: { readonly name: string; readonly config: Config.Config<Option.Option<A>> }, own: A) =>
  Config.all({ given: setting.config, mode: settings.mode.config }).pipe(
    Config.mapOrFail(({ given, mode }) =>
      Option.isSome(given)
        ? Either.right(given.value)
        : mode === "sandbox"
        ? Either.right(own)
        : Either.left(missing(setting.name, "TikTok's developer portal shows it; live mode needs it"))
    )
  )

/** The address with a slash at the end of its path; a query stays. */
const slashed = (address: string): string => {
  const url = new URL(address)
  if (!url.pathname.endsWith("/")) url.pathname += "/"
  return url.href
}

export const tiktokSettings = Config.all({
  apiUrl: tiktokAddress(settings.tiktokApiUrl, { live: TIKTOK_API_URL, path: "" }),
  // Settings lose the slash at the end of an address; TikTok documents this one with it, and the sandbox asks for it.
  authorizeUrl: tiktokAddress(settings.tiktokAuthUrl, { live: TIKTOK_AUTH_URL, path: "/v2/auth/authorize/" }).pipe(
    Config.map(slashed)
  ),
  clientKey: required(settings.tiktokClientKey, SANDBOX_CLIENT_KEY),
  clientSecret: required(settings.tiktokClientSecret, Redacted.make(SANDBOX_CLIENT_SECRET)),
  userAgent: settings.userAgent.config
})

/** None only in sandbox mode, which makes a key of its own in the data folder. */
export const masterKeySettings = Config.all({
  mode: settings.mode.config,
  current: settings.masterKey.config,
  previous: settings.masterKeyPrevious.config
}).pipe(
  Config.mapOrFail(({ current, mode, previous }) =>
    mode === "live" && Option.isNone(current)
      ? Either.left(
        missing(
          settings.masterKey.name,
          "live mode needs 32 bytes in base64; make them with: openssl rand -base64 32"
        )
      )
      : Either.right({ current, previous })
  )
)

const isGiven = (setting: { readonly name: string }) =>
  Config.map(Config.option(Config.nonEmptyString(setting.name)), Option.isSome)

/** Whether a model is wanted; what is missing for it is named beside everything else that is wrong with its settings. */
const modelIsComplete = Config.all({
  url: isGiven(settings.llmUrl),
  key: isGiven(settings.llmKey),
  model: isGiven(settings.llmModel)
}).pipe(
  Config.mapOrFail(({ key, model, url }) => {
    if (!url && !key && !model) return Either.right(false)
    const faults = all([
      ...(model ? [] : [missing(settings.llmModel.name, "name the model to use, or unset the other CALLSHEET_LLM_*")]),
      ...(url || key ? [] : [missing(settings.llmKey.name, "OpenRouter needs a key; or set CALLSHEET_LLM_URL")])
    ])
    return Option.match(faults, { onNone: () => Either.right(true), onSome: Either.left })
  })
)

/** None: scripts are written by rules. Something given: everything a model needs, or an error that names what is missing. */
export const modelSettings = Config.all({
  complete: modelIsComplete,
  url: settings.llmUrl.config,
  key: settings.llmKey.config,
  model: settings.llmModel.config,
  userAgent: settings.userAgent.config
}).pipe(
  Config.map(({ key, model, url, userAgent }) =>
    Option.map(model, (name) => ({ url: Option.getOrElse(url, () => OPENROUTER), key, model: name, userAgent }))
  )
)

/** None: the local voice speaks. */
export const speechSettings = Config.all({
  url: settings.ttsUrl.config,
  key: settings.ttsKey.config,
  model: settings.ttsModel.config,
  voice: settings.ttsVoice.config
}).pipe(
  Config.mapOrFail(({ key, model, url, voice }) =>
    Option.isNone(url) && Option.isSome(key)
      ? Either.left(
        missing(settings.ttsUrl.name, "CALLSHEET_TTS_KEY is the key of a speech endpoint; name its address")
      )
      : Either.right(Option.map(url, (url) => ({ url, key, model, voice })))
  )
)

/** None: no pictures are made. */
export const imageSettings = Config.all({
  url: settings.imageUrl.config,
  key: settings.imageKey.config,
  model: settings.imageModel.config
}).pipe(
  Config.mapOrFail(({ key, model, url }) =>
    Option.isNone(url) && Option.isSome(key)
      ? Either.left(
        missing(settings.imageUrl.name, "CALLSHEET_IMAGE_KEY is the key of a picture endpoint; name its address")
      )
      : Either.right(Option.map(url, (url) => ({ url, key, model })))
  )
)

/** None: no clips are made. */
export const videoSettings = Config.all({
  url: settings.videoUrl.config,
  key: settings.videoKey.config,
  model: settings.videoModel.config
}).pipe(
  Config.mapOrFail(({ key, model, url }) => {
    if (Option.isNone(url)) {
      return Option.isSome(key)
        ? Either.left(
          missing(settings.videoUrl.name, "CALLSHEET_VIDEO_KEY is the key of a video endpoint; name its address")
        )
        : Either.right(Option.none())
    }
    return Option.isNone(model)
      ? Either.left(missing(settings.videoModel.name, "the video endpoint needs the name of a model"))
      : Either.right(Option.some({ url: url.value, key, model: model.value }))
  })
)

/** An address a browser on this machine can open, also where the server listens on every interface. */
export const addressOf = (host: string, port: number): string => {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host
  return `http://${name}:${port}`
}
