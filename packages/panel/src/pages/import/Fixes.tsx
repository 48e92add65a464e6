import { type Checked, columnAt, type Sheet } from "../../data/Sheet.ts"
import { t } from "../../text/Text.ts"

/** The cell's input of a fault, so that its line leads there. */
export const cellId = (row: number, column: number) => `cell-${row}-${column}`

/** Every fault with its row and column, beside the rows. */
export const Fixes = ({ checked, sheet }: { readonly checked: Checked; readonly sheet: Sheet }) => (
  <section class="fx">
    <h2>{t.imports.fixes}</h2>
    <ol>
      {checked.faults.map(({ column, message, row }, index) => {
        const at = column === null ? -1 : columnAt(sheet, column)
        return (
          <li key={index}>
            <b>
              {row === null
                ? column ?? t.imports.whole
                : column === null
                ? t.imports.rowOnly(row)
                : t.imports.rowColumn(row, column)}
            </b>
            <p>{message}</p>
            {row === null || at === -1
              ? null
              : (
                <button
                  type="button"
                  class="btn"
                  onClick={() => {
                    const cell = document.getElementById(cellId(row, at))
                    cell?.scrollIntoView({ block: "center" })
                    cell?.focus()
                  }}
                >
                  {t.imports.change}
                </button>
              )}
          </li>
        )
      })}
    </ol>
  </section>
)
