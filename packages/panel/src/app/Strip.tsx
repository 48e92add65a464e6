import { useLive } from "../data/Live.ts"
import { accountName, bySlot, isDue, isEnded, isInProduction, isLate } from "../data/Plans.ts"
import { t } from "../text/Text.ts"
import { clock, duration, longDay, moment, number, timeZone } from "../text/Times.ts"
import { useNow } from "../ui/Clock.tsx"
import { Icon } from "../ui/Icon.tsx"
import { openPalette } from "./Palette.tsx"
import { Link } from "./Router.tsx"

/** `Berlin` of `Europe/Berlin`. */
const cityOf = (zone: string) => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ")

const feedWords = () => ({ live: t.shell.live, reconnecting: t.shell.reconnecting, offline: t.shell.offline })

const NextSlot = ({ now }: { readonly now: number }) => {
  const next = bySlot().find((plan) => Date.parse(plan.slot) > now && !isEnded(plan))
  const inside = (
    <>
      <span class="label">{t.shell.nextSlot}</span>
      {next === undefined ? <b>{t.shell.noSlot}</b> : (
        <b>
          {moment(next.slot, now)}
          <small>
            {" "}
            {t.shell.inTime(duration(Math.floor((Date.parse(next.slot) - now) / 60_000) * 60_000))}
            <span class="wide">{" · "}{accountName(next.accountId)}</span>
          </small>
        </b>
      )}
    </>
  )
  return next === undefined
    ? <div class="cell next">{inside}</div>
    : <Link class="cell next" to={`/plans/${next.id}`}>{inside}</Link>
}

const Count = (
  props: { readonly to: string; readonly label: string; readonly count: number; readonly class: string }
) => (
  <Link class={`cell ${props.class}`} to={props.to}>
    <span class="label">{props.label}</span>
    <b>
      <span>{props.count}</span>
    </b>
  </Link>
)

/** Always in view: the day and its zone, what is next, who is waited for, and whether what is shown is true. */
export const Strip = () => {
  const { feed, me, position } = useLive()
  const now = useNow()
  const plans = bySlot()
  const due = plans.filter((plan) => isDue(plan, now)).length
  return (
    <div class="strip" role="region" aria-label={t.shell.today}>
      {me?.mode === "sandbox" ?
        (
          <div class="cell sandbox">
            <span class="label">{t.shell.sandbox}</span>
            <b>
              <small>{t.shell.sandboxNote}</small>
            </b>
          </div>
        ) :
        null}
      <div class="cell wide" title={timeZone()}>
        <span class="label">{longDay(now)}</span>
        <b>
          {clock(now)} <small>{cityOf(timeZone())}</small>
        </b>
      </div>
      <NextSlot now={now} />
      <Count
        to="/review"
        label={me?.role === "viewer" ? t.shell.waitsForPerson : t.shell.waitsForYou}
        count={due}
        class={due > 0 ? "you" : ""}
      />
      <Count
        to="/now"
        label={t.shell.inProduction}
        count={plans.filter((plan) => isInProduction(plan)).length}
        class="wide"
      />
      <Count to="/now" label={t.shell.late} count={plans.filter((plan) => isLate(plan, now)).length} class="wide" />
      <div class="cell end">
        <span class="label">
          {t.shell.feed}
          {position === null
            ? null
            : <span class="wide">{" · "}{number(Number(position.split(".")[0]))}</span>}
        </span>
        <b role="status">
          <span class={feed === "live" ? "live" : "live off"}>{feedWords()[feed]}</span>
        </b>
      </div>
      <button type="button" class="find" onClick={openPalette}>
        <Icon name="search" />
        <span class="find-word">{t.shell.find}</span>
        <span class="k" aria-hidden="true">⌘K</span>
      </button>
    </div>
  )
}
