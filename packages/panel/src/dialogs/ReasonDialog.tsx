import { useState } from "preact/hooks"
import { t } from "../text/Text.ts"
import { Button } from "../ui/Button.tsx"
import { Dialog } from "../ui/Dialog.tsx"

/** Rejecting needs a reason, calling off may have one; both are shown in the timeline. */
export const ReasonDialog = (props: {
  readonly title: string
  readonly kind: "reject" | "cancel"
  /** What stands in the field at first. */
  readonly before?: string
  readonly close: () => void
  readonly run: (reason: string) => void
}) => {
  const [reason, setReason] = useState(props.before ?? "")
  const verb = props.kind === "reject" ? t.plan.doReject : t.plan.doCancel
  return (
    <Dialog
      title={props.title}
      onClose={props.close}
      onSubmit={() => {
        if (props.kind === "cancel" || reason.trim() !== "") props.run(reason)
      }}
      footer={
        <>
          <Button class="push" onClick={props.close}>{t.shell.cancel}</Button>
          <Button kind="danger" type="submit" disabled={props.kind === "reject" && reason.trim() === ""}>{verb}</Button>
        </>
      }
    >
      <label class="field">
        <span class="label">
          {t.calendar.reason} <span>{t.calendar.reasonShown}</span>
        </span>
        <textarea
          class="input"
          rows={4}
          autoFocus
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
    </Dialog>
  )
}
