import { minutes } from "@callsheet/domain/Instant"

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
