import { useEffect, useRef } from "preact/hooks"

/** What a key does; it returns false where it does nothing now, so that the key keeps its own meaning. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void | false>>

const KEPT_AS = "callsheet.keys"
export const areKeysOn = (): boolean => localStorage.getItem(KEPT_AS) !== "off"
export const setKeys = (on: boolean) => localStorage.setItem(KEPT_AS, on ? "on" : "off")

const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select")) &&
  !target.matches("input[type=checkbox], input[type=radio]")

/** The innermost page is asked first. */
const maps: Array<() => KeyMap> = []

const SEQUENCE_MILLIS = 1_200
let waitingSince = 0

const lookUp = (name: string, event: KeyboardEvent): boolean => {
  for (const map of maps.toReversed()) {
    const act = map()[name]
    if (act !== undefined && act(event) !== false) return true
  }
  return false
}

/** `a`, `Shift+x`, `Mod+k`, `Enter`; `g n` is G, then N. */
const nameOf = (event: KeyboardEvent): string => {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (event.metaKey || event.ctrlKey) return `Mod+${key}`
  return event.shiftKey && key.length > 1 || event.shiftKey && /[a-z]/.test(key) ? `Shift+${key}` : key
}

const pressed = (event: KeyboardEvent) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  const name = nameOf(event)
  const isModified = name.startsWith("Mod+")
  // Letters never act while someone types or answers a dialog, and can be switched off.
  if (!isModified && (isTyping(event) || document.querySelector("dialog[open]") !== null || !areKeysOn())) return
  if (isModified && isTyping(event) && name !== "Mod+k" && name !== "Mod+Enter") return
  const target = event.target
  if (
    (name === "Enter" || name === "Space") && target instanceof HTMLElement &&
    target.closest("a, button, video, summary")
  ) return
  const inSequence = Date.now() - waitingSince < SEQUENCE_MILLIS
  waitingSince = name === "g" && !inSequence ? Date.now() : 0
  if (inSequence ? lookUp(`g ${name}`, event) : lookUp(name, event)) event.preventDefault()
}

/** The keys of what is shown. What was shown last is asked first. */
export const useKeys = (map: KeyMap) => {
  const latest = useRef(map)
  latest.current = map
  useEffect(() => {
    const read = () => latest.current
    if (maps.length === 0) addEventListener("keydown", pressed)
    maps.push(read)
    return () => {
      maps.splice(maps.indexOf(read), 1)
      if (maps.length === 0) removeEventListener("keydown", pressed)
    }
  }, [])
}
