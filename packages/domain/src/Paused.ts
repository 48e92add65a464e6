import { Schema } from "effect"
import { type Failure, failureWith } from "./Failure.ts"
import { field, optional } from "./Field.ts"
import { By } from "./Ids.ts"
import { Instant, iso } from "./Instant.ts"
import { afterwards, type Step, step } from "./Remedy.ts"

/**
 * Somebody stopped all posting of an account, an org or the installation. What was under way is finished; nothing new begins.
 * `until`: the pause ends by itself; absent where a person ends it.
 */
export const Paused = Schema.Struct({ by: By, at: Instant, reason: Schema.String, until: Schema.optional(Instant) })
export type Paused = typeof Paused.Type

export const PausedView = Schema.Struct({
  by: field(Schema.String, "Who paused it."),
  at: field(Schema.String, "Since when."),
  reason: field(Schema.String, "Why; empty where nobody said."),
  until: optional(Schema.String, "When it ends by itself; absent where a person ends it.")
}).annotations({ identifier: "Paused" })

export const pausedView = ({ at, by, reason, until }: Paused): typeof PausedView.Type => ({
  by,
  at: iso(at),
  reason,
  ...(until === undefined ? {} : { until: iso(until) })
})

/** The pause that holds at this moment. */
export const pauseAt = (paused: Paused | null | undefined, now: Instant): Paused | undefined =>
  paused === null || paused === undefined || (paused.until !== undefined && paused.until <= now) ? undefined : paused

/** Of two pauses the one that ends later holds; of two that end together the first, so that nobody hides who began it. */
export const longerPause = (earlier: Paused | null | undefined, asked: Paused): Paused => {
  const standing = pauseAt(earlier, asked.at)
  return standing === undefined || (standing.until ?? Infinity) < (asked.until ?? Infinity) ? asked : standing
}

/** What asking for a pause comes to: a pause that ends later than the one that holds, or nothing new. */
export const pauseEvent = (earlier: Paused | null | undefined, asked: Paused) =>
  longerPause(earlier, asked) === asked
    ? { _tag: "PostingPaused", by: asked.by, reason: asked.reason, until: asked.until } as const
    : { _tag: "AskedAgain" } as const

/** What asking for its end comes to. */
export const resumeEvent = (earlier: Paused | null | undefined, { at, by }: Pick<Paused, "at" | "by">) =>
  pauseAt(earlier, at) === undefined ? { _tag: "AskedAgain" } as const : { _tag: "PostingResumed", by } as const

/** Since when and for how long, as part of a sentence. */
export const pauseWords = ({ at, by, reason, until }: typeof PausedView.Type): string =>
  `paused by ${by} since ${at}${until === undefined ? "" : ` until ${until}`}${reason === "" ? "" : `: ${reason}`}`

/** Why a post does not begin. Nothing goes out by itself after the pause: a person decides about each. */
export const postingPaused = (what: string, paused: Paused, resume: Step, planId: string): Failure =>
  failureWith(
    {
      tag: "PostingPaused",
      message: `Its slot came while posting of ${what} was ${
        pauseWords(pausedView(paused)).replace(/\.$/, "")
      }. Nothing was posted.`
    },
    resume,
    afterwards("then post it now", "plan.retry", { id: planId }),
    step("Or give it a new slot", "plan.reschedule", { id: planId, at: "next" }),
    step("Or drop it", "plan.cancel", { id: planId })
  )
