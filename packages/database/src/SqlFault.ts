import { SqlError } from "@effect/sql/SqlError"

/**
 * SQLSTATE classes that say that the statement itself is wrong, however often it is asked (PostgreSQL 18 manual, appendix A):
 * 22 data that does not fit, 23 a broken constraint, 42 syntax, names and rights.
 */
const WRONG_STATEMENTS: ReadonlySet<string> = new Set(["22", "23", "42"])

/** The SQLSTATE of a refusal; null where the server never gave one. */
export const codeOf = ({ cause }: SqlError): string | null =>
  typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string" ? cause.code : null

/**
 * The database could not serve this statement just now, and may serve it later: the connection broke or was never there, the
 * server shuts down or starts up (57P01 to 57P03, class 08), lacks room (class 53), chose this transaction to end a deadlock
 * (class 40), or a cancellation that was meant for an earlier statement of this connection came late (57014). Everything that carries
 * no SQLSTATE never reached a verdict. False: a fault of ours.
 */
export const isTransient = (error: SqlError): boolean => !WRONG_STATEMENTS.has(codeOf(error)?.slice(0, 2) ?? "")

/** What went wrong, in the database's own words alone: the details of a failed statement may quote a row. */
export const wordsOf = (error: SqlError): string => error.cause instanceof Error ? error.cause.message : error.message

/** A failed statement, wherever it surfaces. */
export const isSqlError = (error: unknown): error is SqlError => error instanceof SqlError
