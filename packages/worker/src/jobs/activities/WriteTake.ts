import type { ActorsShape } from "@callsheet/actors/Actors"
import type { Presets } from "@callsheet/database/library/Presets"
import { action } from "@callsheet/domain/Action"
import { type Failure, failureOf, failureWith } from "@callsheet/domain/Failure"
import { isUnwritten, lineOfTake } from "@callsheet/domain/plan/Takes"
import { step } from "@callsheet/domain/Remedy"
import type { ScriptWriter } from "@callsheet/studio/script/ScriptWriter"
import { Payer } from "@callsheet/studio/spending/Payer"
import { type Context, Effect } from "effect"
import { type Activity, done, reported } from "../Activity.ts"
import type { Circuits } from "../Circuits.ts"
import { toldBefore } from "./Avoiding.ts"
import { brandOf } from "./Generate.ts"
import { readPlan } from "./ReadActor.ts"
import { saidBefore, type ScreeningTools } from "./Screening.ts"

interface Tools extends ScreeningTools {
  readonly actors: ActorsShape
  readonly circuits: Context.Tag.Service<Circuits>
  readonly writer: Context.Tag.Service<ScriptWriter>
  readonly presets: Context.Tag.Service<Presets>
}

/** What helps a plan that stopped is to go on; what helps a take is to ask for it again. */
const forTake = (failure: Failure, planId: string): Failure => {
  const { message, steps = [step(failure.remedy)], tag } = failure
  const [first = step(failure.remedy), ...rest] = steps.map((one) =>
    one.action?.call === "plan.retry"
      ? { ...one, action: action("take.ask", { id: planId }) }
      : one
  )
  return failureWith({ tag, message }, first, ...rest)
}

/** Options for a person to choose from, bought once under the name of the take. Nothing of the plan changes. */
export const writeTake = (tools: Tools): Activity<"write_take"> => (context) =>
  Effect.gen(function*() {
    const { envelope, job } = context
    const { from, hashtags, language, notes, number, of, reason, seen, topic, ...wish } = job.payload
    const report = envelope("take", true)
    const plan = yield* readPlan(tools.store, job.ownerId)
    // The job before brought it, or a person called it off.
    if (!isUnwritten(plan, number)) return done
    const { avoid, banned } = yield* toldBefore(tools, context, plan.orgId, {
      accountId: plan.accountId,
      planId: plan.id
    })
    const written = yield* Effect.either(tools.circuits.guard(
      "llm",
      (error) => error._tag === "ScriptModelUnavailable",
      tools.writer.another({
        topic,
        language,
        hashtags,
        ...(notes === undefined ? {} : { notes }),
        ...(reason === undefined ? {} : { because: reason }),
        ...(yield* brandOf(tools, plan.orgId, plan.preset)),
        seed: `${job.ownerId} take ${number}`,
        avoid,
        banned,
        earlier: yield* saidBefore(tools, { accountId: plan.accountId, planId: plan.id }),
        take: {
          id: `${job.ownerId} ${number}`,
          of: of === "picture" ? "line" : of,
          line: lineOfTake({ ...wish, of }) ?? 0,
          from,
          seen
        }
      }).pipe(Effect.provideService(Payer, job))
    ))
    if (written._tag === "Right") {
      const { options, source } = written.right
      return yield* tools.actors.plan(job.ownerId, report, { _tag: "AddTake", number, options, source }).pipe(
        Effect.as(reported),
        Effect.catchTag("NoSuchTake", () => Effect.succeed(done))
      )
    }
    const error = written.left
    // A refusal is an answer; what may pass is tried again.
    if (error._tag !== "ScriptRefused" && error._tag !== "QuotaExceeded") return yield* error
    return yield* tools.actors.plan(job.ownerId, report, {
      _tag: "FailTake",
      number,
      failure: forTake(failureOf(error), job.ownerId)
    }).pipe(Effect.as(reported), Effect.catchTag("NoSuchTake", () => Effect.succeed(done)))
  })
