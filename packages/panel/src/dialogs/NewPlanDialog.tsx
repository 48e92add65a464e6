import { useState } from "preact/hooks"
import { go } from "../app/Router.tsx"
import { ask, keepPlan, state } from "../data/Live.ts"
import { newKey, refusalFrom } from "../data/Requests.ts"
import { Refusal } from "../data/Wire.ts"
import { locale, t } from "../text/Text.ts"
import { languageName } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { Refused } from "../ui/Message.tsx"
import { toast } from "../ui/Toast.tsx"
import { momentOf, type Picked, SlotPicker } from "./SlotPicker.tsx"

interface Draft {
  readonly topic: string
  readonly notes: string
  readonly accountId: string
  readonly hashtags: string
  readonly language: string
  readonly delivery: "direct" | "inbox"
}

const tagsOf = (text: string) => text.split(/[\s,#]+/).filter((tag) => tag !== "")

const Words = ({ draft, set }: { readonly draft: Draft; readonly set: (change: Partial<Draft>) => void }) => (
  <>
    <label class="field">
      <span class="label">{t.newPlan.topic}</span>
      <input
        class="input"
        required
        autoFocus
        maxLength={300}
        value={draft.topic}
        onInput={(event) => set({ topic: event.currentTarget.value })}
      />
    </label>
    <label class="field">
      <span class="label">
        {t.newPlan.notes} <span>{t.newPlan.notesWhy}</span>
      </span>
      <textarea
        class="input"
        rows={4}
        value={draft.notes}
        onInput={(event) => set({ notes: event.currentTarget.value })}
      />
    </label>
  </>
)

const Where = ({ draft, set }: { readonly draft: Draft; readonly set: (change: Partial<Draft>) => void }) => (
  <div class="two-fields">
    <label class="field">
      <span class="label">{t.plan.account}</span>
      <select class="input" value={draft.accountId} onChange={(event) => set({ accountId: event.currentTarget.value })}>
        {[...state.accounts.values()].map((account) => (
          <option key={account.id} value={account.id}>@{account.username}</option>
        ))}
      </select>
    </label>
    <label class="field">
      <span class="label">{t.newPlan.delivery}</span>
      <select
        class="input"
        value={draft.delivery}
        onChange={(event) => set({ delivery: event.currentTarget.value === "inbox" ? "inbox" : "direct" })}
      >
        <option value="direct">{t.newPlan.direct}</option>
        <option value="inbox">{t.newPlan.inbox}</option>
      </select>
    </label>
    <label class="field">
      <span class="label">
        {t.newPlan.language}
        <span>{languageName(draft.language)}</span>
      </span>
      <input
        class="input"
        maxLength={35}
        value={draft.language}
        onInput={(event) => set({ language: event.currentTarget.value })}
      />
    </label>
    <label class="field">
      <span class="label">{t.newPlan.hashtags}</span>
      <input
        class="input mono"
        value={draft.hashtags}
        onInput={(event) => set({ hashtags: event.currentTarget.value })}
      />
    </label>
  </div>
)

const send = async (draft: Draft, at: number, key: string) => {
  const { plan } = await ask("plan.add", {
    orgId: state.me?.orgId as never,
    key,
    plan: {
      accountId: draft.accountId as never,
      topic: draft.topic.trim(),
      at: new Date(at).toISOString(),
      language: draft.language.trim() === "" ? "en" : draft.language.trim(),
      delivery: draft.delivery,
      hashtags: tagsOf(draft.hashtags),
      ...(draft.notes.trim() === "" ? {} : { notes: draft.notes })
    }
  })
  if (plan === null) throw new Refusal("ServerFault", t.newPlan.nothing, t.newPlan.nothingRemedy)
  return plan
}

/** N: topic, notes, account and slot; what the server would refuse is said while it is typed. */
export const NewPlanDialog = (
  props: { readonly at: Picked; readonly accountId: string | null; readonly close: () => void }
) => {
  const first = [...state.accounts.keys()][0] ?? ""
  const [typed, setDraft] = useState<Draft>({
    topic: "",
    notes: "",
    accountId: props.accountId ?? "",
    hashtags: "",
    language: locale(),
    delivery: "direct"
  })
  const [picked, setPicked] = useState(props.at)
  const [fits, setFits] = useState(false)
  const [error, setError] = useState<Refusal | null>(null)
  const [key] = useState(newKey)
  // The dialog's own address may be opened before the accounts are known.
  const draft = { ...typed, accountId: typed.accountId === "" ? first : typed.accountId }
  const set = (change: Partial<Draft>) => setDraft({ ...typed, ...change })
  const at = momentOf(picked)
  const isReady = draft.topic.trim() !== "" && at !== null && fits
  const submit = () => {
    if (at === null || !isReady) return
    send(draft, at, key).then((plan) => {
      keepPlan(plan)
      props.close()
      toast(t.newPlan.planned(plan.topic))
      go(`/plans/${plan.id}`)
    }, (failed: unknown) => setError(refusalFrom(failed)))
  }
  return (
    <Dialog
      wide
      title={t.calendar.newPlan}
      onClose={props.close}
      onSubmit={submit}
      footer={
        <>
          {isReady
            ? null
            : <span class="small mute miss">{draft.topic.trim() === "" ? t.newPlan.missing : t.newPlan.slotFirst}
            </span>}
          <Button class="push" onClick={props.close}>{t.newPlan.discard}</Button>
          <Button kind="primary" type="submit" disabled={!isReady}>{t.newPlan.add}</Button>
        </>
      }
    >
      {first === "" ? <p class="hint">{t.newPlan.noAccount}</p> : null}
      <div class="stack">
        <Words draft={draft} set={set} />
        <Where draft={draft} set={set} />
        <SlotPicker
          picked={picked}
          set={setPicked}
          answer={setFits}
          wish={draft.accountId === ""
            ? null
            : {
              accountId: draft.accountId,
              topic: draft.topic.trim() === "" ? t.calendar.newPlan : draft.topic.trim(),
              delivery: draft.delivery,
              notes: draft.notes
            }}
        />
        <Refused error={error} />
      </div>
    </Dialog>
  )
}
