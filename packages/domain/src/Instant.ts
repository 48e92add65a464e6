import { Schema } from "effect"

/**
 * A moment: whole milliseconds since 1970 in UTC. Stored states are plain JSON on purpose (a commit then costs one
 * `JSON.stringify`), so a moment is a number inside and an ISO string wherever people or other programs read it.
 */
export const Instant = Schema.Int.pipe(Schema.nonNegative())
export type Instant = number

export const iso = (at: Instant): string => new Date(at).toISOString()

export const seconds = (n: number) => n * 1_000
export const minutes = (n: number) => n * 60_000
export const hours = (n: number) => n * 3_600_000
export const days = (n: number) => n * 86_400_000
