import { Schema } from "effect"
import { field } from "../Field.ts"
import { By, OrgId, TableKey } from "../Ids.ts"
import { Instant } from "../Instant.ts"
import { keepLaterFields } from "../LaterFields.ts"
import { Paused } from "../Paused.ts"
import { Gates } from "../plan/Plan.ts"
import { TimeZoneName } from "../planning/TimeZone.ts"
import { list, name, PolicyTexts } from "../Text.ts"

/**
 * What is counted, each in its own unit: renders and publishes in pieces, `llm_tokens` in tokens, `voice_seconds` in
 * seconds, `stored_bytes` in bytes, `money_micros` in millionths of the org's currency.
 */
export const UsageKind = Schema.Literal(
  "renders",
  "publishes",
  "llm_tokens",
  "voice_seconds",
  "stored_bytes",
  "money_micros"
)
export type UsageKind = typeof UsageKind.Type

export const Period = Schema.Literal("day", "month")
export type Period = typeof Period.Type

export const Limit = Schema.Struct({
  amount: field(Schema.Int.pipe(Schema.nonNegative()), "How much may be used in a period, in the unit of its kind."),
  period: field(Period, "How long a period is, in the org's time zone.")
})
export type Limit = typeof Limit.Type

export const Amount = Schema.Struct({ kind: UsageKind, amount: Schema.Int.pipe(Schema.nonNegative()) })
export type Amount = typeof Amount.Type

/** Names the work an amount is promised for, such as a plan's id. */
export const Reference = Schema.String.pipe(Schema.pattern(/^[A-Za-z0-9][A-Za-z0-9_:.-]{0,150}$/))

const Spent = Schema.Struct({ start: Instant, amount: Schema.Int })

/**
 * The sum of one kind in the running period. `reserved` holds what is promised but not spent, by reference, so that a
 * repeated reservation or release changes nothing. `spent` keeps what was settled in the running day and month alike, so that
 * a limit that changes its period is held against what was really used in the new one.
 */
export const Sum = Schema.Struct({
  periodStart: Instant,
  periodEnd: Instant,
  settled: Schema.Int,
  reserved: Schema.Record({ key: Reference, value: Schema.Int }),
  warned: Schema.Boolean,
  spent: Schema.optional(Schema.Struct({ day: Spent, month: Spent }))
})
export type Sum = typeof Sum.Type

const Texts = Schema.Array(Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(500)))
/** Absent in what earlier releases stored. */
const laterTexts = (description: string) =>
  Schema.optionalWith(Texts, { default: () => [] }).annotations({ description })

/** What each rule means, in what is stored as in what is asked for. */
const ruleWords = {
  gates:
    "Which consents a post needs: `both` asks for approval and release, `plan` lets the approval release the video as well.",
  gatesOwner: "Who answers for merged gates, by name; null while both gates stand.",
  bannedWords: "Words that may not be said or shown, as whole words.",
  requiredHashtags: "Hashtags under every post, without `#`.",
  bannedClaims:
    "Phrases that may not be said; `*` between two words stands for up to three others, such as `cures * pain`.",
  requiredDisclosures: "Texts under every post, word for word; what a script leaves out is added."
} as const

export const Policy = Schema.Struct({
  gates: field(Gates, ruleWords.gates),
  gatesOwner: field(Schema.NullOr(Schema.String), ruleWords.gatesOwner),
  bannedWords: field(Texts, ruleWords.bannedWords),
  requiredHashtags: field(Texts, ruleWords.requiredHashtags),
  bannedClaims: laterTexts(ruleWords.bannedClaims),
  requiredDisclosures: laterTexts(ruleWords.requiredDisclosures)
}).annotations({ identifier: "Policy" })
export type Policy = typeof Policy.Type

/**
 * What is set again; an absent field leaves what is there. Its bounds are narrower than those of what is stored, which an
 * earlier release may have written.
 */
export const PolicyChange = Schema.partialWith(
  Schema.Struct({
    gates: field(Gates, ruleWords.gates),
    gatesOwner: field(Schema.NullOr(name(100)), ruleWords.gatesOwner),
    bannedWords: field(PolicyTexts, ruleWords.bannedWords),
    requiredHashtags: field(PolicyTexts, ruleWords.requiredHashtags),
    bannedClaims: field(PolicyTexts, ruleWords.bannedClaims),
    requiredDisclosures: field(list(name(500), 20), ruleWords.requiredDisclosures)
  }),
  { exact: true }
)
export type PolicyChange = typeof PolicyChange.Type

export const defaultPolicy: Policy = {
  gates: "both",
  gatesOwner: null,
  bannedWords: [],
  bannedClaims: [],
  requiredHashtags: [],
  requiredDisclosures: []
}

export const Active = Schema.TaggedStruct("active", {})
export const OrgStatus = Schema.Union(Active)
export type OrgStatus = typeof OrgStatus.Type

/** A tenant: its policy, its limits and the sums held against them. */
export const Org = Schema.Struct({
  id: OrgId,
  name: Schema.NonEmptyTrimmedString.pipe(Schema.maxLength(100)),
  timeZone: TimeZoneName,
  policy: Policy,
  limits: Schema.partial(Schema.Record({ key: UsageKind, value: Limit })),
  sums: Schema.partial(Schema.Record({ key: UsageKind, value: Sum })),
  /** What has ended in the last seconds, and when; see EndedWork.ts. Absent in what earlier releases stored. */
  ended: Schema.optional(Schema.Record({ key: TableKey, value: Instant })),
  /** Absent while it posts. */
  paused: Schema.optional(Paused),
  createdBy: By,
  createdAt: Instant,
  status: OrgStatus
}).annotations(keepLaterFields)
export type Org = typeof Org.Type
