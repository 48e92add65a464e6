import type { ComponentChildren } from "preact"
import { useEffect, useId, useRef } from "preact/hooks"
import { t } from "../text/Text.ts"
import { Button } from "./Button.tsx"

/**
 * For a time to choose, or for what cannot be undone; the verb stands on the button. The browser's own dialog holds the
 * focus and gives it back; Escape keeps everything as it was.
 */
export const Dialog = (props: {
  readonly title: string
  readonly onClose: () => void
  readonly onSubmit?: () => void
  readonly children: ComponentChildren
  readonly footer?: ComponentChildren
  readonly wide?: boolean
}) => {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = ref.current
    if (dialog !== null && !dialog.open) dialog.showModal()
  }, [])
  return (
    <dialog
      ref={ref}
      class={`dialog ${props.wide === true ? "wide" : ""}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        props.onClose()
      }}
      onClick={(event) => {
        if (event.target === ref.current) props.onClose()
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          props.onSubmit?.()
        }}
      >
        <header class="row">
          <h2 id={id}>{props.title}</h2>
          <Button class="push" kind="bare" icon="cross" label={t.shell.close} onClick={props.onClose} />
        </header>
        {props.children}
        {props.footer === undefined ? null : <footer>{props.footer}</footer>}
      </form>
    </dialog>
  )
}
