import type { ComponentChildren } from "preact"
import type { Refusal } from "../data/Wire.ts"
import { langOf } from "../text/Spoken.ts"
import { Icon, type IconName } from "./Icon.tsx"
import { Remedy, type WithRemedy } from "./Remedy.tsx"

/** Stands where the click was: what is so, and what to do next. */
export const Message = (props: {
  readonly tone?: "stop" | "you" | "go"
  readonly icon?: IconName
  readonly title: ComponentChildren
  readonly children?: ComponentChildren
  readonly action?: ComponentChildren
  /** What to do next, with its steps. */
  readonly remedy?: WithRemedy
  /** Read out at once. */
  readonly alert?: boolean
}) => (
  <div class={`msg ${props.tone ?? ""}`} role={props.alert === true ? "alert" : "note"}>
    <Icon name={props.icon ?? (props.tone === "stop" ? "ban" : props.tone === "go" ? "check" : "info")} />
    <b lang={langOf(props.title)}>{props.title}</b>
    {props.children === undefined ? null : <p>{props.children}</p>}
    {props.remedy === undefined ? null : <Remedy of={props.remedy} />}
    {props.action === undefined ? null : <div class="do">{props.action}</div>}
  </div>
)

/** A refusal where it happened, in the server's words, with its remedy. */
export const Refused = ({ error }: { readonly error: Refusal | null }) =>
  error === null
    ? null
    : <Message tone="stop" title={error.message} remedy={error} alert />
