import type { ReviewComment } from "@callsheet/domain/api/calls/review"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { onVideo } from "../../data/Comments.ts"
import type { Mark } from "../../ui/Marks.tsx"
import { byName } from "../../ui/Names.ts"

/** The comments that stand on the bar of the video as it is. */
export const marksOf = (comments: ReadonlyArray<ReviewComment>, plan: PlanView): ReadonlyArray<Mark> =>
  onVideo(comments, plan).map(({ atMillis, by, text }) => ({ atMillis: atMillis ?? 0, who: byName(by), text }))
