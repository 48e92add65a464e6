import type { Script } from "@callsheet/domain/asset/Script"

/** Emphasis is written `*word*`; it is not spoken. */
export const spoken = (text: string): string => text.replaceAll("*", "")

export interface Spoken {
  readonly index: number
  readonly text: string
  /** About when it begins, in milliseconds: the lines share the video by their length. */
  readonly at: number
  readonly millis: number
}

export const linesOf = (script: Script | null | undefined, durationMillis: number): ReadonlyArray<Spoken> => {
  const lines = script?.lines ?? []
  const total = lines.reduce((sum, { text }) => sum + text.length, 0) || 1
  let at = 0
  return lines.map(({ text }, index) => {
    const millis = text.length / total * durationMillis
    const line = { index, text: spoken(text), at, millis }
    at += millis
    return line
  })
}

/** `0:05` */
export const inVideo = (millis: number): string => {
  const seconds = Math.floor(millis / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}
