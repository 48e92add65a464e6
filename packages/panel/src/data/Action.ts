import { useState } from "preact/hooks"
import { refusalFrom } from "./Requests.ts"
import type { Refusal } from "./Wire.ts"

export interface PageAction {
  readonly busy: boolean
  readonly error: Refusal | null
  /** Runs one piece of work at a time; what it was refused with stands in `error` until the next one. */
  readonly run: <A>(work: () => Promise<A>, done?: (answer: A) => void) => void
  readonly forget: () => void
}

/** What one button or form does: busy while it runs, and its refusal beside it. */
export const useAction = (): PageAction => {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<Refusal | null>(null)
  return {
    busy,
    error,
    forget: () => setError(null),
    run: (work, done) => {
      if (busy) return
      setBusy(true)
      setError(null)
      work().then((answer) => {
        setBusy(false)
        done?.(answer)
      }, (cause: unknown) => {
        setBusy(false)
        setError(refusalFrom(cause))
      })
    }
  }
}
