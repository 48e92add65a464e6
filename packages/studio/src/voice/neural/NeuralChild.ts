import { Effect, type Scope } from "effect"
import { childProgram } from "../ChildProgram.ts"
import { type LineChild, startLineChild } from "../LineChild.ts"
import type { NeuralModel, NeuralQuestion, NeuralSound } from "./NeuralProtocol.ts"

/** A large model on a slow disk. */
const OPENING = "2 minutes"
/** A line is a sentence or two; a child that needs longer hangs. */
const SPEAKING = "60 seconds"

/** A process that speaks with one model. It answers one line at a time and fails with words. */
export interface NeuralChild extends Pick<LineChild, "isAlive"> {
  /** A whole WAV file, 16 bits, one channel. */
  readonly speak: (text: string, speaker: number, speed: number) => Effect.Effect<Uint8Array, string>
}

type Asked = NeuralQuestion extends infer Q ? (Q extends unknown ? Omit<Q, "id"> : never) : never

const CHILD = childProgram(new URL("./childNeural.ts", import.meta.url), "childNeural")

/** Starts the process and opens the model. The process is dead when the scope closes. */
export const startNeuralChild = (model: NeuralModel): Effect.Effect<NeuralChild, string, Scope.Scope> =>
  Effect.gen(function*() {
    const child = yield* startLineChild(["--max-old-space-size=256", ...CHILD])
    const ask = (question: Asked, limit: typeof OPENING | typeof SPEAKING) => child.ask(question, limit)
    yield* ask({ open: model }, OPENING)
    return {
      isAlive: child.isAlive,
      speak: (text, speaker, speed) =>
        Effect.map(ask({ text, speaker, speed }, SPEAKING), (answer) =>
          // Only our own program answers here.
          new Uint8Array(Buffer.from((answer as NeuralSound).wavBase64, "base64")))
    }
  })
