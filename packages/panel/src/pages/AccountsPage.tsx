import type { AccountView, WindowView } from "@callsheet/domain/account/AccountView"
import { useEffect, useState } from "preact/hooks"
import { go, Link, setFilters } from "../app/Router.tsx"
import type { PageProps } from "../app/Routes.ts"
import { useAction } from "../data/Action.ts"
import { isFirstRun } from "../data/FirstRun.ts"
import { ask, keepAccount, state, useLive } from "../data/Live.ts"
import { resumePosting } from "../data/Pauses.ts"
import { bySlot, isEnded } from "../data/Plans.ts"
import { useAsked } from "../data/Requests.ts"
import { may } from "../data/Roles.ts"
import { PauseDialog } from "../dialogs/PauseDialog.tsx"
import { told } from "../text/Spoken.ts"
import { t } from "../text/Text.ts"
import { clockSeconds, duration, longDay, moment, number } from "../text/Times.ts"
import { Button } from "../ui/Button.tsx"
import { useNow } from "../ui/Clock.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { Empty } from "../ui/Empty.tsx"
import { Icon, type IconName } from "../ui/Icon.tsx"
import { Loading } from "../ui/Loading.tsx"
import { Message, Refused } from "../ui/Message.tsx"
import { byName } from "../ui/Names.ts"
import { PausedBands } from "../ui/PausedBand.tsx"
import { Places } from "../ui/Places.tsx"
import { Head } from "../ui/Section.tsx"
import { toast } from "../ui/Toast.tsx"

/** TikTok's consents last a year; the bar is that year. */
const CONSENT_MILLIS = 365 * 86_400_000
/** Windows move by the second and no event tells of each call. */

const nameOf = ({ id, username }: AccountView) => username === "" ? id : `@${username}`
const initials = ({ nickname, username }: AccountView) => {
  const [first = "?", second = ""] = (nickname === "" ? username : nickname).split(/[\s._-]+/)
  return (first.slice(0, 1) + (second === "" ? first.slice(1, 2) : second.slice(0, 1))).toUpperCase()
}

const connect = () =>
  ask("account.connect", { orgId: state.me?.orgId as never }).then(({ authorizeUrl }) => location.assign(authorizeUrl))

const wordIn = (words: Readonly<Record<string, string>>, name: string): string | undefined => words[name]
const windowWord = (window: string) => wordIn(t.accounts.windows, window)

interface Health {
  readonly tone: "go" | "you" | "work" | "stop" | "idle"
  readonly icon: IconName
  readonly word: string
}

const frozenOf = ({ windows }: AccountView, now: number): WindowView | undefined =>
  windows.find(({ frozenUntil }) => frozenUntil !== null && Date.parse(frozenUntil) > now)

const healthOf = (account: AccountView, now: number): Health => {
  const word = wordIn(t.accounts.status, account.status) ?? account.status
  const frozen = frozenOf(account, now)
  if (account.status === "needs_reauth") return { tone: "stop", icon: "ban", word }
  if (account.status === "disconnected") return { tone: "idle", icon: "ban", word }
  if (account.paused !== undefined) {
    const { at, by } = account.paused
    return { tone: "work", icon: "pause", word: t.accounts.pause.word(byName(by), moment(at, now)) }
  }
  if (account.suspendedUntil !== null) {
    return { tone: "work", icon: "pause", word: t.accounts.restsUntil(moment(account.suspendedUntil, now)) }
  }
  if (frozen?.frozenUntil != null) {
    return { tone: "work", icon: "pause", word: t.accounts.frozen(duration(Date.parse(frozen.frozenUntil) - now)) }
  }
  return account.consentEnding === null
    ? { tone: "go", icon: "check", word }
    : { tone: "you", icon: "clock", word: t.accounts.consentEnds }
}

const Who = ({ account, now }: { readonly account: AccountView; readonly now: number }) => {
  const { icon, tone, word } = healthOf(account, now)
  const followers = account.figures?.followers ?? null
  return (
    <div class="aw">
      <span class="who lg" aria-hidden="true">{initials(account)}</span>
      <div>
        <b class="nm">{account.nickname === "" ? nameOf(account) : account.nickname}</b>
        <span class="mute small">
          {nameOf(account)}
          {followers === null ? null : <span class="line">{t.accounts.followers(number(followers))}</span>}
        </span>
        <span class={`st as ${tone}`}>
          <Icon name={icon} />
          <span class="w">{word}</span>
        </span>
      </div>
    </div>
  )
}

const Consent = ({ account, now }: { readonly account: AccountView; readonly now: number }) => {
  const isOpen = account.status === "connected" || account.status === "suspended"
  const left = Date.parse(account.refreshExpiresAt) - now
  return (
    <dl class="kv2">
      <dt>{t.accounts.consentUntil}</dt>
      <dd>
        <b>{longDay(account.refreshExpiresAt)}</b>{" "}
        <span class="mute">{left > 0 ? t.accounts.inDays(Math.floor(left / 86_400_000)) : t.accounts.ended}</span>
        <span class="meter th" aria-hidden="true">
          <i style={{ width: `${Math.max(0, Math.min(100, left / CONSENT_MILLIS * 100))}%` }} />
        </span>
      </dd>
      <dt>{t.accounts.tokenUntil}</dt>
      <dd>
        {isOpen
          ? (
            <>
              <b class="time">{moment(account.accessExpiresAt, now)}</b>{" "}
              <span class="mute">{t.accounts.tokenNote}</span>
            </>
          )
          : <span class="mute">{t.accounts.noToken}</span>}
      </dd>
    </dl>
  )
}

const Windows = ({ account, now }: { readonly account: AccountView; readonly now: number }) => {
  const shown = Object.keys(t.accounts.windows).flatMap((name) =>
    account.windows.filter(({ window }) => window === name)
  )
  const frozen = frozenOf(account, now)
  return (
    <>
      <dl class="wins">
        {shown.map(({ freesAt, limit, used, window }) => (
          <>
            <dt>{windowWord(window)}</dt>
            <dd>
              {limit === null
                ? null
                : (
                  <Places
                    label={`${windowWord(window)}: ${t.accounts.used(number(used), number(limit))}`}
                    used={used}
                    limit={limit}
                    many={limit > 6}
                  />
                )}
            </dd>
            <dd class="r">
              <b>{number(used)}</b> {limit === null ? "" : t.accounts.used("", number(limit)).trim()}
            </dd>
            <dd class="faint">
              {used === 0 ? t.accounts.allFree : freesAt === null ? "" : t.accounts.freesAt(clockSeconds(freesAt))}
            </dd>
          </>
        ))}
      </dl>
      {frozen?.frozenUntil == null
        ? null
        : (
          <p class="frz small">
            <Icon name="pause" />
            <span>
              {t.accounts.frozenNote(windowWord(frozen.window) ?? frozen.window, clockSeconds(frozen.frozenUntil))}
            </span>
          </p>
        )}
    </>
  )
}

const DailyPlaces = ({ account, planned }: { readonly account: AccountView; readonly planned: number }) => {
  const of = (name: string) => account.windows.find(({ window }) => window === name)
  const posts = of("posts")
  const inbox = of("pendingShares")
  return (
    <div>
      {posts === undefined || posts.limit === null
        ? null
        : (
          <>
            <Places
              label={t.accounts.places(number(posts.used), number(posts.limit - posts.used))}
              used={posts.used}
              held={planned}
              limit={posts.limit}
            />
            <p class="small">{t.accounts.places(number(posts.used), number(Math.max(0, posts.limit - posts.used)))}</p>
          </>
        )}
      {planned === 0 ? null : <p class="small mute">{t.accounts.planned(planned)}</p>}
      {inbox === undefined || inbox.limit === null
        ? null
        : <p class="small mute">{t.accounts.inbox(number(inbox.used), number(inbox.limit))}</p>}
    </div>
  )
}

const Disconnect = (props: { readonly account: AccountView; readonly open: number; readonly close: () => void }) => {
  const { busy, error, run } = useAction()
  const { account, close, open } = props
  const disconnect = () =>
    run(() => ask("account.disconnect", { id: account.id }), (next) => {
      keepAccount(next)
      close()
      toast(t.accounts.disconnected(nameOf(account)))
    })
  return (
    <Dialog
      title={t.accounts.disconnectTitle(nameOf(account))}
      onClose={close}
      onSubmit={disconnect}
      footer={
        <>
          <Button kind="bare" onClick={close}>{t.shell.cancel}</Button>
          <Button kind="danger" type="submit" disabled={busy}>{t.accounts.disconnectDo}</Button>
        </>
      }
    >
      <p class="mute">{t.accounts.disconnectNote(open)}</p>
      <Refused error={error} />
    </Dialog>
  )
}

const Row = ({ account, now }: { readonly account: AccountView; readonly now: number }) => {
  const [leaving, setLeaving] = useState(false)
  const { busy, error, run } = useAction()
  const open = bySlot().filter((plan) => plan.accountId === account.id && !isEnded(plan) && plan.status !== "draft")
  const coming = open.filter(({ postId, slot }) => postId === null && Date.parse(slot) > now)
  const [next] = coming
  const today = coming.filter(({ slot }) => Date.parse(slot) < now + 86_400_000).length
  const asks = account.status === "needs_reauth" || account.status === "disconnected"
  return (
    <div class="ar" role="row">
      <div role="cell">
        <Who account={account} now={now} />
      </div>
      <div role="cell">
        <Consent account={account} now={now} />
      </div>
      <div role="cell" data-head={t.accounts.columns.calls}>
        <Windows account={account} now={now} />
        {account.failure === null
          ? null
          : <Message tone="stop" title={told(account.failure).message} remedy={told(account.failure)} />}
        {account.missingScopes.length === 0 || account.status === "disconnected"
          ? null
          : <Message title={t.accounts.missing(account.missingScopes.join(", "))} />}
      </div>
      <div role="cell" data-head={t.accounts.columns.places}>
        <DailyPlaces account={account} planned={today} />
      </div>
      <div role="cell" class="nx">
        <span class="small">
          {asks && open.length > 0
            ? t.accounts.waiting(open.length)
            : next === undefined
            ? <span class="mute">{t.accounts.nothingNext}</span>
            : (
              <Link to={`/plans/${next.id}`}>
                <span class="time">{moment(next.slot, now)}</span> {next.topic}
              </Link>
            )}
        </span>
        <div class="row wrap">
          {may("account.connect") && (asks || account.consentEnding !== null)
            ? (
              <Button disabled={busy} onClick={() => run(connect)}>
                {asks ? t.accounts.again : t.accounts.renew}
              </Button>
            )
            : null}
          {may("account.refresh") && !asks
            ? (
              <Button
                icon="refresh"
                label={t.accounts.refresh}
                disabled={busy}
                onClick={() =>
                  run(() => ask("account.refresh", { id: account.id }), (next) => {
                    keepAccount(next)
                    toast(t.accounts.refreshed)
                  })}
              />
            )
            : null}
          {may("account.pause") && account.status !== "disconnected"
            ? account.paused === undefined
              ? (
                <Button icon="pause" onClick={() => setFilters({ pause: account.id })}>
                  {t.accounts.pause.button}
                </Button>
              )
              : (
                <Button
                  icon="play"
                  disabled={busy}
                  onClick={() =>
                    run(() => resumePosting(account), () => toast(t.accounts.pause.resumed(nameOf(account))))}
                >
                  {t.accounts.pause.resume}
                </Button>
              )
            : null}
          {may("account.disconnect") && account.status !== "disconnected"
            ? <Button kind="bare" onClick={() => setLeaving(true)}>{t.accounts.disconnect}</Button>
            : null}
        </div>
        <Refused error={error} />
      </div>
      {leaving ? <Disconnect account={account} open={open.length} close={() => setLeaving(false)} /> : null}
    </div>
  )
}

/** The dialog that the address asks for: an account by its id, or the whole org. */
const Pausing = ({ asked, shown }: { readonly asked: string | null; readonly shown: ReadonlyArray<AccountView> }) => {
  const { org } = useLive()
  const close = () => setFilters({ pause: null })
  if (asked === "org" && org !== null && may("org.pause") && org.paused === undefined) {
    return <PauseDialog target="org" name={org.name} close={close} />
  }
  const account = shown.find(({ id }) => id === asked)
  return account === undefined || account.paused !== undefined || !may("account.pause")
    ? null
    : <PauseDialog target={account} name={nameOf(account)} close={close} />
}

const LEAST_WAIT_MILLIS = 5_000

/** When the first of the windows will be another without anything that happens. */
const nextChange = (accounts: ReadonlyArray<AccountView>): number | null => {
  const moments = accounts.flatMap(({ windows }) =>
    windows.flatMap(({ freesAt, frozenUntil }) =>
      [freesAt, frozenUntil].flatMap((at) => at === null ? [] : Date.parse(at))
    )
  )
  return moments.length === 0 ? null : Math.min(...moments)
}

const AccountsPage = ({ search }: PageProps) => {
  const { accounts, loaded, org } = useLive()
  const now = useNow()
  const { busy, error, run } = useAction()
  const [freesAt, setFreesAt] = useState<number | null>(null)
  const { data } = useAsked("account.list", {}, {
    hint: "metric",
    on: ({ subject }) => subject === "account",
    // A call stops counting with time alone.
    renew: freesAt === null ? undefined : Math.max(LEAST_WAIT_MILLIS, freesAt - Date.now())
  })
  useEffect(() => setFreesAt(nextChange(data ?? [])), [data])
  const shown = data ?? [...accounts.values()]
  const add = may("account.connect")
    ? (
      <Button
        icon="plus"
        disabled={busy}
        onClick={() => run(connect)}
        kind={shown.length === 0 ? "primary" : undefined}
      >
        {t.accounts.connect}
      </Button>
    )
    : undefined
  // The first steps led to the consent page, so they go on from here.
  useEffect(() => {
    if (loaded && search.get("connected") !== null && isFirstRun()) go("/now", { replace: true })
  }, [loaded])
  return (
    <>
      <Head title={t.shell.places.accounts} note={t.accounts.note(shown.length, org?.name ?? "")}>
        {may("org.pause") && org !== null && org.paused === undefined && shown.length > 0
          ? (
            <Button kind="bare" icon="pause" onClick={() => setFilters({ pause: "org" })}>
              {t.accounts.pause.all}
            </Button>
          )
          : null}
        {add}
      </Head>
      <div class="sheet">
        <PausedBands now={now} />
        <Refused error={error} />
        {!loaded
          ? <Loading />
          : shown.length === 0
          ? (
            <Empty>
              {t.accounts.empty} {t.accounts.emptyNote}
            </Empty>
          )
          : (
            <div class="bar" role="table" aria-label={t.shell.places.accounts}>
              <div class="ar ahd" role="row">
                {Object.values(t.accounts.columns).map((head) => <span key={head} role="columnheader">{head}</span>)}
              </div>
              {shown.map((account) => <Row key={account.id} account={account} now={now} />)}
            </div>
          )}
      </div>
      <Pausing asked={search.get("pause")} shown={shown} />
    </>
  )
}

export default AccountsPage
