import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { move } from "../data/Commands.ts"
import { refusalFrom } from "../data/Requests.ts"
import type { Refusal } from "../data/Wire.ts"
import { t } from "../text/Text.ts"
import { moment } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { CommandLine } from "../ui/CommandLine.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { Refused } from "../ui/Message.tsx"
import { toast } from "../ui/Toast.tsx"
import { momentOf, pickedFrom, SlotPicker } from "./SlotPicker.tsx"

/** Moves, says so, and can take it back while the slot before is still ahead. */
export const moveWithUndo = async (plan: PlanView, at: string) => {
  const moved = await move(plan, at)
  const isAhead = Date.parse(plan.slot) > Date.now()
  toast(
    t.calendar.drag.moved(plan.topic, moment(moved.slot)),
    isAhead && plan.status !== "draft" ? () => move(moved, plan.slot) : undefined
  )
}

export const MoveDialog = ({ close, plan }: { readonly plan: PlanView; readonly close: () => void }) => {
  const [picked, setPicked] = useState(() => pickedFrom(Math.max(Date.parse(plan.slot), Date.now())))
  const [fits, setFits] = useState(false)
  const [error, setError] = useState<Refusal | null>(null)
  const at = momentOf(picked)
  const isSame = at === Date.parse(plan.slot)
  const submit = (to: string) => {
    moveWithUndo(plan, to).then(close, (failed: unknown) => setError(refusalFrom(failed)))
  }
  return (
    <Dialog
      title={t.slot.move(plan.topic)}
      onClose={close}
      onSubmit={() => {
        if (at !== null && fits && !isSame) submit(new Date(at).toISOString())
      }}
      footer={
        <>
          <Button kind="bare" onClick={() => submit("next")}>{t.slot.nextFree}</Button>
          <Button class="push" onClick={close}>{t.shell.cancel}</Button>
          <Button kind="primary" type="submit" disabled={!fits || isSame}>{t.slot.doMove}</Button>
        </>
      }
    >
      <SlotPicker
        picked={picked}
        set={setPicked}
        answer={setFits}
        wish={isSame
          ? null
          : { accountId: plan.accountId, topic: plan.topic, delivery: plan.delivery, moving: plan }}
      />
      <Refused error={error} />
      {at === null ?
        null :
        <CommandLine line={`callsheet plan reschedule ${plan.id} --at ${new Date(at).toISOString()}`} />}
    </Dialog>
  )
}
