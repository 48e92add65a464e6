import { hours, minutes } from "../Instant.ts"

/** A vendor's promise of how often it lets us call. */
export interface TikTokLimit {
  readonly limit: number
  readonly windowMillis: number
  readonly per: "token" | "app"
  readonly source: string
  readonly asOf: string
}

const perToken = (limit: number, source: string): TikTokLimit => ({
  limit,
  windowMillis: minutes(1),
  per: "token",
  source: `developers.tiktok.com/doc/${source}`,
  asOf: "2026-09-11"
})

const display: TikTokLimit = {
  limit: 600,
  windowMillis: minutes(1),
  // TikTok does not say whether it counts by app or by token; the stricter reading.
  per: "app",
  source: "developers.tiktok.com/docs/en/tiktok-api-v2-rate-limit",
  asOf: "2026-08-04"
}

/**
 * TikTok's request limits by window. Both kinds of `init` share one window with us, because whether they do with TikTok is
 * not documented.
 */
export const tikTokLimits = {
  init: perToken(6, "content-posting-api-reference-direct-post"),
  creatorInfo: perToken(20, "content-posting-api-reference-query-creator-info"),
  status: perToken(30, "content-posting-api-reference-get-video-status"),
  userInfo: display,
  videoList: display,
  videoQuery: display
} as const satisfies { readonly [window: string]: TikTokLimit }

export type TikTokWindow = keyof typeof tikTokLimits

/** How many pieces of work a creator may begin in any day, whichever calls they take. */
export interface CreatorCap {
  readonly limit: number
  readonly windowMillis: number
  /** A place is taken before the work begins; TikTok counts from when it ends, at most this much later. */
  readonly marginMillis: number
}

/**
 * TikTok's caps per creator (content sharing guidelines and direct post reference, 2026-09-11): posts "typically around 15"
 * in 24 hours, counted over all apps; drafts waiting in the inbox 5 in any 24 hours. Rolling days, no midnight.
 */
export const tikTokCaps = {
  posts: { limit: 15, windowMillis: hours(24), marginMillis: minutes(15) },
  pendingShares: { limit: 5, windowMillis: hours(24), marginMillis: minutes(15) }
} as const satisfies { readonly [cap: string]: CreatorCap }

export type TikTokCap = keyof typeof tikTokCaps
