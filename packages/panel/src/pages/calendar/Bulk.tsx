import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { approve, cancel, move, reject } from "../../data/Commands.ts"
import { can, type Move } from "../../data/Plans.ts"
import { refusalFrom } from "../../data/Requests.ts"
import { may } from "../../data/Roles.ts"
import { Refusal } from "../../data/Wire.ts"
import { ReasonDialog } from "../../dialogs/ReasonDialog.tsx"
import { t } from "../../text/Text.ts"
import { addDays, dayKey, wallClock, wallTime } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { Message } from "../../ui/Message.tsx"
import { toast } from "../../ui/Toast.tsx"

const AT_ONCE = 4

type Act = (plan: PlanView) => Promise<unknown>

interface Failed {
  readonly topic: string
  readonly error: Refusal
}

/** A few at a time; what one is refused does not stop the others. */
const runAll = async (plans: ReadonlyArray<PlanView>, act: Act): Promise<ReadonlyArray<Failed>> => {
  const failed: Array<Failed> = []
  for (let index = 0; index < plans.length; index += AT_ONCE) {
    await Promise.all(
      plans.slice(index, index + AT_ONCE).map((plan) =>
        act(plan).catch((error: unknown) => failed.push({ topic: plan.topic, error: refusalFrom(error) }))
      )
    )
  }
  return failed
}

/** The same wall clock time on another day. */
const movedBy = (plan: PlanView, days: number): Promise<unknown> => {
  const wall = wallTime(addDays(dayKey(plan.slot), days), wallClock(plan.slot))
  if (wall.kind === "never") return Promise.reject(new Refusal("BadTime", t.slot.never, t.slot.neverRemedy))
  return move(plan, new Date(wall.kind === "one" ? wall.at : wall.first).toISOString())
}

const ShiftDialog = (
  props: { readonly count: number; readonly close: () => void; readonly run: (days: number) => void }
) => {
  const [days, setDays] = useState(1)
  return (
    <Dialog
      title={t.calendar.shiftTitle(props.count)}
      onClose={props.close}
      onSubmit={() => props.run(days)}
      footer={
        <>
          <Button class="push" onClick={props.close}>{t.shell.cancel}</Button>
          <Button kind="primary" type="submit" disabled={days === 0}>{t.calendar.shiftDo}</Button>
        </>
      }
    >
      <label class="field">
        <span class="label">{t.calendar.days}</span>
        <input
          class="input"
          type="number"
          min={-365}
          max={365}
          value={days}
          onInput={(event) => setDays(Math.trunc(event.currentTarget.valueAsNumber) || 0)}
        />
      </label>
      <p class="hint">{t.calendar.shiftNote}</p>
    </Dialog>
  )
}

const Refusals = ({ failed }: { readonly failed: ReadonlyArray<Failed> }) =>
  failed.length === 0 ? null : (
    <Message tone="stop" title={t.calendar.bulkRefused(failed.length)} alert>
      {failed.slice(0, 5).map(({ error, topic }) => (
        <span class="line" key={topic}>
          <b class="inline">{topic}</b> {error.message} {error.remedy}
        </span>
      ))}
    </Message>
  )

/** What can be done with all that are selected; each button counts those it would reach. */
export const Bulk = (props: { readonly plans: ReadonlyArray<PlanView>; readonly clear: () => void }) => {
  const [asks, setAsks] = useState<"reject" | "cancel" | "shift" | null>(null)
  const [failed, setFailed] = useState<ReadonlyArray<Failed>>([])
  const { plans } = props
  if (plans.length === 0 && failed.length === 0) return null
  const able = (wanted: Move) => plans.filter((plan) => can(plan, wanted))
  const run = (chosen: ReadonlyArray<PlanView>, act: Act) => {
    setAsks(null)
    void runAll(chosen, act).then((refused) => {
      setFailed(refused)
      toast(t.calendar.bulkDone(chosen.length - refused.length, chosen.length))
      if (refused.length === 0) props.clear()
    })
  }
  const button = (
    move: Move,
    call: "plan.approve" | "plan.reject" | "plan.cancel" | "plan.reschedule",
    word: string,
    act: () => void
  ) =>
    may(call) && able(move).length > 0 ? <Button key={move} onClick={act}>{word} ({able(move).length})</Button> : null
  return (
    <div class="bulk" role="region" aria-label={t.calendar.selected(plans.length)}>
      <div class="row wrap">
        <b>{t.calendar.selected(plans.length)}</b>
        {button("approve", "plan.approve", t.calendar.approve, () => run(able("approve"), approve))}
        {button("reschedule", "plan.reschedule", t.calendar.shift, () => setAsks("shift"))}
        {button("reject", "plan.reject", t.calendar.reject, () => setAsks("reject"))}
        {button("cancel", "plan.cancel", t.calendar.cancelPlans, () => setAsks("cancel"))}
        <Button
          class="push"
          kind="bare"
          icon="cross"
          onClick={() => {
            setFailed([])
            props.clear()
          }}
        >
          {t.calendar.clear}
        </Button>
      </div>
      <Refusals failed={failed} />
      {asks === "reject" || asks === "cancel"
        ? (
          <ReasonDialog
            title={t.calendar.reasonTitle[asks]}
            kind={asks}
            close={() => setAsks(null)}
            run={(reason) => run(able(asks), (plan) => (asks === "reject" ? reject : cancel)(plan, reason))}
          />
        )
        : null}
      {asks === "shift"
        ? (
          <ShiftDialog
            count={able("reschedule").length}
            close={() => setAsks(null)}
            run={(days) => run(able("reschedule"), (plan) => movedBy(plan, days))}
          />
        )
        : null}
    </div>
  )
}
