import { settings } from "@callsheet/process/settings/Registry"
import { speechSettings } from "@callsheet/process/settings/Together"
import * as NodeContext from "@effect/platform-node/NodeContext"
import type * as HttpClient from "@effect/platform/HttpClient"
import { Config, type ConfigError, Context, Effect, Layer, Option } from "effect"
import { findFfmpeg } from "../render/FfmpegFind.ts"
import type { Purchases } from "../spending/Purchases.ts"
import * as EspeakVoice from "./EspeakVoice.ts"
import { isEndpointWish } from "./neural/NeuralVoice.ts"
import * as NeuralVoice from "./neural/NeuralVoice.ts"
import { voicesFolder } from "./neural/VoiceStore.ts"
import * as SpeechEndpoint from "./SpeechEndpoint.ts"
import { type SpeakingManner, Voice } from "./Voice.ts"

/** Nobody speaks: videos carry captions alone. */
export const layerSilent: Layer.Layer<Voice> = Layer.succeed(
  Voice,
  Voice.of({ engineFor: () => Effect.succeed({ name: "silent" }), speak: () => Effect.succeed(Option.none()) })
)

const layerPlain = Layer.unwrapEffect(
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

/** The voices that were added on this machine; the plain voice speaks what none of them does. */
export const layerLocal = Layer.unwrapEffect(
  Effect.map(
    Config.all({
      dataDir: settings.dataDir.config,
      chosen: settings.voices.config,
      speed: settings.voiceSpeed.config
    }),
    ({ chosen, dataDir, speed }) => NeuralVoice.layer({ folder: voicesFolder(dataDir), chosen, speed })
  )
).pipe(Layer.provide(layerPlain))

/** The endpoint for lines that wish for it or for nobody; the voices of this machine for the others. */
const layerBoth = (endpoint: SpeechEndpoint.SpeechEndpointConfig) =>
  Layer.scoped(
    Voice,
    Effect.gen(function*() {
      const local = yield* Voice
      const bought = Context.get(yield* Layer.build(SpeechEndpoint.layer(endpoint)), Voice)
      const voiceFor = (manner: SpeakingManner | undefined) =>
        manner?.voice === undefined || isEndpointWish(manner.voice) ? bought : local
      return Voice.of({
        engineFor: (language, manner) => voiceFor(manner).engineFor(language, manner),
        speak: (line) => voiceFor(line.manner).speak(line)
      })
    })
  ).pipe(Layer.provide(layerLocal))

/** Only an answer that is compressed needs one. */
const decoder = Effect.flatMap(settings.ffmpegBin.config, findFfmpeg).pipe(
  Effect.map(({ path }) => path),
  Effect.mapError(({ message }) => message),
  Effect.provide(NodeContext.layer)
)

/**
 * The speech endpoint when CALLSHEET_TTS_URL names one; else a voice that was added; else the engine that was installed
 * along, the system's espeak-ng, or silence. A line may wish for another of these. CALLSHEET_TTS_VOICE and CALLSHEET_TTS_MODEL belong to
 * the endpoint; local engines choose by language.
 */
export const layerConfig: Layer.Layer<Voice, ConfigError.ConfigError, HttpClient.HttpClient | Purchases> = Layer
  .unwrapEffect(
    Effect.map(
      Config.all({ endpoint: speechSettings, speed: settings.voiceSpeed.config }),
      ({ endpoint, speed }) =>
        Option.match(endpoint, {
          onNone: () => layerLocal,
          onSome: (endpoint) => layerBoth({ ...endpoint, speed, decoder })
        })
    )
  )
