import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useState } from "preact/hooks"
import { Link } from "../../app/Router.tsx"
import { accountName } from "../../data/Plans.ts"
import { t } from "../../text/Text.ts"
import { dayKey, dayName } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { SlotTime } from "../../ui/PlanTable.tsx"
import { StatusWord } from "../../ui/StatusWord.tsx"
import { Table } from "../../ui/Table.tsx"
import { waitsSentence } from "../../ui/Waits.ts"
import type { Filters } from "./Days.ts"
import { NoPlans } from "./NoPlans.tsx"
import type { Selection } from "./Selection.ts"

const PAGE_ROWS = 100

/** From the chosen day on, a hundred rows at a time. */
export const List = (props: {
  readonly filters: Filters
  readonly plans: ReadonlyArray<PlanView>
  readonly selection: Selection
}) => {
  const [rows, setRows] = useState(PAGE_ROWS)
  const plans = props.filters.trouble
    ? props.plans
    : props.plans.filter((plan) => dayKey(plan.slot) >= props.filters.day)
  if (plans.length === 0) {
    return (
      <div class="sheet">
        <NoPlans filters={props.filters} />
      </div>
    )
  }
  return (
    <div class="sheet">
      <Table
        label={t.shell.places.calendar}
        columns={[
          { head: <span class="vh">{t.calendar.selectHint}</span>, key: "select" },
          { head: t.plan.slot },
          { head: t.plan.plan },
          { head: t.plan.account, wide: true },
          { head: t.plan.status }
        ]}
      >
        {plans.slice(0, rows).map((plan) => (
          <tr key={plan.id} class={props.selection.ids.has(plan.id) ? "sel" : ""}>
            <td class="tick">
              <label class="check">
                <input
                  type="checkbox"
                  aria-label={t.calendar.select(plan.topic)}
                  checked={props.selection.ids.has(plan.id)}
                  onChange={() => props.selection.toggle(plan.id)}
                />
              </label>
            </td>
            <td class="time nw" title={dayName(plan.slot)}>
              <SlotTime plan={plan} />
            </td>
            <td>
              <Link class="b" to={`/plans/${plan.id}`}>{plan.topic}</Link>
              <div class="mute">{waitsSentence(plan)}</div>
            </td>
            <td class="mute wide-only">{accountName(plan.accountId)}</td>
            <td>
              <StatusWord plan={plan} />
            </td>
          </tr>
        ))}
      </Table>
      {plans.length > rows
        ? (
          <p class="after">
            <Button onClick={() => setRows(rows + PAGE_ROWS)}>{t.calendar.showMore}</Button>
          </p>
        )
        : null}
    </div>
  )
}
