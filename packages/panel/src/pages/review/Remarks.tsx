import type { ReviewComment } from "@callsheet/domain/api/calls/review"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { useAction } from "../../data/Action.ts"
import { comment, knownOnVideo } from "../../data/Comments.ts"
import { may } from "../../data/Roles.ts"
import { t } from "../../text/Text.ts"
import { moment } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Refused } from "../../ui/Message.tsx"
import { byName } from "../../ui/Names.ts"
import { inVideo } from "../../ui/Script.ts"

/** The comments on the video as the reason of a rejection, each with its moment. */
export const asReason = (plan: PlanView): string =>
  knownOnVideo(plan).map(({ atMillis, text }) => `${inVideo(atMillis ?? 0)} ${text}`).join("\n")

const Said = (props: { readonly comment: ReviewComment; readonly seek: ((millis: number) => void) | null }) => {
  const { comment: { at, atMillis, by, text }, seek } = props
  return (
    <li class="remark">
      {atMillis === null || seek === null
        ? <span class="time" />
        : <button type="button" onClick={() => seek(atMillis)}>{inVideo(atMillis)}</button>}
      <span>
        <b>{byName(by)}</b> <span class="small mute nw">{moment(at)}</span>
        <span class="mono line">{text}</span>
      </span>
    </li>
  )
}

/** What members and guests said, and a field for what is to be said: at the moment where the video stands, or of the whole. */
export const Remarks = (props: {
  readonly plan: PlanView
  readonly comments: ReadonlyArray<ReviewComment>
  /** Where the video stands while a comment is written; null while none is about a moment. */
  readonly at: number | null
  readonly close: () => void
  readonly seek: (millis: number) => void
}) => {
  const { at, close, comments, plan, seek } = props
  const { busy, error, run } = useAction()
  const [text, setText] = useState("")
  const digest = plan.digest ?? null
  const send = () => {
    if (text.trim() === "") return close()
    run(() => comment(plan, text, at), () => {
      setText("")
      close()
    })
  }
  return (
    <>
      {comments.length === 0 ? null : (
        <ul class="say">
          {comments.map((one) => (
            <Said key={`${one.at} ${one.by}`} comment={one} seek={one.digest === digest ? seek : null} />
          ))}
        </ul>
      )}
      {at === null || !may("review.comment") ? null : (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault()
            send()
          }}
        >
          <span class="time">{inVideo(at)}</span>
          <input
            class="input"
            aria-label={t.review.remarkAt(inVideo(at))}
            maxLength={2_000}
            autoFocus
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") close()
            }}
          />
          <Button type="submit" disabled={busy}>{t.review.remarkAdd}</Button>
        </form>
      )}
      <Refused error={error} />
    </>
  )
}
