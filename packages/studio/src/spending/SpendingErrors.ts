import { backoff, type RetryAdvice } from "@callsheet/domain/Failure"
import { QuotaExceeded } from "@callsheet/domain/org/OrgError"
import { Schema } from "effect"

/** Nothing is bought that cannot be written down: the call waits until the ledger answers again. */
export class LedgerAway extends Schema.TaggedError<LedgerAway>()("LedgerAway", { detail: Schema.String }) {
  override get message(): string {
    return `The ledger cannot be written: ${this.detail}`
  }
  get remedy(): string {
    return "Nothing needs to be done: it is tried again by itself, and nothing is bought twice."
  }
  get retry(): RetryAdvice {
    return backoff
  }
}

export const SpendingError = Schema.Union(QuotaExceeded, LedgerAway)
export type SpendingError = typeof SpendingError.Type
