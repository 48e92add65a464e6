import type { ReviewComment } from "@callsheet/domain/api/calls/review"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { ask } from "./Live.ts"
import { newKey, useAsked } from "./Requests.ts"

/** What was last read of each plan, for those who quote it. */
const known = new Map<string, ReadonlyArray<ReviewComment>>()

const isAnswer = (event: string) => event === "PlanCommented" || event === "GuestAnswered"

/** What members and guests said of a plan, followed live. */
export const useComments = (plan: PlanView): ReadonlyArray<ReviewComment> => {
  const { data = [] } = useAsked("review.comments", { id: plan.id }, {
    on: ({ event, planId }) => planId === plan.id && isAnswer(event)
  })
  known.set(plan.id, data)
  return data
}

/** Those about moments of the video as it is; another video has other moments. */
export const onVideo = (comments: ReadonlyArray<ReviewComment>, plan: PlanView): ReadonlyArray<ReviewComment> =>
  comments.filter(({ atMillis, digest }) => atMillis !== null && digest === (plan.digest ?? null))
    .toSorted((a, b) => (a.atMillis ?? 0) - (b.atMillis ?? 0))

export const knownOnVideo = (plan: PlanView): ReadonlyArray<ReviewComment> => onVideo(known.get(plan.id) ?? [], plan)

/** Without a moment it is about the plan as a whole. */
export const comment = (plan: PlanView, text: string, atMillis: number | null) =>
  ask("review.comment", {
    id: plan.id,
    text: text.trim(),
    key: newKey(),
    ...(atMillis === null ? {} : { atMillis }),
    ...(plan.digest === undefined || plan.digest === null ? {} : { seen: plan.digest })
  })
