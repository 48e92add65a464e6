import type { ComponentChildren } from "preact"

export interface Fact {
  readonly term: string
  readonly is: ComponentChildren
}

/** Short facts side by side, with hairlines between them. */
export const Facts = ({ facts, small }: { readonly facts: ReadonlyArray<Fact | null>; readonly small?: boolean }) => (
  <dl class={`facts ${small === true ? "small" : ""}`}>
    {facts.filter((fact) =>
      fact !== null
    ).map(({ is, term }) => (
      <div key={term}>
        <dt>{term}</dt>
        <dd>{is}</dd>
      </div>
    ))}
  </dl>
)
