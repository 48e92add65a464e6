import { Actors } from "@callsheet/actors/Actors"
import { ActorStore } from "@callsheet/database/ActorStore"
import { Vault } from "@callsheet/database/Vault"
import { Account, callMarginMillis } from "@callsheet/domain/account/Account"
import {
  AccountDisconnectedError,
  AccountNeedsReauth,
  AccountNotFound,
  TokenNotFresh
} from "@callsheet/domain/account/AccountError"
import { tokenOf } from "@callsheet/domain/account/SealedFor"
import type { Envelope } from "@callsheet/domain/Envelope"
import { after, Failure, never } from "@callsheet/domain/Failure"
import type { AccountId } from "@callsheet/domain/Ids"
import { minutes } from "@callsheet/domain/Instant"
import { type TikTokError, tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import { tikTokLimits, type TikTokWindow } from "@callsheet/tiktok/TikTokLimits"
import { Clock, Context, Effect, Layer, Option, type Redacted, Schema } from "effect"
import { type ActivityError, JobFailed } from "./Activity.ts"

/** A granted call may reach the vendor this much later than another one; the window is widened by it. */
const MARGIN_MILLIS = 1_500
/** A grant this far ahead is waited for in place; a longer wait gives the worker's slot to someone else. */
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
  readonly account: (id: AccountId) => Effect.Effect<Account, ActivityError>
}>() {
  static readonly layer = Layer.effect(this, Effect.suspend(() => make))
}

const make = Effect.gen(function*() {
  const actors = yield* Actors
  const store = yield* ActorStore
  const vault = yield* Vault
  const decode = Schema.decodeUnknown(Account)

  const account = (id: AccountId): Effect.Effect<Account, ActivityError> =>
    store.load(id).pipe(
      Effect.catchTag("SqlError", (error) => Effect.fail(databaseAway(error.message))),
      Effect.flatMap(Option.match({
        onNone: () => Effect.fail(new AccountNotFound({ id })),
        onSome: ({ state }) => Effect.orDie(decode(state))
      }))
    )

  /** The newest stored token, unless it is too close to its end to outlive the call. */
  const token = (self: Account): Effect.Effect<Redacted.Redacted, ActivityError> =>
    Effect.gen(function*() {
      if (self.status._tag === "needs_reauth") return yield* new AccountNeedsReauth({ id: self.id, orgId: self.orgId })
      if (self.status._tag === "disconnected") {
        return yield* new AccountDisconnectedError({ id: self.id, orgId: self.orgId })
      }
      const now = yield* Clock.currentTimeMillis
      if (now > self.tokens.accessExpiresAt - callMarginMillis(self.tokens)) {
        return yield* new TokenNotFresh({ id: self.id })
      }
      return yield* vault.open(self.tokens.access, tokenOf(self, "access"))
    })

  /** Waits until one more call keeps within the window; the grant is stored before this returns. */
  const permit = (id: AccountId, window: TikTokWindow, envelope: Envelope): Effect.Effect<void, ActivityError> =>
    Effect.gen(function*() {
      const { limit, windowMillis } = tikTokLimits[window]
      const { permittedAt } = yield* actors.account(id, envelope, {
        _tag: "Permit",
        window,
        limit,
        windowMillis,
        marginMillis: MARGIN_MILLIS
      }).pipe(
        Effect.catchTag("AccountIsSuspended", (error) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) =>
            Effect.fail(
              new JobFailed({
                failure: new Failure({ tag: error._tag, message: error.message, remedy: error.remedy }),
                retry: after(Math.max(1_000, error.until - now)),
                unsure: false
              })
            )))
      )
      const now = yield* Clock.currentTimeMillis
      const wait = (permittedAt ?? now) - now
      if (wait <= 0) return
      if (wait > PATIENCE_MILLIS) {
        return yield* new JobFailed({
          failure: new Failure({
            tag: "WindowFull",
            message: `TikTok allows ${limit} such calls in ${
              windowMillis / 1000
            } s for this account; the next one is free in ${Math.ceil(wait / 1000)} s.`,
            remedy: "Nothing needs to be done: the call is made as soon as it is free."
          }),
          retry: after(wait),
          unsure: false
        })
      }
      yield* Effect.sleep(wait)
    })

  /** What an answer means for the account itself, beyond this one call. */
  const aftermath = (id: AccountId, window: TikTokWindow, self: Account, error: TikTokError, envelope: Envelope) =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      switch (error.fault.kind) {
        case "wait":
          yield* actors.account(id, envelope, {
            _tag: "Freeze",
            window,
            until: now +
              (error._tag === "TikTokRateLimited" ? error.retryAfterMillis : error.fault.holdMillis ?? 60_000)
          })
          break
        case "suspend":
          yield* actors.account(id, envelope, {
            _tag: "Suspend",
            until: now + (error.fault.holdMillis ?? 86_400_000),
            failure: tikTokFailure(error)
          })
          break
        case "reauth": {
          const young = now - self.tokens.obtainedAt < 60_000
          const renewable = error._tag === "TikTokTokenInvalid" && error.refreshHelps && !young
          yield* actors.account(
            id,
            envelope,
            renewable ? { _tag: "Refresh" } : { _tag: "LoseAccess", failure: tikTokFailure(error) }
          )
          if (renewable) return yield* new TokenNotFresh({ id })
          break
        }
        case "askPerson":
          if (error.fault.stops === "account") {
            yield* actors.account(id, envelope, { _tag: "LoseAccess", failure: tikTokFailure(error) })
          }
          break
        default:
      }
    })

  return AccountAccess.of({
    account,
    call: ({ accountId, envelope, make, window }) =>
      Effect.gen(function*() {
        yield* permit(accountId, window, envelope(`permit:${window}`))
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
        return yield* make(access).pipe(
          Effect.tapError((error) => aftermath(accountId, window, self, error, envelope(`aftermath:${now}`))),
          Effect.mapError((error) => "fault" in error ? jobFailed(error) : error)
        )
      })
  })
})

/** What TikTok's word means for the job: its failure carries the table's tag, so one fault has one name everywhere. */
export const jobFailed = (error: TikTokError): JobFailed => {
  const { kind, stops } = error.fault
  return new JobFailed({
    failure: tikTokFailure(error),
    // Waiting for a person on the account's side: the plan goes on by itself once the account is connected again.
    retry: kind === "reauth" || (kind === "askPerson" && stops === "account") ? after(minutes(1)) : error.retry,
    unsure: (kind === "askPerson" && stops !== "account") || kind === "appWide"
  })
}

export const databaseAway = (detail: string): JobFailed =>
  new JobFailed({
    failure: new Failure({
      tag: "DatabaseUnreachable",
      message: `The database did not answer: ${detail}`,
      remedy: "Nothing needs to be done once it is back: the step is made again."
    }),
    retry: { _tag: "backoff" },
    unsure: false
  })

export const hopeless = (failure: Failure): JobFailed => new JobFailed({ failure, retry: never, unsure: false })
