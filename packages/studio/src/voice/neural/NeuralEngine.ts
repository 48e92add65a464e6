import { backoff, never } from "@callsheet/domain/Failure"
import { Effect, RcMap, type Scope } from "effect"
import { existsSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { askAlive } from "../LineChild.ts"
import type { SpokenLine } from "../Voice.ts"
import { VoiceEmpty, VoiceUnavailable } from "../VoiceErrors.ts"
import { millisOf, readWav, trimEnd, voicedSpan, writeWav } from "../Wav.ts"
import { estimateWordTimes, speakable } from "../WordTimes.ts"
import { startNeuralChild } from "./NeuralChild.ts"
import type { NeuralModel } from "./NeuralProtocol.ts"
import { baseOf, type Choice, engineInstalled } from "./VoiceChoice.ts"

/** Of the lexicons that Kokoro brings, the ones for a language; without one it reads by phoneme tables. */
const lexiconsOf = (folder: string, language: string): string => {
  const wanted = language === "en-GB"
    ? ["lexicon-gb-en.txt"]
    : baseOf(language) === "en"
    ? ["lexicon-us-en.txt"]
    : baseOf(language) === "zh"
    ? ["lexicon-us-en.txt", "lexicon-zh.txt"]
    : []
  return wanted.map((name) => join(folder, name)).filter((file) => existsSync(file)).join(",")
}

const modelOf = (folder: string, { speaker, voice }: Choice): NeuralModel => {
  const at = (name: string) => join(folder, voice.id, name)
  const present = (name: string) => existsSync(at(name)) ? at(name) : ""
  const lexicon = voice.family === "kokoro"
    ? lexiconsOf(join(folder, voice.id), speaker.language)
    : present("lexicon.txt")
  return {
    family: voice.family,
    model: at(voice.model),
    tokens: at("tokens.txt"),
    voices: present("voices.bin"),
    dataDir: present("espeak-ng-data"),
    lexicon,
    language: voice.family === "kokoro" && lexicon === "" ? baseOf(speaker.language) : "",
    threads: Math.min(2, availableParallelism())
  }
}

/** Names voice, speaker, model and pace: a line spoken otherwise is another line. */
const engineOf = ({ speaker, voice }: Choice, speed: number): string =>
  `neural ${voice.id}:${speaker.name} (${voice.sha256.slice(0, 12)}, pace ${speed})`

/** A process that spoke nothing for this long ends and gives its memory back. */
const IDLE = "30 seconds"

export interface NeuralEngine {
  /** Names everything that changes the sound of a line. */
  readonly nameOf: (choice: Choice, speed?: number) => string
  readonly speak: (
    choice: Choice,
    words: ReadonlyArray<string>,
    speed?: number
  ) => Effect.Effect<SpokenLine, VoiceUnavailable | VoiceEmpty>
}

/** Speaks with the voices in `folder`, each model in a process of its own. `ownSpeed` is the pace of lines that wish for none; 1 is a voice's own. */
const make = (folder: string, ownSpeed: number): Effect.Effect<NeuralEngine, never, Scope.Scope> =>
  Effect.gen(function*() {
    const children = yield* RcMap.make({
      lookup: (model: string) => startNeuralChild(JSON.parse(model) as NeuralModel),
      idleTimeToLive: IDLE
    })

    const spokenBy = (model: string, text: string, speaker: number, speed: number) =>
      askAlive(children, model, (child) => child.speak(text, speaker, speed))

    const speak = Effect.fnUntraced(function*(choice: Choice, words: ReadonlyArray<string>, speed = ownSpeed) {
      const text = words.map(speakable).filter((word) => word !== "").join(" ")
      const engine = engineOf(choice, speed)
      const wav = yield* spokenBy(JSON.stringify(modelOf(folder, choice)), text, choice.speaker.number, speed).pipe(
        Effect.mapError((reason) =>
          new VoiceUnavailable({ engine, reason, retry: engineInstalled() ? backoff : never })
        )
      )
      const sound = readWav(wav)
      if (sound === null) {
        return yield* new VoiceUnavailable({ engine, reason: "its sound cannot be read", retry: never })
      }
      const voiced = voicedSpan(sound)
      if (voiced === null) return yield* new VoiceEmpty({ engine, text })
      const trimmed = trimEnd(sound)
      return {
        wav: writeWav(trimmed),
        durationMillis: millisOf(trimmed),
        words: estimateWordTimes(words, voiced),
        engine,
        synthetic: true
      }
    })

    return { nameOf: (choice, speed = ownSpeed) => engineOf(choice, speed), speak }
  })

export const NeuralEngine = { make }
