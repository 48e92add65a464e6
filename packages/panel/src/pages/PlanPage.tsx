import type { PageProps } from "../app/Routes.ts"
import { useLive } from "../data/Live.ts"
import { can } from "../data/Plans.ts"
import { useAsked } from "../data/Requests.ts"
import { may } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { moment } from "../text/Times.ts"
import { LinkButton } from "../ui/Button.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { Head } from "../ui/Section.tsx"
import { StatusWord } from "../ui/StatusWord.tsx"
import { Table } from "../ui/Table.tsx"
import { waitsSentence } from "../ui/Waits.ts"

const PlanPage = ({ id }: PageProps) => {
  const { loaded, plans } = useLive()
  const plan = plans.get(id)
  const timeline = useAsked("plan.timeline", { id: id as never }, { fresh: plan?.version, skip: plan === undefined })
  if (plan === undefined) {
    return <div class="sheet alone">{loaded ? <Message title={t.shell.notFound} /> : <Loading />}</div>
  }
  return (
    <>
      <Head title={plan.topic}>
        {can(plan, "release") && may("plan.release")
          ? <LinkButton kind="primary" to={`/plans/${plan.id}/release`}>{t.status.word.in_review}</LinkButton>
          : null}
      </Head>
      <div class="sheet">
        <section class="wait">
          <StatusWord plan={plan} big />
          <p id="waiting-for">{waitsSentence(plan)}</p>
        </section>
        <Refused error={timeline.error} />
        <Table label="Timeline" columns={[{ head: "When" }, { head: "What" }, { head: "Who" }]}>
          {(timeline.data ?? []).map((row) => (
            <tr key={row.position}>
              <td class="time nw">{moment(row.at)}</td>
              <td>{row.event}</td>
              <td class="mute">{row.by}</td>
            </tr>
          ))}
        </Table>
      </div>
    </>
  )
}

export default PlanPage
