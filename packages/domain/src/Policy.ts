import { withoutPauses } from "./asset/Pauses.ts"
import type { Script } from "./asset/Script.ts"
import { tagsIn } from "./Caption.ts"
import { type Failure, failureWith } from "./Failure.ts"
import type { Policy } from "./org/Org.ts"
import { afterwards, step } from "./Remedy.ts"

/** The part of an org's policy that its texts are held to. */
export type TextRules = Pick<Policy, "bannedWords" | "bannedClaims" | "requiredHashtags" | "requiredDisclosures">

/** A banned word or claim, as the policy writes it, and where it stands. `at` counts characters from 1. */
export interface PolicyFinding {
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

type Texts = ReadonlyArray<readonly [where: string, text: string]>

/** The words of a text by number, so that comparing two is comparing numbers, and where each stands. */
interface Words {
  readonly numbers: ReadonlyMap<string, number>
  readonly row: Int32Array
  readonly at: Int32Array
}

const wordsOf = (text: string): ReadonlyArray<{ readonly word: string; readonly at: number }> =>
  Array.from(text.matchAll(/[\p{L}\p{N}]+/gu), ({ 0: word, index }) => ({ word: word.toUpperCase(), at: index }))

const numbered = (text: string): Words => {
  const words = wordsOf(text)
  const numbers = new Map<string, number>()
  for (const { word } of words) if (!numbers.has(word)) numbers.set(word, numbers.size)
  return {
    numbers,
    row: Int32Array.from(words, ({ word }) => numbers.get(word) ?? -1),
    at: Int32Array.from(words, ({ at }) => at)
  }
}

/** The words of a claim. `gap` is how many other words may stand before one: each `*` stands for up to three. */
const claimParts = (claim: string): ReadonlyArray<{ readonly word: string; readonly gap: number }> => {
  let gap = 0
  return claim.normalize("NFKC").replace(/\p{Cf}/gu, "").split(/\s+/u).flatMap((part) => {
    if (part === "*") {
      gap += 3
      return []
    }
    return wordsOf(part).map(({ word }) => {
      const before = gap
      gap = 0
      return { word, gap: before }
    })
  })
}

/**
 * Where a claim begins in a text; null where it is not there. One pass over the text for each word of the claim: the time
 * grows with the product of both lengths, no matter what the claim says.
 */
const claimAt = (parts: ReturnType<typeof claimParts>, { at, numbers, row }: Words): number | null => {
  if (parts.length === 0 || parts.some(({ word }) => !numbers.has(word))) return null
  // For each word of the text: where a match of the parts so far begins that ends with it.
  let begins = new Int32Array(row.length)
  let ending = new Int32Array(row.length)
  parts.forEach(({ gap, word }, index) => {
    const wanted = numbers.get(word)
    let nearest = -1
    for (let i = 0; i < row.length; i++) {
      if (index > 0 && i > 0 && (begins[i - 1] ?? -1) !== -1) nearest = i - 1
      ending[i] = row[i] !== wanted
        ? -1
        : index === 0
        ? at[i] ?? -1
        : nearest !== -1 && i - nearest - 1 <= gap
        ? begins[nearest] ?? -1
        : -1
    }
    ;[begins, ending] = [ending, begins]
  })
  return begins.find((start) => start !== -1) ?? null
}

const readAll = (texts: Texts): Texts => texts.map(([where, text]) => [where, read(text)] as const)

/** Every banned word in these texts, each text under the name by which a person knows it. */
export const bannedIn = (bannedWords: ReadonlyArray<string>, texts: Texts): ReadonlyArray<PolicyFinding> => {
  const all = readAll(texts)
  return bannedWords.flatMap((word) => {
    const pattern = wordPattern(word)
    if (pattern === "") return []
    const wanted = whole(pattern)
    return all.flatMap(([where, text]): ReadonlyArray<PolicyFinding> => {
      const match = wanted.exec(text)
      return match === null ? [] : [{ rule: "word", word, where, at: match.index + 1 }]
    })
  })
}

/** Every banned claim in these texts. Punctuation between its words does not hide it. */
export const claimsIn = (bannedClaims: ReadonlyArray<string>, texts: Texts): ReadonlyArray<PolicyFinding> => {
  const all = readAll(texts).map(([where, text]) => [where, numbered(text)] as const)
  return bannedClaims.flatMap((claim) => {
    const parts = claimParts(claim)
    return all.flatMap(([where, words]): ReadonlyArray<PolicyFinding> => {
      const at = claimAt(parts, words)
      return at === null ? [] : [{ rule: "claim", word: claim, where, at: at + 1 }]
    })
  })
}

export const forbiddenIn = (rules: TextRules, texts: Texts): ReadonlyArray<PolicyFinding> => [
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
    [`line ${i + 1}`, withoutPauses(text)],
    ...(kicker === undefined ? [] : [[`the pill over line ${i + 1}`, kicker] as const])
  ]),
  ["the caption", script.caption],
  ["the hashtags", script.hashtags.join(" ")]
]

/** Names a finding, so that what an approver allowed is known again and anything else is not. */
export const subjectOf = ({ rule, word }: PolicyFinding | Missing): string => `${rule}:${loose(word)}`

const foundText = ({ at, rule, where, word }: PolicyFinding): string =>
  `${rule === "claim" ? "the claim " : ""}"${word}" in ${where} (character ${at})`

const missingText = ({ rule, word }: Missing): string =>
  rule === "hashtag" ? `the hashtag #${word.replace(/^#+/, "")}` : `the disclosure "${word}"`

export const policyBroken = (
  plan: { readonly orgId: string; readonly id: string },
  found: ReadonlyArray<PolicyFinding>,
  missing: ReadonlyArray<Missing> = []
): Failure =>
  failureWith(
    {
      tag: "PolicyBroken",
      message: [
        ...(found.length === 0 ? [] : [`The organisation's policy bans ${found.map(foundText).join(", ")}.`]),
        ...(missing.length === 0
          ? []
          : [`The organisation's policy wants ${missing.map(missingText).join(", ")} in the caption.`])
      ].join(" "),
      about: [...new Set([...found, ...missing].map(subjectOf))]
    },
    step("An approver can allow it", "plan.allow", { id: plan.id }),
    step("Or change the words", "plan.edit", { id: plan.id }, ["lines", "caption", "hashtags"]),
    afterwards("then go on", "plan.retry", { id: plan.id }),
    step("Or change the policy", "org.setPolicy", { id: plan.orgId }),
    afterwards("then go on", "plan.retry", { id: plan.id })
  )
