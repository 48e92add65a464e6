import { Either, Match } from "effect"
import type { AccountId } from "../Ids.ts"
import type { Instant } from "../Instant.ts"
import {
  type Asked,
  decide,
  type Guard,
  type Machine,
  owesNothing,
  owesOnly,
  type Row,
  type Transitions
} from "../Machine.ts"
import { reserve } from "../RateWindow.ts"
import { type Account, type AccountStatus, type CallWindow, refreshDueAt } from "./Account.ts"
import { accountAskable, type AccountCommand } from "./AccountCommand.ts"
import {
  AccountDisconnectedError,
  type AccountError,
  AccountIsSuspended,
  AccountNeedsReauth,
  AccountNotFound,
  OtherOrgsAccount
} from "./AccountError.ts"
import type { AccountEvent } from "./AccountEvent.ts"
import { type AccountReply, accountView } from "./AccountView.ts"

type Asks<C extends AccountCommand["_tag"]> = Asked<Account, AccountStatus, Extract<AccountCommand, { _tag: C }>>
type Shared<K extends AccountCommand["_tag"]> = { readonly [P in K]: Row<Asks<P>, AccountEvent, AccountError> }

export const noCallsYet: CallWindow = { log: [], frozenUntil: 0 }

const sameOrg: Guard<Asks<"Connect">, AccountError> = {
  name: "same org",
  holds: ({ command, self }) => command.orgId === self.orgId,
  refuse: ({ self }) => new OtherOrgsAccount({ id: self.id })
}
const notSuspended: Guard<Asks<"Permit">, AccountError> = {
  name: "not suspended",
  holds: ({ self }) => self.status._tag !== "suspended",
  refuse: ({ self }) =>
    self.status._tag === "suspended"
      ? new AccountIsSuspended({ id: self.id, until: self.status.until, because: self.status.failure.message })
      : new AccountNotFound({ id: self.id })
}
const granted: Guard<Asks<"Permit">, AccountError> = {
  name: "access granted",
  holds: ({ self }) => self.status._tag !== "needs_reauth",
  refuse: ({ self }) => new AccountNeedsReauth({ id: self.id, orgId: self.orgId })
}
const stillConnected: Guard<Asks<"Permit">, AccountError> = {
  name: "still connected",
  holds: ({ self }) => self.status._tag !== "disconnected",
  refuse: ({ self }) => new AccountDisconnectedError({ id: self.id, orgId: self.orgId })
}

const isRefreshing = (status: AccountStatus): boolean => "refreshing" in status && status.refreshing

const permit = ({ at, command, self }: Asks<"Permit">): AccountEvent => {
  const window = self.windows[command.window] ?? noCallsYet
  const granted = reserve(command, window.log, Math.max(at, window.frozenUntil))
  return { _tag: "CallPermitted", window: command.window, at: granted.at, log: granted.log }
}

const connectable: Shared<"Connect"> = {
  Connect: {
    to: "connected",
    when: [sameOrg],
    emit: ({ command, self }) => {
      const { _tag, ...grant } = command
      return {
        _tag: "AccountConnected",
        account: { ...self, ...grant, status: { _tag: "connected", refreshing: false } }
      }
    }
  }
}
const living: Shared<"Permit" | "Freeze" | "Suspend" | "Refresh" | "StoreTokens" | "LoseAccess" | "Disconnect"> = {
  Permit: { to: "(unchanged)", when: [stillConnected, granted, notSuspended], emit: permit },
  Freeze: {
    to: "(unchanged)",
    emit: ({ command }) => ({ _tag: "WindowFrozen", window: command.window, until: command.until })
  },
  Suspend: {
    to: "suspended",
    emit: ({ command }) => ({ _tag: "AccountSuspended", until: command.until, failure: command.failure })
  },
  // One renewal at a time: asking again while one is under way starts nothing.
  Refresh: {
    to: "(unchanged)",
    emit: ({ self }) => ({ _tag: isRefreshing(self.status) ? "AskedAgain" : "RefreshStarted" })
  },
  StoreTokens: {
    to: "(unchanged)",
    emit: ({ command }) => ({ _tag: "TokensStored", tokens: command.tokens, scopes: command.scopes })
  },
  LoseAccess: { to: "needs_reauth", emit: ({ command }) => ({ _tag: "AccessLost", failure: command.failure }) },
  Disconnect: { to: "disconnected", emit: ({ by }) => ({ _tag: "AccountDisconnected", by }) }
}

/** THE table of an account. */
export const accountTransitions: Transitions<Account, AccountCommand, AccountEvent, AccountError> = {
  connected: { ...connectable, ...living },
  suspended: { ...connectable, ...living, Resume: { to: "connected", emit: () => ({ _tag: "SuspensionLifted" }) } },
  needs_reauth: { ...connectable, Permit: living.Permit, Disconnect: living.Disconnect, LoseAccess: living.LoseAccess },
  disconnected: { ...connectable, Permit: living.Permit }
}

const refreshing = (status: AccountStatus, now: boolean): AccountStatus =>
  status._tag === "connected" || status._tag === "suspended" ? { ...status, refreshing: now } : status

const withWindow = (self: Account, name: string, change: Partial<CallWindow>): Account => ({
  ...self,
  windows: { ...self.windows, [name]: { ...(self.windows[name] ?? noCallsYet), ...change } }
})

const evolveExisting = (self: Account, event: AccountEvent, at: Instant): Account =>
  Match.value(event).pipe(
    Match.tagsExhaustive({
      AccountConnected: ({ account }) => account,
      AskedAgain: () => self,
      CallPermitted: ({ log, window }) => withWindow(self, window, { log }),
      // Grants that lie ahead are withdrawn: their holders look again before they call.
      WindowFrozen: ({ until, window }) =>
        withWindow(self, window, {
          frozenUntil: until,
          log: (self.windows[window] ?? noCallsYet).log.filter((grantedAt) => grantedAt <= at)
        }),
      AccountSuspended: ({ failure, until }): Account => ({
        ...self,
        status: {
          _tag: "suspended",
          until,
          failure,
          refreshing: isRefreshing(self.status)
        }
      }),
      SuspensionLifted: (): Account => ({
        ...self,
        status: { _tag: "connected", refreshing: isRefreshing(self.status) }
      }),
      RefreshStarted: (): Account => ({ ...self, status: refreshing(self.status, true) }),
      TokensStored: ({ scopes, tokens }): Account => ({
        ...self,
        tokens,
        scopes,
        status: refreshing(self.status, false)
      }),
      AccessLost: ({ failure }): Account => ({ ...self, status: { _tag: "needs_reauth", failure } }),
      AccountDisconnected: ({ by }): Account => ({ ...self, status: { _tag: "disconnected", by } })
    })
  )

const alarm = (self: Account): Instant | null => {
  const { status } = self
  if (status._tag !== "connected" && status._tag !== "suspended") return null
  const refresh = status.refreshing ? null : refreshDueAt(self.tokens)
  if (status._tag === "connected") return refresh
  return refresh === null ? status.until : Math.min(refresh, status.until)
}

const onAlarm = (self: Account, at: Instant): AccountCommand | null => {
  const { status } = self
  if (status._tag === "suspended" && at >= status.until) return { _tag: "Resume" }
  const live = status._tag === "connected" || status._tag === "suspended"
  return live && !status.refreshing && at >= refreshDueAt(self.tokens) ? { _tag: "Refresh" } : null
}

export const accountMachine: Machine<Account, AccountCommand, AccountEvent, AccountError, AccountReply> = {
  kind: "account",
  birth: (id, command, at) => {
    if (command._tag !== "Connect") return Either.left(new AccountNotFound({ id }))
    const { _tag, ...grant } = command
    return Either.right({
      _tag: "AccountConnected",
      account: {
        ...grant,
        id: id as AccountId,
        windows: {},
        createdAt: at,
        status: { _tag: "connected", refreshing: false }
      }
    })
  },
  decide: decide(accountTransitions, accountAskable),
  evolve: (self, event, at) => {
    if (event._tag === "AccountConnected") return event.account
    if (self === null) throw new Error(`${event._tag} cannot be the first event of an account`)
    return evolveExisting(self, event, at)
  },
  owes: (self, event) => {
    switch (event._tag) {
      case "RefreshStarted":
        return owesOnly({
          kind: "refresh_token",
          priority: 0,
          payload: { refresh: self.tokens.refresh, openId: self.openId }
        })
      case "AccessLost":
      case "AccountDisconnected":
        return { jobs: [], abandon: true }
      default:
        return owesNothing
    }
  },
  alarm,
  onAlarm: (self, _since, at) => onAlarm(self, at),
  quiet: (event) => event._tag === "CallPermitted" || event._tag === "AskedAgain",
  answer: (self, event, version, since) => ({
    account: accountView(self, version, since),
    permittedAt: event?._tag === "CallPermitted" ? event.at : null
  }),
  index: (self) => ({ orgId: self.orgId, accountId: self.id, planId: null, slot: null })
}
