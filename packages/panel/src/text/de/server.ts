import type { Words } from "../Text.ts"
import { sentenceIn } from "./Sentences.ts"

export const server: Words["server"] = {
  sentence: sentenceIn,
  row: (n) => `Zeile ${n}`,
  effect: {
    consents: { approval: "die Freigabe der Idee", release: "die Freigabe des Videos" },
    voidsNothing: "Keine Freigabe wird ungültig.",
    voids: (consents) => `Ungültig wird ${consents.join(" und ")}.`,
    remakesNothing: "Nichts wird neu gemacht.",
    remakesWhole: "Das ganze Video wird neu gemacht, sobald die Idee freigegeben ist.",
    joined: (seconds) => `Keine Szene wird neu gemacht; das Video wird neu zusammengesetzt, etwa ${seconds} s.`,
    remakes: (segments, of, seconds) => `${segments} von ${of} Szenen werden neu gemacht, etwa ${seconds} s.`,
    buysNothing: "Nichts wird gekauft.",
    tokens: (n) => `etwa ${n} Tokens`,
    speech: (seconds) => `etwa ${seconds} s Sprache`,
    buys: (what) => `Gekauft werden ${what.join(" und ")}.`
  }
}
