import { useState } from "preact/hooks"
import { t } from "../text/Text.ts"
import { Button } from "./Button.tsx"

const SAYS_COPIED_MILLIS = 2_000

/** A text in the mono face, with a button that copies it. `command` shows it as a line of a terminal. */
export const CopyText = ({ command = false, text }: { readonly text: string; readonly command?: boolean }) => {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    navigator.clipboard.writeText(text).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), SAYS_COPIED_MILLIS)
    }, () => setCopied(false))
  }
  return (
    <div class={command ? "cli" : "cli plain"}>
      <code tabIndex={0}>{text}</code>
      <Button
        kind="bare"
        icon={copied ? "check" : "copy"}
        label={copied ? t.shell.copied : command ? t.shell.copyCommand : t.shell.copy}
        onClick={copy}
      />
    </div>
  )
}
