// The speech engine as a program of its own, because its licence (GPL-3.0) ends at a process and so does a crash. Reads one
// line from standard input, writes the sound and the times of its words to standard output.
import load, { type Voice, type Worker } from "@echogarden/espeak-ng-emscripten"
import { text as readAll } from "node:stream/consumers"
import { type EspeakAnswer, type EspeakQuestion, lineToSpeak, PITCH, spansFrom } from "./EspeakProtocol.ts"
import { millisOf, trimEnd, writeWav } from "./Wav.ts"
import { speakable } from "./WordTimes.ts"

/** Where the list's own order of preference is not what most listeners expect. */
const preferred: { readonly [tag: string]: string } = { "en": "gmw/en-US", "zh": "sit/cmn", "zh-hant": "sit/cmn" }

const voiceFor = (voices: ReadonlyArray<Voice>, language: string): string | null => {
  const parts = language.toLowerCase().replaceAll("_", "-").split("-")
  for (let length = parts.length; length > 0; length--) {
    const tag = parts.slice(0, length).join("-")
    const best = voices
      .flatMap(({ identifier, languages }) =>
        languages.filter(({ name }) => name === tag).map(({ priority }) => ({ identifier, priority }))
      )
      .toSorted((a, b) => a.priority - b.priority)[0]
    const found = preferred[tag] ?? best?.identifier
    if (found !== undefined) return found
  }
  return null
}

const speak = (worker: Worker, words: ReadonlyArray<string>) => {
  const { starts, text } = lineToSpeak(words.map(speakable))
  const pieces: Array<Int16Array> = []
  const begins: Array<number | null> = words.map(() => null)
  worker.synthesize(text, (samples, events) => {
    if (samples !== null) pieces.push(samples.slice())
    for (const { audio_position, text_position, type } of events ?? []) {
      const start = starts.findLast(({ at }) => at <= text_position - 1) ?? starts[0]
      if (type === "word" && start !== undefined) begins[start.word] ??= audio_position
    }
    return undefined
  })
  const samples = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    samples.set(piece, at)
    at += piece.length
  }
  const sound = trimEnd({ rate: worker.get_samplerate(), samples })
  const durationMillis = millisOf(sound)
  return {
    wavBase64: Buffer.from(writeWav(sound)).toString("base64"),
    durationMillis,
    words: spansFrom(begins, durationMillis)
  }
}

// Only the worker starts this program, so what it asks has the right form.
const question = JSON.parse(await readAll(process.stdin)) as EspeakQuestion
const { eSpeakNGWorker } = await load()
const worker = new eSpeakNGWorker()
const voice = voiceFor(worker.list_voices(), question.language)
if (voice !== null) {
  worker.set_voice(voice)
  worker.set_rate(question.pace)
  worker.set_pitch(PITCH)
}
const spoken = voice === null ? { wavBase64: "", durationMillis: 0, words: [] } : speak(worker, question.words)
const answer: EspeakAnswer = { voice, ...spoken }
process.stdout.write(JSON.stringify(answer))
