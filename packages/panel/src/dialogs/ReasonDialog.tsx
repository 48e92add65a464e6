import { useState } from "preact/hooks"
import { t } from "../text/Text.ts"
import { Button } from "../ui/Button.tsx"
import { Dialog } from "../ui/Dialog.tsx"

/** Rejecting and letting pass need a reason, calling off may have one; all are shown in the timeline. */
export const ReasonDialog = (props: {
  readonly title: string
  readonly kind: "reject" | "cancel" | "allow"
  /** What stands in the field at first. */
  readonly before?: string
  readonly close: () => void
  readonly run: (reason: string) => void
}) => {
  const [reason, setReason] = useState(props.before ?? "")
  const verb = { reject: t.plan.doReject, cancel: t.plan.doCancel, allow: t.plan.doAllow }[props.kind]
  const isMissing = props.kind !== "cancel" && reason.trim() === ""
  return (
    <Dialog
      title={props.title}
      onClose={props.close}
      onSubmit={() => {
        if (!isMissing) props.run(reason)
      }}
      footer={
        <>
          <Button class="push" onClick={props.close}>{t.shell.cancel}</Button>
          <Button kind={props.kind === "allow" ? "primary" : "danger"} type="submit" disabled={isMissing}>
            {verb}
          </Button>
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
