import { useEffect, useState } from "preact/hooks"

const watchers = new Set<(now: number) => void>()
let timer: ReturnType<typeof setInterval> | null = null

/** One clock ticks every relative time of the page, once a second. `every` (seconds) draws less often. */
export const useNow = (every = 1): number => {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const watch = (at: number) => {
      if (every === 1 || Math.floor(at / 1000) % every === 0) setNow(at)
    }
    watchers.add(watch)
    timer ??= setInterval(() => {
      const at = Date.now()
      for (const one of watchers) one(at)
    }, 1_000)
    return () => {
      watchers.delete(watch)
      if (watchers.size === 0 && timer !== null) {
        clearInterval(timer)
        timer = null
      }
    }
  }, [every])
  return now
}
