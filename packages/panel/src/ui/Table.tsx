import type { ComponentChildren } from "preact"

export interface Column {
  readonly head: ComponentChildren
  /** Numbers stand right. */
  readonly right?: boolean
  /** Left out on phones. */
  readonly wide?: boolean
  readonly key?: string
}

/** One hairline a row, the time first, the heaviest cell is the name. `children` are the rows. */
export const Table = (props: {
  readonly columns: ReadonlyArray<Column>
  readonly label: string
  /** The heads are read out and not shown. */
  readonly quiet?: boolean
  readonly children: ComponentChildren
}) => (
  <table class="tbl" aria-label={props.label}>
    <thead class={props.quiet === true ? "vh" : ""}>
      <tr>
        {props.columns.map(({ head, key, right, wide }, index) => (
          <th
            key={key ?? index}
            scope="col"
            class={`${right === true ? "r" : ""} ${wide === true ? "wide-only" : ""}`}
          >
            {head}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>{props.children}</tbody>
  </table>
)
