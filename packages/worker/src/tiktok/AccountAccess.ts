import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/commit/ActorStore"
import { AppLimits, type SharedState } from "@callsheet/database/jobs/AppLimits"
import { Vault } from "@callsheet/database/secrets/Vault"
import { Account, consentOf } from "@callsheet/domain/account/Account"
import type { AccountCommand } from "@callsheet/domain/account/AccountCommand"
import { AccountDisconnectedError, AccountNeedsReauth, AccountNotFound } from "@callsheet/domain/account/AccountError"
import { tokenOf } from "@callsheet/domain/account/SealedFor"
import type { Busy, Envelope } from "@callsheet/domain/Envelope"
import { type TikTokCap, tikTokCaps, tikTokLimits, type TikTokWindow } from "@callsheet/domain/facts/TikTokLimits"
import { after, Failure, failureOf, type Remedied } from "@callsheet/domain/Failure"
import { askShare, FairShare, nobodyWaits, passShare, refuseShare } from "@callsheet/domain/FairShare"
import type { AccountId } from "@callsheet/domain/Ids"
import { hours, Instant, seconds } from "@callsheet/domain/Instant"
import { reserve } from "@callsheet/domain/RateWindow"
import { countTikTokCall } from "@callsheet/process/Metrics"
import { type TikTokError, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { Clock, Context, Duration, Effect, Layer, Option, Random, type Redacted, Schema } from "effect"
import { type ActivityError, JobFailed } from "../jobs/Activity.ts"
import { Circuits } from "../jobs/Circuits.ts"
import { jobFailed, orAway } from "../jobs/JobFailures.ts"

/**
 * A granted call may reach the vendor this much later than another one (a first connection, a stalled process); the window
 * is widened by it. Three seconds in sixty cost less than 5 % of the possible calls.
 */
const MARGIN_MILLIS = 3_000
/** A grant this far ahead is waited for in place; for a longer wait the worker's slot is given to someone else. */
const PATIENCE_MILLIS = 4_000
/**
 * A grant that was not used in time is not used at all: it would fall into another window. The time runs from the moment that was
 * granted, no matter what held the call up since: a slow commit of the grant itself, a paused process. Together with what a call may
 * take on its way it has to stay within the margin.
 */
const STALE_MILLIS = 2_000
/** The app's turn is waited for while the account's own grant is still good. */
const APP_PATIENCE_MILLIS = 1_000

const CREATOR_CAP = "AppCreatorCapReached"

/** Shared by all workers: the display calls of the whole app, and whose turn it is where the app may serve no more. */
const displayCalls = { name: "display", schema: Schema.Struct({ log: Schema.Array(Instant) }), initial: { log: [] } }
const activeCreators = { name: "activeCreators", schema: FairShare, initial: nobodyWaits }

/** What a call to TikTok needs: a grant within the rate window, and an access token that outlives the call. */
export class AccountAccess extends Context.Tag("@callsheet/worker/AccountAccess")<AccountAccess, {
  /**
   * Makes one call in the account's name, and sees to what the answer means for the account: a full window is frozen,
   * a spam verdict suspends, a dead token is renewed or the owner is asked to connect again.
   */
  readonly call: <A>(options: {
    readonly accountId: AccountId
    readonly window: TikTokWindow
    readonly envelope: (part: string) => Envelope
    readonly make: (token: Redacted.Redacted) => Effect.Effect<A, TikTokError>
  }) => Effect.Effect<A, ActivityError>
  /**
   * Takes one place in a creator's daily cap. Anyone who holds one keeps it, however often it asks. `spent`: the call for which
   * it was taken may have reached TikTok unheard, and counts there; another place is taken.
   */
  readonly reserve: (options: {
    readonly accountId: AccountId
    readonly cap: TikTokCap
    readonly holder: string
    readonly spent: boolean
    readonly envelope: Envelope
  }) => Effect.Effect<void, ActivityError>
  /**
   * What TikTok's verdict means for the account itself, wherever it was heard. `consent`: a moment at which the consent that
   * it is about was in use.
   */
  readonly verdict: (
    id: AccountId,
    error: TikTokError,
    consent: number,
    envelope: Envelope
  ) => Effect.Effect<void, Busy>
  readonly account: (id: AccountId) => Effect.Effect<Account, ActivityError>
}>() {
  static readonly layer = Layer.effect(this, Effect.suspend(() => make))
}

type Service = Context.Tag.Service<AccountAccess>

interface Tools {
  readonly actors: Context.Tag.Service<Actors>
  readonly store: Context.Tag.Service<ActorStore>
  readonly vault: Context.Tag.Service<Vault>
  readonly circuits: Context.Tag.Service<Circuits>
  readonly app: Context.Tag.Service<AppLimits>
}

const decode = Schema.decodeUnknown(Account)

const readAccount = ({ store }: Tools, id: AccountId): Effect.Effect<Account, ActivityError> =>
  orAway(store.load(id)).pipe(
    Effect.flatMap(Option.match({
      onNone: () => Effect.fail(new AccountNotFound({ id })),
      onSome: ({ state }) => Effect.orDie(decode(state))
    }))
  )

/** The newest stored token; that it outlives the call was part of the permit. */
const token = ({ vault }: Tools, self: Account): Effect.Effect<Redacted.Redacted, ActivityError> =>
  Effect.gen(function*() {
    if (self.status._tag === "needs_reauth") return yield* new AccountNeedsReauth({ id: self.id, orgId: self.orgId })
    if (self.status._tag === "disconnected") {
      return yield* new AccountDisconnectedError({ id: self.id, orgId: self.orgId })
    }
    return yield* vault.open(self.tokens.access, tokenOf(self, "access"))
  })

/** Waits until one more call keeps within the window; the grant is stored before this returns. Gives the granted moment. */
const permit = (
  { actors }: Tools,
  id: AccountId,
  command: Omit<Extract<AccountCommand, { _tag: "Permit" }>, "_tag">,
  envelope: Envelope
): Effect.Effect<number, ActivityError> =>
  Effect.gen(function*() {
    const { permittedAt } = yield* actors.account(id, envelope, { _tag: "Permit", ...command }).pipe(
      Effect.catchIf(
        (error) => error._tag === "AccountIsSuspended" || error._tag === "WindowFull",
        (error) => Effect.flatMap(Clock.currentTimeMillis, (now) => waitUntil(error, error.until, now))
      )
    )
    const now = yield* Clock.currentTimeMillis
    yield* Effect.sleep(Math.max(0, (permittedAt ?? now) - now))
    return permittedAt ?? now
  })

/** What an answer means for the account itself, beyond this one call. An account that moved on needs no such news. */
const tell = ({ actors }: Tools, id: AccountId, envelope: Envelope, command: AccountCommand) =>
  actors.account(id, envelope, command).pipe(
    Effect.asVoid,
    Effect.catchIf(
      (error): error is Exclude<typeof error, Busy> => error._tag !== "Busy",
      (refusal) => Effect.logDebug(`${id} did not take ${command._tag}: ${refusal.message}`)
    )
  )

const verdict = (tools: Tools, id: AccountId, error: TikTokError, consent: number, envelope: Envelope) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const { holdMillis, kind, stops } = error.fault
    if (kind === "suspend") {
      const until = now + (holdMillis ?? 86_400_000)
      return tell(tools, id, envelope, { _tag: "Suspend", until, failure: tikTokFailure(error) })
    }
    return kind === "reauth" || (kind === "askPerson" && stops === "account")
      ? tell(tools, id, envelope, { _tag: "LoseAccess", consent, failure: tikTokFailure(error) })
      : Effect.void
  })

/** TikTok allows the whole app no more creators: the org waits for its turn. */
const noteCreatorCap = ({ app }: Tools, self: Account, error: TikTokError) =>
  Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    const until = now + (error.fault.holdMillis ?? hours(1))
    yield* app.change(activeCreators, (turns) => ({
      self: refuseShare(turns, self.orgId, now, until),
      answer: undefined
    })).pipe(
      Effect.catchTag("SqlError", (away) => Effect.logWarning(`The app's cap is not noted: ${away.message}`))
    )
  })

const aftermath = (tools: Tools, self: Account, window: TikTokWindow, error: TikTokError, envelope: Envelope) =>
  Effect.gen(function*() {
    if (error._tag === "TikTokRateLimited") {
      // No matter what pause TikTok names, the account is silent for a whole window; and not to the millisecond.
      const pause = Math.max(error.retryAfterMillis, tikTokLimits[window].windowMillis)
      const spread = yield* Random.nextIntBetween(0, seconds(2))
      const until = (yield* Clock.currentTimeMillis) + pause + spread
      yield* tell(tools, self.id, envelope, { _tag: "Freeze", window, until })
    } else if (error._tag === "TikTokTokenInvalid" && error.refreshHelps) {
      yield* tell(tools, self.id, envelope, {
        _tag: "RefuseToken",
        access: self.tokens.access,
        failure: tikTokFailure(error)
      })
    } else {
      if (error.fault.tag === CREATOR_CAP) yield* noteCreatorCap(tools, self, error)
      yield* verdict(tools, self.id, error, consentOf(self), envelope)
    }
  })

const shared = <S, I, A>(
  { app }: Tools,
  state: SharedState<S, I>,
  f: (now: S) => { readonly self: S; readonly answer: A }
) => orAway(app.change(state, f))

/** A creator who posted lately counts already; only a new one needs the app's leave where it is scarce. */
const turnOf = (tools: Tools, id: AccountId, holder: string): Effect.Effect<void, ActivityError> =>
  Effect.gen(function*() {
    const self = yield* readAccount(tools, id)
    const now = yield* Clock.currentTimeMillis
    const { holders, log } = self.windows["posts"] ?? { holders: undefined, log: [] }
    const own = holders?.[holder]
    if (log.some((at) => at !== own && at <= now && at > now - hours(24))) return
    const until = yield* shared(tools, activeCreators, (turns) => {
      const asked = askShare(turns, self.orgId, now)
      return { self: asked.self, answer: asked.until }
    })
    if (until === null) return
    return yield* waitUntil(
      {
        _tag: CREATOR_CAP,
        message: "This app has served as many creators today as TikTok allows it; this one waits for its turn.",
        remedy: "Nothing needs to be done: orgs take turns. Pass TikTok's audit to raise the number."
      },
      until,
      now
    )
  })

/** One call of those that TikTok counts for the whole app, whichever account and worker makes it. */
const appPermit = (tools: Tools, limit: number, windowMillis: number): Effect.Effect<number, ActivityError> =>
  Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    const rule = { limit, windowMillis, marginMillis: MARGIN_MILLIS }
    const at = yield* shared(tools, displayCalls, (self) => {
      const granted = reserve(rule, self.log, now)
      // A grant so far ahead that nobody waits for it would be lost to everyone.
      return { self: granted.at > now + APP_PATIENCE_MILLIS ? self : { log: granted.log }, answer: granted.at }
    })
    if (at > now + APP_PATIENCE_MILLIS) {
      return yield* waitUntil(
        {
          _tag: "AppWindowFull",
          message: `TikTok allows this app ${limit} such calls in ${windowMillis / 1_000} s, over all accounts.`,
          remedy: "Nothing needs to be done: the call is made as soon as it is free."
        },
        at,
        now
      )
    }
    yield* Effect.sleep(at - now)
    return at
  })

/** The earliest of the moments that were granted; after it the call has to leave at once. */
const grant = (tools: Tools, accountId: AccountId, window: TikTokWindow, envelope: Envelope) =>
  Effect.gen(function*() {
    const { limit, windowMillis } = tikTokLimits[window]
    const own = yield* permit(tools, accountId, {
      window,
      limit,
      windowMillis,
      marginMillis: MARGIN_MILLIS,
      patienceMillis: PATIENCE_MILLIS,
      holder: null
    }, envelope)
    // The account's own state has to allow the call in any case; some calls are counted for the whole app as well.
    const shared = tikTokLimits[window].per === "app" ? yield* appPermit(tools, limit, windowMillis) : own
    return Math.min(own, shared)
  })

/** One of the org's creators was let through: the next org may find out whether there is room for more. */
const notePassed = ({ app }: Tools, self: Account) =>
  app.change(activeCreators, (turns) => ({ self: passShare(turns, self.orgId), answer: undefined }))
    .pipe(
      Effect.catchTag(
        "SqlError",
        (away) => Effect.logWarning(`A turn that passed is not noted: ${away.message}`)
      )
    )

const call = (tools: Tools): Service["call"] => ({ accountId, envelope, make, window }) =>
  Effect.gen(function*() {
    yield* tools.circuits.check("tiktok")
    const granted = yield* grant(tools, accountId, window, envelope(`permit:${window}`))
    const self = yield* readAccount(tools, accountId)
    const access = yield* token(tools, self)
    const now = yield* Clock.currentTimeMillis
    const frozen = (self.windows[window]?.frozenUntil ?? 0) > now
    if (frozen || now - granted > STALE_MILLIS) {
      return yield* new JobFailed({
        failure: new Failure({
          tag: "WindowFull",
          message: "The moment granted for this call has passed.",
          remedy: "Nothing needs to be done: the call asks for another one."
        }),
        retry: after(1_000),
        unsure: false
      })
    }

    const answer = yield* counted(window, tools.circuits.guard("tiktok", isOutage, make(access))).pipe(
      Effect.tapError((error) =>
        error._tag === "CircuitOpen" ? Effect.void : aftermath(tools, self, window, error, envelope(`aftermath:${now}`))
      ),
      Effect.mapError((error) => "fault" in error ? jobFailed(error) : error)
    )

    if (window === "init") yield* notePassed(tools, self)
    return answer
  })

const make = Effect.gen(function*() {
  const tools: Tools = {
    actors: yield* Actors,
    store: yield* ActorStore,
    vault: yield* Vault,
    circuits: yield* Circuits,
    app: yield* AppLimits
  }
  return AccountAccess.of({
    account: (id) => readAccount(tools, id),
    verdict: (id, error, consent, envelope) => verdict(tools, id, error, consent, envelope),
    reserve: ({ accountId, cap, envelope, holder, spent }) =>
      Effect.zipRight(
        turnOf(tools, accountId, holder),
        permit(tools, accountId, { window: cap, ...tikTokCaps[cap], patienceMillis: 0, holder, spent }, envelope)
      ),
    call: call(tools)
  })
})

/** Not a failure: it goes on by itself at `until`. */
const waitUntil = (error: Remedied, until: number, now: number) =>
  Effect.fail(
    new JobFailed({ failure: failureOf(error), retry: after(Math.max(100, until - now)), unsure: false })
  )

/** TikTok itself is away; a refusal, a full window or a dead token is an answer. */
export const isOutage = (error: { readonly _tag: string }): boolean => error._tag === "TikTokUnavailable"

/** Counts a call for the metrics, by endpoint and outcome. */
export const counted = <A, E extends { readonly _tag: string }, R>(endpoint: string, call: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Clock.currentTimeMillis, (began) => {
    const count = (outcome: string) =>
      Effect.flatMap(
        Clock.currentTimeMillis,
        (ended) => countTikTokCall(endpoint, outcome, Duration.millis(ended - began))
      )
    return call.pipe(
      Effect.tapBoth({
        onSuccess: () => count("ok"),
        // A call that was held back has not left.
        onFailure: (error) => error._tag === "CircuitOpen" ? Effect.void : count(error._tag)
      })
    )
  })
