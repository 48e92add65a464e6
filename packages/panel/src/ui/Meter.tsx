/** A sum against its limit, with ticks at 80 and 100 %; what is expected to follow is hatched. */
export const Meter = (props: {
  readonly label: string
  readonly used: number
  readonly limit: number
  readonly expected?: number
}) => {
  const scale = Math.max(props.limit, props.used, props.expected ?? 0) || 1
  const percent = (value: number) => `${Math.min(100, value / scale * 100)}%`
  const expected = Math.max(0, (props.expected ?? 0) - props.used)
  return (
    <span
      class="meter"
      role="meter"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={props.limit}
      aria-valuenow={Math.min(props.used, props.limit)}
    >
      <i class={props.used >= props.limit ? "bad" : ""} style={{ width: percent(props.used) }} />
      {expected === 0 ? null : <em style={{ left: percent(props.used), width: percent(expected) }} />}
      <u style={{ left: percent(props.limit * 0.8) }} />
      <u style={{ left: percent(props.limit) }} />
    </span>
  )
}

/** How far something has come. It steps, it does not glide. */
export const Progress = (props: { readonly label: string; readonly share: number | null }) => (
  <span
    class={`prog ${props.share === null ? "ind" : ""}`}
    role="progressbar"
    aria-label={props.label}
    aria-valuemin={0}
    aria-valuemax={100}
    {...(props.share === null ? {} : { "aria-valuenow": Math.round(props.share * 100) })}
  >
    <i style={{ width: `${(props.share ?? 1) * 100}%` }} />
  </span>
)
