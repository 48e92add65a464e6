import { useEffect, useId, useState } from "preact/hooks"
import { t } from "../text/Text.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { type Hit, hitsFor } from "./Commands.ts"

const OPEN = "callsheet:find"
export const openPalette = () => {
  dispatchEvent(new Event(OPEN))
}

const Search = ({ close }: { readonly close: () => void }) => {
  const [query, setQuery] = useState("")
  const [at, setAt] = useState(0)
  const id = useId()
  const hits = hitsFor(query)
  const open = (hit: Hit | undefined) => {
    if (hit === undefined) return
    close()
    hit.run()
  }
  return (
    <Dialog title={t.shell.findLong} onClose={close} onSubmit={() => open(hits[at])}>
      <input
        class="input"
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={hits[at] === undefined ? "" : `${id}-${at}`}
        aria-label={t.shell.findLong}
        placeholder={t.shell.findHint}
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
      <div class="hits" role="listbox" id={id} aria-label={t.shell.findLong}>
        {hits.map((hit, index) => (
          <button
            key={hit.key}
            id={`${id}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            class={index === at ? "hit on" : "hit"}
            onClick={() => open(hit)}
          >
            <b class="cut">{hit.label}</b>
            <span class="faint cut">{hit.note}</span>
          </button>
        ))}
      </div>
      {hits.length === 0 ? <p class="mute" role="status">{t.shell.nothingFound}</p> : null}
    </Dialog>
  )
}

/** ⌘K: any place, command, account, plan or id. */
export const Palette = () => {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const open = () => setOpen(true)
    addEventListener(OPEN, open)
    return () => removeEventListener(OPEN, open)
  }, [])
  return isOpen ? <Search close={() => setOpen(false)} /> : null
}
