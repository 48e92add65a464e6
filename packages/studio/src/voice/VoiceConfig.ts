import { speechSettings } from "@callsheet/process/settings/Together"
import type * as HttpClient from "@effect/platform/HttpClient"
import { type ConfigError, Effect, Layer, Option } from "effect"
import type { Purchases } from "../spending/Purchases.ts"
import * as EspeakVoice from "./EspeakVoice.ts"
import * as SpeechEndpoint from "./SpeechEndpoint.ts"
import { Voice } from "./Voice.ts"

/** Nobody speaks: videos carry captions alone. */
export const layerSilent: Layer.Layer<Voice> = Layer.succeed(
  Voice,
  Voice.of({ engine: "silent", speak: () => Effect.succeed(Option.none()) })
)

const layerLocal = Layer.unwrapEffect(
  Effect.gen(function*() {
    if (EspeakVoice.isPackaged()) return EspeakVoice.layerPackaged
    const version = yield* EspeakVoice.installedVersion
    if (Option.isSome(version)) return EspeakVoice.layerInstalled(version.value)
    yield* Effect.logWarning(
      "No voice: CALLSHEET_TTS_URL is not set and espeak-ng is not installed. Videos get captions and no speech."
    )
    return layerSilent
  })
)

/**
 * The speech endpoint when CALLSHEET_TTS_URL names one; else the engine that was installed along, the system's espeak-ng,
 * or silence. CALLSHEET_TTS_VOICE and CALLSHEET_TTS_MODEL belong to the endpoint; local engines choose by language.
 */
export const layerConfig: Layer.Layer<Voice, ConfigError.ConfigError, HttpClient.HttpClient | Purchases> = Layer
  .unwrapEffect(
    Effect.map(
      speechSettings,
      Option.match({ onNone: () => layerLocal, onSome: (endpoint) => SpeechEndpoint.layer(endpoint) })
    )
  )
