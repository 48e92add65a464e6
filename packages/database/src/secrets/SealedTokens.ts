import type { Tokens } from "@callsheet/domain/account/Account"
import { type Owner, tokenOf } from "@callsheet/domain/account/SealedFor"
import type { Instant } from "@callsheet/domain/Instant"
import { Clock, type Context, Effect, type Redacted } from "effect"
import type { Vault } from "./Vault.ts"

/** What an account keeps of a pair of tokens that was obtained just now: sealed for this account, and no other. */
export const sealedTokens = (vault: Context.Tag.Service<Vault>, account: Owner, pair: {
  readonly accessToken: Redacted.Redacted
  readonly accessExpiresAt: Instant
  readonly refreshToken: Redacted.Redacted
  readonly refreshExpiresAt: Instant
}): Effect.Effect<Tokens> =>
  Effect.gen(function*() {
    return {
      access: yield* vault.seal(pair.accessToken, tokenOf(account, "access")),
      accessExpiresAt: pair.accessExpiresAt,
      refresh: yield* vault.seal(pair.refreshToken, tokenOf(account, "refresh")),
      refreshExpiresAt: pair.refreshExpiresAt,
      obtainedAt: yield* Clock.currentTimeMillis
    }
  })
