import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { Link } from "../app/Router.tsx"
import { t } from "../text/Text.ts"
import { moment } from "../text/Times.ts"

/** Plans as a short list: when, and what. */
export const PlanLines = ({ most, plans }: { readonly plans: ReadonlyArray<PlanView>; readonly most: number }) =>
  plans.length === 0 ? null : (
    <ul class="plines">
      {plans.slice(0, most).map((plan) => (
        <li key={plan.id}>
          <span class="time">{moment(plan.slot)}</span>
          <Link class="cut" to={`/plans/${plan.id}`}>{plan.topic}</Link>
        </li>
      ))}
      {plans.length > most ? <li class="mute">{t.accounts.pause.more(plans.length - most)}</li> : null}
    </ul>
  )
