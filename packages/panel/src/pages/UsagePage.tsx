import type { UsageRow } from "@callsheet/domain/api/calls/usage"
import type { QuotaView } from "@callsheet/domain/org/OrgView"
import { useState } from "preact/hooks"
import { Link } from "../app/Router.tsx"
import { state, useLive } from "../data/Live.ts"
import { accountName } from "../data/Plans.ts"
import { useAsked } from "../data/Requests.ts"
import { may } from "../data/Roles.ts"
import { amount, atLimit, forecast, kindName, kinds, periodAt } from "../data/Usage.ts"
import { t } from "../text/Text.ts"
import { dayKey, dayMonth, dayName, moment, monthName, noonOf, timeZone } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { saveFile } from "../ui/Download.ts"
import { Empty } from "../ui/Empty.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { Meter } from "../ui/Meter.tsx"
import { Head, Section } from "../ui/Section.tsx"
import { LimitDialog } from "./usage/LimitDialog.tsx"

const LEDGER_ROWS = 12
const WARN_AT = 0.8

/** A row for each kind, also where nothing was used and nothing is limited yet. */
const allKinds = (quotas: ReadonlyArray<QuotaView>): ReadonlyArray<QuotaView> =>
  kinds.map((kind) =>
    quotas.find((quota) => quota.kind === kind) ??
      { kind, limit: null, period: null, used: 0, reserved: 0, warned: false, resetsAt: null }
  )

const Warnings = (
  props: { readonly quotas: ReadonlyArray<QuotaView>; readonly now: number; readonly raise: (kind: string) => void }
) => (
  <>
    {props.quotas.flatMap((quota) => {
      const { kind, limit, used } = quota
      if (limit === null || limit === 0 || used < limit * WARN_AT) return []
      const span = periodAt(quota.period ?? "month", props.now)
      const action = may("quota.set") ? <Button onClick={() => props.raise(kind)}>{t.usage.raise}</Button> : undefined
      return [
        used >= limit
          ? (
            <Message key={kind} tone="stop" icon="usage" title={t.usage.past100(kindName(kind))} action={action}>
              {t.usage.past100Note(dayName(span.to), atLimit(kind))}
            </Message>
          )
          : (
            <Message key={kind} tone="you" icon="warning" title={t.usage.past80(kindName(kind))} action={action}>
              {t.usage.past80Note(forecast(used, limit, span, props.now).fullOn, atLimit(kind))}
            </Message>
          )
      ]
    })}
  </>
)

const QuotaRow = ({ now, quota }: { readonly quota: QuotaView; readonly now: number }) => {
  const { kind, limit, reserved, unit, used } = quota
  const span = periodAt(quota.period ?? "month", now)
  const { atEnd, fullOn } = forecast(used, limit, span, now)
  return (
    <tr>
      <th scope="row" class="b">{kindName(kind)}</th>
      <td class="r big">{amount(kind, used, unit)}</td>
      <td class="r mute held">{amount(kind, reserved, unit)}</td>
      <td class="r">
        {limit === null
          ? <span class="faint">{t.usage.noLimit}</span>
          : (
            <>
              {amount(kind, limit, unit)}{" "}
              <small class="faint">{quota.period === "day" ? t.usage.perDay : t.usage.perMonth}</small>
            </>
          )}
      </td>
      <td class="mc">
        {limit === null
          ? <span class="small faint">{t.usage.noScale}</span>
          : <Meter label={kindName(kind)} used={used} limit={limit} expected={atEnd} />}
      </td>
      <td class="fc">
        {limit !== null && used >= limit
          ? <span class="mark">{t.usage.reachedNow}</span>
          : fullOn !== null && limit !== null
          ? <span class="mark">{t.usage.reached(amount(kind, limit, unit), fullOn)}</span>
          : t.usage.about(amount(kind, atEnd, unit))}
      </td>
      <td class="mute a100">{limit === null ? "–" : atLimit(kind)}</td>
    </tr>
  )
}

/** What a booking was for: the plan whose id stands in its reference. */
const planIn = (reference: string): string | null => /pln_[0-9a-z]{26}/.exec(reference)?.[0] ?? null

const ByAccount = ({ month, rows }: { readonly rows: ReadonlyArray<UsageRow>; readonly month: string }) => {
  const shown = kinds.filter((kind) => kind !== "stored_bytes" && rows.some((row) => row.kind === kind))
  const sums = new Map<string, Map<string, number>>()
  for (const row of rows) {
    const plan = planIn(row.reference)
    const account = plan === null ? "" : state.plans.get(plan)?.accountId ?? ""
    const of = sums.get(account) ?? new Map<string, number>()
    of.set(row.kind, (of.get(row.kind) ?? 0) + row.amount)
    sums.set(account, of)
  }
  const total = (kind: string) => rows.reduce((sum, row) => row.kind === kind ? sum + row.amount : sum, 0)
  const unitOf = (kind: string) => rows.find((row) => row.kind === kind)?.unit
  return (
    <Section title={t.usage.byAccount} note={t.usage.byAccountNote(month)}>
      {rows.length === 0
        ? <Empty>{t.usage.emptyLedger}</Empty>
        : (
          <table class="tbl">
            <thead>
              <tr>
                <th scope="col">{t.usage.account}</th>
                {shown.map((kind) => <th key={kind} scope="col" class="r">{kindName(kind)}</th>)}
              </tr>
            </thead>
            <tbody>
              {[...sums].map(([account, of]) => (
                <tr key={account}>
                  <td>{account === "" ? <span class="mute">{t.usage.others}</span> : accountName(account)}</td>
                  {shown.map((kind) => <td key={kind} class="r">{amount(kind, of.get(kind) ?? 0, unitOf(kind))}</td>)}
                </tr>
              ))}
              <tr class="sum">
                <td>{t.usage.sum}</td>
                {shown.map((kind) => <td key={kind} class="r">{amount(kind, total(kind), unitOf(kind))}</td>)}
              </tr>
            </tbody>
          </table>
        )}
    </Section>
  )
}

/** What it was for: a plan by its topic; else the note, with the id for those who look it up. */
/** What the ledger notes of every piece of work that came to its end. */
const PLAIN = "settled"

const For = ({ note, reference }: Pick<UsageRow, "note" | "reference">) => {
  const id = planIn(reference)
  const plan = id === null ? undefined : state.plans.get(id)
  return plan === undefined
    ? <span title={reference}>{note}</span>
    : (
      <>
        <Link class="cut" to={`/plans/${plan.id}`}>{plan.topic}</Link>
        {note === PLAIN ? null : <small class="mute">{note}</small>}
      </>
    )
}

const Ledger = ({ now, rows }: { readonly rows: ReadonlyArray<UsageRow>; readonly now: number }) => {
  const [shown, setShown] = useState(LEDGER_ROWS)
  return (
    <Section title={t.usage.ledger} note={t.usage.ledgerNote}>
      {rows.length === 0
        ? <Empty>{t.usage.emptyLedger}</Empty>
        : (
          <table class="tbl ldg">
            <thead>
              <tr>
                <th scope="col">{t.usage.at}</th>
                <th scope="col">{t.usage.for}</th>
                <th scope="col">{t.usage.what}</th>
                <th scope="col" class="r">{t.usage.amount}</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, shown).map((row, index) => (
                <tr key={`${row.at}${row.kind}${row.reference}${index}`}>
                  <td class="time nw">{moment(row.at, now)}</td>
                  <td class="fr">
                    <For note={row.note} reference={row.reference} />
                  </td>
                  <td>{kindName(row.kind)}</td>
                  <td class="r b">{amount(row.kind, row.amount, row.unit)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      {rows.length > shown
        ? <Button kind="bare" onClick={() => setShown(shown + 8 * LEDGER_ROWS)}>{t.jobs.more}</Button>
        : null}
    </Section>
  )
}

const csvCell = (text: string) => `"${text.replaceAll("\"", "\"\"")}"`
const csvOf = (rows: ReadonlyArray<UsageRow>): string =>
  [
    "at,kind,amount,reference,note,unit",
    ...rows.map(({ amount, at, kind, note, reference, unit }) =>
      [at, kind, String(amount), csvCell(reference), csvCell(note), csvCell(unit ?? "")].join(",")
    )
  ].join("\n")

const UsagePage = () => {
  const { org } = useLive()
  const now = useNow(10)
  const [changing, setChanging] = useState<string | null>(null)
  const orgId = state.me?.orgId as never
  const isOurs = ({ subject }: { readonly subject: string }) => subject === "org"
  const month = periodAt("month", now)
  const quotas = useAsked("quota.show", { orgId }, { fresh: dayKey(now), on: isOurs })
  const ledger = useAsked("usage.show", { orgId, from: new Date(month.from).toISOString() }, { on: isOurs })
  const rows = (ledger.data ?? []).toReversed()
  const days = Math.round((month.to - month.from) / 86_400_000)
  const day = Math.floor((now - month.from) / 86_400_000) + 1
  const all = allKinds(quotas.data ?? [])
  return (
    <>
      <Head
        title={t.shell.places.usage}
        note={`${monthName(now)} · ${t.usage.note(day, days, org?.timeZone ?? timeZone())}`}
      >
        {rows.length === 0
          ? null
          : (
            <Button
              icon="download"
              onClick={() => saveFile(`usage-${month.first.slice(0, 7)}.csv`, "text/csv", csvOf(rows))}
            >
              {t.usage.export}
            </Button>
          )}
        {may("quota.set") ? <Button onClick={() => setChanging("renders")}>{t.usage.change}</Button> : null}
      </Head>
      <div class="sheet">
        <Refused error={quotas.error ?? ledger.error} />
        {quotas.data === undefined
          ? <Loading rows={6} />
          : (
            <>
              <Warnings quotas={quotas.data} now={now} raise={setChanging} />
              <table class="tbl use">
                <caption class="vh">{t.shell.places.usage}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t.usage.columns.what}</th>
                    <th scope="col" class="r">{t.usage.columns.used}</th>
                    <th scope="col" class="r held">{t.usage.columns.held}</th>
                    <th scope="col" class="r">{t.usage.columns.limit}</th>
                    <th scope="col" class="mc">
                      <span class="ax" aria-hidden="true">
                        <span style={{ left: "0" }}>0</span>
                        <span style={{ left: "80%" }}>80 %</span>
                        <span style={{ left: "100%" }}>100 %</span>
                      </span>
                      <span class="vh">{t.usage.columns.used}</span>
                    </th>
                    <th scope="col" class="fc">{t.usage.columns.forecast(dayMonth(noonOf(month.last)))}</th>
                    <th scope="col" class="a100">{t.usage.columns.at100}</th>
                  </tr>
                </thead>
                <tbody>{all.map((quota) => <QuotaRow key={quota.kind} quota={quota} now={now} />)}</tbody>
              </table>
              <p class="small mute leg">
                <i />
                {t.usage.legendUsed}
                <i class="h" />
                {t.usage.legend}
              </p>
              {may("quota.set") ? null : <p class="small mute">{t.usage.onlyOwner}</p>}
              <div class="us2">
                <ByAccount rows={rows} month={monthName(now)} />
                <Ledger rows={rows} now={now} />
              </div>
            </>
          )}
      </div>
      {changing === null
        ? null
        : <LimitDialog kind={changing} quotas={all} close={() => setChanging(null)} done={quotas.again} />}
    </>
  )
}

export default UsagePage
