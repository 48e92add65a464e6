import { useEffect, useReducer } from "preact/hooks"
import { refusalFrom } from "../data/Requests.ts"
import { t } from "../text/Text.ts"
import { Button } from "./Button.tsx"
import { Remedy, type WithRemedy } from "./Remedy.tsx"

interface Shown {
  readonly id: number
  readonly text: string
  readonly remedy: WithRemedy | null
  readonly undo: (() => Promise<unknown>) | null
}

const STAYS_MILLIS = 10_000

let shown: ReadonlyArray<Shown> = []
let next = 0
const watchers = new Set<() => void>()
const set = (toasts: ReadonlyArray<Shown>) => {
  shown = toasts
  for (const watch of watchers) watch()
}

const drop = (id: number) => set(shown.filter((one) => one.id !== id))

const show = (text: string, remedy: WithRemedy | null, undo: Shown["undo"]) => {
  const id = next++
  set([...shown.slice(-2), { id, text, remedy, undo }])
  setTimeout(() => drop(id), STAYS_MILLIS)
}

/** Says what was done. For ten seconds `undo` takes it back, by the button or by Z. */
export const toast = (text: string, undo?: () => Promise<unknown>) => show(text, null, undo ?? null)

/** Says that what was shown at once was put back, and why. */
export const putBack = (error: unknown) => {
  const refusal = refusalFrom(error)
  show(refusal.message, refusal, null)
}

/** Takes back the last thing that can be; false where there is none. */
export const undoLast = (): boolean => {
  const last = shown.findLast(({ undo }) => undo !== null)
  if (last === undefined) return false
  drop(last.id)
  last.undo?.().then(() => toast(t.shell.undone), putBack)
  return true
}

export const Toasts = () => {
  const [, draw] = useReducer<number, void>((n) => n + 1, 0)
  useEffect(() => {
    const watch = () => draw()
    watchers.add(watch)
    return () => void watchers.delete(watch)
  }, [])
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.map(({ id, remedy, text, undo }) => (
        <div class="toast" key={id}>
          <span>
            {text}
            {remedy === null ? null : <Remedy of={remedy} />}
          </span>
          {undo === null ? null : (
            <button
              type="button"
              onClick={() => {
                drop(id)
                undo().then(() => toast(t.shell.undone), putBack)
              }}
            >
              {t.shell.undo} <span class="k" aria-hidden="true">Z</span>
            </button>
          )}
          <Button kind="bare" icon="cross" label={t.shell.dismiss} onClick={() => drop(id)} />
        </div>
      ))}
    </div>
  )
}
