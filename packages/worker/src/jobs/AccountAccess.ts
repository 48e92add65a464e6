import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/ActorStore"
import { Vault } from "@callsheet/database/Vault"
import { Account } from "@callsheet/domain/account/Account"
import type { AccountCommand } from "@callsheet/domain/account/AccountCommand"
import { AccountDisconnectedError, AccountNeedsReauth, AccountNotFound } from "@callsheet/domain/account/AccountError"
import { tokenOf } from "@callsheet/domain/account/SealedFor"
import type { Busy, Envelope } from "@callsheet/domain/Envelope"
import { after, Failure, failureOf, type Remedied } from "@callsheet/domain/Failure"
import type { AccountId } from "@callsheet/domain/Ids"
import { seconds } from "@callsheet/domain/Instant"
import { countTikTokCall } from "@callsheet/telemetry/Metrics"
import { type TikTokError, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { type TikTokCap, tikTokCaps, tikTokLimits, type TikTokWindow } from "@callsheet/tiktok/TikTokLimits"
import { Clock, Context, Duration, Effect, Layer, Option, Random, type Redacted, Schema } from "effect"
import { type ActivityError, JobFailed } from "./Activity.ts"
import { Circuits } from "./Circuits.ts"
import { databaseAway, jobFailed } from "./Failing.ts"

/**
 * A granted call may reach the vendor this much later than another one (a first connection, a stalled process); the window
 * is widened by it. Three seconds in sixty cost less than 5 % of the possible calls.
 */
const MARGIN_MILLIS = 3_000
/** A grant this far ahead is waited for in place; for a longer wait the worker's slot is given to someone else. */
const PATIENCE_MILLIS = 4_000
/** A grant that was not used in time (a paused process) is not used at all: it would fall into another window. */
const STALE_MILLIS = 1_000

/** What a call to TikTok needs: a grant within the rate window, and an access token that outlives the call. */
export class AccountAccess extends Context.Tag("@callsheet/worker/AccountAccess")<AccountAccess, {
  /**
   * Makes one call in the account's name, and sees to whatever the answer means for the account: a full window is frozen,
   * a spam verdict suspends, a dead token is renewed or the owner is asked to connect again.
   */
  readonly call: <A>(options: {
    readonly accountId: AccountId
    readonly window: TikTokWindow
    readonly envelope: (part: string) => Envelope
    readonly make: (token: Redacted.Redacted) => Effect.Effect<A, TikTokError>
  }) => Effect.Effect<A, ActivityError>
  /** Takes one place in a creator's daily cap. Whoever holds one keeps it, however often it asks. */
  readonly reserve: (options: {
    readonly accountId: AccountId
    readonly cap: TikTokCap
    readonly holder: string
    readonly envelope: Envelope
  }) => Effect.Effect<void, ActivityError>
  /** What TikTok's verdict means for the account itself, wherever it was heard. */
  readonly verdict: (id: AccountId, error: TikTokError, envelope: Envelope) => Effect.Effect<void, Busy>
  readonly account: (id: AccountId) => Effect.Effect<Account, ActivityError>
}>() {
  static readonly layer = Layer.effect(this, Effect.suspend(() => make))
}

const make = Effect.gen(function*() {
  const actors = yield* Actors
  const store = yield* ActorStore
  const vault = yield* Vault
  const circuits = yield* Circuits
  const decode = Schema.decodeUnknown(Account)

  const account = (id: AccountId): Effect.Effect<Account, ActivityError> =>
    store.load(id).pipe(
      Effect.catchTag("SqlError", (error) => Effect.fail(databaseAway(error.message))),
      Effect.flatMap(Option.match({
        onNone: () => Effect.fail(new AccountNotFound({ id })),
        onSome: ({ state }) => Effect.orDie(decode(state))
      }))
    )

  /** The newest stored token; that it outlives the call was part of the permit. */
  const token = (self: Account): Effect.Effect<Redacted.Redacted, ActivityError> =>
    Effect.gen(function*() {
      if (self.status._tag === "needs_reauth") return yield* new AccountNeedsReauth({ id: self.id, orgId: self.orgId })
      if (self.status._tag === "disconnected") {
        return yield* new AccountDisconnectedError({ id: self.id, orgId: self.orgId })
      }
      return yield* vault.open(self.tokens.access, tokenOf(self, "access"))
    })

  /** Waits until one more call keeps within the window; the grant is stored before this returns. */
  const permit = (
    id: AccountId,
    command: Omit<Extract<AccountCommand, { _tag: "Permit" }>, "_tag">,
    envelope: Envelope
  ): Effect.Effect<void, ActivityError> =>
    Effect.gen(function*() {
      const { permittedAt } = yield* actors.account(id, envelope, { _tag: "Permit", ...command }).pipe(
        Effect.catchIf(
          (error) => error._tag === "AccountIsSuspended" || error._tag === "WindowFull",
          (error) => Effect.flatMap(Clock.currentTimeMillis, (now) => waitUntil(error, error.until, now))
        )
      )
      const now = yield* Clock.currentTimeMillis
      yield* Effect.sleep(Math.max(0, (permittedAt ?? now) - now))
    })

  /** What an answer means for the account itself, beyond this one call. An account that moved on needs no such news. */
  const tell = (id: AccountId, envelope: Envelope, command: AccountCommand) =>
    actors.account(id, envelope, command).pipe(
      Effect.asVoid,
      Effect.catchIf(
        (error): error is Exclude<typeof error, Busy> => error._tag !== "Busy",
        (refusal) => Effect.logDebug(`${id} did not take ${command._tag}: ${refusal.message}`)
      )
    )

  const verdict = (id: AccountId, error: TikTokError, envelope: Envelope) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const { holdMillis, kind, stops } = error.fault
      if (kind === "suspend") {
        const until = now + (holdMillis ?? 86_400_000)
        return tell(id, envelope, { _tag: "Suspend", until, failure: tikTokFailure(error) })
      }
      return kind === "reauth" || (kind === "askPerson" && stops === "account")
        ? tell(id, envelope, { _tag: "LoseAccess", failure: tikTokFailure(error) })
        : Effect.void
    })

  const aftermath = (self: Account, window: TikTokWindow, error: TikTokError, envelope: Envelope) =>
    Effect.gen(function*() {
      if (error._tag === "TikTokRateLimited") {
        // Whatever pause TikTok names, the account is silent for a whole window; and not to the millisecond.
        const pause = Math.max(error.retryAfterMillis, tikTokLimits[window].windowMillis)
        const spread = yield* Random.nextIntBetween(0, seconds(2))
        const until = (yield* Clock.currentTimeMillis) + pause + spread
        yield* tell(self.id, envelope, { _tag: "Freeze", window, until })
      } else if (error._tag === "TikTokTokenInvalid" && error.refreshHelps) {
        yield* tell(self.id, envelope, {
          _tag: "RefuseToken",
          access: self.tokens.access,
          failure: tikTokFailure(error)
        })
      } else yield* verdict(self.id, error, envelope)
    })

  return AccountAccess.of({
    account,
    verdict,
    reserve: ({ accountId, cap, envelope, holder }) =>
      permit(accountId, { window: cap, ...tikTokCaps[cap], patienceMillis: 0, holder }, envelope),
    call: ({ accountId, envelope, make, window }) =>
      Effect.gen(function*() {
        yield* circuits.check("tiktok")
        const { limit, windowMillis } = tikTokLimits[window]
        yield* permit(accountId, {
          window,
          limit,
          windowMillis,
          marginMillis: MARGIN_MILLIS,
          patienceMillis: PATIENCE_MILLIS,
          holder: null
        }, envelope(`permit:${window}`))
        const grantedAt = yield* Clock.currentTimeMillis
        const self = yield* account(accountId)
        const access = yield* token(self)
        const now = yield* Clock.currentTimeMillis
        const frozen = (self.windows[window]?.frozenUntil ?? 0) > now
        if (frozen || now - grantedAt > STALE_MILLIS) {
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
        return yield* counted(window, circuits.guard("tiktok", isOutage, make(access))).pipe(
          Effect.tapError((error) =>
            error._tag === "CircuitOpen" ? Effect.void : aftermath(self, window, error, envelope(`aftermath:${now}`))
          ),
          Effect.mapError((error) => "fault" in error ? jobFailed(error) : error)
        )
      })
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
