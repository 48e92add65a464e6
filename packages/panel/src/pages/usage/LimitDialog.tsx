import type { Period, UsageKind } from "@callsheet/domain/org/Org"
import type { QuotaView } from "@callsheet/domain/org/OrgView"
import { useState } from "preact/hooks"
import { useAction } from "../../data/Action.ts"
import { ask, state } from "../../data/Live.ts"
import { isUsageKind, kindName, kinds } from "../../data/Usage.ts"
import { t } from "../../text/Text.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog } from "../../ui/Dialog.tsx"
import { Refused } from "../../ui/Message.tsx"
import { toast } from "../../ui/Toast.tsx"

/** Limits are given in the unit that is counted, but for bytes and money nobody counts in those. */
const scaleOf = (kind: string): number => kind === "stored_bytes" ? 1e9 : kind === "money_micros" ? 1e6 : 1
const unitOf = (kind: string): string => kind === "stored_bytes" ? "GB" : kind === "money_micros" ? "€" : ""

export const LimitDialog = (props: {
  readonly kind: string
  readonly quotas: ReadonlyArray<QuotaView>
  readonly close: () => void
  readonly done: () => void
}) => {
  const { close, done, quotas } = props
  const [kind, setKind] = useState<UsageKind>(isUsageKind(props.kind) ? props.kind : "renders")
  const [period, setPeriod] = useState<Period>(quotas.find((quota) => quota.kind === kind)?.period ?? "month")
  const { busy, error, run } = useAction()
  const standing = quotas.find((quota) => quota.kind === kind)
  const [text, setText] = useState<string | null>(null)
  const shown = text ?? (standing?.limit == null ? "" : String(standing.limit / scaleOf(kind)))
  const value = Number(shown.replace(",", ".")) * scaleOf(kind)
  const isNumber = shown.trim() !== "" && Number.isFinite(value) && value >= 0
  const orgId = state.me?.orgId as never
  const send = (limit: { readonly amount: number; readonly period: Period } | null) =>
    run(() => ask("quota.set", { orgId, kind, limit }), () => {
      toast(limit === null ? t.usage.removedDone(kindName(kind)) : t.usage.setDone(kindName(kind)))
      done()
      close()
    })
  return (
    <Dialog
      title={t.usage.limitTitle}
      onClose={close}
      onSubmit={() => isNumber ? send({ amount: Math.round(value), period }) : undefined}
      footer={
        <>
          {standing?.limit == null
            ? null
            : <Button kind="bare" disabled={busy} onClick={() => send(null)}>{t.usage.remove}</Button>}
          <Button class="push" kind="bare" onClick={close}>{t.shell.cancel}</Button>
          <Button kind="primary" type="submit" disabled={busy || !isNumber}>{t.usage.set}</Button>
        </>
      }
    >
      <div class="form3">
        <label class="field">
          <span class="label">{t.usage.kind}</span>
          <select
            class="input"
            value={kind}
            onChange={({ currentTarget }) => {
              if (isUsageKind(currentTarget.value)) setKind(currentTarget.value)
              setText(null)
            }}
          >
            {kinds.map((one) => <option key={one} value={one}>{kindName(one)}</option>)}
          </select>
        </label>
        <label class="field">
          <span class="label">
            {t.usage.amountOf}
            <span>{unitOf(kind)}</span>
          </span>
          <input
            class="input"
            inputMode="decimal"
            value={shown}
            aria-invalid={shown !== "" && !isNumber}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <label class="field">
          <span class="label">{t.usage.period}</span>
          <select
            class="input"
            value={period}
            onChange={({ currentTarget }) => setPeriod(currentTarget.value === "day" ? "day" : "month")}
          >
            <option value="day">{t.usage.perDay}</option>
            <option value="month">{t.usage.perMonth}</option>
          </select>
        </label>
      </div>
      {shown !== "" && !isNumber ? <p class="hint bad">{t.usage.notANumber}</p> : null}
      <Refused error={error} />
    </Dialog>
  )
}
