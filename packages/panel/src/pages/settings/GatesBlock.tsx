import type { Policy } from "@callsheet/domain/org/Org"
import { Gates } from "@callsheet/domain/plan/Plan"
import { useState } from "preact/hooks"
import { useAction } from "../../data/Action.ts"
import { ask, keepOrg, state } from "../../data/Live.ts"
import { newKey } from "../../data/Requests.ts"
import { may } from "../../data/Roles.ts"
import { t } from "../../text/Text.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { Refused } from "../../ui/Message.tsx"
import { Section } from "../../ui/Section.tsx"
import { toast } from "../../ui/Toast.tsx"

const noteOf = { both: "bothNote", plan: "planNote" } as const

/** Merging the gates lets videos out that nobody saw, so it is asked for once more. */
export const GatesBlock = ({ policy }: { readonly policy: Policy }) => {
  const [asking, setAsking] = useState(false)
  const [owner, setOwner] = useState(policy.gatesOwner ?? "")
  const { busy, error, forget, run } = useAction()
  const canChange = may("org.setPolicy")
  const send = (gates: typeof Gates.Type) =>
    run(() =>
      ask("org.setPolicy", {
        id: state.me?.orgId as never,
        change: { gates, gatesOwner: gates === "both" ? null : owner.trim() },
        key: newKey()
      }), (org) => {
      keepOrg(org)
      setAsking(false)
      toast(t.settings.gates.saved)
    })
  const close = () => {
    setAsking(false)
    forget()
  }
  return (
    <Section title={t.settings.gates.title} note={t.settings.gates.note}>
      <fieldset class="gates" disabled={!canChange || busy}>
        <legend class="vh">{t.settings.gates.title}</legend>
        {Gates.literals.map((gates) => (
          <label class="check" key={gates}>
            <input
              type="radio"
              name="gates"
              checked={policy.gates === gates}
              onChange={() => gates === "both" ? send("both") : setAsking(true)}
            />
            <span>
              <b>{t.settings.gates[gates]}</b>
              <span class="small mute">{t.settings.gates[noteOf[gates]]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {policy.gatesOwner === null
        ? null
        : (
          <p class="small">
            {t.settings.gates.owner}: <b>{policy.gatesOwner}</b>
          </p>
        )}
      {asking ? null : <Refused error={error} />}
      {asking
        ? (
          <Dialog
            title={t.settings.gates.confirmTitle}
            onClose={close}
            onSubmit={() => send("plan")}
            footer={
              <>
                <Button kind="bare" onClick={close}>{t.shell.cancel}</Button>
                <Button kind="danger" type="submit" disabled={busy || owner.trim() === ""}>
                  {t.settings.gates.confirmDo}
                </Button>
              </>
            }
          >
            <p class="mute">{t.settings.gates.confirmNote}</p>
            <label class="field">
              <span class="label">{t.settings.gates.owner}</span>
              <input
                class="input"
                maxLength={100}
                value={owner}
                onInput={({ currentTarget }) => setOwner(currentTarget.value)}
              />
            </label>
            <p class="hint">{t.settings.gates.ownerNote}</p>
            <Refused error={error} />
          </Dialog>
        )
        : null}
    </Section>
  )
}
