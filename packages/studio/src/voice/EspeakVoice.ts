import { backoff } from "@callsheet/domain/Failure"
import { Effect, Layer, Option, RcMap } from "effect"
import { createRequire } from "node:module"
import { childProgram, resolved } from "./ChildProgram.ts"
import { type EspeakQuestion, type EspeakSound, lineToSpeak, paceOf, PITCH } from "./EspeakProtocol.ts"
import { askAlive, startLineChild } from "./LineChild.ts"
import { runSpeech } from "./SpeechChild.ts"
import { type SpeakingManner, type SpokenLine, Voice, type VoiceLine } from "./Voice.ts"
import { VoiceEmpty, VoiceUnavailable } from "./VoiceErrors.ts"
import { millisOf, readWav, trimEnd, voicedSpan, writeWav } from "./Wav.ts"
import { estimateWordTimes, speakable } from "./WordTimes.ts"

const require = createRequire(import.meta.url)

const heardOf = ({ words }: VoiceLine): ReadonlyArray<string> => words.map(speakable)
const isSpoken = (line: VoiceLine): boolean => heardOf(line).some((word) => word !== "")

/**
 * A process of this engine lives for seconds: what V8 compiles beside it on other threads to make it faster costs more than that
 * gives back.
 */
const SHORT_LIVED = "--single-threaded"
const CHILD = [SHORT_LIVED, ...childProgram(new URL("./childEspeak.ts", import.meta.url), "childEspeak")]

/** A line is a sentence or two; an engine that needs longer hangs. */
const SPEAKING = "30 seconds"
/** A process that spoke nothing for this long ends and gives its memory back. */
const IDLE = "5 seconds"

const PACKAGE = "@echogarden/espeak-ng-emscripten"

const packagedVersion = (): string => {
  const { version } = require(`${PACKAGE}/package.json`) as { readonly version: string }
  return version
}

const isJapanese = (language: string) => /^ja\b/i.test(language)

/** Speed and pitch belong to the name, because a line spoken otherwise is another line. */
const mannerOf = (language: string, manner: SpeakingManner | undefined) =>
  `speed ${paceOf(manner?.speed)}, pitch ${PITCH}${isJapanese(language) ? ", kana only" : ""}`

/** Japanese kanji are read as the English words "Chinese letter", each of them. */
const isReadable = ({ language, words }: VoiceLine): boolean =>
  !isJapanese(language) || !words.some((word) => /\p{Script=Han}/u.test(word))

const silently = (why: string) =>
  Effect.as(Effect.logWarning(`${why}; the line stays silent.`), Option.none<SpokenLine>())
const UNREAD = "The plain voice cannot read kanji"
const unspoken = (language: string) => `The local voice does not speak "${language}"`

/** The last resort: what a person who hears it should know. */
export const PLAIN_NOTE = "plain voice; a better one: callsheet voice add VOICE (see: callsheet voice list)"
const noteFor = (language: string) =>
  isJapanese(language)
    ? `${PLAIN_NOTE}; lines with kanji stay silent, unless callsheet voice set --say gives their kana`
    : PLAIN_NOTE

/** Whether the packaged engine is installed; it is an optional dependency. */
export const isPackaged = (): boolean => resolved(PACKAGE) !== null

/** The engine from npm: over a hundred languages, and it tells when each word is heard. One process speaks a script's lines. */
export const layerPackaged: Layer.Layer<Voice> = Layer.scoped(
  Voice,
  Effect.gen(function*() {
    const nameOf = (language: string, manner: SpeakingManner | undefined) =>
      `espeak-ng (${PACKAGE} ${packagedVersion()}, ${mannerOf(language, manner)})`
    const children = yield* RcMap.make({ lookup: () => startLineChild(CHILD), idleTimeToLive: IDLE })
    const asked = (question: Omit<EspeakQuestion, "id">) =>
      // Only our own program answers here.
      Effect.map(askAlive(children, "espeak", (child) => child.ask(question, SPEAKING)), (answer) =>
        answer as EspeakSound)
    const speak = Effect.fn("Voice.speak")(function*(line: VoiceLine) {
      if (!isSpoken(line)) return Option.none()
      if (!isReadable(line)) return yield* silently(UNREAD)
      const engine = nameOf(line.language, line.manner)
      const { durationMillis, voice, wavBase64, words } = yield* Effect.mapError(
        asked({ language: line.language, words: line.words, pace: paceOf(line.manner?.speed) }),
        (reason) => new VoiceUnavailable({ engine, reason, retry: backoff })
      )
      if (voice === null) return yield* silently(unspoken(line.language))
      if (durationMillis === 0) return yield* new VoiceEmpty({ engine, text: line.words.join(" ") })
      const wav = new Uint8Array(Buffer.from(wavBase64, "base64"))
      return Option.some({ wav, durationMillis, words, engine, synthetic: true })
    })
    return Voice.of({
      engineFor: (language, manner) => Effect.succeed({ name: nameOf(language, manner), note: noteFor(language) }),
      speak
    })
  })
)

/** The engine of the system, which tells no word times: they are estimated. */
export const layerInstalled = (version: string): Layer.Layer<Voice> =>
  Layer.sync(Voice, () => {
    const nameOf = (language: string, manner: SpeakingManner | undefined) =>
      `espeak-ng ${version} (${mannerOf(language, manner)})`
    const failedBy = (engine: string) => (reason: string) => new VoiceUnavailable({ engine, reason, retry: backoff })
    const speak = Effect.fn("Voice.speak")(function*(line: VoiceLine) {
      if (!isSpoken(line)) return Option.none()
      if (!isReadable(line)) return yield* silently(UNREAD)
      const engine = nameOf(line.language, line.manner)
      const failed = failedBy(engine)
      const pace = String(paceOf(line.manner?.speed))
      const args = ["-v", line.language.toLowerCase(), "-s", pace, "-p", String(PITCH), "--stdout"]
      const printed = yield* Effect.either(runSpeech("espeak-ng", args, lineToSpeak(heardOf(line)).text))
      if (printed._tag === "Left") {
        if (!/voice/i.test(printed.left)) return yield* failed(printed.left)
        return yield* silently(unspoken(line.language))
      }
      const sound = readWav(printed.right)
      if (sound === null) return yield* failed("its sound cannot be read")
      const voiced = voicedSpan(sound)
      if (voiced === null) return yield* new VoiceEmpty({ engine, text: line.words.join(" ") })
      const trimmed = trimEnd(sound)
      return Option.some({
        wav: writeWav(trimmed),
        durationMillis: millisOf(trimmed),
        words: estimateWordTimes(line.words, voiced),
        engine,
        synthetic: true
      })
    })
    return Voice.of({
      engineFor: (language, manner) => Effect.succeed({ name: nameOf(language, manner), note: noteFor(language) }),
      speak
    })
  })

/** The version of the system's espeak-ng; none where it is not installed. */
export const installedVersion: Effect.Effect<Option.Option<string>> = runSpeech("espeak-ng", ["--version"], "").pipe(
  Effect.map((printed) => /([0-9]+\.[0-9.]+)/.exec(printed.toString("utf8"))?.[1] ?? "unknown"),
  Effect.option
)
