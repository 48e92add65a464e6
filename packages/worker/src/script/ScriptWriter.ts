import type { Provenance } from "@callsheet/domain/asset/Media"
import type { Script } from "@callsheet/domain/asset/Script"
import { Context, type Effect } from "effect"
import type { ScriptError, ScriptUsage } from "./ScriptErrors.ts"

export interface ScriptBrief {
  readonly topic: string
  /** BCP 47 tag of the language to write in. */
  readonly language: string
  /** The plan's own; they come first under the post. Without `#`. */
  readonly hashtags: ReadonlyArray<string>
  /** The same topic with another seed gives another script. */
  readonly seed: string
  /** Lines of earlier scripts that must not be said again. */
  readonly avoid?: ReadonlyArray<string>
  /** How much of a script the account said before, 0 to 1; a writer that can choose takes the freshest. */
  readonly likeness?: (script: Script) => number
}

/** `requestId` is the provider's name for the call, for its bill and its support. */
export interface Written {
  readonly script: Script
  readonly provenance: Provenance
  readonly usage: ScriptUsage
  readonly requestId: string | null
}

/** Writes the words of a video. One call, one purchase: trying again is the caller's decision. */
export class ScriptWriter extends Context.Tag("@callsheet/worker/ScriptWriter")<ScriptWriter, {
  /** What the script's provenance will say: "rules/1", "model/<name>". */
  readonly engine: string
  readonly write: (brief: ScriptBrief) => Effect.Effect<Written, ScriptError>
}>() {}
