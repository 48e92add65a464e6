import { cancelled } from "@callsheet/actors/CancelJob"
import { SealBroken } from "@callsheet/database/secrets/Vault"
import type { Account } from "@callsheet/domain/account/Account"
import { consentEnded, consentEnding } from "@callsheet/domain/account/ConsentEnd"
import type { Asset } from "@callsheet/domain/asset/Asset"
import { type Failure, failureOf, type Remedied } from "@callsheet/domain/Failure"
import { QuotaExceeded } from "@callsheet/domain/org/OrgError"
import { postingPaused } from "@callsheet/domain/Paused"
import type { Plan } from "@callsheet/domain/plan/Plan"
import { lateFailure } from "@callsheet/domain/plan/PlanDuties"
import { policyBroken } from "@callsheet/domain/Policy"
import { step } from "@callsheet/domain/Remedy"
import { MediaCorrupt, MediaMissing } from "@callsheet/studio/media/MediaErrors"
import { DurationOutOfRange, GlyphsMissing, RenderFailed, ScriptEmpty } from "@callsheet/studio/render/RenderErrors"
import { nothingUsed, ScriptRefused, ScriptUnreadable } from "@callsheet/studio/script/ScriptErrors"
import { VoiceEmpty, VoiceUnavailable } from "@callsheet/studio/voice/VoiceErrors"
import { errorOfFailReason, TikTokAnswerUnreadable, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { faults } from "@callsheet/tiktok/TikTokFaults"
import { UploadElsewhere, UploadRefused } from "@callsheet/tiktok/UploadErrors"
import { scopeMissing } from "@callsheet/worker/jobs/activities/FetchMetrics"
import { unlisted } from "@callsheet/worker/jobs/activities/Follow"
import { alreadySent } from "@callsheet/worker/jobs/activities/Generate"
import { problemWith, unclear } from "@callsheet/worker/jobs/activities/Publish"
import { duplicate } from "@callsheet/worker/jobs/activities/Screening"
import { harmful } from "@callsheet/worker/jobs/JobFailures"
import { defect } from "@callsheet/worker/jobs/JobOutcome"
import { FileNotReleased } from "@callsheet/worker/tiktok/Publisher"
import { Cause } from "effect"

/** A failure that can stop a plan. */
export interface Stop {
  readonly name: string
  readonly failure: Failure
  /** The cause lies in the plan: a way that changes nothing of it leads in a circle. These ways end it elsewhere. */
  readonly ownCause?: { readonly outside: ReadonlyArray<number> }
}

const errors = (plan: Plan): ReadonlyArray<Remedied> => {
  const script = { detail: "klingon", usage: nothingUsed, requestId: null }
  return [
    new QuotaExceeded({ id: plan.orgId, kind: "renders", limit: 1, used: 1, reserved: 0, asked: 1, resetsAt: "" }),
    new SealBroken({ purpose: "token" }),
    new MediaCorrupt({ path: "a", expected: "b", found: "c" }),
    new MediaMissing({ path: "a" }),
    new RenderFailed({ stage: "mix", detail: "It broke." }),
    new ScriptUnreadable({ detail: "no JSON", last: true, usage: nothingUsed, requestId: null }),
    ...(["model", "filter", "credentials", "credit", "request", "language", "notes"] as const).map((why) =>
      new ScriptRefused({ why, ...script })
    ),
    new VoiceUnavailable({ engine: "endpoint", reason: "401", retry: { _tag: "never" } }),
    new VoiceUnavailable({ engine: "neural", reason: "it died", retry: { _tag: "never" } }),
    new UploadElsewhere({ host: "example.org" }),
    new UploadRefused({ status: 400 }),
    new TikTokAnswerUnreadable({ operation: "initDirect", code: "", logId: null, status: 200, detail: "no JSON" }),
    new FileNotReleased({ found: "a".repeat(64), released: "b".repeat(64) })
  ]
}

/** What lies in the plan itself, and which ways out lie elsewhere (a rule that is changed, a model that is configured). */
const own: Readonly<Record<string, ReadonlyArray<number>>> = {
  PolicyBroken: [2],
  PrivacyNotOffered: [],
  CaptionJudgedRisky: [],
  AppNotAudited: [1],
  VideoTooLong: [],
  DuplicateScript: [],
  FileNotAccepted: [],
  VideoFormatRefused: [],
  VideoDurationRefused: [],
  VideoFrameRateRefused: [],
  PictureSizeRefused: [],
  GlyphsMissing: [],
  ScriptEmpty: [],
  DurationOutOfRange: [],
  VoiceEmpty: []
}

/** Every failure that names a call, as it can stop this plan. */
export const stopsOf = (
  plan: Plan & { readonly status: Extract<Plan["status"], { _tag: "publishing" }> },
  account: Account,
  asset: Asset
): ReadonlyArray<Stop> => {
  const order = { order: { release: plan.status.release }, made: { facts: { durationMillis: 90_000 } } }
  const info = { maxVideoSeconds: 60 }
  const levels = (privacyLevels: ReadonlyArray<string>) => ({ ...info, privacyLevels })
  const failures: ReadonlyArray<readonly [string, Failure]> = [
    ...Object.keys(faults).map((code) => [code, tikTokFailure(errorOfFailReason(code))] as const),
    ...[
      ...errors(plan),
      new GlyphsMissing({ glyphs: ["ꙮ"] }),
      new ScriptEmpty(),
      new DurationOutOfRange({ seconds: 700, maxSeconds: 600 }),
      new VoiceEmpty({ engine: "endpoint", text: "mm" })
    ].map((error, index) => [`${error._tag} ${index}`, failureOf(error)] as const),
    ["privacy", problemWith(levels(["SELF_ONLY"]) as never, order as never, plan.id)!.failure],
    [
      "length",
      problemWith(levels([plan.status.release.settings.privacy ?? ""]) as never, order as never, plan.id)!.failure
    ],
    ["unclear", unclear.failure],
    ["late", lateFailure(plan, "Why.")],
    [
      "paused account",
      postingPaused("@a", account.paused!, step("Resume posting", "account.resume", { id: account.id }), plan.id)
    ],
    [
      "paused org",
      postingPaused("the org", account.paused!, step("Resume posting", "org.resume", { id: plan.orgId }), plan.id)
    ],
    ["policy", policyBroken(plan, [{ rule: "word", word: "casino", where: "line 1", at: 1 }])],
    ["duplicate", duplicate(plan.id, [{ planId: plan.id, share: 1, sameVideo: false, isPosted: true, seq: 1 }])],
    ["twin video", duplicate(plan.id, [{ planId: plan.id, share: 1, sameVideo: true, isPosted: true, seq: 1 }])],
    ["already posted", alreadySent(asset, plan)!.failure],
    [
      "cancelled",
      cancelled(
        { id: "1", kind: "render", ownerKind: "asset", ownerId: asset.id, planId: plan.id, payload: {} },
        "key:x"
      )
    ],
    ["unlisted", unlisted({ _tag: "NotAllowed", username: "a" }, asset)],
    ["ambiguous", unlisted({ _tag: "Several", count: 2 }, asset)],
    ["metrics", scopeMissing(account, "video.list")],
    ["hung", harmful("render", 2).failure],
    ["defect", defect(Cause.die(new Error("x"))).failure],
    ["consent ending", consentEnding(account)],
    ["consent ended", consentEnded(account)]
  ]
  return failures.map(([name, failure]) => {
    const outside = own[failure.tag]
    return outside === undefined ? { name, failure } : { name, failure, ownCause: { outside } }
  })
}
