import type { Feasibility } from "@callsheet/domain/api/calls/plan"
import { useState } from "preact/hooks"
import { setFilters, useAddress } from "../../app/Router.tsx"
import { type Checked, dataRows, faultsOf, faultyRows, headOf, type Sheet, withCell } from "../../data/Sheet.ts"
import { t } from "../../text/Text.ts"
import { dayName, moment, number } from "../../text/Times.ts"
import { Button } from "../../ui/Button.tsx"
import { Icon } from "../../ui/Icon.tsx"
import { cellId } from "./Fixes.tsx"

const SHOWN = 100
/** Columns that say most; the rest of a wide file is imported just the same. */
const shownColumns = ["topic", "account", "at", "timezone", "language", "privacy", "delivery", "key"]

const Met = (
  { checked, of, row }: { readonly checked: Checked; readonly row: number; readonly of: Feasibility | undefined }
) => {
  const faults = faultsOf(checked, row, null)
  if (faults.length > 0) {
    return (
      <td class="v bad">
        <Icon name="warning" />
        <span>{t.imports.faults(faults.length)}</span>
      </td>
    )
  }
  if (of === undefined) {
    return (
      <td class="v mute">
        <span>{t.imports.notChecked}</span>
      </td>
    )
  }
  const hint = of.warnings[0]
  return (
    <td class={`v ${of.feasible && hint === undefined ? "ok" : "warn"}`}>
      <Icon name={of.feasible && hint === undefined ? "check" : "info"} />
      <span>
        <b class="time">{moment(of.slot)}</b> {hint ?? t.imports.fitsRow}
        {of.nearest === null
          ? null
          : <small class="mute">{" "}{t.imports.nearest(`${dayName(of.nearest)}, ${moment(of.nearest)}`)}</small>}
      </span>
    </td>
  )
}

interface Props {
  readonly sheet: Sheet
  readonly checked: Checked
  readonly busy: boolean
  readonly change: (sheet: Sheet) => void
}

/** Only the server reads this format: what it made of each row. */
const Plain = ({ checked }: { readonly checked: Checked }) => (
  <table class="tbl itb" aria-label={t.imports.sheet}>
    <thead>
      <tr>
        <th class="r" scope="col">{t.imports.row}</th>
        <th scope="col">{t.imports.met}</th>
      </tr>
    </thead>
    <tbody>
      {checked.feasibility.slice(0, SHOWN).map((of, index) => (
        <tr key={index}>
          <td class="r faint">{number(of.row ?? index + 1)}</td>
          <Met checked={checked} row={of.row ?? index + 1} of={of} />
        </tr>
      ))}
    </tbody>
  </table>
)

/** The file as a sheet. A faulty cell is marked and can be changed where it stands. */
export const SheetTable = ({ busy, change, checked, sheet }: Props) => {
  const { search } = useAddress()
  const [shown, setShown] = useState(SHOWN)
  if (sheet.rows === null) return <Plain checked={checked} />
  const rows = dataRows(sheet)
  const faulty = faultyRows(checked)
  const onlyFaulty = search.get("show") === "faults" && faulty.size > 0
  const columns = headOf(sheet).map((name, index) => ({ name: name.trim().toLowerCase(), index }))
    .filter(({ name }) => shownColumns.includes(name) || checked.faults.some(({ column }) => column === name))
  const numbered = rows.filter(({ row }) => !onlyFaulty || faulty.has(row))
  return (
    <>
      {faulty.size === 0
        ? null
        : (
          <div class="seg" role="group" aria-label={t.imports.sheet}>
            <button type="button" aria-pressed={!onlyFaulty} onClick={() => setFilters({ show: null })}>
              {t.imports.all} {number(rows.length)}
            </button>
            <button type="button" aria-pressed={onlyFaulty} onClick={() => setFilters({ show: "faults" })}>
              {t.imports.toFix} {number(faulty.size)}
            </button>
          </div>
        )}
      <div class="scrolls" tabIndex={0} role="region" aria-label={t.imports.sheet}>
        <table class="tbl itb">
          <thead>
            <tr>
              <th class="r" scope="col">{t.imports.row}</th>
              {columns.map(({ index, name }) => <th key={index} scope="col">{name}</th>)}
              <th scope="col">{t.imports.met}</th>
            </tr>
          </thead>
          <tbody>
            {numbered.slice(0, shown).map(({ cells, row }) => (
              <tr key={row}>
                <td class="r faint">{number(row)}</td>
                {columns.map(({ index, name }) => {
                  const text = cells[index] ?? ""
                  const faults = faultsOf(checked, row, name)
                  if (faults.length === 0) {
                    return (
                      <td key={index}>
                        <span class={name === "key" ? "mono" : ""}>{text}</span>
                      </td>
                    )
                  }
                  const said = faults.map(({ message }) => message).join(" ")
                  return (
                    <td key={index} class="x" title={said}>
                      <input
                        id={cellId(row, index)}
                        aria-label={t.imports.rowColumn(row, name)}
                        aria-invalid="true"
                        aria-description={said}
                        placeholder={t.imports.empty}
                        defaultValue={text}
                        disabled={busy}
                        onChange={({ currentTarget }) => change(withCell(sheet, row, index, currentTarget.value))}
                      />
                    </td>
                  )
                })}
                <Met checked={checked} row={row} of={checked.feasibility.find((one) => one.row === row)} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {numbered.length > shown ? <Button onClick={() => setShown(shown + SHOWN)}>{t.imports.more}</Button> : null}
    </>
  )
}
