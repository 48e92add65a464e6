import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useEffect, useRef, useState } from "preact/hooks"
import { can } from "../../data/Plans.ts"
import { may } from "../../data/Roles.ts"
import { dayKey, wallClock, type WallTime, wallTime } from "../../text/Times.ts"

export interface Held {
  readonly plan: PlanView
  readonly x: number
  readonly y: number
  /** Where it would be dropped; null where that is no day. */
  readonly day: string | null
  readonly time: string
}

export interface Dragging {
  readonly held: Held | null
  readonly begin: (plan: PlanView, event: PointerEvent) => void
  /** True for the click that a drop ends with. */
  readonly justDropped: () => boolean
}

/** What the place under the pointer means as a moment. */
export const targetOf = ({ day, time }: Held): WallTime | null => day === null ? null : wallTime(day, time)

const LIFTS_AFTER_PIXELS = 5

const placeAt = (x: number, y: number, time: string): { day: string | null; time: string } => {
  const place = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-day]") ?? null
  return { day: place?.dataset["day"] ?? null, time: place?.dataset["time"] ?? time }
}

const shifted = (time: string, hours: number): string => {
  const [hour = 0, minute = 0] = time.split(":").map(Number)
  return `${String((hour + hours + 24) % 24).padStart(2, "0")}:${String(minute).padStart(2, "0")}`
}

interface Lift {
  readonly plan: PlanView
  readonly x: number
  readonly y: number
}

/**
 * A plan follows the pointer once it has moved a little. It keeps its time of day; the arrow keys choose another hour;
 * Escape puts it back. Touch scrolls, so on a phone "Move…" does the same.
 */
export const useDrag = (drop: (held: Held) => void): Dragging => {
  const [held, setHeld] = useState<Held | null>(null)
  const lift = useRef<Lift | null>(null)
  const current = useRef<Held | null>(null)
  const droppedAt = useRef(0)
  const onDrop = useRef(drop)
  onDrop.current = drop
  const set = (next: Held | null) => {
    current.current = next
    setHeld(next)
  }
  useEffect(() => {
    const moved = (event: PointerEvent) => {
      const from = lift.current
      if (from === null) return
      const { clientX: x, clientY: y } = event
      if (current.current === null && Math.hypot(x - from.x, y - from.y) < LIFTS_AFTER_PIXELS) return
      const before = current.current
      const { day, time } = placeAt(x, y, before?.time ?? wallClock(from.plan.slot))
      set({ plan: from.plan, x, y, day, time })
      event.preventDefault()
    }
    const ended = () => {
      const last = current.current
      lift.current = null
      if (last === null) return
      droppedAt.current = Date.now()
      set(null)
      onDrop.current(last)
    }
    const letGo = () => {
      lift.current = null
      set(null)
    }
    const pressed = (event: KeyboardEvent) => {
      const now = current.current
      if (now === null) return
      if (event.key === "Escape") letGo()
      else if (event.key === "ArrowUp") set({ ...now, time: shifted(now.time, -1) })
      else if (event.key === "ArrowDown") set({ ...now, time: shifted(now.time, 1) })
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    addEventListener("pointermove", moved)
    addEventListener("pointerup", ended)
    addEventListener("pointercancel", letGo)
    addEventListener("keydown", pressed, true)
    return () => {
      removeEventListener("pointermove", moved)
      removeEventListener("pointerup", ended)
      removeEventListener("pointercancel", letGo)
      removeEventListener("keydown", pressed, true)
    }
  }, [])
  return {
    held,
    begin: (plan, event) => {
      if (event.button !== 0 || event.pointerType === "touch" || !may("plan.reschedule") || !can(plan, "reschedule")) {
        return
      }
      lift.current = { plan, x: event.clientX, y: event.clientY }
    },
    justDropped: () => Date.now() - droppedAt.current < 100
  }
}

/** True where dropping would change nothing. */
export const isSamePlace = ({ day, plan, time }: Held): boolean =>
  day === dayKey(plan.slot) && time === wallClock(plan.slot)
