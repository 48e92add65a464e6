import type { ComponentChildren } from "preact"
import { useEffect, useState } from "preact/hooks"
import { type PageAction, useAction } from "../../data/Action.ts"
import { t } from "../../text/Text.ts"
import { Button } from "../../ui/Button.tsx"
import { Message, Refused } from "../../ui/Message.tsx"
import { byName } from "../../ui/Names.ts"
import { toast } from "../../ui/Toast.tsx"

/** Something an org has one of, each version kept. */
interface Kept<Kit> {
  readonly version: number
  readonly kit: Kit
  readonly by: string | null
}

/** What the form says; each kit has its own words. */
interface Words {
  readonly save: string
  readonly applies: string
  readonly saved: (version: number) => string
  readonly overtaken: (by: string) => string
  readonly overtakenNote: string
}

interface Options<Kit, Draft> {
  readonly newest: Kept<Kit>
  readonly draftOf: (kit: Kit) => Draft
  readonly kitOf: (draft: Draft) => Kit
  readonly put: (kit: Kit, version: number) => Promise<Kept<Kit>>
  readonly again: () => void
  readonly words: Words
}

export interface KitEditing<Kit, Draft> {
  readonly draft: Draft
  readonly set: (change: Partial<Draft>) => void
  readonly kit: Kit
  readonly isDirty: boolean
  /** Somebody else set the kit meanwhile: what was typed stays, and what it would replace is said. */
  readonly overtaken: boolean
  readonly overtake: () => void
  readonly discard: () => void
  readonly save: () => void
  /** Makes an earlier kit the newest. */
  readonly goBack: (earlier: Kit) => void
  readonly action: PageAction
}

/** A kit while it is edited: another's version is followed until something is typed, and never replaced unseen. */
export const useKit = <Kit, Draft>(
  { again, draftOf, kitOf, newest, put, words }: Options<Kit, Draft>
): KitEditing<Kit, Draft> => {
  const action = useAction()
  const [draft, setDraft] = useState(draftOf(newest.kit))
  const [seen, setSeen] = useState(newest.version)
  /** What the fields began with: another's change does not make them changed. */
  const [base, setBase] = useState(newest.kit)
  const kit = kitOf(draft)
  const isDirty = JSON.stringify(kit) !== JSON.stringify(kitOf(draftOf(base)))
  const overtaken = newest.version !== seen
  const begin = (from: Kept<Kit>) => {
    setDraft(draftOf(from.kit))
    setBase(from.kit)
    setSeen(from.version)
  }
  useEffect(() => {
    if (overtaken && !isDirty) begin(newest)
  }, [newest.version])
  const send = (next: Kit, version: number, before: Kit | null): Promise<void> =>
    put(next, version).then((saved) => {
      begin(saved)
      again()
      if (before !== null) toast(words.saved(saved.version), () => send(before, saved.version, null))
    })
  return {
    draft,
    set: (change) => setDraft({ ...draft, ...change }),
    kit,
    isDirty,
    overtaken,
    overtake: () => setSeen(newest.version),
    discard: () => setDraft(draftOf(base)),
    save: () => action.run(() => send(kit, seen, newest.kit)),
    goBack: (earlier) => action.run(() => send(earlier, newest.version, newest.kit)),
    action
  }
}

/** The fields of a kit, what keeps them from being saved, and the buttons below them. */
export const KitForm = <Kit, Draft>(props: {
  readonly editing: KitEditing<Kit, Draft>
  readonly by: string | null
  readonly words: Words
  readonly readOnly: boolean
  readonly isWrong: boolean
  /** What is wrong, where the fields do not say it themselves. */
  readonly fault?: string | null
  readonly children: ComponentChildren
}) => {
  const { by, editing, isWrong, readOnly, words } = props
  const { action, discard, isDirty, overtake, overtaken, save } = editing
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isDirty && !isWrong) save()
      }}
    >
      {props.children}
      {overtaken && isDirty
        ? (
          <Message
            tone="stop"
            title={words.overtaken(by === null ? "" : byName(by))}
            alert
            action={<Button onClick={overtake}>{t.brand.overtake}</Button>}
          >
            {words.overtakenNote}
          </Message>
        )
        : null}
      {props.fault === undefined || props.fault === null ? null : <p class="hint bad">{props.fault}</p>}
      <Refused error={action.error} />
      {readOnly ? null : (
        <div class="row wrap bsave">
          <Button kind="primary" type="submit" disabled={action.busy || !isDirty || isWrong || overtaken}>
            {words.save}
          </Button>
          <Button kind="bare" disabled={!isDirty} onClick={discard}>{t.brand.discard}</Button>
          <span class="small mute">{isDirty ? words.applies : t.brand.unchanged}</span>
        </div>
      )}
    </form>
  )
}
