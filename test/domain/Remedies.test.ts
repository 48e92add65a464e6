import { seenDigest } from "@callsheet/domain/Digest"
import { Failure } from "@callsheet/domain/Failure"
import { hours, minutes } from "@callsheet/domain/Instant"
import { Plan, type PlanStatus, type Resumable } from "@callsheet/domain/plan/Plan"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { lateFailure, planOnAlarm } from "@callsheet/domain/plan/PlanDuties"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { faults } from "@callsheet/tiktok/TikTokFaults"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck } from "effect"

const SLOT = 1_800_000_000_000
const AT = SLOT + minutes(5)

type Publishing = Extract<Resumable, { _tag: "publishing" }>

/** Plans at their slot, with a finished video that was released under this privacy. */
const plans: ReadonlyArray<Plan & { readonly status: Publishing }> = FastCheck.sample(
  Arbitrary.make(Plan).filter((plan): plan is Plan & { readonly status: Publishing } =>
    plan.status._tag === "publishing"
  ),
  { numRuns: 3, seed: 11 }
).map((plan) => ({
  ...plan,
  slot: SLOT,
  graceMillis: hours(2),
  wantedAt: undefined,
  locked: false,
  delivery: "direct",
  settings: { ...plan.settings, privacy: "FOLLOWER_OF_CREATOR", brandContent: false },
  status: { ...plan.status, publishId: null }
}))

/** A remedy's commands, in sequences that are each a way out. */
const waysOut = (remedy: string): ReadonlyArray<ReadonlyArray<string>> =>
  remedy.split(/\. (?=Or |If not|Give|Change)/).map((way) =>
    [...way.matchAll(/callsheet plan (\w+) (?:pln_\w+|ID)[^:.]*?(?=$|[.,;:]| and | then )/g)].map(([line]) => line)
  ).filter((lines) => lines.length > 0)

const commandOf = (line: string): PlanCommand | null => {
  const [, , verb] = line.split(" ")
  switch (verb) {
    case "retry":
      return { _tag: "Retry" }
    case "reject":
      return { _tag: "Reject", reason: "why" }
    case "approve":
      return { _tag: "Approve" }
    case "cancel":
      return { _tag: "Cancel", reason: "" }
    case "allow":
      return { _tag: "Allow", reason: "why" }
    case "reschedule":
      return { _tag: "Reschedule", slot: AT + hours(24), timeZone: "UTC" }
    case "release":
      return {
        _tag: "Release",
        settings: { privacy: line.includes("SELF_ONLY") ? "SELF_ONLY" : "PUBLIC_TO_EVERYONE" },
        musicUsageConfirmed: true
      }
    case "show":
      return null
    default:
      throw new Error(`no such command: ${line}`)
  }
}

const follow = (plan: Plan, lines: ReadonlyArray<string>): Plan =>
  lines.reduce((self, line) => {
    const command = commandOf(line)
    if (command === null) return self
    const decided = planMachine.decide(self, command, AT, "key:test")
    assert.isTrue(Either.isRight(decided), `${line} while ${self.status._tag}: ${JSON.stringify(decided)}`)
    return planMachine.evolve(self, Either.getOrThrow(decided), AT)
  }, plan)

const stop = (plan: Plan, failure: Failure, unsure: boolean): Plan => {
  const command: PlanCommand = { _tag: "ReportFailure", failure, unsure, noneOpen: true }
  return planMachine.evolve(plan, Either.getOrThrow(planMachine.decide(plan, command, AT, "job:tell")), AT)
}

const failureIn = (status: PlanStatus) =>
  status._tag === "failed" || status._tag === "needs_attention" ? status.failure : null

describe("the remedy of a failure", () => {
  for (const [code, { message, remedy, tag }] of Object.entries(faults)) {
    it(`can be followed where a plan stopped of ${tag} (${code})`, () => {
      for (const plan of plans) {
        for (const unsure of [true, false]) {
          const stopped = stop(plan, new Failure({ tag, message, remedy }), unsure)
          const shown = failureIn(stopped.status)?.remedy ?? ""
          assert.notMatch(shown, /\bID\b/, "it names the plan")
          for (const lines of waysOut(shown)) follow(stopped, lines)
        }
      }
    })
  }

  it("leads out of a privacy that the account does not offer, with the same video", () => {
    const { message, remedy, tag } = faults["privacy_level_option_mismatch"]!
    for (const plan of plans) {
      const stopped = stop(plan, new Failure({ tag, message, remedy }), false)
      const [lines, ...others] = waysOut(failureIn(stopped.status)!.remedy)
      assert.deepStrictEqual([lines?.length, others.length], [1, 0])
      const after = follow(stopped, lines!)
      assert.nestedPropertyVal(after, "status._tag", "assets_generated")
      assert.nestedPropertyVal(after, "status.release.settings.privacy", "PUBLIC_TO_EVERYONE")
      assert.nestedPropertyVal(after, "status.release.sha256", plan.status.reviewed.video.sha256)
    }
  })

  it("can be followed for whatever its own deadlines ask", () => {
    for (const plan of plans) {
      const { approval, assetId, release, reviewed } = plan.status
      const waiting: ReadonlyArray<PlanStatus> = [
        { _tag: "scheduled" },
        { _tag: "approved", approval },
        { _tag: "generating", approval, assetId, gates: "both" },
        { _tag: "in_review", approval, assetId, reviewed },
        { _tag: "publishing", approval, assetId, reviewed, release, publishId: null },
        { _tag: "publishing", approval, assetId, reviewed, release, publishId: "p1" },
        { _tag: "published", approval, assetId, reviewed, release, publishId: "p1" }
      ]
      for (const status of waiting) {
        const self: Plan = { ...plan, status }
        const at = SLOT + hours(24 * 4)
        const command = planOnAlarm(self, SLOT, at)
        assert.isNotNull(command, status._tag)
        const asks = planMachine.evolve(self, Either.getOrThrow(planMachine.decide(self, command!, at, "clock")), at)
        const ways = waysOut(failureIn(asks.status)?.remedy ?? "")
        assert.isAbove(ways.length, 0, status._tag)
        for (const lines of ways) follow(asks, lines)
      }
    }
  })

  it("offers three ways where a post is late", () => {
    const { remedy } = lateFailure({ id: plans[0]!.id, slot: SLOT }, "Why.")
    assert.deepStrictEqual(waysOut(remedy).map(([line]) => line?.split(" ")[2]), ["retry", "reschedule", "cancel"])
  })
})

describe("a release that names what was seen", () => {
  const release = (seen: string): PlanCommand => ({
    _tag: "Release",
    settings: { privacy: "PUBLIC_TO_EVERYONE" },
    musicUsageConfirmed: true,
    seen
  })

  it("is refused for anything else", () => {
    for (const plan of plans) {
      const { approval, assetId, reviewed } = plan.status
      const self: Plan = { ...plan, status: { _tag: "in_review", approval, assetId, reviewed } }
      const digest = seenDigest(reviewed)
      assert.strictEqual(planMachine.answer(self, null, 1, AT).digest, digest)
      assert.isTrue(Either.isRight(planMachine.decide(self, release(digest), AT, "key:test")))
      const other = seenDigest({ ...reviewed, caption: `${reviewed.caption} and more` })
      const refused = planMachine.decide(self, release(other), AT, "key:test")
      assert.nestedPropertyVal(refused, "left._tag", "NotWhatWasSeen")
    }
  })
})
