// The speech engine as a program of its own, because its licence (GPL-3.0) ends at a process and so does a crash. Speaks line
// after line until its input ends: each line of standard input is a question, each of standard output its sound and the times
// of its words.
import load, { type Voice, type Worker } from "@echogarden/espeak-ng-emscripten"
import { createInterface } from "node:readline"
import { type EspeakAnswer, type EspeakQuestion, lineToSpeak, PITCH, spansFrom } from "./EspeakProtocol.ts"
import { millisOf, trimEnd, trimStart, writeWav } from "./Wav.ts"
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

/** It takes a third of this for lines of ordinary length. */
const MOST_MEMORY = 400_000_000

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
  const { skippedMillis, sound } = trimStart(trimEnd({ rate: worker.get_samplerate(), samples }))
  const durationMillis = millisOf(sound)
  const heard = begins.map((begin) => begin === null ? null : Math.max(0, begin - skippedMillis))
  return {
    wavBase64: Buffer.from(writeWav(sound)).toString("base64"),
    durationMillis,
    words: spansFrom(heard, durationMillis)
  }
}

const engine = await load()
const worker = new engine.eSpeakNGWorker()
const voices = worker.list_voices()
/** The engine as it was before it spoke. */
const fresh = engine.HEAPU8.slice()

/**
 * What was spoken before would change the sound of the next line by some milliseconds. A line must sound the same whichever
 * process speaks it and after which other one, so the engine's whole memory is put back first.
 */
const forget = () => {
  engine.HEAPU8.set(fresh)
  engine.HEAPU8.fill(0, fresh.length)
}

const answerTo = ({ id, language, pace, words }: EspeakQuestion): EspeakAnswer => {
  try {
    const voice = voiceFor(voices, language)
    if (voice === null) return { id, voice, wavBase64: "", durationMillis: 0, words: [] }
    forget()
    worker.set_voice(voice)
    worker.set_rate(pace)
    worker.set_pitch(PITCH)
    return { id, voice, ...speak(worker, words) }
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) }
  }
}

// Only the worker and the command line start this program, so what they ask has the right form.
for await (const line of createInterface({ input: process.stdin })) {
  const answer = answerTo(JSON.parse(line) as EspeakQuestion)
  await new Promise<void>((resolve) => process.stdout.write(`${JSON.stringify(answer)}\n`, () => resolve()))
  // An engine that stumbled or that a very long line has swollen is not used again; the next line starts another process.
  if ("failed" in answer || process.memoryUsage.rss() > MOST_MEMORY) process.exit(0)
}
