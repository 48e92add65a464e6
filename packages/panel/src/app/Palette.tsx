import { useEffect, useState } from "preact/hooks"
import { bySlot } from "../data/Plans.ts"
import { mayOpen } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { moment } from "../text/Times.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { go } from "./Router.tsx"
import { routes } from "./Routes.ts"

const OPEN = "callsheet:find"
export const openPalette = () => {
  dispatchEvent(new Event(OPEN))
}

interface Hit {
  readonly label: string
  readonly note: string
  readonly to: string
}

const MOST_HITS = 12

const hitsFor = (query: string): ReadonlyArray<Hit> => {
  const wanted = query.trim().toLowerCase()
  const places = routes.filter(({ rail, roles }) => rail !== undefined && mayOpen(roles)).map(({ path, place }) => ({
    label: t.shell.places[place],
    note: path,
    to: path
  }))
  const plans = bySlot().map((plan) => ({
    label: plan.topic,
    note: `${moment(plan.slot)} · ${plan.id}`,
    to: `/plans/${plan.id}`
  }))
  return [...places, ...plans]
    .filter(({ label, note }) => label.toLowerCase().includes(wanted) || note.toLowerCase().includes(wanted))
    .slice(0, MOST_HITS)
}

const Search = ({ close }: { readonly close: () => void }) => {
  const [query, setQuery] = useState("")
  const [at, setAt] = useState(0)
  const hits = hitsFor(query)
  const open = (hit: Hit | undefined) => {
    if (hit === undefined) return
    close()
    go(hit.to)
  }
  return (
    <Dialog title={t.shell.findLong} onClose={close} onSubmit={() => open(hits[at])}>
      <input
        class="input"
        aria-label={t.shell.findLong}
        autoFocus
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
          event.preventDefault()
          setAt(Math.max(0, Math.min(hits.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))))
        }}
      />
      <ul class="hits">
        {hits.map((hit, index) => (
          <li key={hit.to}>
            <button type="button" class={index === at ? "hit on" : "hit"} onClick={() => open(hit)}>
              <b class="cut">{hit.label}</b>
              <span class="faint mono cut">{hit.note}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

/** ⌘K: any place, any plan by words or id. */
export const Palette = () => {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const open = () => setOpen(true)
    addEventListener(OPEN, open)
    return () => removeEventListener(OPEN, open)
  }, [])
  return isOpen ? <Search close={() => setOpen(false)} /> : null
}
