import type { Script } from "./asset/Script.ts"
import { tagsIn } from "./Caption.ts"
import { Failure } from "./Failure.ts"
import type { Policy } from "./org/Org.ts"

/** The part of an org's policy that its texts are held to. */
export type TextRules = Pick<Policy, "bannedWords" | "bannedClaims" | "requiredHashtags" | "requiredDisclosures">

/** A banned word or claim, as the policy writes it, and where it stands. `at` counts characters from 1. */
export interface Finding {
  readonly rule: "word" | "claim"
  readonly word: string
  readonly where: string
  readonly at: number
}

/** What a post must carry and does not. */
export interface Missing {
  readonly rule: "hashtag" | "disclosure"
  readonly word: string
}

/** A text as people read it: width, emphasis marks and invisible signs hide no word. */
const read = (text: string): string => text.normalize("NFKC").replace(/[*\p{Cf}]/gu, "")

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

// A whole word: "ass" is not found in "glass"; a hashtag or a comma beside it does not hide it.
const whole = (pattern: string): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, "iu")

const wordPattern = (word: string): string => read(word).trim().split(/\s+/u).map(escaped).join("\\s+")

/** Words of a claim; `*` stands for up to three words that may stand between. */
const claimParts = (claim: string): ReadonlyArray<string> =>
  claim.normalize("NFKC").split(/\s+/u).flatMap((part) => part === "*" ? ["*"] : part.match(/[\p{L}\p{N}]+/gu) ?? [])

const BETWEEN = "[^\\p{L}\\p{N}]+"
const UP_TO_THREE = `(?:${BETWEEN}[\\p{L}\\p{N}]+){0,3}`

const claimPattern = (claim: string): string =>
  claimParts(claim).map((part, i) => part === "*" ? UP_TO_THREE : i === 0 ? part : `${BETWEEN}${part}`).join("")

type Texts = ReadonlyArray<readonly [where: string, text: string]>

const find = (
  rule: Finding["rule"],
  rules: ReadonlyArray<string>,
  pattern: (rule: string) => string,
  texts: Texts
): ReadonlyArray<Finding> =>
  rules.flatMap((word) => {
    const wanted = pattern(word)
    return wanted === "" ? [] : texts.flatMap(([where, text]): ReadonlyArray<Finding> => {
      const match = whole(wanted).exec(read(text))
      return match === null ? [] : [{ rule, word, where, at: match.index + 1 }]
    })
  })

/** Every banned word in these texts, each text under the name by which a person knows it. */
export const bannedIn = (bannedWords: ReadonlyArray<string>, texts: Texts): ReadonlyArray<Finding> =>
  find("word", bannedWords, wordPattern, texts)

/** Every banned claim in these texts. Punctuation between its words does not hide it. */
export const claimsIn = (bannedClaims: ReadonlyArray<string>, texts: Texts): ReadonlyArray<Finding> =>
  find("claim", bannedClaims, claimPattern, texts)

export const forbiddenIn = (rules: TextRules, texts: Texts): ReadonlyArray<Finding> => [
  ...bannedIn(rules.bannedWords, texts),
  ...claimsIn(rules.bannedClaims, texts)
]

const loose = (text: string): string => read(text).toLowerCase().replace(/\s+/gu, " ").trim()

const discloses = (caption: string, disclosure: string): boolean => loose(caption).includes(loose(disclosure))

/** What the policy wants under every post and this caption lacks. */
export const missingIn = (rules: TextRules, caption: string): ReadonlyArray<Missing> => {
  const tags = tagsIn(caption).map((tag) => tag.toLowerCase())
  return [
    ...rules.requiredHashtags.filter((tag) => !tags.includes(tag.replace(/^#+/, "").toLowerCase()))
      .map((word) => ({ rule: "hashtag", word }) as const),
    ...rules.requiredDisclosures.filter((text) => !discloses(caption, text))
      .map((word) => ({ rule: "disclosure", word }) as const)
  ]
}

/** The caption with every disclosure the policy wants, each once. */
export const withDisclosures = (caption: string, disclosures: ReadonlyArray<string>): string =>
  disclosures.reduce((text, one) => discloses(text, one) ? text : [text.trim(), one].filter(Boolean).join(" "), caption)

/** The texts of a script, as they are spoken, shown and posted. */
export const textsOf = (script: Script): Texts => [
  ...script.lines.flatMap(({ kicker, text }, i): Texts => [
    [`line ${i + 1}`, text],
    ...(kicker === undefined ? [] : [[`the pill over line ${i + 1}`, kicker] as const])
  ]),
  ["the caption", script.caption],
  ["the hashtags", script.hashtags.join(" ")]
]

/** Names a finding, so that what an approver allowed is known again and anything else is not. */
export const subjectOf = ({ rule, word }: Finding | Missing): string => `${rule}:${loose(word)}`

const foundText = ({ at, rule, where, word }: Finding): string =>
  `${rule === "claim" ? "the claim " : ""}"${word}" in ${where} (character ${at})`

const missingText = ({ rule, word }: Missing): string =>
  rule === "hashtag" ? `the hashtag #${word.replace(/^#+/, "")}` : `the disclosure "${word}"`

export const policyBroken = (
  plan: { readonly orgId: string; readonly id: string },
  found: ReadonlyArray<Finding>,
  missing: ReadonlyArray<Missing> = []
): Failure =>
  new Failure({
    tag: "PolicyBroken",
    message: [
      ...(found.length === 0 ? [] : [`The organisation's policy bans ${found.map(foundText).join(", ")}.`]),
      ...(missing.length === 0
        ? []
        : [`The organisation's policy wants ${missing.map(missingText).join(", ")} in the caption.`])
    ].join(" "),
    remedy:
      `An approver can allow it: callsheet plan allow ${plan.id} --reason WHY; or change the policy (callsheet org policy set ${plan.orgId}), then callsheet plan retry ${plan.id}; or bring other words in a new plan.`,
    about: [...new Set([...found, ...missing].map(subjectOf))]
  })
