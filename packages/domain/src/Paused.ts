import { Schema } from "effect"
import { type Failure, failureWith } from "./Failure.ts"
import { field } from "./Field.ts"
import { By } from "./Ids.ts"
import { Instant, iso } from "./Instant.ts"
import { afterwards, type Step, step } from "./Remedy.ts"

/** Somebody stopped all posting of an account or an org. What was under way is finished; nothing new begins. */
export const Paused = Schema.Struct({ by: By, at: Instant, reason: Schema.String })
export type Paused = typeof Paused.Type

export const PausedView = Schema.Struct({
  by: field(Schema.String, "Who paused it."),
  at: field(Schema.String, "Since when."),
  reason: field(Schema.String, "Why; empty where nobody said.")
}).annotations({ identifier: "Paused" })

export const pausedView = ({ at, by, reason }: Paused): typeof PausedView.Type => ({ by, at: iso(at), reason })

/** Why a post does not begin. Nothing goes out by itself after the pause: a person decides about each. */
export const postingPaused = (what: string, { at, by, reason }: Paused, resume: Step, planId: string): Failure =>
  failureWith(
    {
      tag: "PostingPaused",
      message: `Its slot came while posting of ${what} was paused by ${by} since ${iso(at)}${
        reason === "" ? "" : `: ${reason}`
      }. Nothing was posted.`
    },
    resume,
    afterwards("then post it now", "plan.retry", { id: planId }),
    step("Or give it a new slot", "plan.reschedule", { id: planId, at: "next" }),
    step("Or drop it", "plan.cancel", { id: planId })
  )
