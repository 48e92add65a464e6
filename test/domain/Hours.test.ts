import type { Asset } from "@callsheet/domain/asset/Asset"
import { assetMachine } from "@callsheet/domain/asset/AssetMachine"
import { digestOf } from "@callsheet/domain/Digest"
import { hours, type Instant, minutes } from "@callsheet/domain/Instant"
import { lastStart, type Plan as PlanType, type ReleaseConsent } from "@callsheet/domain/plan/Plan"
import type { PlanCommand } from "@callsheet/domain/plan/PlanCommand"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck } from "effect"
import { assetIn, planIn } from "../support/Arbitraries.ts"

const SLOT = 1_800_000_000_000
const GRACE = hours(2)
const failure = { tag: "VideoFrameRateRefused", message: "TikTok refused the video.", remedy: "Look." }

/** A plan at its slot, about to publish. */
const publishing = planIn("publishing").map((plan): PlanType => ({
  ...plan,
  slot: SLOT,
  graceMillis: GRACE,
  wantedAt: undefined,
  locked: false,
  // A take that is asked for owes a job beside the status.
  takes: []
}))

const withPublication = (plan: PlanType, publishId: string | null): PlanType =>
  plan.status._tag === "publishing" ? { ...plan, status: { ...plan.status, publishId } } : plan

const tell = (plan: PlanType, command: PlanCommand, at: Instant) =>
  Either.map(planMachine.decide(plan, command, at, "key:test"), (event) => {
    const next = planMachine.evolve(plan, event, at)
    return { next, owed: planMachine.owes(next, event) }
  })

const told = (plan: PlanType, command: PlanCommand, at: Instant) => Either.getOrThrow(tell(plan, command, at))

const each = (check: (plan: PlanType) => void) =>
  FastCheck.assert(FastCheck.property(publishing, check), { numRuns: 20 })

describe("a plan that stopped while publishing", () => {
  const stopped = (plan: PlanType, noneOpen: boolean) =>
    told(withPublication(plan, "p1"), { _tag: "ReportFailure", failure, unsure: false, noneOpen }, SLOT + 1_000).next

  it("waits for the slot it is moved to", () => {
    each((plan) => {
      const slot = SLOT + hours(24)
      const { next, owed } = told(
        stopped(plan, true),
        { _tag: "Reschedule", slot, timeZone: "UTC" },
        SLOT + minutes(5)
      )
      assert.strictEqual(next.status._tag, "assets_generated")
      assert.deepStrictEqual(owed.jobs, [])
      assert.strictEqual(planMachine.alarm(next, SLOT + minutes(5)), slot)
    })
  })

  it("is not moved while TikTok holds a publication that may become a post", () => {
    each((plan) => {
      const refused = tell(
        stopped(plan, false),
        { _tag: "Reschedule", slot: SLOT + hours(24), timeZone: "UTC" },
        SLOT + minutes(5)
      )
      assert.nestedPropertyVal(refused, "left._tag", "PublicationUnderWay")
    })
  })

  it("is released again with another privacy, and goes on with the same video", () => {
    each((plan) => {
      const { next } = told(
        stopped(plan, true),
        {
          _tag: "Release",
          settings: { privacy: "PUBLIC_TO_EVERYONE", brandContent: false },
          musicUsageConfirmed: true
        },
        SLOT + minutes(5)
      )
      assert.nestedPropertyVal(next, "status._tag", "assets_generated")
      assert.nestedPropertyVal(next, "status.release.settings.privacy", "PUBLIC_TO_EVERYONE")
      assert.deepStrictEqual(planMachine.onAlarm(next, SLOT, SLOT + minutes(5)), { _tag: "ReachSlot" })
    })
  })
})

describe("what is late", () => {
  const asked = (plan: PlanType) => {
    const command = planMachine.onAlarm(plan, SLOT, lastStart(plan))
    assert.isNotNull(command)
    return told(plan, command!, lastStart(plan)).next
  }

  it("asks when slot and grace have passed, and not before", () => {
    each((plan) => {
      const waiting = withPublication(plan, null)
      assert.isNull(planMachine.onAlarm(waiting, SLOT, SLOT + GRACE - 1))
      assert.nestedPropertyVal(asked(waiting), "status.failure.tag", "Late")
    })
  })

  it("is another question than a publication that TikTok does not confirm", () => {
    each((plan) => {
      const open = withPublication(plan, "p1")
      assert.isNull(planMachine.onAlarm(open, SLOT, SLOT + hours(4) - 1))
      assert.nestedPropertyVal(planMachine.onAlarm(open, SLOT, SLOT + hours(4)), "failure.tag", "PublishingUnconfirmed")
    })
  })

  it("is posted once a person says so, within a new grace", () => {
    each((plan) => {
      const monday = SLOT + hours(60)
      const { next, owed } = told(asked(withPublication(plan, null)), { _tag: "Retry" }, monday)
      assert.strictEqual(next.status._tag, "publishing")
      assert.strictEqual(lastStart(next), monday + GRACE)
      assert.nestedPropertyVal(owed.jobs[0], "payload.command.order.until", monday + GRACE)
    })
  })
})

describe("a plan that nobody approved in time", () => {
  it("gives back what a server that died between the promise and the plan left promised", () => {
    each((plan) => {
      const waiting: PlanType = { ...plan, status: { _tag: "scheduled" } }
      const { owed } = told(waiting, { _tag: "MissDeadline", failure }, SLOT + GRACE + 1)
      assert.deepStrictEqual(owed.jobs.map(({ payload }) => payload), [
        { kind: "org", id: plan.orgId, command: { _tag: "Free", reference: plan.id } }
      ])
    })
  })
})

describe("a slot in the past", () => {
  it("is refused for a plan that is moved, also within its grace", () => {
    each((plan) => {
      const now = SLOT + minutes(5)
      const released: PlanType = told(
        told(withPublication(plan, null), { _tag: "ReportFailure", failure, unsure: false, noneOpen: true }, now).next,
        { _tag: "Reschedule", slot: SLOT + hours(1), timeZone: "UTC" },
        now
      ).next
      const move = (slot: Instant) => tell(released, { _tag: "Reschedule", slot, timeZone: "UTC" }, now)
      assert.nestedPropertyVal(move(now - minutes(10)), "left._tag", "SlotInThePast")
      assert.isTrue(Either.isRight(move(now - minutes(1))), "\"now\" takes a moment to type")
    })
  })
})

describe("an asset that was told to publish and has no publication open", () => {
  const ordered = assetIn("publishing").map((asset): Asset => {
    const { status } = asset
    const { made, order } = status
    const release: ReleaseConsent = { ...order.release, digest: digestOf(made, order.release.settings) }
    return {
      ...asset,
      status: {
        ...status,
        publication: null,
        order: { ...order, caption: made.caption, aiLabel: made.aiLabel, release, until: SLOT + GRACE }
      }
    }
  })

  it("takes the order of another hour, and one publish job stands for it", () => {
    FastCheck.assert(
      FastCheck.property(ordered, (asset) => {
        if (asset.status._tag !== "publishing") return
        const { order } = asset.status
        const ask = (until: Instant) =>
          Either.getOrThrow(
            assetMachine.decide(asset, { _tag: "Publish", order: { ...order, until } }, SLOT, "job:tell")
          )
        assert.strictEqual(ask(SLOT + GRACE)._tag, "AskedAgain")
        const event = ask(SLOT + hours(60))
        const next = assetMachine.evolve(asset, event, SLOT)
        assert.nestedPropertyVal(next, "status.order.until", SLOT + hours(60))
        const owed = assetMachine.owes(next, event)
        assert.isTrue(owed.abandon)
        assert.deepStrictEqual(owed.jobs.map(({ kind }) => kind), ["publish"])
      }),
      { numRuns: 20 }
    )
  })
})
