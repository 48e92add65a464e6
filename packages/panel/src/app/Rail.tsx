import { useLive } from "../data/Live.ts"
import { bySlot, isDue } from "../data/Plans.ts"
import { mayOpen } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { timeZone } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Link } from "./Router.tsx"
import { type Route, routes } from "./Routes.ts"

const initials = (name: string) =>
  name.split(/[\s@._-]+/).filter((part) => part !== "").slice(0, 2).map((part) => part[0]?.toUpperCase()).join("")

interface Figure {
  readonly count: number
  readonly class: string
}

/** What a place holds that wants to be seen. */
const figureOf = ({ place }: Route, accounts: ReadonlyMap<string, { readonly status: string }>): Figure | null => {
  if (place === "review") return { count: bySlot().filter((plan) => isDue(plan)).length, class: "you" }
  if (place === "accounts") {
    const troubled = [...accounts.values()].filter(({ status }) => status === "needs_reauth" || status === "suspended")
    return { count: troubled.length, class: "bad" }
  }
  return null
}

const Place = ({ current, route }: { readonly route: Route; readonly current: boolean }) => {
  const { accounts } = useLive()
  const figure = figureOf(route, accounts)
  return (
    <Link to={route.path} current={current}>
      <Icon name={route.rail?.icon ?? "more"} />
      <span>{t.shell.places[route.place]}</span>
      {figure === null || figure.count === 0 ? null : <span class={`n ${figure.class}`}>{figure.count}</span>}
    </Link>
  )
}

const shownIn = (group: "main" | "operate") =>
  routes.filter(({ rail, roles }) => rail?.group === group && mayOpen(roles))

const signOut = () => {
  fetch("/session", { method: "DELETE" }).finally(() => location.assign("/"))
}

export const Rail = ({ place }: { readonly place: Route["place"] | null }) => {
  const { accounts, me, org } = useLive()
  const operate = shownIn("operate")
  return (
    <div class="rail">
      {me?.role === "operator" ? null : (
        <div class="org">
          <span class="who sq" aria-hidden="true">{(org?.name ?? "").slice(0, 2)}</span>
          <span>
            {org?.name ?? ""}
            <small>{t.shell.accounts(accounts.size)} · {timeZone()}</small>
          </span>
        </div>
      )}
      <nav class="nav" aria-label={t.shell.main}>
        {shownIn("main").map((route) => <Place key={route.path} route={route} current={route.place === place} />)}
        {operate.length === 0 ? null : <h2>{t.shell.operate}</h2>}
        {operate.map((route) => <Place key={route.path} route={route} current={route.place === place} />)}
      </nav>
      <div class="me">
        <span class="who" aria-hidden="true">{initials(me?.name ?? "")}</span>
        <span>
          {me?.name}
          <small>{me?.role === undefined ? "" : t.shell.roles[me.role]}</small>
        </span>
        <Button class="push" kind="bare" icon="log-out" label={t.shell.signOut} onClick={signOut} />
      </div>
    </div>
  )
}

/** On a phone: the main places below, the rest behind "More". */
export const Tabs = ({ onMore, place }: { readonly place: Route["place"] | null; readonly onMore: () => void }) => (
  <nav class="tabs" aria-label={t.shell.main}>
    {shownIn("main").filter(({ rail }) =>
      rail?.tab === true
    ).map((route) => <Place key={route.path} route={route} current={route.place === place} />)}
    <button type="button" onClick={onMore}>
      <Icon name="more" />
      <span>{t.shell.places.more}</span>
    </button>
  </nav>
)
