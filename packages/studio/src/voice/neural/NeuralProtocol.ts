// Shared by the worker and the speech child. Free of imports that cost time to load.

/** The files of one model, as the child opens them once. */
export interface NeuralModel {
  readonly family: "vits" | "kokoro"
  readonly model: string
  readonly tokens: string
  /** Kokoro's table of speakers. */
  readonly voices: string
  /** Phoneme tables; empty where the model reads letters. */
  readonly dataDir: string
  /** Pronunciations, comma-separated; may be empty. */
  readonly lexicon: string
  /** Kokoro's language, such as `es`; empty where the lexicon decides. */
  readonly language: string
  readonly threads: number
}

/** One line a message, as JSON, on standard input. The first one opens the model. */
export type NeuralQuestion =
  | { readonly id: number; readonly open: NeuralModel }
  | {
    readonly id: number
    readonly text: string
    readonly speaker: number
    /** 1 is the voice's own pace, 2 twice as fast. */
    readonly speed: number
  }

/** `wavBase64` is empty for the answer to `open`. */
export interface NeuralSound {
  readonly id: number
  readonly wavBase64: string
}

/** One line a message on standard output. */
export type NeuralAnswer = NeuralSound | { readonly id: number; readonly failed: string }
