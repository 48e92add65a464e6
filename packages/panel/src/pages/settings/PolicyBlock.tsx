import type { Policy } from "@callsheet/domain/org/Org"
import { forbiddenIn } from "@callsheet/domain/Policy"
import { useState } from "preact/hooks"
import { type PageAction, useAction } from "../../data/Action.ts"
import { ask, keepOrg, state } from "../../data/Live.ts"
import { newKey } from "../../data/Requests.ts"
import { may } from "../../data/Roles.ts"
import { t } from "../../text/Text.ts"
import { Button } from "../../ui/Button.tsx"
import { Icon } from "../../ui/Icon.tsx"
import { Refused } from "../../ui/Message.tsx"
import { Section } from "../../ui/Section.tsx"
import { toast } from "../../ui/Toast.tsx"

type Texts = "bannedWords" | "bannedClaims" | "requiredHashtags" | "requiredDisclosures"

const rules: ReadonlyArray<Texts> = ["bannedWords", "bannedClaims", "requiredHashtags", "requiredDisclosures"]
const notes = {
  bannedWords: "bannedWordsNote",
  bannedClaims: "bannedClaimsNote",
  requiredHashtags: "requiredHashtagsNote",
  requiredDisclosures: "requiredDisclosuresNote"
} as const

const change = (action: PageAction, of: Texts, texts: ReadonlyArray<string>, undo: ReadonlyArray<string>) => {
  const send = (next: ReadonlyArray<string>) =>
    ask("org.setPolicy", { id: state.me?.orgId as never, change: { [of]: next }, key: newKey() }).then((org) => {
      keepOrg(org)
      return org
    })
  action.run(() => send(texts), () => toast(t.settings.policy.saved, () => send(undo)))
}

const List = (props: { readonly of: Texts; readonly policy: Policy; readonly action: PageAction }) => {
  const { action, of, policy } = props
  const [text, setText] = useState("")
  const texts = policy[of]
  const canChange = may("org.setPolicy")
  const title = t.settings.policy[of]
  const add = () => {
    const next = text.trim()
    if (next === "" || texts.includes(next)) return
    change(action, of, [...texts, next], texts)
    setText("")
  }
  return (
    <div>
      <h3>{title}</h3>
      <ul class="words">
        {texts.map((word) => (
          <li key={word} class="chip">
            {word}
            {canChange
              ? (
                <button
                  type="button"
                  class="x"
                  aria-label={t.settings.policy.take(word)}
                  disabled={action.busy}
                  onClick={() => change(action, of, texts.filter((one) => one !== word), texts)}
                >
                  <Icon name="cross" />
                </button>
              )
              : null}
          </li>
        ))}
        {texts.length === 0 ? <li class="faint small">{t.settings.policy.none}</li> : null}
      </ul>
      {canChange
        ? (
          <form
            class="row"
            onSubmit={(event) => {
              event.preventDefault()
              add()
            }}
          >
            <input
              class="input mono"
              aria-label={t.settings.policy.addTo(title)}
              maxLength={200}
              value={text}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
            <Button type="submit" disabled={action.busy || text.trim() === ""}>{t.settings.policy.add}</Button>
          </form>
        )
        : null}
      <p class="small mute">{t.settings.policy[notes[of]]}</p>
    </div>
  )
}

/** The very rules that scripts are held to, run here on what is typed. */
const Try = ({ policy }: { readonly policy: Policy }) => {
  const [text, setText] = useState("")
  const found = forbiddenIn(policy, [["it", text]])
  return (
    <div class="try">
      <label class="field">
        <span class="label">{t.settings.policy.try}</span>
        <textarea
          class="input mono"
          rows={2}
          maxLength={400}
          placeholder={t.settings.policy.tryPlaceholder}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <output>
        {text.trim() === ""
          ? null
          : found.length === 0
          ? (
            <span>
              <Icon name="check" />
              {t.settings.policy.clean}
            </span>
          )
          : found.map(({ rule, word }) => (
            <span key={`${rule}${word}`}>
              <Icon name="ban" />
              {rule === "word" ? t.settings.policy.stops(word) : t.settings.policy.claim(word)}
            </span>
          ))}
      </output>
    </div>
  )
}

export const PolicyBlock = ({ policy }: { readonly policy: Policy }) => {
  const action = useAction()
  return (
    <Section title={t.settings.policy.title} note={t.settings.policy.note}>
      <div class="pol">
        {rules.map((of) => <List key={of} of={of} policy={policy} action={action} />)}
        <Try policy={policy} />
      </div>
      {may("org.setPolicy") ? null : <p class="small mute">{t.settings.policy.onlyOwners}</p>}
      <Refused error={action.error} />
    </Section>
  )
}
