import { useState } from "preact/hooks"
import { refusalFrom } from "../data/Requests.ts"
import { Refusal } from "../data/Wire.ts"
import { chooseLocale, languageNames, locale, locales, t } from "../text/Text.ts"
import { Button } from "../ui/Button.tsx"
import { CommandLine } from "../ui/CommandLine.tsx"
import { Logo } from "../ui/Logo.tsx"
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
    <div class="si">
      <main class="in">
        <div class="brandx">
          <Logo />
          <b>Callsheet</b>
        </div>
        <div class="box">
          <h1>{t.shell.signIn.title}</h1>
          <p class="mute">{t.shell.signIn.how}</p>
          <CommandLine line="callsheet open" />
          <div class="or">{t.shell.signIn.or}</div>
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
        </div>
        <div class="row wrap small">
          {locales.filter((one) => one !== locale()).map((one) => (
            <button
              key={one}
              type="button"
              class="btn bare"
              lang={one}
              onClick={() => chooseLocale(one)}
            >
              {languageNames[one]}
            </button>
          ))}
        </div>
      </main>
      <div class="out">
        {mode === "sandbox" ? <p class="sandline">{t.shell.sandboxBand}</p> : null}
        <div class="mid">
          <ol>
            {t.shell.signIn.promises.map(([word, says]) => (
              <li key={word}>
                <b>{word}</b>
                <span>{says}</span>
              </li>
            ))}
          </ol>
        </div>
      </div>
    </div>
  )
}
