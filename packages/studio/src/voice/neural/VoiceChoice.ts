import { resolved } from "../ChildProgram.ts"
import type { InstalledVoice } from "./VoiceStore.ts"

/** One speaker of an installed voice. */
export interface Choice {
  readonly voice: InstalledVoice
  readonly speaker: InstalledVoice["speakers"][number]
}

/** Whether the engine itself is installed; it is an optional dependency. */
export const engineInstalled = (): boolean => resolved("sherpa-onnx-node") !== null

/** `de` of `de-AT`. */
export const baseOf = (tag: string): string => tag.toLowerCase().split("-")[0] ?? ""

/** Who speaks `language`: the one that was chosen, else the first installed voice, with the same region if there is one. */
export const choose = (
  voices: ReadonlyArray<InstalledVoice>,
  language: string,
  chosen: ReadonlyMap<string, string>
): Choice | null => {
  const choices = voices.flatMap((voice) => voice.speakers.map((speaker) => ({ voice, speaker })))
  const wish = chosen.get(language.toLowerCase()) ?? chosen.get(baseOf(language))
  const wished = wish === undefined
    ? undefined
    : choices.find(({ speaker, voice }) => wish === `${voice.id}:${speaker.name}`) ??
      choices.find(({ speaker, voice }) => wish === voice.id && baseOf(speaker.language) === baseOf(language)) ??
      choices.find(({ voice }) => wish === voice.id)
  if (wished !== undefined) return wished
  const able = choices.filter(({ speaker }) => baseOf(speaker.language) === baseOf(language))
  const same = able.find(({ speaker }) => speaker.language.toLowerCase() === language.toLowerCase())
  return same ?? able[0] ?? null
}
