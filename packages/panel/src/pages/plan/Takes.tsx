import type { EditEffectView } from "@callsheet/domain/api/calls/planEdit"
import type { TakeView } from "@callsheet/domain/api/calls/take"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { useAction } from "../../data/Action.ts"
import { undoEdit } from "../../data/Edits.ts"
import { keepPlan } from "../../data/Live.ts"
import { can } from "../../data/Plans.ts"
import { useAsked } from "../../data/Requests.ts"
import { may } from "../../data/Roles.ts"
import { askTake, chooseTake } from "../../data/Takes.ts"
import { effectSentences, langOf, told } from "../../text/Spoken.ts"
import { t } from "../../text/Text.ts"
import { moment } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Message, Refused } from "../../ui/Message.tsx"
import { byName } from "../../ui/Names.ts"
import { spoken } from "../../ui/Script.ts"
import { Section } from "../../ui/Section.tsx"
import { toast } from "../../ui/Toast.tsx"
import { Preview } from "./Preview.tsx"

type Option = TakeView["options"][number]

const wordsOf = ({ line, script }: Option): string =>
  line === null ? (script?.lines ?? []).map(({ text }) => spoken(text)).join(" / ") : spoken(line.text)

interface Considered {
  readonly take: number
  readonly option: number
  readonly effect: EditEffectView
}

/** One option: its words, a look at it before it is chosen, and the choice. */
const OptionRow = (props: {
  readonly plan: PlanView
  readonly take: TakeView
  readonly option: Option
  readonly busy: boolean
  /** Null where the viewer may not choose. */
  readonly consider: (() => void) | null
}) => {
  const { consider, option: one, plan, take } = props
  const [isShown, setShown] = useState(false)
  return (
    <li>
      <span class="sn">{one.option === 0 ? t.plan.takes.old : one.option}</span>
      <span class="mono">{wordsOf(one)}</span>
      <span class="row wrap">
        <Button kind="bare" icon="eye" pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? t.plan.preview.hide : t.plan.preview.look}
        </Button>
        {one.inUse
          ? <span class="small mute nw">{t.plan.takes.inUse}</span>
          : consider === null
          ? null
          : <Button disabled={props.busy} onClick={consider}>{t.plan.takes.choose}</Button>}
      </span>
      {isShown ? <Preview plan={plan} wanted={{ take: take.number, option: one.option }} /> : null}
    </li>
  )
}

const Options = (
  { again, plan, take }: { readonly plan: PlanView; readonly take: TakeView; readonly again: () => void }
) => {
  const { busy, error, run } = useAction()
  const [considered, setConsidered] = useState<Considered | null>(null)
  const mayChoose = may("take.choose") && can(plan, "edit")
  const choose = ({ option, take: number }: Considered) =>
    run(() => chooseTake(plan, number, option, false), ({ plan: edited }) => {
      keepPlan(edited)
      setConsidered(null)
      again()
      toast(t.plan.edited, () => undoEdit(edited))
    })
  return (
    <>
      <ul class="opts">
        {take.options.map((one) => (
          <OptionRow
            key={one.option}
            plan={plan}
            take={take}
            option={one}
            busy={busy}
            consider={mayChoose
              ? () =>
                run(
                  () => chooseTake(plan, take.number, one.option, true),
                  ({ effect }) => setConsidered({ take: take.number, option: one.option, effect })
                )
              : null}
          />
        ))}
      </ul>
      {considered === null
        ? null
        : (
          <Message
            title={effectSentences(considered.effect)[0]}
            alert
            action={
              <div class="row">
                <Button
                  disabled={busy}
                  onClick={() => choose(considered)}
                >
                  {t.plan.make}
                </Button>
                <Button
                  kind="bare"
                  onClick={() => setConsidered(null)}
                >
                  {t.plan.putBack}
                </Button>
              </div>
            }
          >
            {effectSentences(considered.effect).slice(1).map((line) => (
              <span class="line" key={line} lang={langOf(line)}>{line}</span>
            ))}
          </Message>
        )}
      <Refused error={error} />
    </>
  )
}

/** Other takes of the words: asked for, compared with what stands there, and chosen. Asking changes nothing. */
export const Takes = ({ hasScript, plan }: { readonly plan: PlanView; readonly hasScript: boolean }) => {
  const { again, data } = useAsked("take.list", { id: plan.id }, {
    fresh: plan.version,
    on: ({ planId }) => planId === plan.id
  })
  const { busy, error, run } = useAction()
  const takes = (data ?? []).toReversed()
  const mayAsk = hasScript && may("take.ask") && can(plan, "edit")
  const asked = () => {
    again()
    toast(t.plan.takes.asked)
  }
  if (takes.length === 0 && !mayAsk) return null
  return (
    <Section
      title={t.plan.takes.title}
      note={t.plan.takes.note}
      side={mayAsk
        ? (
          <>
            <Button disabled={busy} onClick={() => run(() => askTake(plan, "hook", ""), asked)}>
              {t.plan.takes.hook}
            </Button>
            <Button disabled={busy} onClick={() => run(() => askTake(plan, "script", ""), asked)}>
              {t.plan.takes.script}
            </Button>
          </>
        )
        : undefined}
    >
      <Refused error={error} />
      {takes.map((take) => (
        <div key={take.number} class="take">
          <p class="row wrap">
            <b>{t.plan.takes.of(take.number, t.plan.takes.kinds[take.of], take.line)}</b>
            <span class="small mute">{byName(take.by)}, {moment(take.at)}</span>
            {take.reason === null ? null : <span class="small mono">{take.reason}</span>}
          </p>
          {take.state === "writing" ? <p class="small mute" role="status">{t.plan.takes.writing}</p> : null}
          {take.failure === null
            ? null
            : <Message tone="stop" title={told(take.failure).message} remedy={told(take.failure)} />}
          {take.options.length === 0 ? null : <Options plan={plan} take={take} again={again} />}
        </div>
      ))}
    </Section>
  )
}
