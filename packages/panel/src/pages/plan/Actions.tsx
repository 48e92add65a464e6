import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { useKeys } from "../../app/Keys.ts"
import { setFilters } from "../../app/Router.tsx"
import { approve, cancel, lock, reject, retry, unlock } from "../../data/Commands.ts"
import { can } from "../../data/Plans.ts"
import { may } from "../../data/Roles.ts"
import { MoveDialog } from "../../dialogs/MoveDialog.tsx"
import { ReasonDialog } from "../../dialogs/ReasonDialog.tsx"
import { t } from "../../text/Text.ts"
import { Button, LinkButton } from "../../ui/Button.tsx"
import { putBack, toast } from "../../ui/Toast.tsx"

const Primary = ({ plan }: { readonly plan: PlanView }) => {
  if (can(plan, "release") && may("plan.release")) {
    return <LinkButton kind="primary" to={`/plans/${plan.id}/release`}>{t.plan.release}</LinkButton>
  }
  if (can(plan, "approve") && may("plan.approve")) {
    return (
      <Button
        kind="primary"
        onClick={() => approve(plan).then(() => toast(t.review.approved(plan.topic)), putBack)}
      >
        {t.plan.approve}
      </Button>
    )
  }
  if (can(plan, "retry") && may("plan.retry")) {
    return <Button kind="primary" onClick={() => retry(plan).catch(putBack)}>{t.plan.retry}</Button>
  }
  return null
}

/** What the viewer may do with the plan as it stands; nothing else is offered. */
export const Actions = ({ moving, plan }: { readonly plan: PlanView; readonly moving: boolean }) => {
  const [asks, setAsks] = useState<"reject" | "cancel" | null>(null)
  const mayMove = can(plan, "reschedule") && may("plan.reschedule")
  const toggleLock = () => {
    ;(plan.locked ? unlock(plan) : lock(plan)).catch(putBack)
  }
  useKeys({
    m: () => mayMove ? setFilters({ move: "1" }) : false,
    l: () => may("plan.lock") ? toggleLock() : false
  })
  const close = () => setAsks(null)
  return (
    <>
      {mayMove ? <Button icon="move" hint="M" onClick={() => setFilters({ move: "1" })}>{t.plan.move}</Button> : null}
      {may("plan.lock")
        ? (
          <Button icon={plan.locked ? "unlock" : "lock"} hint="L" onClick={toggleLock}>
            {plan.locked ? t.plan.unlock : t.plan.lock}
          </Button>
        )
        : null}
      {can(plan, "reject") && may("plan.reject")
        ? <Button onClick={() => setAsks("reject")}>{t.plan.reject}</Button>
        : null}
      {can(plan, "cancel") && may("plan.cancel")
        ? <Button kind="bare" onClick={() => setAsks("cancel")}>{t.plan.cancel}</Button>
        : null}
      <Primary plan={plan} />
      {asks === null ? null : (
        <ReasonDialog
          kind={asks}
          title={asks === "reject" ? t.plan.rejectTitle(plan.topic) : t.plan.cancelTitle(plan.topic)}
          close={close}
          run={(reason) => {
            close()
            if (asks === "cancel") cancel(plan, reason).catch(putBack)
            else reject(plan, reason).then((next) => toast(t.plan.rejected(plan.topic), () => retry(next)), putBack)
          }}
        />
      )}
      {moving && mayMove ? <MoveDialog plan={plan} close={() => setFilters({ move: null })} /> : null}
    </>
  )
}
