import type { TimelineRow } from "@callsheet/domain/api/calls/plan"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useKeys } from "../../app/Keys.ts"
import { setFilters } from "../../app/Router.tsx"
import { accountName } from "../../data/Plans.ts"
import { useAsked } from "../../data/Requests.ts"
import { t } from "../../text/Text.ts"
import { clockSeconds, longDay, moment } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Loading } from "../../ui/Loading.tsx"
import { Refused } from "../../ui/Message.tsx"
import { byName, eventName } from "../../ui/Names.ts"
import { Section } from "../../ui/Section.tsx"
import { StatusWord } from "../../ui/StatusWord.tsx"
import { Table } from "../../ui/Table.tsx"

const parts = [
  "topic",
  "slot",
  "account",
  "language",
  "hashtags",
  "delivery",
  "privacy",
  "caption",
  "notes",
  "locked"
] as const
type Part = typeof parts[number]

const saidOf = (plan: PlanView): Readonly<Record<Part, string>> => ({
  topic: plan.topic,
  slot: `${longDay(plan.slot)}, ${moment(plan.slot)}`,
  account: accountName(plan.accountId),
  language: plan.language,
  hashtags: plan.hashtags.map((tag) => `#${tag}`).join(" "),
  delivery: plan.delivery === "inbox" ? t.plan.inbox : t.plan.direct,
  privacy: plan.privacy === null ? "" : t.release.levels[plan.privacy] ?? plan.privacy,
  caption: plan.caption ?? "",
  notes: plan.notes ?? "",
  locked: plan.locked ? t.plan.versions.yes : t.plan.versions.no
})

const verbatim: ReadonlySet<Part> = new Set(["hashtags", "caption", "notes"])

/** How the plan stood after one event, beside how it stands now. */
const Then = ({ now, row }: { readonly now: PlanView; readonly row: TimelineRow }) => {
  const { data, error } = useAsked("plan.show", { id: now.id, at: row.at })
  if (data === undefined) return error === null ? <Loading rows={3} /> : <Refused error={error} />
  const [was, today] = [saidOf(data), saidOf(now)]
  const shown = parts.filter((part) => was[part] !== "" || today[part] !== "")
  return (
    <>
      <p class="row wrap">
        <StatusWord plan={data} />
        <span class="small mute">
          {eventName(row.event)} · {byName(row.by)}
          {row.reason === null ? "" : ` · ${row.reason}`}
        </span>
      </p>
      <Table
        label={t.plan.versions.title}
        columns={[{ head: t.plan.versions.part }, { head: t.plan.versions.was }, { head: t.plan.versions.now }]}
      >
        {shown.map((part) => (
          <tr key={part}>
            <td class="nw mute">{t.plan.versions.parts[part]}</td>
            <td class={verbatim.has(part) ? "mono wrapped" : "wrapped"}>{was[part]}</td>
            <td class={verbatim.has(part) && was[part] !== today[part] ? "mono wrapped" : "wrapped"}>
              {was[part] === today[part] ? <span class="faint nw">{t.plan.versions.same}</span> : <b>{today[part]}</b>}
            </td>
          </tr>
        ))}
      </Table>
    </>
  )
}

/** The plan at any moment of its story. The moment stands in the address. */
export const Versions = ({ at, plan }: { readonly plan: PlanView; readonly at: string | null }) => {
  const { data, error } = useAsked("plan.timeline", { id: plan.id }, { fresh: plan.version, skip: at === null })
  const rows = (data ?? []).filter(({ subject }) => subject === "plan")
  const last = rows.length - 1
  // The address names a moment; the event that was the latest then is the version.
  const found = rows.findLastIndex((row) => at !== null && row.at <= at)
  const index = at === "now" || found === -1 ? last : found
  const row = rows[index]
  const choose = (next: number) => setFilters({ at: rows[next]?.at ?? "now" })
  useKeys({ v: () => setFilters({ at: at === null ? "now" : null }) })
  if (at === null) {
    return (
      <div class="row vopen">
        <Button icon="undo" hint="V" onClick={() => setFilters({ at: "now" })}>{t.plan.versions.open}</Button>
      </div>
    )
  }
  return (
    <Section
      title={t.plan.versions.title}
      note={row === undefined ? undefined : t.plan.versions.note(index + 1, rows.length)}
      side={<Button kind="bare" icon="cross" label={t.plan.versions.close} onClick={() => setFilters({ at: null })} />}
    >
      <Refused error={error} />
      {row === undefined ? <Loading rows={3} /> : (
        <>
          <div class="slider">
            <Button
              icon="left"
              label={t.plan.versions.before}
              disabled={index <= 0}
              onClick={() => choose(index - 1)}
            />
            <input
              type="range"
              min={0}
              max={last}
              value={index}
              aria-label={t.plan.versions.title}
              aria-valuetext={`${moment(row.at)}, ${eventName(row.event)}`}
              onInput={({ currentTarget }) => choose(Number(currentTarget.value))}
            />
            <Button
              icon="right"
              label={t.plan.versions.after}
              disabled={index >= last}
              onClick={() => choose(index + 1)}
            />
            <b class="time nw">{longDay(row.at)}, {clockSeconds(row.at)}</b>
          </div>
          <Then key={row.position} now={plan} row={row} />
        </>
      )}
    </Section>
  )
}
