import type { Failure } from "../Failure.ts"

/** Names under which our own installation says that it could not be reached just now. */
const OWN_OUTAGES: ReadonlySet<string> = new Set(["DatabaseUnreachable", "Busy"])

/**
 * Whether a postponed job was tried at all. Work that met no more than an outage of our own is waited out however long that
 * lasts: it uses up no try, and it never ends a plan.
 */
export const countsAsTry = (failure: Failure): boolean => !OWN_OUTAGES.has(failure.tag)
