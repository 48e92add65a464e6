import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { Link } from "../app/Router.tsx"
import { accountName, isDue } from "../data/Plans.ts"
import { t } from "../text/Text.ts"
import { moment } from "../text/Times.ts"
import { Empty } from "./Empty.tsx"
import { StatusWord } from "./StatusWord.tsx"
import { Table } from "./Table.tsx"
import { waitsSentence } from "./Waits.ts"

/** The time, marked where a person is due. */
export const SlotTime = ({ plan }: { readonly plan: PlanView }) =>
  isDue(plan) ? <span class="mark">{moment(plan.slot)}</span> : <>{moment(plan.slot)}</>

export const PlanTable = (props: {
  readonly label: string
  readonly plans: ReadonlyArray<PlanView>
  readonly empty: string
  /** Without the account's own column. */
  readonly compact?: boolean
}) =>
  props.plans.length === 0 ? <Empty>{props.empty}</Empty> : (
    <Table
      label={props.label}
      columns={[
        { head: t.plan.slot },
        { head: t.plan.plan },
        ...(props.compact === true ? [] : [{ head: t.plan.account, wide: true }]),
        { head: t.plan.status }
      ]}
    >
      {props.plans.map((plan) => (
        <tr key={plan.id}>
          <td class="time nw">
            <SlotTime plan={plan} />
          </td>
          <td>
            <Link class="b" to={`/plans/${plan.id}`}>{plan.topic}</Link>
            <div class="mute">
              {props.compact === true ? `${accountName(plan.accountId)} · ` : ""}
              {waitsSentence(plan)}
            </div>
          </td>
          {props.compact === true ? null : <td class="mute wide-only">{accountName(plan.accountId)}</td>}
          <td>
            <StatusWord plan={plan} />
          </td>
        </tr>
      ))}
    </Table>
  )
