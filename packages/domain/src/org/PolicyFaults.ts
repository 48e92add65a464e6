import { CAPTION_LIMIT } from "../Caption.ts"
import { bannedIn, claimsIn } from "../Policy.ts"
import type { Policy } from "./Org.ts"

const hasWord = (text: string): boolean => /[\p{L}\p{N}]/u.test(text)

/** What is wrong with a policy, sentence by sentence; empty where every rule can be read and kept. */
export const policyFaults = (policy: Policy): ReadonlyArray<string> => {
  const { bannedClaims, bannedWords, requiredDisclosures, requiredHashtags } = policy
  const wanted = [
    ...requiredHashtags.map((tag) => [`the required hashtag "${tag}"`, `#${tag.replace(/^#+/, "")}`] as const),
    ...requiredDisclosures.map((text) => [`the required disclosure "${text}"`, text] as const)
  ]
  const length = wanted.reduce((sum, [, text]) => sum + text.length + 1, 0)
  return [
    ...bannedWords.filter((word) => word.replaceAll("*", "").trim() === "").map((word) =>
      `The banned word "${word}" has nothing to look for.`
    ),
    ...bannedClaims.filter((claim) => !hasWord(claim)).map((claim) => `The banned claim "${claim}" names no word.`),
    ...bannedClaims.filter((claim) => hasWord(claim) && /^\*|\*$/.test(claim)).map((claim) =>
      `The banned claim "${claim}" begins or ends with *, which stands between two words.`
    ),
    ...bannedClaims.filter((claim) => /[^\s*]\*.|.\*[^\s*]/u.test(claim)).map((claim) =>
      `In the banned claim "${claim}" the * must stand by itself, between spaces.`
    ),
    ...requiredHashtags.filter((tag) => !hasWord(tag) || /\s/u.test(tag) || /#/.test(tag.replace(/^#/, ""))).map((
      tag
    ) => `The required hashtag "${tag}" is not one word.`),
    ...[...bannedIn(bannedWords, wanted), ...claimsIn(bannedClaims, wanted)].map(({ where, word }) =>
      `"${word}" is banned and stands in ${where}: no post could keep both rules.`
    ),
    ...(length > CAPTION_LIMIT / 2
      ? [`What is required in every caption has ${length} characters; half of TikTok's ${CAPTION_LIMIT} is possible.`]
      : [])
  ]
}
