import type { EditEffectView } from "../api/calls/planEdit.ts"
import type { Script } from "../asset/Script.ts"
import { forbiddenIn, type TextRules, textsOf } from "../Policy.ts"
import { amountsOf, type Prices } from "../spending/Prices.ts"
import type { Content, Plan } from "./Plan.ts"
import { changedLines, type ContentPart, editEffect, isMadeOtherwise } from "./PlanEdit.ts"
import type { TakeWish } from "./Takes.ts"

/** About how long one line takes to speak and draw on two cores, and a video to be put together. */
const LINE_SECONDS = 3
const WHOLE_SECONDS = 3
const CHARACTERS_A_SECOND = 15
/** A script of ordinary length, with the prompt for it. */
const SCRIPT = { _tag: "Tokens", input: 500, output: 700 } as const
/** What `before` and `after` of an answer show at most. */
const MOST_SHOWN = 400

const shown = (text: string): string => text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN - 1)}…`

/** A part of a plan's content as people read it. */
const told: { readonly [P in ContentPart]: (content: Content) => string } = {
  topic: ({ topic }) => topic,
  notes: ({ notes }) => notes ?? "",
  language: ({ language }) => language,
  hashtags: ({ hashtags }) => hashtags.map((tag) => `#${tag}`).join(" "),
  caption: ({ caption }) => caption ?? "",
  script: ({ script }) => script === null ? "" : script.lines.map(({ text }) => text).join("\n"),
  cover: ({ coverAtMillis }) => coverAtMillis === undefined ? "" : `${(coverAtMillis / 1000).toFixed(1)} s`,
  preset: ({ preset }) => preset === undefined ? "" : `${preset.name} (version ${preset.version})`,
  delivery: ({ delivery }) => delivery,
  settings: ({ settings }) =>
    Object.entries(settings).flatMap(([name, value]) =>
      value === true ? [name] : name === "privacy" ? [String(value)] : []
    )
      .join(", ")
}

/** Where two scripts differ, as `before` and `after` of the lines that do. */
const scriptDifference = (before: Content, after: Content): readonly [string, string] => {
  if (before.script === null || after.script === null || before.script.lines.length !== after.script.lines.length) {
    return [told.script(before), told.script(after)]
  }
  const { lines } = before.script
  const places = after.script.lines.flatMap((line, index) =>
    JSON.stringify(line) === JSON.stringify(lines[index]) ? [] : [index]
  )
  const told_ = (script: Script) => places.map((index) => `${index + 1}: ${script.lines[index]?.text ?? ""}`).join("\n")
  return [told_(before.script), told_(after.script)]
}

export interface Edited {
  readonly plan: Plan
  readonly content: Content
  /** The whole text under a finished video as it becomes. */
  readonly caption: string | undefined
  /** The current script, by a person or by the writer. */
  readonly script: Script | null
  readonly prices: Prices
  readonly writes: boolean
  readonly speaks: boolean
  readonly rules: TextRules
}

/** What an edit does, in numbers and in sentences. */
export const tellEdit = ({ caption, content, plan, prices, rules, script, speaks, writes }: Edited): EditEffectView => {
  const { parts, reach, remakes, status, voids } = editEffect(plan, content, caption)
  const before: Content = { ...plan, script }
  const after: Content = content.script === null && reach !== "words" ? { ...content, script } : content
  const words = after.script
  // A preset's look and voice concern every line.
  const isDressed = isMadeOtherwise(plan, content)
  const of = words?.lines.length ?? script?.lines.length ?? 0
  const segments = !remakes ? 0 : words === null || reach === "words" || isDressed ? of : changedLines(script, words)
  const seconds = segments * LINE_SECONDS + WHOLE_SECONDS
  const spoken = words === null || segments === 0 || !speaks || words.recording !== undefined ? 0 : Math.ceil(
    words.lines.filter(({ text }, index) => isDressed || text !== script?.lines[index]?.text)
      .reduce((sum, { text }) => sum + text.length, 0) / CHARACTERS_A_SECOND
  )
  const bought = [
    ...(remakes && reach === "words" && writes ? amountsOf(prices, SCRIPT) : []),
    ...(spoken === 0 ? [] : amountsOf(prices, { _tag: "Speech", millis: spoken * 1_000 }))
  ]
  const sum = (wanted: string) =>
    bought.reduce((total, { amount, kind }) => kind === wanted ? total + amount : total, 0)
  const buys = { llmTokens: sum("llm_tokens"), voiceSeconds: sum("voice_seconds"), moneyMicros: sum("money_micros") }
  const purchases = [
    ...(buys.llmTokens === 0 ? [] : [`about ${buys.llmTokens.toLocaleString("en")} tokens`]),
    ...(buys.voiceSeconds === 0 ? [] : [`about ${buys.voiceSeconds} s of speech`])
  ]
  const texts = [
    ...(words === null ? [] : textsOf(words)),
    ...(content.caption === undefined ? [] : [["the caption", content.caption] as const]),
    ["the hashtags", content.hashtags.join(" ")] as const
  ]
  return {
    changes: parts.map((part) => {
      const [from, to] = part === "script" ? scriptDifference(before, after) : [told[part](before), told[part](after)]
      return { part, before: shown(from), after: shown(to) }
    }),
    voids,
    status,
    remakes: remakes ? { segments, of, seconds } : null,
    buys,
    says: [
      voids.length === 0 ? "It voids nothing." : `It voids ${voids.map((one) => `the ${one}`).join(" and ")}.`,
      !remakes
        ? "Nothing is made again."
        : reach === "words"
        ? "The whole video is made again once it is approved."
        : segments === 0
        ? `No segment is made again; the video is put together again, about ${seconds} s.`
        : `${segments} of ${of} segments ${segments === 1 ? "is" : "are"} made again, about ${seconds} s.`,
      purchases.length === 0 ? "It buys nothing." : `It buys ${purchases.join(" and ")}.`
    ],
    warnings: forbiddenIn(rules, texts).map(({ rule, where, word }) =>
      `Your policy bans the ${rule} "${word}" in ${where}: the plan would be held.`
    )
  }
}

/** What is asked for single lines, with the script around them. */
const LINES = { _tag: "Tokens", input: 900, output: 150 } as const

/** What asking for another take does: it buys words, and changes nothing before one is chosen. */
export const tellTake = (
  { status }: Pick<Plan, "status">,
  wish: TakeWish,
  { prices, writes }: Pick<Edited, "prices" | "writes">
): EditEffectView => {
  const bought = writes && wish.of !== "picture" ? amountsOf(prices, wish.of === "script" ? SCRIPT : LINES) : []
  const sum = (wanted: string) =>
    bought.reduce((total, { amount, kind }) => kind === wanted ? total + amount : total, 0)
  const llmTokens = sum("llm_tokens")
  return {
    changes: [],
    voids: [],
    status: status._tag,
    remakes: null,
    buys: { llmTokens, voiceSeconds: 0, moneyMicros: sum("money_micros") },
    says: [
      "It voids nothing.",
      "Nothing is made again before you choose one.",
      llmTokens === 0 ? "It buys nothing." : `It buys about ${llmTokens.toLocaleString("en")} tokens.`
    ],
    warnings: []
  }
}
