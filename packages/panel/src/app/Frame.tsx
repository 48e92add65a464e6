import type { ComponentType } from "preact"
import { Component } from "preact"
import { useEffect, useState } from "preact/hooks"
import { FIRST_RUN_OVER, isFirstRun } from "../data/FirstRun.ts"
import { onEvent, state, useLive } from "../data/Live.ts"
import { mayOpen } from "../data/Roles.ts"
import { t } from "../text/Text.ts"
import { clockSeconds } from "../text/Times.ts"
import { Button, LinkButton } from "../ui/Button.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Logo } from "../ui/Logo.tsx"
import { Message } from "../ui/Message.tsx"
import { toast, Toasts, undoLast } from "../ui/Toast.tsx"
import { KeyHelp } from "./KeyHelp.tsx"
import { useKeys } from "./Keys.ts"
import { openPalette, Palette } from "./Palette.tsx"
import { Rail, Tabs } from "./Rail.tsx"
import { go, Link, useAddress } from "./Router.tsx"
import { type Found, type PageProps, type Route, routeOf, routes } from "./Routes.ts"
import { Strip } from "./Strip.tsx"

const loaded = new Map<Route, ComponentType<PageProps>>()

/** A page that throws leaves the frame standing. */
class Guard
  extends Component<{ readonly children: preact.ComponentChildren; readonly of: string }, { failed: boolean }>
{
  override state = { failed: false }
  static override getDerivedStateFromError = () => ({ failed: true })
  override componentDidUpdate(previous: { readonly of: string }) {
    if (previous.of !== this.props.of && this.state.failed) this.setState({ failed: false })
  }
  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <div class="sheet alone">
        <Message
          tone="stop"
          title={t.shell.failed}
          action={<Button onClick={() => location.reload()}>{t.shell.reload}</Button>}
          alert
        />
      </div>
    )
  }
}

const Opened = ({ found, search }: { readonly found: Found; readonly search: URLSearchParams }) => {
  const { id, route } = found
  const [, setCount] = useState(0)
  const [lost, setLost] = useState(false)
  const Page = loaded.get(route)
  useEffect(() => {
    if (loaded.has(route)) return
    route.load().then((module) => {
      loaded.set(route, module.default)
      setCount((count) => count + 1)
    }, () => setLost(true))
  }, [route])
  if (lost) {
    return (
      <div class="sheet alone">
        <Message
          icon="refresh"
          title={t.shell.chunkLost}
          action={<Button onClick={() => location.reload()}>{t.shell.reload}</Button>}
        />
      </div>
    )
  }
  return Page === undefined
    ? (
      <div class="sheet alone">
        <Loading />
      </div>
    )
    : <Page key={`${route.path}${id}`} id={id} search={search} />
}

const firstRun: Route = {
  path: "/now",
  place: "now",
  roles: [],
  load: () => import("../pages/FirstRun.tsx")
}

/** Where everything begins: an org that has planned nothing is led to its first video instead. */
const Start = ({ found, search }: { readonly found: Found; readonly search: URLSearchParams }) => {
  useLive()
  const [isFirst, setFirst] = useState<boolean | null>(null)
  const isNew = isFirstRun()
  useEffect(() => {
    if (isNew) setFirst(true)
  }, [isNew])
  useEffect(() => {
    const over = () => setFirst(false)
    addEventListener(FIRST_RUN_OVER, over)
    return () => removeEventListener(FIRST_RUN_OVER, over)
  }, [])
  return <Opened key={String(isFirst)} found={isFirst === true ? { route: firstRun, id: "" } : found} search={search} />
}

const Page = ({ found, search }: { readonly found: Found | null; readonly search: URLSearchParams }) => {
  if (found === null) {
    return (
      <div class="sheet alone">
        <Message title={t.shell.notFound}>{t.shell.notFoundRemedy}</Message>
      </div>
    )
  }
  const { roles } = found.route
  if (!mayOpen(roles)) {
    const who = t.shell.anyOf(roles.map((role) => t.shell.roleNames[role]))
    return (
      <div class="sheet alone">
        <Message
          icon="lock"
          title={t.shell.notForRole(who)}
          action={found.id === "" ? undefined : <LinkButton to={`/plans/${found.id}`}>{t.plan.openPlan}</LinkButton>}
        >
          {t.shell.notForRoleRemedy}
        </Message>
      </div>
    )
  }
  return found.route.place === "now"
    ? <Start found={found} search={search} />
    : <Opened found={found} search={search} />
}

const Cut = () => {
  const { cutAt, feed } = useLive()
  return cutAt === null || feed === "live" ? null : (
    <div class="cut-off">
      <Message icon="offline" title={t.shell.cut(clockSeconds(cutAt))} alert>{t.shell.cutNote}</Message>
    </div>
  )
}

const More = ({ close }: { readonly close: () => void }) => (
  <div class="more" onClick={close}>
    <nav aria-label={t.shell.places.more}>
      {routes.filter(({ rail, roles }) => rail !== undefined && rail.tab !== true && mayOpen(roles)).map((route) => (
        <Link key={route.path} to={route.path}>{t.shell.places[route.place]}</Link>
      ))}
    </nav>
  </div>
)

const placeKeys = Object.fromEntries(
  routes.filter(({ key }) => key !== undefined).map(({ key, path }) => [`g ${key}`, () => go(path)])
)

/** Rail, strip, the page of the address, tabs; and what is open above them. */
export const Frame = () => {
  const { path, search } = useAddress()
  const [isMore, setMore] = useState(false)
  useLive()
  useKeys({
    ...placeKeys,
    "Mod+k": openPalette,
    n: () => go("/calendar?new="),
    z: () => undoLast() ? undefined : false
  })
  useEffect(() =>
    onEvent(({ event, planId, subject }) => {
      const topic = subject === "plan" && event === "DraftPosted" ? state.plans.get(planId ?? "")?.topic : undefined
      if (topic !== undefined) toast(t.now.draftPosted(topic))
    }), [])
  const found = routeOf(path)
  const place = found?.route.place ?? null
  useEffect(() => {
    document.title = place === null ? "Callsheet" : `${t.shell.places[place]} · Callsheet`
    setMore(false)
  }, [path])
  return (
    <div class="app">
      <a class="skip" href="#main">{t.shell.skip}</a>
      <Link class="brand" to="/">
        <Logo />Callsheet
      </Link>
      <Strip />
      <Rail place={place} />
      <main class="main" id="main" tabIndex={-1}>
        <Cut />
        <Guard of={path}>
          <Page found={found} search={search} />
        </Guard>
      </main>
      {isMore ? <More close={() => setMore(false)} /> : null}
      <Tabs place={place} onMore={() => setMore(!isMore)} />
      <Toasts />
      <Palette />
      <KeyHelp />
    </div>
  )
}
