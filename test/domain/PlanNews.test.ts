import { failureWith } from "@callsheet/domain/Failure"
import { hours } from "@callsheet/domain/Instant"
import type { Plan, Resumable } from "@callsheet/domain/plan/Plan"
import { planOwes } from "@callsheet/domain/plan/PlanDuties"
import { planMachine } from "@callsheet/domain/plan/PlanMachine"
import { step } from "@callsheet/domain/Remedy"
import { planNeeds } from "@callsheet/domain/spending/PlanNeeds"
import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck } from "effect"
import { type PlanIn, planIn } from "../support/Arbitraries.ts"

const AT = 1_800_000_000_000
// A take that is asked for owes a job beside the status.
const inStatus = <S extends Plan["status"]["_tag"]>(tag: S) =>
  planIn(tag).map((plan): PlanIn<S> => ({ ...plan, takes: [] }))
const runs = { numRuns: 30 }
const stoppedWith = (resume: Resumable, plan: Plan): Plan => ({
  ...plan,
  locked: false,
  status: {
    _tag: "needs_attention",
    failure: { tag: "JobCancelled", message: "Its job was cancelled.", remedy: "Take it up again." },
    resume
  }
})

describe("the news an asset sends to its plan", () => {
  it("may overtake each other: a plan that still publishes takes \"tracked\" too", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("publishing"), (plan) => {
        const command = { _tag: "ConfirmTracked", publishId: "p", postId: "7" } as const
        const event = Either.getOrThrow(planMachine.decide(plan, command, AT, "job:tell"))
        assert.strictEqual(planMachine.evolve(plan, event, AT).status._tag, "tracked")
      }),
      runs
    )
  })

  it("is asked for again when a person sets a published plan going again", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("published"), (published) => {
        const failure = { tag: "PostNotListed", message: "Not listed.", remedy: "Look." }
        const plan: Plan = {
          ...published,
          locked: false,
          status: { _tag: "needs_attention", failure, resume: published.status }
        }
        const event = Either.getOrThrow(planMachine.decide(plan, { _tag: "Retry" }, AT, "key:test"))
        const after = planMachine.evolve(plan, event, AT)
        assert.strictEqual(after.status._tag, "published")
        const [job, ...others] = planOwes(after, event).jobs
        assert.deepStrictEqual([job?.kind, others.length], ["tell", 0])
        assert.nestedPropertyVal(job, "payload.command._tag", "Publish")
      }),
      runs
    )
  })

  it("is not asked for when it has just come", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("publishing").filter(({ status }) => status.resumed !== true), (plan) => {
        const event = Either.getOrThrow(
          planMachine.decide(plan, { _tag: "ConfirmPublished", publishId: "p" }, AT, "job:tell")
        )
        assert.deepStrictEqual(planOwes(planMachine.evolve(plan, event, AT), event).jobs, [])
      }),
      runs
    )
  })

  it("is asked for once more when it ends a stop, and frees what was promised for another try", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("published"), (published) => {
        const plan = stoppedWith({ ...published.status, _tag: "publishing" }, published)
        for (const tag of ["ConfirmPublished", "ConfirmTracked"] as const) {
          const news = tag === "ConfirmPublished"
            ? { _tag: tag, publishId: "p" } as const
            : { _tag: tag, publishId: "p", postId: "7" } as const
          const event = Either.getOrThrow(planMachine.decide(plan, news, AT, "job:tell"))
          const told = planOwes(planMachine.evolve(plan, event, AT), event).jobs.map(({ payload }) =>
            (payload as { readonly command: { readonly _tag: string } }).command._tag
          )
          assert.deepStrictEqual(told, tag === "ConfirmPublished" ? ["Publish", "Free"] : ["Free"])
        }
      }),
      runs
    )
  })

  it("is waited for before a plan can be called off: what TikTok holds may become a post", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("published"), (published) => {
        const open = stoppedWith({ ...published.status, _tag: "publishing" }, published)
        for (const tag of ["Cancel", "Reject"] as const) {
          const refused = Either.flip(planMachine.decide(open, { _tag: tag, reason: "" }, AT, "key:test"))
          assert.strictEqual(Either.getOrThrow(refused)._tag, "PublicationUnderWay")
        }
        assert.isNull(planNeeds(open, { _tag: "Retry" }, [{ kind: "publishes", amount: 1 }]))
        const none = stoppedWith({ ...published.status, _tag: "publishing", publishId: null }, published)
        for (const tag of ["Cancel", "Reject"] as const) {
          assert.isTrue(Either.isRight(planMachine.decide(none, { _tag: tag, reason: "" }, AT, "key:test")), tag)
        }
        assert.isNotNull(planNeeds(none, { _tag: "Retry" }, [{ kind: "publishes", amount: 1 }]))
      }),
      runs
    )
  })

  it("leaves no way out that is refused: what stops with an open publication names no cancel", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("published"), (published) => {
        const open: Plan = { ...published, status: { ...published.status, _tag: "publishing" } }
        const failure = failureWith(
          { tag: "JobCancelled", message: "Its job was cancelled." },
          step("Take it up again", "plan.retry", { id: open.id }),
          step("Or end the plan", "plan.cancel", { id: open.id })
        )
        const command = { _tag: "ReportFailure", failure, unsure: true } as const
        const event = Either.getOrThrow(planMachine.decide(open, command, AT, "job:tell"))
        const { status } = planMachine.evolve(open, event, AT)
        const calls = status._tag === "needs_attention" ? status.failure.steps?.map(({ action }) => action?.call) : []
        assert.deepStrictEqual(calls, ["plan.retry"])
      }),
      runs
    )
  })

  it("wakes no plan that has heard already how the publication ended: its beginning came last", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("publishing"), (publishing) => {
        const failure = { tag: "TokenInvalid", message: "TikTok refused.", remedy: "Try again." }
        for (const tag of ["failed", "needs_attention"] as const) {
          const plan: Plan = { ...publishing, status: { _tag: tag, failure, resume: publishing.status } }
          const heard = planMachine.decide(plan, { _tag: "NotePublication", publishId: "p" }, AT, "job:tell")
          assert.isTrue(Either.isLeft(heard), tag)
        }
      }),
      runs
    )
  })

  it("tells a plan whose job was cancelled while it opened a publication: nobody can call that off any more", () => {
    const stopped = FastCheck.constantFrom("failed" as const, "needs_attention" as const)
    FastCheck.assert(
      FastCheck.property(inStatus("publishing"), stopped, (publishing, tag) => {
        const failure = { tag: "JobCancelled", message: "Somebody cancelled it.", remedy: "Retry." }
        const resume = { ...publishing.status, publishId: null }
        const plan: Plan = { ...publishing, locked: false, status: { _tag: tag, failure, resume } }
        const note = { _tag: "NotePublication", publishId: "p", late: true } as const
        const heard = planMachine.evolve(plan, Either.getOrThrow(planMachine.decide(plan, note, AT, "job:tell")), AT)
        assert.strictEqual(heard.status._tag === "publishing" ? heard.status.publishId : null, "p")
        const drop = { _tag: "Cancel", reason: "no" } as const
        assert.isTrue(Either.isRight(planMachine.decide(plan, drop, AT, "key:test")))
        assert.isTrue(Either.isLeft(planMachine.decide(heard, drop, AT, "key:test")))
      }),
      runs
    )
  })

  it("ends the asking of a plan that never heard of a beginning", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("publishing"), (publishing) => {
        const since = AT - hours(5)
        const waiting: Plan = { ...publishing, status: { ...publishing.status, publishId: null } }
        const missed = planMachine.onAlarm(waiting, since, AT)
        assert.isNotNull(missed)
        const asks = planMachine.evolve(
          waiting,
          Either.getOrThrow(planMachine.decide(waiting, missed!, AT, "clock")),
          AT
        )
        assert.strictEqual(asks.status._tag, "needs_attention")
        const heard = planMachine.decide(asks, { _tag: "NotePublication", publishId: "p" }, AT, "job:tell")
        assert.strictEqual(planMachine.evolve(asks, Either.getOrThrow(heard), AT).status._tag, "publishing")
      }),
      runs
    )
  })
})

describe("a plan that a person ends", () => {
  const failure = { tag: "JobCancelled", message: "Somebody cancelled it.", remedy: "Retry." }
  const ends = [{ _tag: "Cancel", reason: "no" }, { _tag: "Reject", reason: "no" }] as const
  const stoppedWhile = (
    self: Plan,
    resume: Extract<Plan["status"], { _tag: "publishing" }>,
    tag = failure.tag
  ): Plan => ({
    ...self,
    locked: false,
    status: { _tag: "needs_attention", failure: { ...failure, tag }, resume }
  })

  it("can be cancelled by a person who looked at the app once TikTok cannot say any more how it ended", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("publishing"), (publishing) => {
        const plan = stoppedWhile(publishing, { ...publishing.status, publishId: "p" }, "PublicationUnknown")
        const event = Either.getOrThrow(planMachine.decide(plan, ends[0], AT, "key:test"))
        const after = planMachine.evolve(plan, event, AT)
        assert.strictEqual(after.status._tag, "cancelled")
        assert.strictEqual(planMachine.answer(after, event, 2, AT).publishId, "p")
      }),
      runs
    )
  })

  it("says what is so where TikTok had opened a publication just before", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("publishing"), FastCheck.constantFrom(...ends), (publishing, end) => {
        let plan = stoppedWhile(publishing, { ...publishing.status, publishId: null })
        const hear = (command: Parameters<typeof planMachine.decide>[1]) => {
          plan = planMachine.evolve(plan, Either.getOrThrow(planMachine.decide(plan, command, AT, "job:tell")), AT)
          return plan.status._tag
        }
        hear(end)
        assert.strictEqual(hear({ _tag: "NotePublication", publishId: "p" }), "publishing")
        assert.strictEqual(hear({ _tag: "ConfirmPublished", publishId: "p" }), "published")
        assert.strictEqual(hear({ _tag: "ConfirmTracked", publishId: "p", postId: "7" }), "tracked")
      }),
      runs
    )
  })

  it("hears of no publication where nothing was ordered to be posted", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("in_review"), FastCheck.constantFrom(...ends), (reviewed, end) => {
        const plan = { ...reviewed, locked: false }
        const ended = planMachine.evolve(plan, Either.getOrThrow(planMachine.decide(plan, end, AT, "key:test")), AT)
        const heard = planMachine.decide(ended, { _tag: "NotePublication", publishId: "p" }, AT, "job:tell")
        assert.isTrue(Either.isLeft(heard))
      }),
      runs
    )
  })
})

describe("a failed plan that goes on", () => {
  it("takes back the message that frees what it needs again, whichever way it goes on", () => {
    FastCheck.assert(
      FastCheck.property(inStatus("generating"), (working) => {
        const failure = { tag: "DuplicateScript", message: "Alike.", remedy: "Allow it.", about: ["duplicate:x"] }
        const plan: Plan = {
          ...working,
          locked: false,
          slot: AT + hours(1),
          graceMillis: 0,
          status: { _tag: "failed", failure, resume: working.status }
        }
        for (
          const command of [
            { _tag: "Retry" },
            { _tag: "Allow", reason: "Both are wanted." },
            { _tag: "Reschedule", slot: AT + hours(1), timeZone: "UTC" }
          ] as const
        ) {
          const event = Either.getOrThrow(planMachine.decide(plan, command, AT, "key:test"))
          assert.isTrue(planOwes(planMachine.evolve(plan, event, AT), event).abandon, command._tag)
        }
      }),
      runs
    )
  })
})
