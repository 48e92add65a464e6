import type { Manner } from "@callsheet/domain/asset/Script"
import { Context, type Effect, type Option } from "effect"
import type { Payer } from "../spending/Payer.ts"
import type { SpendingError } from "../spending/SpendingErrors.ts"
import type { VoiceEmpty, VoiceUnavailable } from "./VoiceErrors.ts"
import type { WordSpan } from "./WordTimes.ts"

/** Who is wished for, and how fast. */
export type SpeakingManner = Pick<Manner, "voice" | "speed">

/** One line to speak. `words` are spoken in order; `language` is a BCP 47 tag. */
export interface VoiceLine {
  readonly words: ReadonlyArray<string>
  readonly language: string
  readonly manner?: SpeakingManner | undefined
  /** Which line of the script it is, for recordings. */
  readonly source?: number
}

/** `words` has one entry for each word of the line: when it is heard, or null if it is not spoken (an emoji, a dash). */
export interface SpokenLine {
  /** A whole WAV file, 16 bits, one channel. */
  readonly wav: Uint8Array
  readonly durationMillis: number
  readonly words: ReadonlyArray<WordSpan | null>
  readonly engine: string
  readonly synthetic: boolean
}

/** Who speaks a language. */
export interface Engine {
  /** Names engine, version, voice and pace: the same line by the same engine is never spoken again. */
  readonly name: string
  /** True where lines are bought: each is then in the ledger already, at its price. */
  readonly paid?: boolean
  /** True where a person spoke: nothing is imitated. */
  readonly recorded?: boolean
  /** What a person should know of it: that it is the plain one, or why it is another than was wished for. */
  readonly note?: string
}

export type VoiceError = VoiceUnavailable | VoiceEmpty | SpendingError

/** What turns a line into sound. Lines are spoken one by one, so that a finished line is never paid for twice. */
export class Voice extends Context.Tag("@callsheet/worker/Voice")<Voice, {
  readonly engineFor: (language: string, manner?: SpeakingManner) => Effect.Effect<Engine>
  /** None where there is nothing to say or nobody to say it; the line is then shown in silence. */
  readonly speak: (line: VoiceLine) => Effect.Effect<Option.Option<SpokenLine>, VoiceError, Payer>
}>() {}
