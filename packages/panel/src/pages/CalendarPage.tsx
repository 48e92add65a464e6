import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useRef, useState } from "preact/hooks"
import { useKeys } from "../app/Keys.ts"
import { setFilters } from "../app/Router.tsx"
import type { PageProps } from "../app/Routes.ts"
import { ask, state, useLive } from "../data/Live.ts"
import { can } from "../data/Plans.ts"
import { may } from "../data/Roles.ts"
import { MoveDialog, moveWithUndo } from "../dialogs/MoveDialog.tsx"
import { NewPlanDialog } from "../dialogs/NewPlanDialog.tsx"
import { momentOf, type Picked, pickedFrom } from "../dialogs/SlotPicker.tsx"
import { t } from "../text/Text.ts"
import { addDays, dayKey, dayMonth, monthName, noonOf, timeZone, weekOf, zoneLine } from "../text/Times.ts"
import { Button, LinkButton } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { Empty } from "../ui/Empty.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Loading } from "../ui/Loading.tsx"
import { StatusLegend } from "../ui/StatusLegend.tsx"
import { putBack } from "../ui/Toast.tsx"
import { useWidth } from "../ui/Width.ts"
import { Bulk } from "./calendar/Bulk.tsx"
import { addMonths, type Filters, filtersOf, isInTrouble, plansFor } from "./calendar/Days.ts"
import { isSamePlace, useDrag } from "./calendar/Drag.ts"
import { DropAnswer } from "./calendar/DropAnswer.tsx"
import { List } from "./calendar/List.tsx"
import { Month } from "./calendar/Month.tsx"
import { useSelection } from "./calendar/Selection.ts"
import type { StripTools } from "./calendar/Strip.tsx"
import { Agenda, Week } from "./calendar/Week.tsx"

const titleOf = ({ day, view }: Filters): string => {
  if (view === "month") return monthName(noonOf(day))
  if (view === "list") return t.calendar.list
  const week = weekOf(day)
  return `${dayMonth(noonOf(week[0] ?? day))} – ${dayMonth(noonOf(week[6] ?? day))}`
}

const stepped = ({ day, view }: Filters, count: number): string =>
  view === "month" ? addMonths(day, count) : addDays(day, count * 7)

const formats = ["csv", "ics", "json"] as const

/** The browser keeps the file; nothing is stored on the server. */
const exportAs = (format: typeof formats[number]) => {
  ask("plan.export", { orgId: state.me?.orgId as never, format }).then(({ content }) => {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([content], { type: "text/plain" }))
    link.download = `callsheet.${format}`
    link.click()
    URL.revokeObjectURL(link.href)
  }, putBack)
}

const Steps = ({ filters, now }: { readonly filters: Filters; readonly now: number }) => (
  <div class="row">
    <Button icon="left" label={t.calendar.before} onClick={() => setFilters({ day: stepped(filters, -1) })} />
    <Button onClick={() => setFilters({ day: dayKey(now) })}>{t.calendar.today}</Button>
    <Button icon="right" label={t.calendar.after} onClick={() => setFilters({ day: stepped(filters, 1) })} />
  </div>
)

const Views = ({ filters }: { readonly filters: Filters }) => (
  <div class="seg" role="group" aria-label={t.calendar.view}>
    {(["month", "week", "list"] as const).map((view) => (
      <button
        key={view}
        type="button"
        aria-pressed={filters.view === view}
        onClick={() => setFilters({ view })}
      >
        {t.calendar[view]}
      </button>
    ))}
  </div>
)

const Tools = ({ filters, trouble }: { readonly filters: Filters; readonly trouble: number }) => {
  const { accounts } = useLive()
  return (
    <>
      <label class="chip select">
        <Icon name="filter" />
        <span class="vh">{t.calendar.accountFilter}</span>
        <select value={filters.account ?? ""} onChange={(event) => setFilters({ account: event.currentTarget.value })}>
          <option value="">{t.calendar.allAccounts}</option>
          {[...accounts.values()].map(({ id, username }) => <option key={id} value={id}>@{username}</option>)}
        </select>
      </label>
      <button
        type="button"
        class="chip"
        aria-pressed={filters.trouble}
        onClick={() => setFilters({ show: filters.trouble ? null : "trouble" })}
      >
        {t.calendar.trouble(trouble)}
      </button>
      <label class="chip select export">
        <Icon name="download" />
        <span class="vh">{t.calendar.export}</span>
        <select
          value=""
          onChange={(event) => {
            const chosen = formats.find((format) => format === event.currentTarget.value)
            event.currentTarget.value = ""
            if (chosen !== undefined) exportAs(chosen)
          }}
        >
          <option value="">{t.calendar.export}</option>
          {formats.map((format) => (
            <option key={format} value={format}>{t.calendar.exportAs(format.toUpperCase())}</option>
          ))}
        </select>
      </label>
      {may("plan.add")
        ? (
          <Button kind="primary" icon="plus" hint="N" onClick={() => setFilters({ new: "1" })}>
            {t.calendar.newPlan}
          </Button>
        )
        : null}
    </>
  )
}

/** The plan that has the focus, for the keys. */
const focused = (): PlanView | undefined =>
  state.plans.get(document.activeElement?.closest<HTMLElement>("[data-plan]")?.dataset["plan"] ?? "")

const shownIds = (): ReadonlyArray<string> =>
  [...document.querySelectorAll<HTMLElement>("[data-plan]")].map(({ dataset }) => dataset["plan"] ?? "")

/** The day's first plan where there is one, else the day itself. */
const focusDay = (day: string) => {
  setFilters({ day })
  setTimeout(() => {
    const cell = document.querySelector(`[data-day="${day}"]`)
    const first = cell?.querySelector<HTMLElement>("[data-plan]") ?? cell?.querySelector<HTMLElement>("[data-cursor]")
    first?.focus()
  })
}

const useCalendarKeys = (filters: Filters, tools: StripTools, move: (plan: PlanView) => void, now: number) => {
  const toDay = (count: number) => () => filters.view === "list" ? false : focusDay(addDays(filters.day, count))
  useKeys({
    ArrowLeft: toDay(-1),
    ArrowRight: toDay(1),
    ArrowUp: toDay(-7),
    ArrowDown: toDay(7),
    t: () => focusDay(dayKey(now)),
    w: () => setFilters({ view: filters.view === "month" ? "week" : "month" }),
    n: () => may("plan.add") ? setFilters({ new: "1" }) : false,
    m: () => {
      const plan = focused()
      if (plan === undefined || !may("plan.reschedule")) return false
      move(plan)
    },
    x: () => {
      const plan = focused()
      if (plan === undefined) return false
      tools.selection.toggle(plan.id)
    },
    "Shift+x": () => {
      const plan = focused()
      if (plan === undefined) return false
      tools.selection.range(plan.id, shownIds())
    },
    Escape: () => tools.selection.ids.size === 0 ? false : tools.selection.clear()
  })
}

const Body = (props: {
  readonly filters: Filters
  readonly plans: ReadonlyArray<PlanView>
  readonly tools: StripTools
  readonly now: number
}) => {
  const { filters, now, plans, tools } = props
  const isPhone = useWidth() <= 760
  const { loaded } = useLive()
  const openNew = (day: string, time?: string) => setFilters({ new: "1", on: day, at: time ?? null })
  if (!loaded) {
    return (
      <div class="sheet">
        <Loading rows={8} />
      </div>
    )
  }
  if (filters.view === "list") return <List filters={filters} plans={plans} selection={tools.selection} />
  if (isPhone) return <Agenda filters={filters} plans={plans} now={now} />
  return (
    <>
      {filters.view === "week" || state.plans.size > 0 ? null : (
        <div class="sheet cal-empty">
          <Empty action={may("plan.import") ? <LinkButton to="/import">{t.calendar.import}</LinkButton> : undefined}>
            {t.calendar.emptyAll}
          </Empty>
        </div>
      )}
      {filters.view === "week"
        ? <Week filters={filters} plans={plans} tools={tools} now={now} open={openNew} />
        : <Month filters={filters} plans={plans} tools={tools} now={now} open={openNew} />}
    </>
  )
}

const HOUR = 3_600_000
const EVENING = "18:00"

/** Where a new plan stands before anything is chosen: at the evening of its day, or the next full hour where that has passed. */
const freshSlot = (on: string | null, at: string | null, now: number): Picked => {
  const soon = Math.ceil((now + HOUR / 4) / HOUR) * HOUR
  const day = on ?? dayKey(soon)
  const wished = momentOf({ day, time: at ?? EVENING, second: false })
  return at === null && wished !== null && wished < soon && day === dayKey(soon)
    ? pickedFrom(soon)
    : { day, time: at ?? EVENING, second: false }
}

const CalendarPage = ({ search }: PageProps) => {
  useLive()
  const now = useNow(10)
  const filters = filtersOf(search, now)
  const plans = plansFor(filters, now)
  const selection = useSelection()
  const [moving, setMoving] = useState<PlanView | null>(null)
  const target = useRef<number | null>(null)
  const drag = useDrag((held) => {
    const at = target.current
    target.current = null
    if (held.day === null || isSamePlace(held)) return
    if (at === null) return setMoving(held.plan)
    moveWithUndo(held.plan, new Date(at).toISOString()).catch(putBack)
  })
  const tools: StripTools = { selection, drag, shown: shownIds }
  useCalendarKeys(filters, tools, setMoving, now)
  const selected = [...selection.ids].flatMap((id) => state.plans.get(id) ?? [])
  const isNew = search.get("new") !== null && may("plan.add")
  const troubled = plansFor({ ...filters, trouble: false }, now).filter((plan) => isInTrouble(plan, now)).length
  return (
    <>
      <div class="head cal-head">
        <h1>{titleOf(filters)}</h1>
        <Steps filters={filters} now={now} />
        <Views filters={filters} />
        <span class="faint small" title={timeZone()}>{zoneLine(noonOf(filters.day))}</span>
        <div class="row wrap push">
          <Tools filters={filters} trouble={troubled} />
        </div>
      </div>
      <Bulk plans={selected} clear={selection.clear} />
      <Body filters={filters} plans={plans} tools={tools} now={now} />
      {filters.view === "list" ? null : <StatusLegend />}
      {drag.held === null ? null : (
        <DropAnswer
          held={drag.held}
          answer={(at) => {
            target.current = at
          }}
        />
      )}
      {moving === null || !can(moving, "reschedule")
        ? null
        : <MoveDialog plan={moving} close={() => setMoving(null)} />}
      {isNew
        ? (
          <NewPlanDialog
            at={freshSlot(search.get("on"), search.get("at"), now)}
            accountId={filters.account}
            close={() => setFilters({ new: null, on: null, at: null })}
          />
        )
        : null}
    </>
  )
}

export default CalendarPage
