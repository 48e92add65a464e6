import { useState } from "preact/hooks"
import { t } from "../text/Text.ts"
import { Button } from "./Button.tsx"

const SAYS_COPIED_MILLIS = 2_000

/** The same action as a line for the terminal, to copy. */
export const CommandLine = ({ line }: { readonly line: string }) => {
  const [copied, setCopied] = useState(false)
  const copy = () => {
    navigator.clipboard.writeText(line).then(() => {
      setCopied(true)
      setTimeout(() => setCopied(false), SAYS_COPIED_MILLIS)
    }, () => setCopied(false))
  }
  return (
    <div class="cli">
      <code tabIndex={0}>{line}</code>
      <Button
        kind="bare"
        icon={copied ? "check" : "copy"}
        label={copied ? t.shell.copied : t.shell.copyCommand}
        onClick={copy}
      />
    </div>
  )
}
