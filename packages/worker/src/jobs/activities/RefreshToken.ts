import type { ActorsShape } from "@callsheet/actors/Actors"
import { type JobQueue, wakeAccount } from "@callsheet/database/jobs/JobQueue"
import { sealedTokens } from "@callsheet/database/secrets/SealedTokens"
import type { Vault } from "@callsheet/database/secrets/Vault"
import { consentOf } from "@callsheet/domain/account/Account"
import { tokenOf } from "@callsheet/domain/account/SealedFor"
import { after } from "@callsheet/domain/Failure"
import { AccountId } from "@callsheet/domain/Ids"
import { minutes } from "@callsheet/domain/Instant"
import { tikTokFailure } from "@callsheet/tiktok/TikTokErrors"
import type { TikTokOAuth } from "@callsheet/tiktok/TikTokOAuth"
import { type Context, Effect, Fiber, Redacted, Schedule } from "effect"
import { type AccountAccess, counted, isOutage } from "../../tiktok/AccountAccess.ts"
import { type Activity, type ActivityError, type ActivityOutcome, JobFailed, reported } from "../Activity.ts"
import type { Circuits } from "../Circuits.ts"
import { jobFailed } from "../JobFailures.ts"

const STORE_EVERY = "200 millis"
/** How often it is tried whether TikTok accepts the app again. */
const APP_EVERY = minutes(1)

/**
 * Renews an account's tokens. There is one such job at a time in the whole cluster, because the account's own status owes
 * it; the new pair is stored before anyone can use it, and the old refresh token is dead from then on.
 */
export const refreshToken = (tools: {
  readonly actors: ActorsShape
  readonly access: Context.Tag.Service<AccountAccess>
  readonly circuits: Context.Tag.Service<Circuits>
  readonly vault: Context.Tag.Service<Vault>
  readonly queue: Context.Tag.Service<JobQueue>
  readonly oauth: Context.Tag.Service<TikTokOAuth>
}): Activity<"refresh_token"> =>
({ envelope, job }) =>
  Effect.gen(function*() {
    const { access, actors, circuits, oauth, queue, vault } = tools
    const { refresh } = job.payload
    const account = yield* access.account(AccountId.make(job.ownerId))
    // The pair this job was owed for was replaced meanwhile (a new consent): its refresh token must not be sent.
    // Compared opened: a change of the master key seals the same token again.
    const secret = yield* vault.open(account.tokens.refresh, tokenOf(account, "refresh"))
    if (account.tokens.refresh !== refresh) {
      const owed = yield* vault.open(refresh, tokenOf(account, "refresh"))
      if (Redacted.value(owed) !== Redacted.value(secret)) return { _tag: "Done" as const }
    }
    const renewed = counted("token", circuits.guard("tiktok", isOutage, oauth.refresh(secret))).pipe(
      Effect.flatMap((grant) =>
        Effect.gen(function*() {
          const tokens = yield* sealedTokens(vault, account, grant)
          // The pair exists nowhere else: it is kept until it is stored, however long the database is away.
          yield* actors.account(account.id, envelope("stored", true), {
            _tag: "StoreTokens",
            consent: consentOf(account),
            scopes: grant.scopes,
            tokens
          }).pipe(Effect.retry({ while: (error) => error._tag === "Busy", schedule: Schedule.spaced(STORE_EVERY) }))
          yield* wakeAccount(queue, account.id)
          return reported
        })
      ),
      // From the moment the old refresh token may be dead until the new one is stored nobody stops this. The time-outs of
      // its own calls must still be able to, which an uninterruptible region would not let them: hence a fiber that
      // nobody else knows.
      (work) => Effect.uninterruptible(Effect.flatMap(Effect.forkDaemon(Effect.interruptible(work)), Fiber.join))
    )
    return yield* renewed.pipe(
      Effect.catchAll((error): Effect.Effect<ActivityOutcome, ActivityError> => {
        if (!("fault" in error)) return Effect.fail(error)
        const { kind } = error.fault
        if (kind === "appWide") {
          // The app's own credentials or registration: the accounts' consents are good and wait for a person to mend it.
          const failure = tikTokFailure(error)
          return Effect.zipRight(
            Effect.logError(`No account can be renewed: ${failure.message} ${failure.remedy}`),
            new JobFailed({ failure, retry: after(error.fault.holdMillis ?? APP_EVERY), unsure: false })
          )
        }
        return kind === "reauth" || kind === "askPerson"
          ? Effect.as(
            actors.account(account.id, envelope("lost", true), {
              _tag: "LoseAccess",
              consent: consentOf(account),
              failure: tikTokFailure(error)
            }),
            reported
          )
          : Effect.fail(jobFailed(error))
      })
    )
  })
