import { useEffect, useState } from "preact/hooks"
import { t } from "../text/Text.ts"

const BARS_AFTER_MILLIS = 300
const WORDS_AFTER_MILLIS = 3_000

/** Nothing for 300 ms, then bars that do not move, after three seconds a sentence. */
export const Loading = ({ rows = 4 }: { readonly rows?: number }) => {
  const [stage, setStage] = useState(0)
  useEffect(() => {
    const timers = [setTimeout(() => setStage(1), BARS_AFTER_MILLIS), setTimeout(() => setStage(2), WORDS_AFTER_MILLIS)]
    return () => timers.forEach(clearTimeout)
  }, [])
  if (stage === 0) return <div class="loading" aria-busy="true" />
  return (
    <div class="loading" aria-busy="true">
      {Array.from({ length: rows }, (_, index) => <i key={index} style={{ width: `${92 - (index * 17) % 40}%` }} />)}
      <p role="status" class={stage === 2 ? "mute" : "vh"}>{stage === 2 ? t.shell.readingLong : t.shell.reading}</p>
    </div>
  )
}
