import type { Provenance, VideoFacts } from "@callsheet/domain/asset/Media"
import type { CaptionStyle, LookName, Mood, Script } from "@callsheet/domain/asset/Script"
import { Context, type Effect } from "effect"
import type { Payer } from "../spending/Payer.ts"
import type { VoiceRecording } from "../voice/RecordedVoice.ts"
import type { GateFinding } from "./gate/Finding.ts"
import type { Measures } from "./gate/FrameGate.ts"
import type { Brand } from "./looks/Shot.ts"
import type { RenderError } from "./RenderErrors.ts"

export interface OwnMusic {
  readonly path: string
  readonly name: string
  /** Stands for its bytes in keys. */
  readonly sha256: string
  readonly licence: string | null
  readonly author: string | null
}

export interface RenderRequest {
  readonly script: Script
  /** In place of what the script wishes for or its content chooses. */
  readonly look?: LookName
  readonly captions?: CaptionStyle
  readonly mood?: Mood
  /** The organisation's own colours, type and sign. */
  readonly brand?: Brand
  /** Shown with the call to action, such as "@pocketlab". */
  readonly handle?: string
  /** A person's own recording of the script, in place of a voice. */
  readonly recording?: VoiceRecording
  /** A piece of music that the org brought, in place of music made here. */
  readonly music?: OwnMusic
  /** The moment that is the cover; else the end of the hook. Past the end it is the last frame. */
  readonly coverAtMillis?: number
  /** The longest video the account may post; never more than ten minutes. */
  readonly maxSeconds?: number
}

export type RenderStage = "voice" | "scenes" | "mix" | "mux" | "cover"

/** `fraction` of the whole, from 0 to 1; it never goes back. `note` is for people. */
export interface RenderProgress {
  readonly _tag: "progress"
  readonly stage: RenderStage
  readonly fraction: number
  readonly note?: string
}

/** What one piece of work took; `cached` if it was already there. */
export interface StageReport {
  readonly stage: string
  readonly cached: boolean
  readonly millis: number
}

/** The files belong to the renderer and may go away after a week: copy them to where they are to stay. */
export interface RenderedFiles {
  readonly videoPath: string
  readonly coverPath: string
  readonly facts: VideoFacts
  readonly provenance: ReadonlyArray<Provenance>
  readonly stages: ReadonlyArray<StageReport>
  /** What a viewer would trip over; empty where nothing is. */
  readonly findings: ReadonlyArray<GateFinding>
  /** How much happens on screen, and how much of it is used; null where nobody looked. */
  readonly measures: Measures | null
}

export interface Voices {
  readonly provenance: ReadonlyArray<Provenance>
  /** Of speech, without the pauses between lines; 0 where nobody speaks. */
  readonly totalMillis: number
  /** True where nothing is left to count: each line was bought and is in the ledger already, or a person spoke. */
  readonly paid?: boolean
}

/**
 * Makes a vertical short of a script. Every finished piece is kept, so that the same call after a crash goes on where the
 * last one ended, and after it finished gives the same file at once.
 */
export class Renderer extends Context.Tag("@callsheet/worker/Renderer")<Renderer, {
  /** Speaks every line that is not yet spoken. */
  readonly voices: (script: Script, recording?: VoiceRecording) => Effect.Effect<Voices, RenderError, Payer>
  /** Tells its progress at most four times a second. Interruption ends every child before the fiber ends. */
  readonly render: (
    request: RenderRequest,
    onProgress: (progress: RenderProgress) => Effect.Effect<void>
  ) => Effect.Effect<RenderedFiles, RenderError, Payer>
}>() {}
