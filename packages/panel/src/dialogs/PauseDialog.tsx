import { useState } from "preact/hooks"
import { useAction } from "../data/Action.ts"
import { comingOf, pausePosting, type PauseTarget, resumePosting } from "../data/Pauses.ts"
import { t } from "../text/Text.ts"
import { Button } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { Refused } from "../ui/Message.tsx"
import { PlanLines } from "../ui/PlanLines.tsx"
import { toast } from "../ui/Toast.tsx"

const SHOWN = 6

/** Says what would wait before it pauses; it can be taken back. */
export const PauseDialog = (
  { close, name, target }: { readonly target: PauseTarget; readonly name: string; readonly close: () => void }
) => {
  const { busy, error, run } = useAction()
  const now = useNow(30)
  const [reason, setReason] = useState("")
  const coming = comingOf(target, now)
  return (
    <Dialog
      title={t.accounts.pause.title(name)}
      onClose={close}
      onSubmit={() =>
        run(() => pausePosting(target, reason), () => {
          close()
          toast(t.accounts.pause.done(name), () => resumePosting(target))
        })}
      footer={
        <>
          <Button kind="bare" onClick={close}>{t.shell.cancel}</Button>
          <Button kind="primary" type="submit" disabled={busy}>{t.accounts.pause.do}</Button>
        </>
      }
    >
      <p class="mute">{t.accounts.pause.note}</p>
      <label class="field">
        <span class="label">{t.accounts.pause.reason}</span>
        <input
          class="input"
          maxLength={500}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </label>
      <h3>{t.accounts.pause.coming(coming.length)}</h3>
      <PlanLines plans={coming} most={SHOWN} />
      <Refused error={error} />
    </Dialog>
  )
}
