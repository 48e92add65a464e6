import { Either, Match } from "effect"
import { type Failure, failureFor } from "../Failure.ts"
import type { AccountId } from "../Ids.ts"
import type { Instant } from "../Instant.ts"
import {
  type Asked,
  decide,
  type Guard,
  type Machine,
  owesNothing,
  owesOnly,
  type TransitionRow,
  type Transitions
} from "../Machine.ts"
import { pauseEvent, resumeEvent } from "../Paused.ts"
import { reserve } from "../RateWindow.ts"
import {
  type Account,
  type AccountStatus,
  callMarginMillis,
  type CallWindow,
  consentOf,
  consentWarningAt,
  refreshDueAt
} from "./Account.ts"
import { accountAskable, type AccountCommand } from "./AccountCommand.ts"
import {
  AccountDisconnectedError,
  type AccountError,
  AccountIsSuspended,
  AccountNeedsReauth,
  AccountNotFound,
  OtherOrgsAccount,
  TokenNotFresh,
  WindowFull
} from "./AccountError.ts"
import type { AccountEvent } from "./AccountEvent.ts"
import { type AccountReply, accountView } from "./AccountView.ts"
import { consentEnded, consentEnding } from "./ConsentEnd.ts"

type Asks<C extends AccountCommand["_tag"]> = Asked<Account, AccountStatus, Extract<AccountCommand, { _tag: C }>>
type Shared<K extends AccountCommand["_tag"]> = {
  readonly [P in K]: TransitionRow<Asks<P>, AccountEvent, AccountError>
}

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

const outlivesTheCall: Guard<Asks<"Permit">, AccountError> = {
  name: "the token outlives the call",
  holds: ({ at, self }) => at <= self.tokens.accessExpiresAt - callMarginMillis(self.tokens),
  refuse: ({ self }) => new TokenNotFresh({ id: self.id })
}
const freeSoon: Guard<Asks<"Permit">, AccountError> = {
  name: "a call is free soon",
  holds: (asked) => grantOf(asked).at <= asked.at + asked.command.patienceMillis,
  refuse: (asked) =>
    new WindowFull({
      id: asked.self.id,
      window: asked.command.window,
      limit: asked.command.limit,
      windowMillis: asked.command.windowMillis,
      until: grantOf(asked).at
    })
}

const isRefreshing = (status: AccountStatus): boolean => "refreshing" in status && status.refreshing

/** What is granted; anyone who holds a grant in this window gives it back first, unless it may have been used. */
const grantOf = ({ at, command, self }: Asks<"Permit">) => {
  const { frozenUntil, holders, log } = self.windows[command.window] ?? noCallsYet
  const held = command.holder === null || command.spent === true ? undefined : holders?.[command.holder]
  const own = held === undefined ? -1 : log.indexOf(held)
  return reserve(command, own < 0 ? log : log.toSpliced(own, 1), Math.max(at, frozenUntil))
}

const permit = (asked: Asks<"Permit">): AccountEvent => ({
  _tag: "CallPermitted",
  window: asked.command.window,
  holder: asked.command.holder,
  rule: {
    limit: asked.command.limit,
    windowMillis: asked.command.windowMillis,
    marginMillis: asked.command.marginMillis
  },
  ...grantOf(asked)
})

const ofAccount = ({ id, orgId }: Account, failure: Failure): Failure => failureFor(failure, { accountId: id, orgId })

/** A token that is refused again this soon after a renewal is not cured by another one. */
const CURED_FOR_MILLIS = 600_000

const refuseToken = ({ at, command, self }: Asks<"RefuseToken">): AccountEvent => {
  if (command.access !== self.tokens.access || isRefreshing(self.status)) return { _tag: "AskedAgain" }
  return self.refusedAt !== undefined && at < self.refusedAt + CURED_FOR_MILLIS
    ? { _tag: "AccessLost", failure: ofAccount(self, command.failure) }
    : { _tag: "RefreshStarted", refused: true }
}

const isOfEarlierConsent = (self: Account, { consent }: { readonly consent?: Instant | undefined }): boolean =>
  consent !== undefined && consent < consentOf(self)

/** A new consent does not end a rest that TikTok asked for. */
const afterConsent = ({ status }: Account, at: Instant): AccountStatus =>
  status._tag === "suspended" && status.until > at
    ? { ...status, refreshing: false }
    : { _tag: "connected", refreshing: false }

const connectable: Shared<"Connect"> = {
  Connect: {
    to: ["connected", "suspended"],
    when: [sameOrg],
    emit: ({ at, command, self }) => {
      const { _tag, ...grant } = command
      return {
        _tag: "AccountConnected",
        account: {
          ...self,
          ...grant,
          refusedAt: undefined,
          consentedAt: at,
          consentWarnedFor: undefined,
          status: afterConsent(self, at)
        }
      }
    }
  }
}
const living: Shared<
  | "Permit"
  | "Freeze"
  | "Suspend"
  | "Refresh"
  | "RefuseToken"
  | "StoreTokens"
  | "WarnOfConsent"
  | "LoseAccess"
  | "Disconnect"
> = {
  Permit: {
    to: "(unchanged)",
    when: [stillConnected, granted, notSuspended, outlivesTheCall, freeSoon],
    emit: permit
  },
  Freeze: {
    to: "(unchanged)",
    emit: ({ command, self }) => ({
      _tag: "WindowFrozen",
      window: command.window,
      until: Math.max(command.until, self.windows[command.window]?.frozenUntil ?? 0)
    })
  },
  // A second verdict never shortens the rest that the first one asked for.
  Suspend: {
    to: "suspended",
    emit: ({ command, self }) => ({
      _tag: "AccountSuspended",
      until: self.status._tag === "suspended" ? Math.max(command.until, self.status.until) : command.until,
      failure: ofAccount(self, command.failure)
    })
  },
  // One renewal at a time: asking again while one is under way starts nothing.
  Refresh: {
    to: ["(unchanged)", "needs_reauth"],
    emit: ({ at, self }) =>
      isRefreshing(self.status)
        ? { _tag: "AskedAgain" }
        : at >= self.tokens.refreshExpiresAt
        ? { _tag: "AccessLost", failure: consentEnded(self) }
        : { _tag: "RefreshStarted", refused: false }
  },
  RefuseToken: { to: ["(unchanged)", "needs_reauth"], emit: refuseToken },
  StoreTokens: {
    to: "(unchanged)",
    emit: ({ command, self }) =>
      isOfEarlierConsent(self, command)
        ? { _tag: "AskedAgain" }
        : { _tag: "TokensStored", tokens: command.tokens, scopes: command.scopes }
  },
  WarnOfConsent: {
    to: "(unchanged)",
    emit: ({ self }) => ({
      _tag: "ConsentEnding",
      endsAt: self.tokens.refreshExpiresAt,
      failure: consentEnding(self)
    })
  },
  LoseAccess: {
    to: ["(unchanged)", "needs_reauth"],
    emit: ({ command, self }) =>
      isOfEarlierConsent(self, command)
        ? { _tag: "AskedAgain" }
        : { _tag: "AccessLost", failure: ofAccount(self, command.failure) }
  },
  Disconnect: { to: "disconnected", emit: ({ by }) => ({ _tag: "AccountDisconnected", by }) }
}

/** A pause outlives every loss of access; asking twice changes nothing. */
const pausable: Shared<"Pause" | "ResumePosting"> = {
  Pause: {
    to: "(unchanged)",
    emit: ({ at, by, command: { reason, until }, self }) => pauseEvent(self.paused, { by, at, reason, until })
  },
  ResumePosting: { to: "(unchanged)", emit: ({ at, by, self }) => resumeEvent(self.paused, { at, by }) }
}

/** THE table of an account. */
export const accountTransitions: Transitions<Account, AccountCommand, AccountEvent, AccountError> = {
  connected: { ...connectable, ...pausable, ...living },
  suspended: {
    ...connectable,
    ...pausable,
    ...living,
    Resume: { to: "connected", emit: () => ({ _tag: "SuspensionLifted" }) }
  },
  needs_reauth: {
    ...connectable,
    ...pausable,
    Permit: living.Permit,
    Disconnect: living.Disconnect,
    LoseAccess: living.LoseAccess
  },
  disconnected: { ...connectable, Permit: living.Permit }
}

const refreshing = (status: AccountStatus, now: boolean): AccountStatus =>
  status._tag === "connected" || status._tag === "suspended" ? { ...status, refreshing: now } : status

const withWindow = (self: Account, name: string, change: Partial<CallWindow>): Account => ({
  ...self,
  windows: { ...self.windows, [name]: { ...(self.windows[name] ?? noCallsYet), ...change } }
})

/** Holders whose grants still count, and the new one. */
const livingHolders = (
  window: CallWindow | undefined,
  log: ReadonlyArray<Instant>,
  holder: string,
  grantedAt: Instant
): Record<string, Instant> => ({
  ...Object.fromEntries(Object.entries(window?.holders ?? {}).filter(([, at]) => log.includes(at))),
  [holder]: grantedAt
})

const evolveExisting = (self: Account, event: AccountEvent, at: Instant): Account =>
  Match.value(event).pipe(
    Match.tagsExhaustive({
      AccountConnected: ({ account }) => account,
      AskedAgain: () => self,
      CallPermitted: ({ at: grantedAt, holder, log, rule, window }) =>
        withWindow(self, window, {
          log,
          ...(rule === undefined ? {} : { rule }),
          ...(holder === null ? {} : { holders: livingHolders(self.windows[window], log, holder, grantedAt) })
        }),
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
      RefreshStarted: ({ refused }): Account => ({
        ...self,
        ...(refused ? { refusedAt: at } : {}),
        status: refreshing(self.status, true)
      }),
      TokensStored: ({ scopes, tokens }): Account => ({
        ...self,
        tokens,
        scopes,
        status: refreshing(self.status, false)
      }),
      ConsentEnding: ({ endsAt }): Account => ({ ...self, consentWarnedFor: endsAt }),
      AccessLost: ({ failure }): Account => ({ ...self, status: { _tag: "needs_reauth", failure } }),
      AccountDisconnected: ({ by }): Account => ({ ...self, status: { _tag: "disconnected", by } }),
      PostingPaused: ({ by, reason, until }) => ({ ...self, paused: { by, at, reason, until } }),
      PostingResumed: () => ({ ...self, paused: undefined })
    })
  )

const alarm = (self: Account): Instant | null => {
  const { status } = self
  if (status._tag !== "connected" && status._tag !== "suspended") return null
  const due = [
    status.refreshing ? null : refreshDueAt(self.tokens),
    status._tag === "suspended" ? status.until : null,
    consentWarningAt(self)
  ].filter((at) => at !== null)
  return due.length === 0 ? null : Math.min(...due)
}

const onAlarm = (self: Account, at: Instant): AccountCommand | null => {
  const { status } = self
  if (status._tag === "suspended" && at >= status.until) return { _tag: "Resume" }
  const live = status._tag === "connected" || status._tag === "suspended"
  const warnAt = consentWarningAt(self)
  if (live && warnAt !== null && at >= warnAt) return { _tag: "WarnOfConsent" }
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
        consentedAt: at,
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
  givenUp: ({ failure }) => ({ _tag: "LoseAccess", failure }),
  index: (self) => ({ orgId: self.orgId, accountId: self.id, planId: null, slot: null })
}
