import type { Settings } from "@callsheet/sandbox/Settings"
import type { Evidence } from "./Promises.ts"

const HOURS_24 = 86_400_000

/** How many calls of an endpoint TikTok allows one creator in a window; null where it states no number. */
const allowed = (endpoint: string, settings: Settings): number | null => {
  switch (endpoint) {
    case "creator_info":
      return settings.creatorInfoPerWindow
    case "init":
    case "inbox_init":
      return settings.initPerWindow
    case "status":
      return settings.statusPerWindow
    case "user_info":
    case "video_list":
    case "video_query":
      return settings.displayPerWindow
    default:
      return null
  }
}

/** The most of these moments that any window of this length holds; the moments come in order. */
const mostWithin = (moments: ReadonlyArray<number>, millis: number): number => {
  let first = 0
  let most = 0
  moments.forEach((at, last) => {
    while (at - moments[first]! >= millis) first += 1
    most = Math.max(most, last - first + 1)
  })
  return most
}

const collect = (into: Map<string, Array<number>>, key: string, at: number): void => {
  const moments = into.get(key)
  if (moments === undefined) into.set(key, [at])
  else moments.push(at)
}

/** Refusals that mean a cap was run into, though what caps count was known here. */
const caps: ReadonlyArray<string> = ["spam_risk_too_many_posts", "spam_risk_too_many_pending_share"]

/**
 * TikTok's books, read with TikTok's own windows: no stretch of time holds more calls or posts than allowed, and none was
 * refused because a window or a cap was full. What a fault made TikTok say is not ours.
 */
export const limitsAreKept = ({ world }: Evidence, breach: (what: string) => void): void => {
  const { books, world: { store: { settings } } } = world.sandbox
  const windows = new Map<string, Array<number>>()
  const limits = new Map<string, number>()
  for (const entry of books.of("request")) {
    if (entry.fault === null && (entry.code === "rate_limit_exceeded" || entry.status === 429)) {
      breach(`TikTok answered ${entry.path} with 429`)
    }
    if (entry.fault === null && caps.includes(entry.code)) breach(`TikTok refused a post: ${entry.code}`)
    const limit = allowed(entry.endpoint, settings)
    if (entry.window === null || limit === null) continue
    collect(windows, entry.window, entry.at)
    limits.set(entry.window, limit)
  }
  for (const [key, moments] of windows) {
    const most = mostWithin(moments, settings.windowMillis)
    if (most > limits.get(key)!) breach(`${key}: ${most} calls in one window, allowed are ${limits.get(key)}`)
  }
  const posts = new Map<string, Array<number>>()
  for (const { at, openId } of books.of("post")) collect(posts, openId, at)
  for (const [openId, moments] of posts) {
    const most = mostWithin(moments, HOURS_24)
    if (most > settings.postsPerDay) breach(`${openId}: ${most} posts in 24 hours, allowed are ${settings.postsPerDay}`)
  }
}
