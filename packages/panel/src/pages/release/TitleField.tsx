import { CAPTION_LIMIT, tagsIn } from "@callsheet/domain/Caption"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useEffect, useState } from "preact/hooks"
import { ask, keepPlan } from "../../data/Live.ts"
import { newKey, refusalFrom } from "../../data/Requests.ts"
import { may, whoMaySay } from "../../data/Roles.ts"
import type { Refusal } from "../../data/Wire.ts"
import { t } from "../../text/Text.ts"
import { number } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Refused } from "../../ui/Message.tsx"
import { Field } from "./Fields.tsx"

/** The text as a person wrote it: the tags in it are exactly the post's tags. */
const save = async (plan: PlanView, text: string): Promise<PlanView> => {
  const { plan: edited } = await ask("plan.edit", {
    id: plan.id,
    key: newKey(),
    ifVersion: plan.version,
    change: { caption: text.trim(), hashtags: [...tagsIn(text)] }
  })
  return edited
}

/** Title and tags in one text, counted as TikTok counts: in UTF-16 code units. */
export const TitleField = (props: {
  readonly plan: PlanView
  readonly unsaved: (is: boolean) => void
  readonly saved: (plan: PlanView) => void
}) => {
  const { plan } = props
  const stored = plan.caption ?? ""
  const [text, setText] = useState(stored)
  const [base, setBase] = useState(stored)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Refusal | null>(null)
  const isChanged = text !== base
  useEffect(() => {
    // What somebody else stored is shown, unless this text is being changed.
    if (stored === base) return
    if (!isChanged) setText(stored)
    setBase(stored)
  }, [stored])
  useEffect(() => props.unsaved(isChanged), [isChanged])
  const isOver = text.length > CAPTION_LIMIT
  const store = () => {
    setBusy(true)
    setError(null)
    save(plan, text).then((next) => {
      setText(next.caption ?? "")
      setBase(next.caption ?? "")
      props.saved(next)
      keepPlan(next)
    }, (failed: unknown) => setError(refusalFrom(failed))).finally(() => setBusy(false))
  }
  return (
    <Field id="caption" title={t.release.caption}>
      <textarea
        class="input mono"
        rows={3}
        aria-labelledby="caption-title"
        aria-invalid={isOver}
        readOnly={!may("plan.edit")}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <p class={`hint ${isOver ? "bad" : ""}`}>
        <span>
          {may("plan.edit")
            ? t.release.captionHint
            : t.release.captionRole(whoMaySay("plan.edit"))}
        </span>
        <span class="push nw">{t.release.counted(number(text.length), number(CAPTION_LIMIT))}</span>
      </p>
      {isChanged ?
        (
          <div class="row title-acts">
            <Button disabled={busy || isOver} onClick={store}>{busy ? t.release.saving : t.release.saveTitle}</Button>
            <Button kind="bare" onClick={() => setText(base)}>{t.release.putBackTitle}</Button>
          </div>
        ) :
        null}
      <Refused error={error} />
    </Field>
  )
}
