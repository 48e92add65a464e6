import { Script, ScriptLine } from "@callsheet/domain/asset/Script"
import { Array as Lists } from "effect"

const texts = [
  "Your espresso is sour because of the *clock*",
  "Under twenty seconds the water only finds the *acids*",
  "But past thirty-five seconds it drags out the *bitter* part",
  "So grind a little *finer* until the shot takes half a minute",
  "Weigh what goes in and what comes out, *one to two*",
  "Change *one thing* at a time and write it down",
  "Save this for your *next cup*"
] as const

/** A script of about 25 s. `said` may change the words of a line, which are counted from 0. */
export const espressoScript = (said: (text: string, line: number) => string): Script =>
  new Script({
    language: "en",
    lines: Lists.map(texts, (text, line) =>
      new ScriptLine({
        role: line === 0 ? "hook" : line === texts.length - 1 ? "cta" : "beat",
        text: said(text, line)
      })),
    caption: "Espresso, fixed",
    hashtags: ["coffee"],
    source: { _tag: "rules", version: "bench" }
  })
