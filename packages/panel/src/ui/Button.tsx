import type { ComponentChildren, TargetedMouseEvent } from "preact"
import { Link } from "../app/Router.tsx"
import { Icon, type IconName } from "./Icon.tsx"

interface Look {
  /** `primary`: the one filled button of a view. `danger`: only for what cannot be undone. */
  readonly kind?: "primary" | "bare" | "danger" | undefined
  readonly icon?: IconName
  /** The letter that does the same; shown on the button, never on phones. */
  readonly hint?: string
  readonly large?: boolean
  /** What it is called where it shows an icon alone. */
  readonly label?: string
  readonly class?: string
  readonly children?: ComponentChildren
}

const classOf = ({ children, class: more = "", kind, large }: Look) =>
  [
    "btn",
    kind === "primary" ? "pri" : kind ?? "",
    large === true ? "lg" : "",
    children === undefined ? "icon" : "",
    more
  ].filter((name) => name !== "").join(" ")

const Inside = ({ children, hint, icon }: Look) => (
  <>
    {icon === undefined ? null : <Icon name={icon} />}
    {children}
    {hint === undefined ? null : <span class="k" aria-hidden="true">{hint}</span>}
  </>
)

type Pressed = Look & {
  readonly onClick?: (event: TargetedMouseEvent<HTMLButtonElement>) => void
  readonly disabled?: boolean
  /** Why it is disabled, for a pointer that rests on it. */
  readonly why?: string | undefined
  readonly type?: "button" | "submit"
  readonly pressed?: boolean
}

export const Button = (props: Pressed) => {
  const { disabled, hint, label, onClick, pressed, type = "button", why } = props
  return (
    <button
      type={type}
      class={classOf(props)}
      disabled={disabled === true}
      {...(label === undefined ? {} : { "aria-label": label, title: label })}
      {...(why === undefined || disabled !== true ? {} : { title: why })}
      {...(hint === undefined ? {} : { "aria-keyshortcuts": hint })}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      {...(onClick === undefined ? {} : { onClick })}
    >
      <Inside {...props} />
    </button>
  )
}

export const LinkButton = (props: Look & { readonly to: string }) => (
  <Link
    to={props.to}
    class={classOf(props)}
    {...(props.label === undefined ? {} : { label: props.label })}
  >
    <Inside {...props} />
  </Link>
)
