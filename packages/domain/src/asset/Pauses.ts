import { Script, ScriptLine } from "./Script.ts"

/** `[pause]`, or `[pause 0.8]` with its length in seconds, within a line that is spoken. It is heard and never shown. */
const PAUSE = /\s*\[pause(?:\s+(\d{1,2}(?:[.,]\d{1,2})?)\s*s?)?\]\s*/giu

const PAUSE_MILLIS = 400
const LONGEST_MILLIS = 3_000

/** A part of a line that is spoken in one breath, and the silence after it. */
export interface Breath {
  readonly text: string
  readonly pauseMillis: number
}

const millisOf = (seconds: string | undefined): number =>
  seconds === undefined
    ? PAUSE_MILLIS
    : Math.min(LONGEST_MILLIS, Math.round(Number(seconds.replace(",", ".")) * 1000))

const starsIn = (text: string): number => text.split("*").length - 1

/** A line cut at its pauses. Emphasis that a pause cuts goes on after it; silence at the end of a line belongs to it. */
export const breathsOf = (text: string): ReadonlyArray<Breath> => {
  const breaths: Array<Breath> = []
  let from = 0
  let isMarked = false
  const add = (part: string, pauseMillis: number) => {
    const begun = isMarked ? `*${part}` : part
    isMarked = starsIn(begun) % 2 === 1
    const whole = (isMarked ? `${begun}*` : begun).replace(/^\*\*|\*\*$/g, "")
    const last = breaths.at(-1)
    if (whole.trim() !== "") breaths.push({ text: whole.trim(), pauseMillis })
    else if (last !== undefined) {
      breaths[breaths.length - 1] = {
        ...last,
        pauseMillis: Math.min(LONGEST_MILLIS, last.pauseMillis + pauseMillis)
      }
    }
  }
  for (const match of text.matchAll(PAUSE)) {
    add(text.slice(from, match.index), millisOf(match[1]))
    from = match.index + match[0].length
  }
  add(text.slice(from), 0)
  return breaths
}

/** What is shown of a line. */
export const withoutPauses = (text: string): string => text.replace(PAUSE, " ").trim()

/** A script as it is shown, searched and posted. A line of pauses alone says nothing and stays as it is. */
export const shownScript = (script: Script): Script => {
  const shown = (line: ScriptLine) => {
    const text = withoutPauses(line.text)
    return text === line.text || text === "" ? line : new ScriptLine({ ...line, text })
  }
  const [hook, ...rest] = script.lines
  return new Script({ ...script, lines: [shown(hook), ...rest.map(shown)] })
}
