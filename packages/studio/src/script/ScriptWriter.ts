import type { Provenance } from "@callsheet/domain/asset/Media"
import type { Script, ScriptSource } from "@callsheet/domain/asset/Script"
import type { TakeOption } from "@callsheet/domain/plan/Takes"
import { Context, type Effect } from "effect"
import type { Payer } from "../spending/Payer.ts"
import type { ScriptError, ScriptUsage } from "./ScriptErrors.ts"

export interface ScriptBrief {
  readonly topic: string
  /** What the video is to say: points, or the text of an article. The rules write from nothing else. */
  readonly notes?: string
  /** How the brand speaks; a writer with a model takes the tone of its examples and none of their facts. */
  readonly brand?: { readonly voice: string; readonly examples: ReadonlyArray<string> }
  /** Its place in a series. */
  readonly series?: { readonly title: string; readonly part: number; readonly of?: number | undefined }
  /** BCP 47 tag of the language to write in. */
  readonly language: string
  /** The plan's own; they come first under the post. Without `#`. */
  readonly hashtags: ReadonlyArray<string>
  /** The same topic with another seed gives another script. */
  readonly seed: string
  /** Lines of earlier scripts that must not be said again. */
  readonly avoid?: ReadonlyArray<string>
  /** Lines of the account's latest scripts, for the critic; never a part of what is bought. */
  readonly earlier?: ReadonlyArray<string>
  /** Why the version before was turned down. */
  readonly because?: string
  /** Words and claims that the org's policy bans. */
  readonly banned?: ReadonlyArray<string>
  /** How much of a script the account said before, 0 to 1; a writer that can choose takes the freshest. */
  readonly likeness?: (script: Script) => number
}

/** `requestId` names the call, for the provider's bill and its support. */
export interface Written {
  readonly script: Script
  readonly provenance: Provenance
  readonly usage: ScriptUsage
  readonly requestId: string | null
}

/** Another take of a script, of its hook or of one line. */
export interface TakeBrief extends ScriptBrief {
  readonly take: {
    /** It is bought once under this name, no matter what the account said meanwhile. */
    readonly id: string
    readonly of: "script" | "hook" | "line"
    /** Which line, counted from 0. */
    readonly line: number
    /** The script as it stands; null where there is none, and then a whole one is wanted. */
    readonly from: Script | null
    /** The words of earlier takes. */
    readonly seen: ReadonlyArray<string>
  }
}

export interface WrittenTake {
  readonly options: ReadonlyArray<TakeOption>
  readonly source: ScriptSource
  readonly usage: ScriptUsage
  readonly requestId: string | null
}

/** Writes the words of a video. The same brief is bought once; what came of it is given again, however often it is asked for. */
export class ScriptWriter extends Context.Tag("@callsheet/worker/ScriptWriter")<ScriptWriter, {
  /** What the script's provenance will say: "rules/4", "model/<name>". */
  readonly engine: string
  readonly write: (brief: ScriptBrief) => Effect.Effect<Written, ScriptError, Payer>
  /** Options to choose from, at least one; other words than there are, or a refusal. */
  readonly another: (brief: TakeBrief) => Effect.Effect<WrittenTake, ScriptError, Payer>
}>() {}
