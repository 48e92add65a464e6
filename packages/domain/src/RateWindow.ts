import type { Instant } from "./Instant.ts"

/**
 * At most `limit` calls in any stretch of `windowMillis`. `marginMillis` is added to the stretch, because calls granted
 * evenly may arrive unevenly: it covers how much longer one may be on its way than another.
 */
export interface RateWindow {
  readonly limit: number
  readonly windowMillis: number
  readonly marginMillis: number
}

/** The instants of granted calls, oldest first. Grants may lie ahead: anyone who holds one waits for its moment. */
export type GrantLog = ReadonlyArray<Instant>

const span = (window: RateWindow) => window.windowMillis + window.marginMillis

const living = (window: RateWindow, log: GrantLog, now: Instant): GrantLog =>
  log.filter((at) => at + span(window) > now)

/**
 * The earliest instant, not before `now`, at which one more call may leave. Calls leave in the order in which they asked,
 * so only two grants matter: the latest one, and the one `limit` places back, whose stretch must have ended.
 */
export const nextFree = (window: RateWindow, log: GrantLog, now: Instant): Instant => {
  const latest = log.at(-1) ?? now
  const leaving = log.length < window.limit ? undefined : log[log.length - window.limit]
  return Math.max(now, latest, leaving === undefined ? now : leaving + span(window))
}

/** Grants one call: when it may leave, and the log with it, freed of what no longer counts. */
export const reserve = (
  window: RateWindow,
  log: GrantLog,
  now: Instant
): { readonly at: Instant; readonly log: GrantLog } => {
  const kept = living(window, log, now)
  const at = nextFree(window, kept, now)
  return { at, log: [...kept, at] }
}

/** How many calls may leave right now, one after the other, without waiting. */
export const remaining = (window: RateWindow, log: GrantLog, now: Instant): number =>
  Math.max(0, window.limit - living(window, log, now).length)

/**
 * The other side says the window is full: nothing leaves before `until`. Grants that lie ahead of `now` are withdrawn;
 * their holders ask again. What was granted up to now keeps counting.
 */
export const freeze = (window: RateWindow, log: GrantLog, now: Instant, until: Instant): GrantLog => {
  const full = Array.from({ length: window.limit }, () => until - span(window))
  return [...log.filter((at) => at <= now), ...full].toSorted((a, b) => a - b)
}
