import type { CreatorView } from "@callsheet/domain/api/calls/account"
import { t } from "../../text/Text.ts"

/** What a person answers before a post. Nothing is preset. */
export interface Answers {
  readonly privacy: string | null
  readonly comment: boolean
  readonly duet: boolean
  readonly stitch: boolean
  readonly disclose: boolean
  readonly own: boolean
  readonly branded: boolean
  readonly consent: boolean
}

export const noAnswers: Answers = {
  privacy: null,
  comment: false,
  duet: false,
  stitch: false,
  disclose: false,
  own: false,
  branded: false,
  consent: false
}

export const isBranded = ({ branded, disclose }: Answers): boolean => disclose && branded

/** Branded content is never private, and each kind of content has its own sentence of consent. */
export const changed = (answers: Answers, change: Partial<Answers>): Answers => {
  const next = { ...answers, ...change }
  const privacy = isBranded(next) && next.privacy === "SELF_ONLY" ? null : next.privacy
  return { ...next, privacy, consent: isBranded(next) === isBranded(answers) ? next.consent : false }
}

export interface MissingAnswer {
  readonly id: string
  readonly word: string
}

export const missingIn = (answers: Answers): ReadonlyArray<MissingAnswer> => [
  ...(answers.privacy === null ? [{ id: "who", word: t.release.answers.privacy }] : []),
  ...(answers.disclose && !answers.own && !answers.branded
    ? [{ id: "promotes", word: t.release.answers.disclose }]
    : []),
  ...(answers.consent ? [] : [{ id: "consent", word: t.release.answers.consent }])
]

export const settingsOf = (answers: Answers) => ({
  privacy: answers.privacy as never,
  allowComment: answers.comment,
  allowDuet: answers.duet,
  allowStitch: answers.stitch,
  brandOrganic: answers.disclose && answers.own,
  brandContent: isBranded(answers)
})

export const isTooLong = (creator: CreatorView, durationMillis: number | undefined): boolean =>
  durationMillis !== undefined && durationMillis > creator.maxVideoSeconds * 1000
