import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { t } from "../../text/Text.ts"
import { Button } from "../../ui/Button.tsx"
import { inVideo } from "../../ui/Script.ts"

export interface Remark {
  readonly millis: number
  readonly text: string
}

/** What was remarked on the video of a plan as it is; another video has other moments. Kept while the page is open. */
const kept = new Map<string, ReadonlyArray<Remark>>()
const keyOf = ({ digest, id }: PlanView) => `${id} ${digest ?? ""}`

export const remarksOf = (plan: PlanView): ReadonlyArray<Remark> => kept.get(keyOf(plan)) ?? []

/** The remarks as the reason of a rejection, each with its moment. */
export const asReason = (remarks: ReadonlyArray<Remark>): string =>
  remarks.map(({ millis, text }) => `${inVideo(millis)} ${text}`).join("\n")

/** Remarks at moments of the video. They go out with a rejection, as its reason. */
export const Remarks = (props: {
  readonly plan: PlanView
  /** Where the video stands while a remark is written; null while none is. */
  readonly at: number | null
  readonly close: () => void
}) => {
  const { at, close, plan } = props
  const [text, setText] = useState("")
  const [, draw] = useState(0)
  const remarks = remarksOf(plan)
  const set = (next: ReadonlyArray<Remark>) => {
    kept.set(keyOf(plan), next)
    draw((count) => count + 1)
  }
  const add = () => {
    if (at !== null && text.trim() !== "") {
      set([...remarks, { millis: at, text: text.trim() }].toSorted((a, b) => a.millis - b.millis))
    }
    setText("")
    close()
  }
  if (remarks.length === 0 && at === null) return null
  return (
    <>
      <h3>{t.review.remarks}</h3>
      <ul class="say">
        {remarks.map((remark) => (
          <li key={`${remark.millis} ${remark.text}`} class="remark">
            <span class="time">{inVideo(remark.millis)}</span>
            <span>{remark.text}</span>
            <Button
              kind="bare"
              icon="cross"
              label={t.review.remarkTake(remark.text)}
              onClick={() => set(remarks.filter((one) => one !== remark))}
            />
          </li>
        ))}
      </ul>
      {at === null ? null : (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault()
            add()
          }}
        >
          <span class="time">{inVideo(at)}</span>
          <input
            class="input"
            aria-label={t.review.remarkAt(inVideo(at))}
            maxLength={300}
            autoFocus
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") close()
            }}
          />
          <Button type="submit">{t.review.remarkAdd}</Button>
        </form>
      )}
      {remarks.length === 0 ? null : <p class="small mute">{t.review.remarksNote}</p>}
    </>
  )
}
