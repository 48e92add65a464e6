// Neural speech as a program of its own: the model's memory is outside the worker and so is a crash. It opens one model and
// then speaks line after line until its input ends.
import { createRequire } from "node:module"
import { createInterface } from "node:readline"
import { writeWav } from "../Wav.ts"
import type { NeuralAnswer, NeuralModel, NeuralQuestion } from "./NeuralProtocol.ts"

interface Sound {
  readonly samples: Float32Array
  readonly sampleRate: number
}
interface Speaker {
  readonly numSpeakers: number
  generate(request: { readonly text: string; readonly sid: number; readonly speed: number }): Sound
}

/** More than any catalogued voice needs. A process that grew past it ends after its answer, and the next line starts a fresh one. */
const MOST_MEMORY = 1_500_000_000

const open = ({ dataDir, family, language, lexicon, model, threads, tokens, voices }: NeuralModel): Speaker => {
  const { OfflineTts } = createRequire(import.meta.url)("sherpa-onnx-node") as {
    readonly OfflineTts: new(config: object) => Speaker
  }
  const files = { model, tokens, dataDir, lexicon }
  return new OfflineTts({
    model: {
      ...(family === "vits" ? { vits: files } : { kokoro: { ...files, voices, lang: language } }),
      numThreads: threads,
      debug: false,
      provider: "cpu"
    },
    maxNumSentences: 1
  })
}

const wavOf = ({ sampleRate, samples }: Sound): Uint8Array =>
  writeWav({
    rate: sampleRate,
    samples: Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767))
  })

let speaker: Speaker | null = null

const answerTo = (question: NeuralQuestion): NeuralAnswer => {
  const { id } = question
  try {
    if ("open" in question) {
      speaker = open(question.open)
      return { id, wavBase64: "" }
    }
    if (speaker === null) return { id, failed: "no model is open" }
    if (question.speaker >= Math.max(1, speaker.numSpeakers)) {
      return { id, failed: `the model has ${speaker.numSpeakers} speakers, and no number ${question.speaker}` }
    }
    const sound = speaker.generate({ text: question.text, sid: question.speaker, speed: question.speed })
    return { id, wavBase64: Buffer.from(wavOf(sound)).toString("base64") }
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) }
  }
}

// Only the worker and the command line start this program, so what they ask has the right form.
for await (const line of createInterface({ input: process.stdin })) {
  const answer = answerTo(JSON.parse(line) as NeuralQuestion)
  await new Promise<void>((resolve) => process.stdout.write(`${JSON.stringify(answer)}\n`, () => resolve()))
  if (process.memoryUsage.rss() > MOST_MEMORY) process.exit(0)
}
