import { useState } from "preact/hooks"

export interface Selection {
  readonly ids: ReadonlySet<string>
  readonly toggle: (id: string) => void
  /** From the last one that was selected to this one, in the order they are shown. */
  readonly range: (id: string, shown: ReadonlyArray<string>) => void
  readonly clear: () => void
}

export const useSelection = (): Selection => {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [last, setLast] = useState<string | null>(null)
  return {
    ids,
    toggle: (id) => {
      const next = new Set(ids)
      if (!next.delete(id)) next.add(id)
      setIds(next)
      setLast(id)
    },
    range: (id, shown) => {
      const from = last === null ? -1 : shown.indexOf(last)
      const to = shown.indexOf(id)
      const between = from < 0 || to < 0 ? [id] : shown.slice(Math.min(from, to), Math.max(from, to) + 1)
      setIds(new Set([...ids, ...between]))
      setLast(id)
    },
    clear: () => {
      setIds(new Set())
      setLast(null)
    }
  }
}
