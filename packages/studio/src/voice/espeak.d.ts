/** What we use of the package, which brings no types. Version 0.3.5. */
declare module "@echogarden/espeak-ng-emscripten" {
  export interface Voice {
    readonly identifier: string
    readonly languages: ReadonlyArray<{ readonly name: string; readonly priority: number }>
  }
  /** `text_position` counts characters from 1, `audio_position` milliseconds from 0. */
  export interface SpeechEvent {
    readonly type: string
    readonly text_position: number
    readonly audio_position: number
  }
  export interface Worker {
    readonly list_voices: () => ReadonlyArray<Voice>
    /** 0 when the voice exists. */
    readonly set_voice: (identifier: string) => number
    readonly set_rate: (wordsPerMinute: number) => void
    readonly set_pitch: (pitch: number) => void
    readonly get_samplerate: () => number
    /** The samples handed over are valid only during the call. */
    readonly synthesize: (
      text: string,
      heard: (samples: Int16Array | null, events: ReadonlyArray<SpeechEvent> | null) => boolean | undefined
    ) => void
  }
  /** `HEAPU8` is the engine's memory; it is another array once that has grown. */
  export interface Engine {
    readonly eSpeakNGWorker: new() => Worker
    readonly HEAPU8: Uint8Array
  }
  export default function load(): Promise<Engine>
}
