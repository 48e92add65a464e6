import { useState } from "preact/hooks"
import { refusalFrom } from "../data/Requests.ts"
import { Refusal } from "../data/Wire.ts"
import { t } from "../text/Text.ts"
import { Button } from "../ui/Button.tsx"
import { CommandLine } from "../ui/CommandLine.tsx"
import { Refused } from "../ui/Message.tsx"

/** Leads back to the address that was asked for. */
const enter = async (key: string) => {
  const answer = await fetch("/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ key })
  })
  if (answer.ok) return location.reload()
  throw new Refusal("Unauthorized", t.shell.signIn.unknown, t.shell.signIn.unknownRemedy)
}

export const SignInPage = ({ mode }: { readonly mode: "sandbox" | "live" }) => {
  const [key, setKey] = useState("")
  const [error, setError] = useState<Refusal | null>(null)
  return (
    <main class="center">
      {mode === "sandbox" ? <p class="cell sandbox">{t.shell.sandboxBand}</p> : null}
      <h1>{t.shell.signIn.title}</h1>
      <p class="mute">{t.shell.signIn.how}</p>
      <CommandLine line="callsheet open" />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          enter(key).catch((failed: unknown) => setError(refusalFrom(failed)))
        }}
      >
        <label class="field">
          <span class="label">{t.shell.signIn.key}</span>
          <input
            class="input mono"
            type="password"
            autocomplete="off"
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <Button kind="primary" large type="submit">{t.shell.signIn.withKey}</Button>
      </form>
      <Refused error={error} />
    </main>
  )
}
