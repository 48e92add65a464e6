import type { PlanChange } from "@callsheet/domain/api/calls/planEdit"
import type { Script } from "@callsheet/domain/asset/Script"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { useKeys } from "../../app/Keys.ts"
import { edit, type EditAnswer, undoEdit, useEditEffect } from "../../data/Edits.ts"
import { can } from "../../data/Plans.ts"
import { refusalFrom } from "../../data/Requests.ts"
import { may } from "../../data/Roles.ts"
import type { Refusal } from "../../data/Wire.ts"
import { effectSentences, langOf } from "../../text/Spoken.ts"
import { t } from "../../text/Text.ts"
import { decimal } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Message, Refused } from "../../ui/Message.tsx"
import { inVideo, linesOf } from "../../ui/Script.ts"
import { Section } from "../../ui/Section.tsx"
import { putBack, toast } from "../../ui/Toast.tsx"
import { type LookedAt, Preview } from "./Preview.tsx"
import { ScenePicture, useFrames } from "./ScenePictures.tsx"

/** What the change voids, makes again and buys, in sentences. */
const Effect = ({ answer }: { readonly answer: EditAnswer }) => {
  const { effect, error } = answer
  if (error !== null) return <Refused error={error} />
  if (effect === null) return <p class="hint" role="status">{t.plan.checking}</p>
  if (effect.changes.length === 0) return <p class="hint" role="status">{t.plan.nothing}</p>
  const [first = t.plan.nothing, ...rest] = effectSentences(effect)
  return (
    <Message title={first} alert>
      {rest.map((line) => <span class="line" key={line} lang={langOf(line)}>{line}</span>)}
    </Message>
  )
}

/** One change being typed: its effect first, then stored by one button, or put back. */
export const Editing = (props: {
  readonly plan: PlanView
  readonly label: string
  readonly before: string
  readonly rows: number
  readonly changeOf: (text: string) => PlanChange
  /** What a preview shows of the typed words; absent where there is none. */
  readonly previewOf?: (text: string) => LookedAt
  readonly done: () => void
}) => {
  const { before, done, plan, previewOf } = props
  const [text, setText] = useState(before)
  const [error, setError] = useState<Refusal | null>(null)
  const [previewed, setPreviewed] = useState<string | null>(null)
  const isChanged = text !== before && text.trim() !== ""
  const answer = useEditEffect(plan, isChanged ? props.changeOf(text) : null)
  const ready = isChanged && answer.effect !== null && answer.effect.changes.length > 0
  const make = () => {
    if (!ready) return
    edit(plan, props.changeOf(text)).then((edited) => {
      toast(t.plan.edited, () => undoEdit(edited))
      done()
    }, (failed: unknown) => setError(refusalFrom(failed)))
  }
  useKeys({ "Mod+Enter": make })
  return (
    <div class="editing">
      <textarea
        class="input mono"
        rows={props.rows}
        aria-label={props.label}
        autoFocus
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") done()
        }}
      />
      {isChanged ? <Effect answer={answer} /> : <p class="hint">{t.plan.editHint}</p>}
      <Refused error={error} />
      <div class="row">
        <Button hint="⌘↵" disabled={!ready} onClick={make}>{t.plan.make}</Button>
        {previewOf === undefined || text.trim() === "" ?
          null :
          <Button kind="bare" icon="eye" onClick={() => setPreviewed(text)}>{t.plan.preview.look}</Button>}
        <Button kind="bare" onClick={done}>{t.plan.putBack}</Button>
      </div>
      {previewOf === undefined || previewed === null
        ? null
        : <Preview key={previewed} plan={plan} wanted={previewOf(previewed)} />}
    </div>
  )
}

/** Shows or hides the preview of what a section holds. */
const PreviewButton = ({ isShown, toggle }: { readonly isShown: boolean; readonly toggle: () => void }) => (
  <Button kind="bare" icon="eye" pressed={isShown} onClick={toggle}>
    {isShown ? t.plan.preview.hide : t.plan.preview.show}
  </Button>
)

/** The script with other words in one line, as `plan.preview` takes it. */
const withLine = (script: Script, index: number, text: string): string =>
  JSON.stringify({
    ...script,
    lines: script.lines.map((line, at) => at === index ? { ...line, text: text.trim() } : line)
  })

const canEdit = (plan: PlanView) => may("plan.edit") && can(plan, "edit")

export const ScriptEditor = (props: {
  readonly plan: PlanView
  readonly script: Script
  readonly millis: number
  /** The address of the video that was made of it; null while there is none. */
  readonly video: string | null
  readonly seek: (millis: number) => void
}) => {
  const { millis, plan, script, seek, video } = props
  const [open, setOpen] = useState<number | null>(null)
  const [isShown, setShown] = useState(false)
  const lines = linesOf(script, millis)
  const isOpen = canEdit(plan)
  // The middle of a scene shows what its beginning only leads to.
  const { frames, hasVideo, near } = useFrames(
    millis === 0 ? null : video,
    lines.map(({ at, millis }) => at + millis / 2)
  )
  useKeys({ e: () => isOpen ? setOpen(0) : false })
  return (
    <Section
      title={t.plan.script}
      note={t.plan.scriptNote(
        lines.length,
        decimal(millis / 1000),
        lines.flatMap(({ text }) => text.split(/\s+/)).length
      )}
      side={
        <>
          <PreviewButton isShown={isShown} toggle={() => setShown(!isShown)} />
          {isOpen
            ? (
              <Button
                kind="bare"
                icon="undo"
                onClick={() => undoEdit(plan).then(() => toast(t.plan.undone), putBack)}
              >
                {t.plan.undo}
              </Button>
            )
            : null}
        </>
      }
    >
      {isShown ? <Preview key={plan.version} plan={plan} wanted={{}} /> : null}
      <ol class={`scenes ${hasVideo ? "pictured" : ""}`} ref={near}>
        {lines.map(({ at, index, text }) => (
          <li key={index}>
            <b class="sn">{index + 1}</b>
            {hasVideo
              ? <ScenePicture scene={index + 1} frame={frames.get(index)} seek={() => seek(at)} />
              : null}
            {open === index
              ? (
                <Editing
                  plan={plan}
                  label={t.plan.editLabel(index + 1)}
                  before={script.lines[index]?.text ?? ""}
                  rows={2}
                  changeOf={(next) => ({ lines: [{ line: index + 1, text: next.trim() }] })}
                  previewOf={(next) => ({ script: withLine(script, index, next), line: index })}
                  done={() => setOpen(null)}
                />
              )
              : <p class="mono">{text}</p>}
            <button type="button" class="btn bare time" onClick={() => seek(at)}>{inVideo(at)}</button>
            {isOpen
              ? (
                <Button
                  kind="bare"
                  icon="pencil"
                  label={t.plan.edit(index + 1)}
                  onClick={() => setOpen(open === index ? null : index)}
                />
              )
              : <span />}
          </li>
        ))}
      </ol>
    </Section>
  )
}

/** Before a script exists, the notes are what can be changed. */
export const NotesEditor = ({ notes, plan }: { readonly plan: PlanView; readonly notes: string }) => {
  const [isOpen, setOpen] = useState(false)
  const [isShown, setShown] = useState(false)
  return (
    <Section
      title={t.plan.notes}
      side={
        <>
          {notes === "" ? null : <PreviewButton isShown={isShown} toggle={() => setShown(!isShown)} />}
          {canEdit(plan) && !isOpen
            ? <Button kind="bare" icon="pencil" label={t.plan.notes} onClick={() => setOpen(true)} />
            : null}
        </>
      }
    >
      {isShown ? <Preview key={plan.version} plan={plan} wanted={{}} /> : null}
      {isOpen
        ? (
          <Editing
            plan={plan}
            label={t.plan.notes}
            before={notes}
            rows={6}
            changeOf={(next) => ({ notes: next })}
            done={() => setOpen(false)}
          />
        )
        : <p class="mono notes">{notes === "" ? t.plan.noScript : notes}</p>}
    </Section>
  )
}
