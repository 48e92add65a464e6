import type { ComponentChildren } from "preact"

/** A block of the sheet: a heavy rule, a title, what belongs beside it. */
export const Section = (props: {
  readonly title: string
  readonly note?: ComponentChildren
  readonly side?: ComponentChildren
  readonly class?: string
  readonly children?: ComponentChildren
}) => (
  <section class={`sec ${props.class ?? ""}`}>
    <header>
      <h2>{props.title}</h2>
      {props.note === undefined ? null : <span class="note">{props.note}</span>}
      {props.side === undefined ? null : <div class="row wrap push">{props.side}</div>}
    </header>
    {props.children}
  </section>
)

/** The head of a page: its name, one line about it, what can be done. */
export const Head = (props: {
  readonly title: ComponentChildren
  readonly note?: ComponentChildren
  readonly before?: ComponentChildren
  readonly children?: ComponentChildren
}) => (
  <div class="head">
    {props.before === undefined ? null : <div class="crumbs">{props.before}</div>}
    <h1>{props.title}</h1>
    {props.note === undefined ? null : <span class="mute">{props.note}</span>}
    {props.children === undefined ? null : <div class="row wrap push">{props.children}</div>}
  </div>
)
