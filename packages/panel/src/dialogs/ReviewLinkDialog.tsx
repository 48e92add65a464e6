import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { ask } from "../data/Live.ts"
import { newKey, refusalFrom, useAsked } from "../data/Requests.ts"
import type { Refusal } from "../data/Wire.ts"
import { t } from "../text/Text.ts"
import { moment } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { CopyText } from "../ui/CopyText.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { Refused } from "../ui/Message.tsx"
import { putBack, toast } from "../ui/Toast.tsx"

const HOURS = 72

/** A link for people without an account: made, listed with what guests answered, revoked. */
export const ReviewLinkDialog = ({ close, plan }: { readonly plan: PlanView; readonly close: () => void }) => {
  const links = useAsked("review.links", { planId: plan.id }, { on: ({ planId }) => planId === plan.id })
  const [decides, setDecides] = useState(false)
  const [error, setError] = useState<Refusal | null>(null)
  const make = () => {
    ask("review.link", {
      id: plan.id,
      may: decides ? "decide" : "comment",
      seconds: HOURS * 3600,
      key: newKey()
    }).then(() => links.again(), (failed: unknown) => setError(refusalFrom(failed)))
  }
  const revoke = (id: string) => {
    ask("review.revoke", { id: id as never, key: newKey() }).then(() => {
      toast(t.review.revoked)
      links.again()
    }, putBack)
  }
  const open = (links.data ?? []).filter(({ expiresAt, revokedAt }) =>
    revokedAt === null && Date.parse(expiresAt) > Date.now()
  )
  return (
    <Dialog
      wide
      title={t.review.linkTitle(plan.topic)}
      onClose={close}
      onSubmit={make}
      footer={
        <>
          <span class="small mute miss">{t.review.linkHours(HOURS)}</span>
          <Button class="push" type="submit" kind="primary">{t.review.linkMake}</Button>
        </>
      }
    >
      <p class="mute">{t.review.linkNote}</p>
      <label class="field">
        <span class="label">{t.review.linkMay}</span>
        <select
          class="input"
          value={decides ? "decide" : "comment"}
          onChange={(event) => setDecides(event.currentTarget.value === "decide")}
        >
          <option value="comment">{t.review.mayComment}</option>
          <option value="decide">{t.review.mayDecide}</option>
        </select>
      </label>
      <Refused error={error ?? links.error} />
      {open.length === 0 ? null : <h3 class="links-head">{t.review.linkOpen}</h3>}
      <ul>
        {open.map((link) => (
          <li key={link.id} class="link-row">
            {link.url === null ? null : <CopyText text={link.url} />}
            <span class="small mute">
              {link.may === "decide" ? t.review.mayDecide : t.review.mayComment} · {t.review.by(moment(link.expiresAt))}
            </span>
            <Button onClick={() => revoke(link.id)}>{t.review.revoke}</Button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
