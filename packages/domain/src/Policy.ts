import type { Script } from "./asset/Script.ts"
import { Failure } from "./Failure.ts"

/** A banned word and where it stands. */
export interface Finding {
  readonly word: string
  readonly where: string
}

/** Case, width and spacing do not hide a word. */
const plain = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim()

const within = (text: string, word: string): boolean => {
  const escaped = plain(word).replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  // A whole word: "ass" is not found in "glass"; a hashtag or a comma beside it does not hide it.
  return escaped !== "" && new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "u").test(plain(text))
}

/** Every banned word in these texts, each text under the name by which a person knows it. */
export const bannedIn = (
  bannedWords: ReadonlyArray<string>,
  texts: ReadonlyArray<readonly [where: string, text: string]>
): ReadonlyArray<Finding> =>
  texts.flatMap(([where, text]) => bannedWords.filter((word) => within(text, word)).map((word) => ({ word, where })))

/** The texts of a script, as they are spoken, shown and posted. */
export const textsOf = (script: Script): ReadonlyArray<readonly [where: string, text: string]> => [
  ...script.lines.map(({ kicker = "", text }, i) => [`line ${i + 1}`, `${kicker} ${text}`] as const),
  ["the caption", script.caption],
  ["the hashtags", script.hashtags.join(" ")]
]

export const policyBroken = (orgId: string, findings: ReadonlyArray<Finding>): Failure =>
  new Failure({
    tag: "PolicyBroken",
    message: `The organisation's policy bans ${findings.map(({ where, word }) => `"${word}" in ${where}`).join(", ")}.`,
    remedy: `Bring other words in a new plan, or change the policy and retry: callsheet org policy set ${orgId}`
  })
