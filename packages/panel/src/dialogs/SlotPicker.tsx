import { useEffect, useState } from "preact/hooks"
import { type FeasibilityWish, type FitAnswer, useFit } from "../data/Feasible.ts"
import { langOf } from "../text/Spoken.ts"
import { t } from "../text/Text.ts"
import { clock, dayKey, dayName, moment, timeZone, wallClock, wallTime, zoneLine, zoneShort } from "../text/Times.ts"
import { Message, Refused } from "../ui/Message.tsx"

export interface Picked {
  readonly day: string
  readonly time: string
  /** Which of the two, where the wall clock shows the time twice. */
  readonly second: boolean
}

export const pickedFrom = (at: string | number): Picked => ({ day: dayKey(at), time: wallClock(at), second: false })

/** The moment that was picked; null while it is none. */
export const momentOf = ({ day, second, time }: Picked): number | null => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !/^\d{2}:\d{2}$/.test(time)) return null
  const wall = wallTime(day, time)
  return wall.kind === "one" ? wall.at : wall.kind === "never" ? null : second ? wall.second : wall.first
}

const Twice = ({ picked, set }: { readonly picked: Picked; readonly set: (picked: Picked) => void }) => {
  const wall = wallTime(picked.day, picked.time)
  if (wall.kind === "one") return null
  if (wall.kind === "never") return <Message tone="stop" title={t.slot.never} alert>{t.slot.neverRemedy}</Message>
  return (
    <fieldset class="twice">
      <legend>{t.slot.twice(picked.time)}</legend>
      {[wall.first, wall.second].map((at, index) => (
        <label class="check" key={at}>
          <input
            type="radio"
            name="which"
            checked={picked.second === (index === 1)}
            onChange={() => set({ ...picked, second: index === 1 })}
          />
          <span>{index === 0 ? t.slot.first : t.slot.second} ({zoneShort(at)})</span>
        </label>
      ))}
    </fieldset>
  )
}

/** What the server says of the slot, with the nearest one that can be met. */
export const FitMessage = (props: { readonly fit: FitAnswer | null; readonly take?: (at: string) => void }) => {
  const { fit, take } = props
  if (fit === null) return null
  if (fit.kind === "asking") return <p class="hint" role="status">{t.calendar.drag.checking}</p>
  if (fit.kind === "refused") return <Refused error={fit.error} />
  const { feasible, nearest, warnings } = fit.fit
  return (
    <Message
      tone={feasible ? "go" : "stop"}
      title={feasible ? t.calendar.drag.fits : t.slot.cannot}
      alert
      action={nearest === null || take === undefined
        ? undefined
        : <button type="button" class="btn" onClick={() => take(nearest)}>{t.slot.nearest(moment(nearest))}</button>}
    >
      {warnings.map((warning) => <span class="line" key={warning} lang={langOf(warning)}>{warning}</span>)}
    </Message>
  )
}

/** A day and a time in the org's zone, and the answer whether they can be met. */
export const SlotPicker = (props: {
  readonly picked: Picked
  readonly set: (picked: Picked) => void
  readonly wish: Omit<FeasibilityWish, "at"> | null
  readonly answer: (fits: boolean) => void
}) => {
  const { answer, picked, set, wish } = props
  const at = momentOf(picked)
  const [now] = useState(Date.now)
  const fit = useFit(wish === null || at === null ? null : { ...wish, at: new Date(at).toISOString() })
  const fits = at !== null && fit?.kind === "answer" && fit.fit.feasible
  useEffect(() => answer(fits), [fits])
  return (
    <>
      <div class="slot-fields">
        <label class="field">
          <span class="label">{t.slot.day}</span>
          <input
            class="input"
            type="date"
            required
            min={dayKey(now)}
            value={picked.day}
            onInput={(event) => set({ ...picked, day: event.currentTarget.value, second: false })}
          />
        </label>
        <label class="field">
          <span class="label">{t.slot.time}</span>
          <input
            class="input"
            type="time"
            required
            value={picked.time}
            onInput={(event) => set({ ...picked, time: event.currentTarget.value, second: false })}
          />
        </label>
        <p class="hint">
          {at === null ? timeZone() : `${dayName(at)}, ${clock(at)} · ${zoneLine(at)}`}
        </p>
      </div>
      <Twice picked={picked} set={set} />
      <FitMessage fit={fit} take={(nearest) => set(pickedFrom(nearest))} />
    </>
  )
}
