const MOST_BOXES = 30

/** A limit as boxes that can be counted: full is used, hatched is held, open is free; red when none is left. */
export const Places = (props: {
  readonly label: string
  readonly used: number
  readonly held?: number
  readonly limit: number
  readonly small?: boolean
  /** More than one can count at a glance: thin strokes. */
  readonly many?: boolean
}) => {
  const boxes = Math.min(props.limit, MOST_BOXES)
  const scale = boxes / props.limit
  const used = Math.min(boxes, Math.ceil(props.used * scale))
  const held = Math.min(boxes, used + Math.ceil((props.held ?? 0) * scale))
  return (
    <span
      class={`places ${props.small === true ? "s" : ""} ${props.many === true ? "x" : ""} ${
        props.used >= props.limit ? "full" : ""
      }`}
      role="img"
      aria-label={props.label}
    >
      {Array.from(
        { length: boxes },
        (_, index) => <i key={index} class={index < used ? "on" : index < held ? "hold" : ""} />
      )}
    </span>
  )
}
