import type { AccountView } from "@callsheet/domain/account/AccountView"
import type { FeedItem } from "@callsheet/domain/api/calls/events"
import type { HintSubject } from "@callsheet/domain/api/calls/hints"
import type { Role } from "@callsheet/domain/api/Role"
import type { OrgView } from "@callsheet/domain/org/OrgView"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useEffect, useReducer } from "preact/hooks"
import { setZone } from "../text/Times.ts"
import { LiveConnection, offline, Refusal } from "./Wire.ts"

export type FeedState = "live" | "reconnecting" | "offline"

export interface Me {
  readonly sessionId: string | null
  readonly mode: "sandbox" | "live"
  readonly role?: Role
  readonly name?: string
  readonly orgId?: string
  readonly keyId?: string
}

/** What every screen shows, as the feed last left it. */
export const state = {
  me: null as Me | null,
  feed: "reconnecting" as FeedState,
  /** Since when there is no connection; null while there is one. */
  cutAt: null as number | null,
  org: null as OrgView | null,
  plans: new Map<string, PlanView>(),
  accounts: new Map<string, AccountView>(),
  recent: [] as ReadonlyArray<FeedItem>,
  position: null as string | null,
  loaded: false,
  /** Counts the connections, so that what was read on an earlier one is read again. */
  connections: 0
}

const KEPT_EVENTS = 100
const BEAT_MILLIS = 1_000
const OFFLINE_AFTER_MILLIS = 60_000

const watchers = new Set<() => void>()
let telling = false

/** Draws once for all that changed since the last frame. A hidden page has no frames, and needs none. */
export const tell = () => {
  if (telling) return
  telling = true
  const run = () => {
    telling = false
    for (const watch of watchers) watch()
  }
  if (document.visibilityState === "visible") requestAnimationFrame(run)
  else setTimeout(run, BEAT_MILLIS)
}

/** Draws again whenever something in `state` changed. */
export const useLive = () => {
  const [, draw] = useReducer<number, void>((n) => n + 1, 0)
  useEffect(() => {
    const watch = () => draw()
    watchers.add(watch)
    return () => void watchers.delete(watch)
  }, [])
  return state
}

type Heard = (item: FeedItem) => void
const listeners = new Set<Heard>()

/** Called with every event of the feed, in its order, each once. */
export const onEvent = (heard: Heard): () => void => {
  listeners.add(heard)
  return () => void listeners.delete(heard)
}

type Hinted = (subject: HintSubject) => void
const hinted = new Set<Hinted>()

/** Called when something changed that leaves no event. */
export const onHint = (hint: Hinted): () => void => {
  hinted.add(hint)
  return () => void hinted.delete(hint)
}

let connection: LiveConnection | null = null

type Ask = LiveConnection["ask"]
/** Asks the server, or fails at once with a reason while there is no connection. */
export const ask: Ask = (name, payload) =>
  connection === null ? Promise.reject(offline()) : connection.ask(name, payload)

const changed = new Set<string>()
let reading = false

/** An answer that is older than what is shown is not shown. */
export const keepPlan = (plan: PlanView) => {
  const known = state.plans.get(plan.id)
  if (known !== undefined && known.version > plan.version) return
  state.plans.set(plan.id, plan)
  tell()
}

const READ_AT_ONCE = 16

/** Plans that the feed named are read again, one read for a burst of events. */
const readChanged = async () => {
  if (reading) return
  reading = true
  try {
    while (changed.size > 0) {
      const ids = [...changed].slice(0, READ_AT_ONCE)
      for (const id of ids) changed.delete(id)
      for (const plan of await Promise.all(ids.map((id) => ask("plan.show", { id: id as never })))) keepPlan(plan)
    }
  } catch (error) {
    // A cut connection reads everything again when it is back.
    if (!(error instanceof Refusal)) throw error
  } finally {
    reading = false
  }
}

export const keepAccount = (account: AccountView) => {
  const known = state.accounts.get(account.id)
  if (known !== undefined && known.version > account.version) return
  state.accounts = new Map([...state.accounts, [account.id, account]])
  tell()
}

const readAccounts = async () => {
  state.accounts = new Map((await ask("account.list", {})).map((account) => [account.id, account]))
  tell()
}

export const keepOrg = (org: OrgView) => {
  if (state.org !== null && state.org.version > org.version) return
  state.org = org
  tell()
}

const readOrg = async () => {
  const id = state.me?.orgId
  if (id === undefined) return
  state.org = await ask("org.show", { id: id as never })
  setZone(state.org.timeZone)
  tell()
}

/** What a missed answer leaves stale is read again with the next connection. */
const unlessCut = (error: unknown) => {
  if (!(error instanceof Refusal)) throw error
}

const heard = (item: FeedItem) => {
  state.position = item.position
  state.recent = [item, ...state.recent].slice(0, KEPT_EVENTS)
  if (item.planId !== null) changed.add(item.planId)
  if (item.subject === "account") readAccounts().catch(unlessCut)
  if (item.subject === "org") readOrg().catch(unlessCut)
  for (const listener of listeners) listener(item)
  tell()
  void readChanged()
}

const heardHint = (subject: HintSubject) => {
  if (subject !== "all") { for (const hint of hinted) hint(subject) }
  // Hints were missed while everything else went on: what is shown is read again.
  else if (state.feed === "live") {
    state.connections++
    tell()
  }
}

const readPlans = async () => {
  const plans = new Map<string, PlanView>()
  let after: string | undefined
  do {
    const page = await ask("plan.list", after === undefined ? { limit: 500 } : { limit: 500, after })
    for (const plan of page.plans) plans.set(plan.id, plan)
    after = page.next ?? undefined
  } while (after !== undefined)
  state.plans = plans
}

const readAll = async (on: LiveConnection) => {
  const { position } = await ask("system.info", {})
  // An operator belongs to no org and sees none of their work: there are no events to follow, and hints are all that comes.
  if (state.me?.role !== "operator") {
    await Promise.all([readPlans(), readAccounts(), readOrg()])
    // From where the last connection ended: what happened meanwhile is told, each event once.
    state.position ??= position
    on.follow(state.position, heard)
  }
  // What is asked from now on is as new as the first hint, and hints follow for what changes later.
  await new Promise<void>((listening) =>
    on.hear((subject) => {
      listening()
      heardHint(subject)
    })
  )
  state.loaded = true
  state.feed = "live"
  state.cutAt = null
  state.connections++
  tell()
}

const connect = () => {
  const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/rpc/ws`
  const made = new LiveConnection(url, () => {
    connection = made
    readAll(made).catch(() => made.close())
  }, () => {
    connection = null
    state.cutAt ??= Date.now()
    state.feed = navigator.onLine && Date.now() - state.cutAt < OFFLINE_AFTER_MILLIS ? "reconnecting" : "offline"
    tell()
    setTimeout(reconnect, BEAT_MILLIS)
  })
}

/** A server that restarted may have ended the session: then the page leads to the sign-in. */
const reconnect = async () => {
  const answer = await fetch("/session").catch(() => null)
  if (answer?.ok === true) {
    state.me = await answer.json() as Me
    tell()
    if (state.me.sessionId === null) return
  }
  connect()
}

export const start = async () => {
  const answer = await fetch("/session")
  state.me = await answer.json() as Me
  tell()
  if (state.me.sessionId !== null) connect()
}
