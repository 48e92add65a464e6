import { useState } from "preact/hooks"
import { t } from "../text/Text.ts"
import { Button } from "./Button.tsx"
import { Icon } from "./Icon.tsx"

/** Shown this once, in the verbatim face, until the person says that it is kept. */
export const Secret = (props: {
  readonly title: string
  readonly secret: string
  readonly note: string
  readonly kept: string
  readonly close: () => void
}) => {
  const [copied, setCopied] = useState(false)
  return (
    <div class="once" role="status">
      <Icon name="lock" />
      <div>
        <b>{props.title}</b>
        <div class="cli raw">
          <code tabIndex={0}>{props.secret}</code>
          <Button
            kind="bare"
            icon={copied ? "check" : "copy"}
            label={copied ? t.shell.copied : t.shell.copy}
            onClick={() => {
              navigator.clipboard.writeText(props.secret).then(() => setCopied(true), () => setCopied(false))
            }}
          />
        </div>
        <div class="row wrap">
          <Button onClick={props.close}>{props.kept}</Button>
          <span class="small mute">{props.note}</span>
        </div>
      </div>
    </div>
  )
}
