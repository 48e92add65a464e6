import type { ComponentChildren } from "preact"

/** What would stand here, the last that was here, one thing to do. */
export const Empty = (props: { readonly children: ComponentChildren; readonly action?: ComponentChildren }) => (
  <div class="empty">
    <p>{props.children}</p>
    {props.action}
  </div>
)
