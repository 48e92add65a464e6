import { Effect, Either, Option } from "effect"
import { aligned, sliceOf } from "./Alignment.ts"
import { decodedFile } from "./SpeechAnswer.ts"
import { Voice } from "./Voice.ts"
import { RecordingUnusable } from "./VoiceErrors.ts"
import { millisOf, readWav, voicedSpan, writeWav } from "./Wav.ts"
import { estimateWordTimes } from "./WordTimes.ts"

/** A person's own recording of a script. */
export interface VoiceRecording {
  readonly path: string
  readonly name: string
  readonly sha256: string
}

/** Longer than any short; more would be decoded into memory for nothing. */
const MOST_MILLIS = 15 * 60_000

/** A voice that gives each line its place in a recording; refused where the lines cannot be found in it. */
export const recordedVoice = Effect.fn("Voice.recorded")(function*(
  { name, path, sha256 }: VoiceRecording,
  lines: ReadonlyArray<{ readonly source: number; readonly words: ReadonlyArray<string> }>,
  ffmpeg: string
) {
  const unusable = (reason: string) => new RecordingUnusable({ file: name, reason })
  const wav = yield* Effect.mapError(decodedFile(ffmpeg, path, MOST_MILLIS / 1000), unusable)
  const sound = readWav(wav)
  if (sound === null) return yield* unusable("its sound cannot be read")
  if (millisOf(sound) >= MOST_MILLIS) return yield* unusable("it is longer than 15 minutes")
  const spans = aligned(sound, lines.map(({ words }) => words))
  if (Either.isLeft(spans)) return yield* unusable(spans.left)
  const places = new Map(lines.map(({ source }, at) => [source, spans.right[at] ?? null]))
  const engine = `recording ${sha256.slice(0, 12)}`
  return Voice.of({
    engineFor: () =>
      Effect.succeed({ name: engine, recorded: true, note: `own recording: ${name}, aligned by its silences` }),
    speak: ({ source, words }) =>
      Effect.sync(() => {
        const span = source === undefined ? null : places.get(source) ?? null
        if (span === null) return Option.none()
        const part = sliceOf(sound, span)
        return Option.some({
          wav: writeWav(part),
          durationMillis: millisOf(part),
          words: estimateWordTimes(words, voicedSpan(part) ?? { from: 0, to: millisOf(part) }),
          engine,
          synthetic: false
        })
      })
  })
})
