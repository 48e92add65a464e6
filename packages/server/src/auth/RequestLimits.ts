import { Busy } from "@callsheet/domain/Envelope"
import { Clock, Effect } from "effect"

/** `burst` requests at once, then `perSecond` on average. */
export interface RequestAllowance {
  readonly perSecond: number
  readonly burst: number
}

/**
 * Far above what people and well-behaved scripts send (five thousand plans in a minute pass), far below what would leave
 * nothing for the other orgs. Held by each server for itself; what protects money and TikTok's windows is elsewhere.
 */
const PER_KEY: RequestAllowance = { perSecond: 200, burst: 2_000 }
const PER_ORG: RequestAllowance = { perSecond: 250, burst: 3_000 }

/** Names remembered before those that are at rest are forgotten. */
const MOST_NAMES = 10_000

export const makeBuckets = ({ burst, perSecond }: RequestAllowance) => {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const filled = (bucket: { readonly tokens: number; readonly at: number }, now: number) =>
    Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1_000)

  const forget = (now: number) => {
    for (const [name, bucket] of buckets) if (filled(bucket, now) === burst) buckets.delete(name)
  }

  const tokensOf = (name: string, now: number) => filled(buckets.get(name) ?? { tokens: burst, at: now }, now)
  const waitFor = (tokens: number) => tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1_000) / perSecond)

  return {
    /** How long to wait until there is one. */
    wait: (name: string, now: number): number => waitFor(tokensOf(name, now)),
    /** Takes one; how long to wait where there is none. */
    take: (name: string, now: number): number => {
      if (buckets.size >= MOST_NAMES) forget(now)
      const tokens = tokensOf(name, now)
      buckets.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now })
      return waitFor(tokens)
    }
  }
}

/** A page that loads and a person who answers; not what looks for links by trying them. */
const PER_LINK: RequestAllowance = { perSecond: 2, burst: 60 }
const ALL_GUESTS: RequestAllowance = { perSecond: 50, burst: 500 }
const UNKNOWN_LINKS: RequestAllowance = { perSecond: 5, burst: 50 }

const flood = (wait: number) =>
  wait === 0
    ? Effect.void
    : new Busy({ what: "This flood of requests", retryAfterMillis: Math.max(1_000, wait) })

/** Guests have no key: they are limited by link, all together, and strictly where a link opens nothing. */
export const makeGuestLimits = () => {
  const links = makeBuckets(PER_LINK)
  const all = makeBuckets(ALL_GUESTS)
  const unknown = makeBuckets(UNKNOWN_LINKS)
  const taken = (take: (now: number) => number) => Effect.flatMap(Clock.currentTimeMillis, (now) => flood(take(now)))
  return {
    any: taken((now) => all.take("all", now)),
    link: (id: string) => taken((now) => links.take(id, now)),
    unknown: taken((now) => unknown.take("all", now))
  }
}

/** Requests are limited by key and by org: one org's flood is answered at the door, before it costs anything. */
export const makeRequestLimits = () => {
  const keys = makeBuckets(PER_KEY)
  const orgs = makeBuckets(PER_ORG)
  return ({ keyId, orgId }: { readonly keyId: string; readonly orgId: string }): Effect.Effect<void, Busy> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      return flood(keys.take(keyId, now) || orgs.take(orgId, now))
    })
}
