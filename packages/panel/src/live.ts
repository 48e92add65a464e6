import type { AccountView } from "@callsheet/domain/account/AccountView"
import type { FeedItem } from "@callsheet/domain/api/calls/events"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useEffect, useReducer } from "preact/hooks"
import { Connection, Refusal } from "./wire.ts"

export type FeedState = "Live" | "Reconnecting" | "Offline"

export interface Me {
  readonly sessionId: string | null
  readonly mode: "sandbox" | "live"
  readonly role?: string
  readonly name?: string
  readonly orgId?: string
}

/** What every screen shows, as the feed last left it. */
export const state = {
  me: null as Me | null,
  feed: "Reconnecting" as FeedState,
  plans: new Map<string, PlanView>(),
  accounts: new Map<string, AccountView>(),
  recent: [] as Array<FeedItem>,
  position: null as string | null,
  loaded: false
}

const watchers = new Set<() => void>()
const tell = () => watchers.forEach((watch) => watch())

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

let connection: Connection | null = null

type Ask = Connection["ask"]
/** Asks the server, or fails at once with a reason while there is no connection. */
export const ask: Ask = (name, payload) =>
  connection === null
    ? Promise.reject(new Refusal("Offline", "There is no connection to the server.", "Try it when it says Live."))
    : connection.ask(name, payload)

const changed = new Set<string>()
let reading = false

/** Plans that the feed named are read again, one read for a burst of events. */
const readChanged = async () => {
  if (reading) return
  reading = true
  try {
    while (changed.size > 0) {
      const ids = [...changed]
      changed.clear()
      const plans = await Promise.all(ids.map((id) => ask("plan.show", { id: id as never })))
      for (const plan of plans) state.plans.set(plan.id, plan)
      tell()
    }
  } catch (error) {
    // A cut connection reads everything again when it is back.
    if (!(error instanceof Refusal)) throw error
  } finally {
    reading = false
  }
}

const heard = (item: FeedItem) => {
  state.position = item.position
  state.recent = [item, ...state.recent].slice(0, 30)
  if (item.planId !== null) changed.add(item.planId)
  if (item.subject === "account") void readAccounts()
  tell()
  void readChanged()
}

const readAccounts = async () => {
  const accounts = await ask("account.list", {}).catch(() => [])
  for (const account of accounts) state.accounts.set(account.id, account)
  tell()
}

const readAll = async () => {
  const { position } = await ask("system.info", {})
  let after: string | undefined
  do {
    const page = await ask("plan.list", after === undefined ? { limit: 500 } : { limit: 500, after })
    for (const plan of page.plans) state.plans.set(plan.id, plan)
    after = page.next ?? undefined
  } while (after !== undefined)
  await readAccounts()
  state.loaded = true
  state.position ??= position
  connection?.follow(state.position, heard)
  state.feed = "Live"
  tell()
}

let cutAt: number | null = null
const connect = () => {
  const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/rpc/ws`
  const made = new Connection(url, () => {
    connection = made
    cutAt = null
    readAll().catch(() => made.close())
  }, () => {
    connection = null
    cutAt ??= Date.now()
    state.feed = navigator.onLine && Date.now() - cutAt < 60_000 ? "Reconnecting" : "Offline"
    tell()
    setTimeout(connect, 1_000)
  })
}

export const start = async () => {
  const answer = await fetch("/session")
  state.me = await answer.json() as Me
  tell()
  if (state.me.sessionId !== null) connect()
}
