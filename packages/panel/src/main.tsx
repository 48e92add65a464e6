import type { CreatorView } from "@callsheet/domain/api/calls/account"
import type { TimelineRow } from "@callsheet/domain/api/calls/plan"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { type ComponentChildren, render } from "preact"
import { useEffect, useState } from "preact/hooks"
import { ask, start, state, useLive } from "./live.ts"
import { Refusal } from "./wire.ts"

const words: Readonly<Record<string, readonly [glyph: string, word: string, tone: string]>> = {
  draft: ["◌", "Draft", "idle"],
  scheduled: ["◇", "To approve", "you"],
  approved: ["◔", "Starting", "work"],
  generating: ["◕", "In production", "work"],
  in_review: ["◈", "To release", "you"],
  assets_generated: ["◷", "Ready", "work"],
  publishing: ["↑", "Sending", "work"],
  published: ["○", "Confirming", "work"],
  tracked: ["✓", "Live", "go"],
  rejected: ["×", "Rejected", "idle"],
  cancelled: ["–", "Cancelled", "idle"],
  failed: ["✕", "Stopped", "stop"],
  needs_attention: ["!", "To decide", "you"]
}
const isDue = ({ slot, status }: PlanView) =>
  words[status]?.[2] === "you" && Date.parse(slot) < Date.now() + 4 * 86_400_000
const name = (plan: PlanView) => {
  const account = state.accounts.get(plan.accountId)
  return account === undefined || account.username === "" ? plan.accountId : `@${account.username}`
}
const time = (iso: string) =>
  new Date(iso).toLocaleString("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit"
  })

const may = (...roles: ReadonlyArray<string>) => roles.includes(state.me?.role ?? "")

const go = (to: string) => {
  history.pushState(null, "", to)
  dispatchEvent(new PopStateEvent("popstate"))
  scrollTo(0, 0)
}
const Link = (props: { to: string; class?: string; current?: boolean; children: ComponentChildren }) => (
  <a
    href={props.to}
    class={props.class ?? ""}
    {...(props.current === true ? { "aria-current": "page" as const } : {})}
    onClick={(event) => {
      if (event.metaKey || event.ctrlKey) return
      event.preventDefault()
      go(props.to)
    }}
  >
    {props.children}
  </a>
)

const Status = ({ plan }: { plan: PlanView }) => {
  const [glyph, word, tone] = words[plan.status] ?? ["?", plan.status, "idle"]
  const shown = tone === "you" && !isDue(plan) ? "work" : tone
  return (
    <span class={`st ${shown}`}>
      <span aria-hidden="true">{glyph}</span>
      <span class="w">{word}</span>
      {plan.locked ? <span class="faint">locked</span> : null}
    </span>
  )
}

const Refused = ({ error }: { error: unknown }) =>
  error === null ? null : (
    <div class="msg stop" role="alert">
      <span aria-hidden="true">✕</span>
      <b>{error instanceof Error ? error.message : String(error)}</b>
      <p>{error instanceof Refusal ? error.remedy : "Reload the page."}</p>
    </div>
  )

const PlanTable = ({ plans, empty }: { plans: ReadonlyArray<PlanView>; empty: string }) =>
  plans.length === 0 ? <p class="mute">{empty}</p> : (
    <table class="tbl">
      <thead>
        <tr>
          <th>Slot</th>
          <th>Plan</th>
          <th>Account</th>
          <th>Status</th>
        </tr>
      </thead>
      <tbody>
        {plans.map((plan) => (
          <tr key={plan.id}>
            <td class="time nw">{isDue(plan) ? <span class="mark">{time(plan.slot)}</span> : time(plan.slot)}</td>
            <td>
              <Link class="b" to={`/plans/${plan.id}`}>{plan.topic}</Link>
              {plan.waitingFor === null ? null : <div class="mute">Waits for {plan.waitingFor.what}</div>}
            </td>
            <td class="mute">{name(plan)}</td>
            <td>
              <Status plan={plan} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )

const Section = (props: { title: string; note?: string; children: ComponentChildren }) => (
  <section class="sec">
    <header>
      <h2>{props.title}</h2>
      {props.note === undefined ? null : <span class="note">{props.note}</span>}
    </header>
    {props.children}
  </section>
)

const all = () => [...state.plans.values()].toSorted((a, b) => a.slot.localeCompare(b.slot))
const working = new Set(["approved", "generating", "publishing", "published"])
const ended = new Set(["tracked", "rejected", "cancelled"])

const Head = (props: { title: string; note?: string; children?: ComponentChildren }) => (
  <div class="head">
    <h1>{props.title}</h1>
    {props.note === undefined ? null : <span class="mute">{props.note}</span>}
    {props.children}
  </div>
)

const Now = () => (
  <>
    <Head title="Now" note="What runs, what comes, what waits for a person" />
    <div class="sheet">
      <Section title="Waits for a person">
        <PlanTable plans={all().filter((plan) => isDue(plan) || plan.status === "failed")} empty="Nothing is due." />
      </Section>
      <Section title="Runs">
        <PlanTable plans={all().filter(({ status }) => working.has(status))} empty="Nothing is in production." />
      </Section>
      <Section title="Comes next">
        <PlanTable plans={all().filter((plan) => plan.status === "assets_generated")} empty="Nothing is ready yet." />
      </Section>
      <Section title="Just happened" note="newest first">
        <table class="tbl">
          <tbody>
            {state.recent.map((item) => (
              <tr key={item.position}>
                <td class="time nw">{time(item.at)}</td>
                <td>{item.event}</td>
                <td>
                  {item.planId === null
                    ? item.actorId
                    : <Link to={`/plans/${item.planId}`}>{state.plans.get(item.planId)?.topic ?? item.planId}</Link>}
                </td>
                <td class="mute">{item.by}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </div>
  </>
)

const Calendar = () => (
  <>
    <Head title="Calendar" note="Every plan by its slot" />
    <div class="sheet">
      <Section title="Open">
        <PlanTable plans={all().filter(({ status }) => !ended.has(status))} empty="No open plans." />
      </Section>
      <Section title="Ended">
        <PlanTable plans={all().filter(({ status }) => ended.has(status))} empty="Nothing has ended." />
      </Section>
    </div>
  </>
)

const Review = () => (
  <>
    <Head title="Review" note="What waits for an answer, soonest first" />
    <div class="sheet">
      <Section title="To decide">
        <PlanTable
          plans={all().filter(({ status }) => words[status]?.[2] === "you")}
          empty="Nothing waits for an answer."
        />
      </Section>
    </div>
  </>
)

const Accounts = () => {
  const [error, setError] = useState<unknown>(null)
  const connect = () => {
    ask("account.connect", { orgId: state.me?.orgId as never }).then(
      ({ authorizeUrl }) => location.assign(authorizeUrl),
      setError
    )
  }
  return (
    <>
      <Head title="Accounts" note="Consent and state, as TikTok told it">
        {may("owner", "editor", "approver")
          ? <button class="btn push" onClick={connect}>Connect account</button>
          : null}
      </Head>
      <div class="sheet">
        <Refused error={error} />
        <table class="tbl">
          <thead>
            <tr>
              <th>Account</th>
              <th>State</th>
              <th>Consent until</th>
            </tr>
          </thead>
          <tbody>
            {[...state.accounts.values()].map((account) => (
              <tr key={account.id}>
                <td class="b">
                  @{account.username} <span class="mute">{account.nickname}</span>
                </td>
                <td>
                  {account.status}
                  {account.failure === null ? null : <div class="mute">{account.failure.message}</div>}
                </td>
                <td class="time">{time(account.refreshExpiresAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

const Video = ({ plan }: { plan: PlanView }) => {
  const [urls, setUrls] = useState<{ video: string | null; cover: string | null }>({ video: null, cover: null })
  useEffect(() => {
    if (plan.assetId === null) return
    // Before a take exists there is none to show.
    ask("asset.show", { id: plan.id as never }).then(
      ({ coverUrl, videoUrl }) => setUrls({ video: videoUrl, cover: coverUrl }),
      () => setUrls({ video: null, cover: null })
    )
  }, [plan.id, plan.version])
  return urls.video === null ? <p class="mute">No video yet.</p> : (
    <figure class="player">
      <video controls preload="none" src={urls.video} {...(urls.cover === null ? {} : { poster: urls.cover })} />
    </figure>
  )
}

const allowed: Readonly<Record<string, ReadonlyArray<string>>> = {
  draft: ["cancel"],
  scheduled: ["approve", "reject", "cancel"],
  approved: ["reject", "cancel"],
  generating: ["reject", "cancel"],
  in_review: ["reject", "cancel"],
  assets_generated: ["reject", "cancel"],
  needs_attention: ["retry", "reject", "cancel"],
  failed: ["retry", "cancel"],
  rejected: ["retry", "cancel"]
}

const Actions = ({ plan }: { plan: PlanView }) => {
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [reasonFor, setReasonFor] = useState<"reject" | "cancel" | null>(null)
  const [reason, setReason] = useState("")
  const act = (work: () => Promise<PlanView>) => {
    setBusy(true)
    setError(null)
    work().then((next) => {
      state.plans.set(next.id, next)
      setReasonFor(null)
    }, setError).finally(() => setBusy(false))
  }
  const id = plan.id as never
  const key = crypto.randomUUID()
  const can = (what: string) => !plan.locked && (allowed[plan.status] ?? []).includes(what)
  return (
    <>
      <div class="row wrap push">
        {can("approve") && may("owner", "approver")
          ? (
            <button class="btn pri" disabled={busy} onClick={() => act(() => ask("plan.approve", { id, key }))}>
              Approve
            </button>
          )
          : null}
        {plan.status === "in_review" && !plan.locked && may("owner", "approver")
          ? <Link class="btn pri" to={`/plans/${plan.id}/release`}>Review and release</Link>
          : null}
        {can("retry") && may("owner", "editor", "approver")
          ? <button class="btn" disabled={busy} onClick={() => act(() => ask("plan.retry", { id, key }))}>Retry</button>
          : null}
        {can("reject") && may("owner", "approver")
          ? <button class="btn" onClick={() => setReasonFor("reject")}>Reject…</button>
          : null}
        {may("owner", "editor", "approver")
          ? plan.locked
            ? (
              <button class="btn" disabled={busy} onClick={() => act(() => ask("plan.unlock", { id, key }))}>
                Unlock
              </button>
            )
            : <button class="btn" disabled={busy} onClick={() => act(() => ask("plan.lock", { id, key }))}>Lock</button>
          : null}
        {can("cancel") && may("owner", "editor", "approver")
          ? <button class="btn bare" onClick={() => setReasonFor("cancel")}>Cancel plan…</button>
          : null}
      </div>
      {reasonFor === null ? null : (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault()
            act(() =>
              reasonFor === "reject" ? ask("plan.reject", { id, key, reason }) : ask("plan.cancel", { id, key, reason })
            )
          }}
        >
          <label>
            Reason <input class="input" value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
          <button class="btn danger" disabled={busy || (reasonFor === "reject" && reason.trim() === "")}>
            {reasonFor === "reject" ? "Reject" : "Cancel the plan"}
          </button>
          <button class="btn bare" type="button" onClick={() => setReasonFor(null)}>Keep it</button>
        </form>
      )}
      <Refused error={error} />
    </>
  )
}

const Missing = () => (
  <div class="sheet">
    <p>{state.loaded ? "There is no such plan here." : "Reading…"}</p>
  </div>
)

const PlanPage = ({ id }: { id: string }) => {
  const plan = state.plans.get(id)
  const [rows, setRows] = useState<ReadonlyArray<TimelineRow>>([])
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    if (plan !== undefined) ask("plan.timeline", { id: id as never }).then(setRows, setError)
  }, [id, plan?.version])
  if (plan === undefined) return <Missing />
  const waits = plan.waitingFor
  return (
    <>
      <div class="head">
        <h1>{plan.topic}</h1>
        <Actions plan={plan} />
      </div>
      <div class="sheet plan">
        <div>
          <section class="wait">
            <Status plan={plan} />
            <p id="waiting-for">{waits === null ? "Waits for nothing." : `Waits for ${waits.what}`}</p>
            <dl class="facts">
              <div>
                <dt>Slot</dt>
                <dd>
                  {time(plan.slot)} <small>{plan.timeZone}</small>
                </dd>
              </div>
              {waits === null ? null : (
                <div>
                  <dt>Since</dt>
                  <dd>{time(waits.since)}</dd>
                </div>
              )}
              {waits === null ? null : (
                <div>
                  <dt>Until</dt>
                  <dd>{waits.until === null ? <small>a person decides</small> : time(waits.until)}</dd>
                </div>
              )}
              {waits === null ? null : (
                <div>
                  <dt>Can act</dt>
                  <dd>{waits.who}</dd>
                </div>
              )}
            </dl>
          </section>
          {plan.failure === null ? null : (
            <div class="msg stop">
              <b>{plan.failure.message}</b>
              <p>{plan.failure.remedy}</p>
            </div>
          )}
          <Refused error={error} />
          <Section title="Timeline" note="What happened and who did it">
            <table class="tbl">
              <tbody>
                {rows.map((row) => (
                  <tr key={row.position}>
                    <td class="time nw">{time(row.at)}</td>
                    <td>{row.event}</td>
                    <td class="mute">{row.by}</td>
                    <td>{row.reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Section>
        </div>
        <aside aria-label="Video">
          <Video plan={plan} />
          <p class="mono">{plan.caption}</p>
        </aside>
      </div>
    </>
  )
}

const levels: Readonly<Record<string, string>> = {
  PUBLIC_TO_EVERYONE: "Everyone",
  MUTUAL_FOLLOW_FRIENDS: "Friends",
  FOLLOWER_OF_CREATOR: "Followers",
  SELF_ONLY: "Only you"
}

const Check = (props: { label: string; on: boolean; off?: boolean; set: (on: boolean) => void }) => (
  <label class={props.off === true ? "check off" : "check"}>
    <input
      type="checkbox"
      checked={props.on}
      disabled={props.off === true}
      onChange={(event) =>
        props.set(event.currentTarget.checked)}
    />
    <span>{props.label}</span>
  </label>
)

const BOTH = "You need to indicate if your content promotes yourself, a third party, or both."
const NOT_PRIVATE = "Branded content visibility cannot be set to private."

const Release = ({ id }: { id: string }) => {
  const plan = state.plans.get(id)
  const [creator, setCreator] = useState<CreatorView | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [privacy, setPrivacy] = useState<string | null>(null)
  const [comment, setComment] = useState(false)
  const [duet, setDuet] = useState(false)
  const [stitch, setStitch] = useState(false)
  const [disclose, setDisclose] = useState(false)
  const [own, setOwn] = useState(false)
  const [branded, setBranded] = useState(false)
  const [consent, setConsent] = useState(false)
  const [key] = useState(() => crypto.randomUUID())
  useEffect(() => {
    if (plan !== undefined) ask("account.creator", { id: plan.accountId as never }).then(setCreator, setError)
  }, [plan?.accountId])
  if (plan === undefined) return <Missing />
  const isBranded = disclose && branded
  const missing = [
    ...(privacy === null ? ["who can watch this video"] : []),
    ...(disclose && !own && !branded ? ["whom the content promotes"] : []),
    ...(consent ? [] : ["consent"])
  ]
  const stop = creator === null || creator.stop !== null || plan.status !== "in_review"
  const release = () => {
    ask("plan.release", {
      id: plan.id as never,
      key,
      settings: {
        privacy: privacy as never,
        allowComment: comment,
        allowDuet: duet,
        allowStitch: stitch,
        brandOrganic: disclose && own,
        brandContent: isBranded
      },
      musicUsageConfirmed: true
    }).then((next) => {
      state.plans.set(next.id, next)
      go(`/plans/${plan.id}`)
    }, setError)
  }
  const forbidden = creator === null ? [] : [
    ...(creator.commentDisabled ? ["Comment"] : []),
    ...(creator.duetDisabled ? ["Duet"] : []),
    ...(creator.stitchDisabled ? ["Stitch"] : [])
  ]
  return (
    <>
      <Head title="Post to TikTok" note={`${plan.topic}, slot ${time(plan.slot)}`} />
      <div class="sheet plan">
        <form onSubmit={(event) => event.preventDefault()}>
          <section class="f bar">
            <h2>Creator</h2>
            <div>
              {creator === null ? <span class="mute">Asking TikTok…</span> : (
                <div class="row">
                  {creator.avatar === null ? null : <img class="who xl" src={creator.avatar} alt="" />}
                  <b>{creator.nickname}</b>
                  <span class="mute">@{creator.username}</span>
                </div>
              )}
            </div>
          </section>
          {creator?.stop === null || creator === null ? null : (
            <div class="msg you" role="alert">
              <b>{creator.stop?.message}</b>
              <p>{creator.stop?.remedy}</p>
            </div>
          )}
          <section class="f">
            <h2>Title</h2>
            <p class="mono">{plan.caption}</p>
          </section>
          <fieldset class="f">
            <legend>Who can watch this video</legend>
            <div>
              {(creator?.privacyLevels ?? []).map((level) => (
                <label class="check" key={level} title={isBranded && level === "SELF_ONLY" ? NOT_PRIVATE : ""}>
                  <input
                    type="radio"
                    name="privacy"
                    checked={privacy === level}
                    disabled={isBranded && level === "SELF_ONLY"}
                    onChange={() =>
                      setPrivacy(level)}
                  />
                  <span>{levels[level] ?? level}</span>
                </label>
              ))}
              {isBranded ? <p class="hint">{NOT_PRIVATE}</p> : null}
            </div>
          </fieldset>
          <fieldset class="f">
            <legend>Allow users to</legend>
            <div>
              <Check label="Comment" on={comment} off={creator?.commentDisabled ?? true} set={setComment} />
              <Check label="Duet" on={duet} off={creator?.duetDisabled ?? true} set={setDuet} />
              <Check label="Stitch" on={stitch} off={creator?.stitchDisabled ?? true} set={setStitch} />
              {forbidden.length === 0
                ? null
                : <p class="hint">{forbidden.join(", ")}: off in the creator’s TikTok settings.</p>}
            </div>
          </fieldset>
          <fieldset class="f">
            <legend>Disclose video content</legend>
            <div>
              <Check label="Disclose video content" on={disclose} set={setDisclose} />
              {disclose ?
                (
                  <>
                    <Check label="Your brand" on={own} set={setOwn} />
                    <Check
                      label="Branded content"
                      on={branded}
                      set={(on) => {
                        setBranded(on)
                        if (on && privacy === "SELF_ONLY") setPrivacy(null)
                      }}
                    />
                    {own || branded ?
                      (
                        <p class="hint">
                          Your video will be labeled as “{branded ? "Paid partnership" : "Promotional content"}”.
                        </p>
                      ) :
                      <p class="hint bad">{BOTH}</p>}
                  </>
                ) :
                null}
            </div>
          </fieldset>
          <fieldset class="f">
            <legend>Consent</legend>
            <Check
              label={`By posting, you agree to TikTok's ${
                isBranded ? "Branded Content Policy and " : ""
              }Music Usage Confirmation`}
              on={consent}
              set={setConsent}
            />
          </fieldset>
          <p>
            <button class="btn pri lg" type="button" disabled={stop || missing.length > 0} onClick={release}>
              Release
            </button>
            {missing.length === 0 ? null : <span class="mute">Missing: {missing.join(", ")}.</span>}
          </p>
          <p class="mute">After its slot it may take a few minutes until the video shows on the profile.</p>
          <Refused error={error} />
        </form>
        <aside aria-label="Preview">
          <Video plan={plan} />
          <p class="small mute">This very file is what is posted.</p>
        </aside>
      </div>
    </>
  )
}

const SignIn = () => {
  const [key, setKey] = useState("")
  const [error, setError] = useState<unknown>(null)
  const enter = async () => {
    const answer = await fetch("/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key })
    })
    if (answer.ok) return location.assign("/")
    const { error } = await answer.json()
    setError(
      new Refusal(error.tag, "This key is not known, or it was revoked.", "Use another key, or type: callsheet open")
    )
  }
  return (
    <main class="center">
      {document.documentElement.dataset["mode"] === "sandbox"
        ? <p class="cell sandbox">Sandbox: nothing reaches TikTok</p>
        : null}
      <h1>Sign in</h1>
      <p class="mute">Type this where Callsheet runs. It prints a link that works once, for ten minutes.</p>
      <div class="cli">
        <code>callsheet open</code>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          enter().catch(setError)
        }}
      >
        <label class="field">
          <span class="label">API key</span>
          <input
            class="input mono"
            type="password"
            autocomplete="off"
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <p>
          <button class="btn pri lg">Sign in with the key</button>
        </p>
      </form>
      <Refused error={error} />
    </main>
  )
}

const places = [["/now", "Now"], ["/calendar", "Calendar"], ["/review", "Review"], ["/accounts", "Accounts"]] as const

const Page = ({ path }: { path: string }) => {
  const [, , id = "", part] = path.split("/")
  if (path.startsWith("/plans/")) {
    return part === "release"
      ? <Release key={id} id={id} />
      : <PlanPage key={id} id={id} />
  }
  if (path === "/calendar") return <Calendar />
  if (path === "/review") return <Review />
  if (path === "/accounts") return <Accounts />
  return <Now />
}

const App = () => {
  const { feed, me } = useLive()
  const [path, setPath] = useState(location.pathname)
  useEffect(() => {
    const moved = () => setPath(location.pathname)
    addEventListener("popstate", moved)
    return () => removeEventListener("popstate", moved)
  }, [])
  if (me === null) return null
  if (me.sessionId === null) return <SignIn />
  const due = all().filter(isDue).length
  const next = all().find(({ slot, status }) => Date.parse(slot) > Date.now() && !ended.has(status))
  const links = places.map(([to, label]) => (
    <Link key={to} to={to} current={path === to || (to === "/now" && path === "/")}>{label}</Link>
  ))
  return (
    <div class="app">
      <Link class="brand" to="/now">Callsheet</Link>
      <div class="strip" role="region" aria-label="Today">
        {me.mode === "sandbox" ?
          (
            <div class="cell sandbox">
              <span class="label">Sandbox</span>
              <b>
                <small>Nothing reaches TikTok</small>
              </b>
            </div>
          ) :
          null}
        <div class="cell">
          <span class="label">Next slot</span>
          <b>{next === undefined ? "none yet" : time(next.slot)}</b>
        </div>
        <div class={due > 0 ? "cell you" : "cell"}>
          <span class="label">Waits for you</span>
          <b>
            <span>{due}</span>
          </b>
        </div>
        <div class="cell end">
          <span class="label">Feed</span>
          <b role="status">
            <span class={feed === "Live" ? "live" : "live off"}>{feed}</span>
          </b>
        </div>
      </div>
      <div class="rail">
        <nav class="nav" aria-label="Main">{links}</nav>
        <div class="me">
          <span>
            {me.name}
            <small>{me.role}</small>
          </span>
        </div>
      </div>
      <main class="main" id="main">
        <Page path={path} />
      </main>
      <nav class="tabs" aria-label="Places">{links}</nav>
    </div>
  )
}

render(<App />, document.getElementById("app")!)
void start()
