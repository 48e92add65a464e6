import type { ActorStore } from "@callsheet/database/commit/ActorStore"
import type { Fingerprints, KnownScript } from "@callsheet/database/jobs/Fingerprints"
import type { Asset } from "@callsheet/domain/asset/Asset"
import { fingerprintOf, likeness, SAME_SCRIPT, scriptHash } from "@callsheet/domain/asset/Likeness"
import type { Script } from "@callsheet/domain/asset/Script"
import { isNeverPosted, isPosted } from "@callsheet/domain/facts/planStatuses"
import { Failure, failureWith } from "@callsheet/domain/Failure"
import { Allowance } from "@callsheet/domain/plan/Plan"
import { forbiddenIn, missingIn, policyBroken, subjectOf, textsOf } from "@callsheet/domain/Policy"
import { makeAgain, step, stepsFor } from "@callsheet/domain/Remedy"
import { Clock, type Context, Effect, Option, Schema } from "effect"
import type { JobFailed } from "../Activity.ts"
import { orAway } from "../JobFailures.ts"
import { readOrg, readPlan } from "./ReadActor.ts"

export interface ScreeningTools {
  readonly store: Context.Tag.Service<ActorStore>
  readonly fingerprints: Context.Tag.Service<Fingerprints>
}

/** What is about to be made or posted. `post` is null while there is no video yet. */
export interface Screened {
  readonly asset: Pick<Asset, "id" | "orgId" | "planId" | "accountId">
  readonly script: Script
  readonly post: { readonly caption: string; readonly videoSha256: string } | null
}

/** How much the most similar of the account's earlier scripts has of a new one; for writers that can choose. */
export const likenessToKnown = ({ fingerprints }: Pick<ScreeningTools, "fingerprints">, accountId: string) =>
  Effect.map(orAway(fingerprints.known(accountId)), (known) => (script: Script): number => {
    const own = fingerprintOf(script)
    return known.reduce((most, other) => Math.max(most, likeness(own, other.fingerprint)), 0)
  })

/** As many of an account's scripts are looked through for runs of words that come again. */
const LOOKED_THROUGH = 50

/** What the account said in its latest scripts, the plan's own apart: a script made again may say the same. */
export const saidBefore = (
  { fingerprints }: Pick<ScreeningTools, "fingerprints">,
  asset: Pick<Asset, "accountId" | "planId">
) => orAway(fingerprints.said(asset.accountId, asset.planId, LOOKED_THROUGH))

const duplicateOf = (planId: string): string => `duplicate:${planId}`

const decodeAllowances = Schema.decodeUnknownOption(Schema.Array(Allowance))
const allowedBy = (allowances: unknown): ReadonlyArray<string> =>
  Option.match(decodeAllowances(allowances), {
    onNone: () => [],
    onSome: (all) => all.flatMap(({ about }) => about)
  })

export interface Twin {
  readonly planId: string
  readonly share: number
  readonly sameVideo: boolean
  readonly isPosted: boolean
  readonly seq: number
}

/** A person is shown the original: what is posted before what may be, then the most similar, then the oldest. */
const byRelevance = (a: Twin, b: Twin): number =>
  Number(b.isPosted) - Number(a.isPosted) || b.share - a.share || a.seq - b.seq

/** What is posted, and what came first and may still be posted, is the original; the other one is the duplicate. */
const precedes = (other: KnownScript, own: KnownScript): boolean =>
  isPosted(other.planStatus) || (other.seq < own.seq && !isNeverPosted(other.planStatus))

const twinsOf = (own: KnownScript, known: ReadonlyArray<KnownScript>): ReadonlyArray<Twin> =>
  known.flatMap((other): ReadonlyArray<Twin> => {
    if (other.assetId === own.assetId || !precedes(other, own)) return []
    const sameVideo = own.videoSha256 !== null && own.videoSha256 === other.videoSha256
    const share = own.scriptSha256 === other.scriptSha256 ? 1 : likeness(own.fingerprint, other.fingerprint)
    // An approver who let one of a pair pass has seen both.
    const allowed = allowedBy(other.allowances).includes(duplicateOf(own.planId))
    return (share >= SAME_SCRIPT || sameVideo) && !allowed
      ? [{ planId: other.planId, share, sameVideo, isPosted: isPosted(other.planStatus), seq: other.seq }]
      : []
  }).toSorted(byRelevance)

export const duplicate = (planId: string, [first, ...more]: readonly [Twin, ...Array<Twin>]): Failure => {
  const { planId: other, sameVideo, share } = first
  const others = more.length === 0 ? "" : ` ${more.length} more of this account say nearly the same.`
  return failureWith(
    {
      tag: sameVideo ? "DuplicateVideo" : "DuplicateScript",
      message: sameVideo
        ? `The video is the one of plan ${other} of this account, byte for byte.${others}`
        : share === 1
        ? `The script says the same as plan ${other} of this account (100 % alike).${others}`
        : `The script is ${Math.floor(share * 100)} % alike with plan ${other} of this account.${others}`,
      about: [first, ...more].map((twin) => duplicateOf(twin.planId))
    },
    step("Compare them", "plan.show", { id: other }),
    step("An approver can allow it", "plan.allow", { id: planId }),
    ...stepsFor(makeAgain("For new words, reject it"), { planId }),
    step("Or cancel it", "plan.cancel", { id: planId })
  )
}

/**
 * Holds what is about to be made or posted to the org's policy and to everything the account said before, as both stand now.
 * What an approver allowed passes, and nothing else. Null: nothing is in its way.
 */
export const screen = (
  tools: ScreeningTools,
  { asset, post, script }: Screened
): Effect.Effect<Failure | null, JobFailed> =>
  Effect.gen(function*() {
    const plan = yield* readPlan(tools.store, asset.planId)
    const { policy } = yield* readOrg(tools.store, asset.orgId)
    const allowed = new Set(plan.allowances.flatMap(({ about }) => about))

    const texts = [...textsOf(script), ...(post === null ? [] : [["the final caption", post.caption] as const])]
    const found = forbiddenIn(policy, texts).filter((finding) => !allowed.has(subjectOf(finding)))
    // What a post must carry is added while it is made: only the finished caption can lack it.
    const missing = post === null ? [] : missingIn(policy, post.caption).filter((one) => !allowed.has(subjectOf(one)))

    const known = yield* orAway(tools.fingerprints.remember({
      assetId: asset.id,
      orgId: asset.orgId,
      accountId: asset.accountId,
      planId: asset.planId,
      scriptSha256: scriptHash(script),
      fingerprint: fingerprintOf(script),
      videoSha256: post?.videoSha256 ?? null,
      at: yield* Clock.currentTimeMillis
    }))
    const own = known.find(({ assetId }) => assetId === asset.id)
    const [twin, ...twins] = own === undefined
      ? []
      : twinsOf(own, known).filter(({ planId }) => !allowed.has(duplicateOf(planId)))

    const failures = [
      ...(found.length + missing.length === 0 ? [] : [policyBroken(plan, found, missing)]),
      ...(twin === undefined ? [] : [duplicate(plan.id, [twin, ...twins])])
    ]
    const [first, second] = failures
    if (first === undefined || second === undefined) return first ?? null
    return new Failure({
      tag: first.tag,
      message: `${first.message} ${second.message}`,
      remedy: second.remedy,
      ...(second.steps === undefined ? {} : { steps: second.steps }),
      about: failures.flatMap(({ about = [] }) => about)
    })
  })
