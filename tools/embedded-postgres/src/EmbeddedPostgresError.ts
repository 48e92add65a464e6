import { never, type RetryAdvice } from "@callsheet/domain/Failure"
import { Schema } from "effect"

/** The way out that works for everybody who has a PostgreSQL of their own. */
export const useOwnServer = "or set DATABASE_URL to a PostgreSQL server of yours (15 or later)"

/**
 * The embedded server cannot be had on this machine or in this folder. Nothing changes by waiting, so it is never
 * retried: a person has to act on `remedy`.
 */
export class EmbeddedPostgresError extends Schema.TaggedError<EmbeddedPostgresError>()("EmbeddedPostgresError", {
  problem: Schema.String,
  remedy: Schema.String
}) {
  override get message(): string {
    return this.problem
  }
  get retry(): RetryAdvice {
    return never
  }
}
