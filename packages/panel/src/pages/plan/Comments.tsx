import type { ReviewComment } from "@callsheet/domain/api/calls/review"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { useAction } from "../../data/Action.ts"
import { comment } from "../../data/Comments.ts"
import { may } from "../../data/Roles.ts"
import { t } from "../../text/Text.ts"
import { Button } from "../../ui/Button.tsx"
import { Refused } from "../../ui/Message.tsx"
import { Section } from "../../ui/Section.tsx"
import { Remarks } from "../review/Remarks.tsx"

/** What was said of the plan, and a field to say more of it. Moments are commented on where the video is watched. */
export const Comments = (props: {
  readonly plan: PlanView
  readonly comments: ReadonlyArray<ReviewComment>
  readonly seek: (millis: number) => void
}) => {
  const { comments, plan, seek } = props
  const { busy, error, run } = useAction()
  const [text, setText] = useState("")
  const maySay = may("review.comment") && plan.status !== "cancelled"
  if (comments.length === 0 && !maySay) return null
  return (
    <Section title={t.review.remarks} note={t.review.remarksNote}>
      <Remarks plan={plan} comments={comments} at={null} close={() => undefined} seek={seek} />
      {maySay
        ? (
          <form
            class="row"
            onSubmit={(event) => {
              event.preventDefault()
              if (text.trim() !== "") run(() => comment(plan, text, null), () => setText(""))
            }}
          >
            <input
              class="input"
              aria-label={t.review.remarkWhole}
              placeholder={t.review.remarkWhole}
              maxLength={2_000}
              value={text}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
            <Button type="submit" icon="comment" disabled={busy || text.trim() === ""}>{t.review.remarkAdd}</Button>
          </form>
        )
        : null}
      <Refused error={error} />
    </Section>
  )
}
