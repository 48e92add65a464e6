import type { Fault } from "@callsheet/domain/api/ApiError"
import type { EditEffectView } from "@callsheet/domain/api/calls/planEdit"
import { remedyText, type Step } from "@callsheet/domain/Remedy"
import { t } from "./Text.ts"
import { number } from "./Times.ts"

const MOST_REMEMBERED = 200
const foreign = new Set<string>()

/** A sentence of the server in the language of the page; where it has none there, as the server says it. */
export const spoken = (text: string): string => {
  const own = t.server.sentence(text)
  if (own !== undefined) return own
  if (foreign.size >= MOST_REMEMBERED) foreign.clear()
  foreign.add(text)
  return text
}

/** The language to mark a text with that could not be said in the page's own. */
export const langOf = (text: unknown): "en" | undefined =>
  typeof text === "string" && foreign.has(text) ? "en" : undefined

interface Said {
  readonly message: string
  readonly remedy: string
  readonly steps?: ReadonlyArray<Step> | undefined
}

const spokenSteps = (steps: ReadonlyArray<Step>): ReadonlyArray<Step> =>
  steps.map((step) => ({ ...step, text: spoken(step.text) }))

/** What went wrong and what to do about it, in the language of the page. */
export const told = (said: Said): Said & { readonly steps: ReadonlyArray<Step> } => {
  const steps = spokenSteps(said.steps ?? [])
  return {
    message: spoken(said.message),
    remedy: steps.length === 0 ? spoken(said.remedy) : remedyText(steps),
    steps
  }
}

export const spokenFaults = (faults: ReadonlyArray<Fault>): ReadonlyArray<Fault> =>
  faults.map((fault) => ({ ...fault, message: spoken(fault.message) }))

/** All faults as one text, each with its place. */
export const faultText = (faults: ReadonlyArray<Fault>): string =>
  faults.map(({ column, message, row }) =>
    [row === null ? [] : [t.server.row(number(row))], column === null ? [] : [column]].flat().concat(message).join(": ")
  ).join("\n")

/** What an edit does, in sentences of the page's own. */
export const effectSentences = ({ buys, remakes, status, voids, warnings }: EditEffectView): ReadonlyArray<string> => {
  const say = t.server.effect
  const bought = [
    ...(buys.llmTokens === 0 ? [] : [say.tokens(number(buys.llmTokens))]),
    ...(buys.voiceSeconds === 0 ? [] : [say.speech(number(buys.voiceSeconds))])
  ]
  return [
    voids.length === 0 ? say.voidsNothing : say.voids(voids.map((one) => say.consents[one] ?? one)),
    remakes === null
      ? say.remakesNothing
      : status === "scheduled"
      ? say.remakesWhole
      : remakes.segments === 0
      ? say.joined(number(remakes.seconds))
      : say.remakes(number(remakes.segments), number(remakes.of), number(remakes.seconds)),
    bought.length === 0 ? say.buysNothing : say.buys(bought),
    ...warnings.map(spoken)
  ]
}
