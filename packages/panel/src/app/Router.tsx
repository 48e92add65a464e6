import type { ComponentChildren } from "preact"
import { useEffect, useState } from "preact/hooks"

const MOVED = "callsheet:moved"

/** Leads to another page of the panel. `replace` is for filters, so that Back leads to another page and not to a filter. */
export const go = (to: string, options: { readonly replace?: boolean } = {}) => {
  if (options.replace === true) history.replaceState(null, "", to)
  else history.pushState(null, "", to)
  dispatchEvent(new Event(MOVED))
  if (options.replace !== true) scrollTo(0, 0)
}

/** The address as it stands: path and filters. */
export const useAddress = (): { readonly path: string; readonly search: URLSearchParams } => {
  const [at, setAt] = useState(location.pathname + location.search)
  useEffect(() => {
    const moved = () => setAt(location.pathname + location.search)
    addEventListener("popstate", moved)
    addEventListener(MOVED, moved)
    return () => {
      removeEventListener("popstate", moved)
      removeEventListener(MOVED, moved)
    }
  }, [])
  const [path = "/", search = ""] = at.split("?")
  return { path, search: new URLSearchParams(search) }
}

/** Sets filters in the address; null takes one away. */
export const setFilters = (filters: Readonly<Record<string, string | null>>, options = { replace: true }) => {
  const search = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(filters)) {
    if (value === null || value === "") search.delete(name)
    else search.set(name, value)
  }
  const text = search.toString()
  go(location.pathname + (text === "" ? "" : `?${text}`), options)
}

export const Link = (props: {
  readonly to: string
  readonly class?: string
  readonly current?: boolean
  readonly label?: string
  readonly children?: ComponentChildren
}) => (
  <a
    href={props.to}
    class={props.class ?? ""}
    {...(props.current === true ? { "aria-current": "page" as const } : {})}
    {...(props.label === undefined ? {} : { "aria-label": props.label, title: props.label })}
    onClick={(event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      go(props.to)
    }}
  >
    {props.children}
  </a>
)
