import type { Script } from "../asset/Script.ts"

/** Fewer words than this are no point that a video could make. */
const FEWEST_WORDS = 3

/** Whether somebody brought words to make a video from: a script, or notes with at least one point in them. */
export const saysSomething = (
  { notes, script }: { readonly notes?: string | undefined; readonly script: Script | null }
): boolean => script !== null || ((notes ?? "").match(/[\p{L}\p{N}]+/gu) ?? []).length >= FEWEST_WORDS

/** What helps where a plan brings a topic alone and no model writes. */
export const waysToSaySomething = "Bring notes or a script of your own, or name a model in CALLSHEET_LLM_MODEL."
