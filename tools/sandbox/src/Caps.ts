import type { Creator, PublicationRecord } from "./Records.ts"
import type { SandboxWorld } from "./World.ts"

const DAY_MILLIS = 86_400_000

const publicationsOf = (world: SandboxWorld, creator: Creator): ReadonlyArray<PublicationRecord> =>
  world.store.all("publications").filter((publication) => publication.username === creator.username)

/** Whether it can still become a post: not failed, and not left unfinished until its upload address ended. */
const isOpen = (publication: PublicationRecord, now: number): boolean =>
  publication.status !== "FAILED" && (publication.received === publication.size || now < publication.uploadExpiresAt)

/** Open ones count too, since each can still become a post: so no 24 hours ever see more posts than the cap. */
const countsAsPost = (publication: PublicationRecord, now: number): boolean =>
  publication.flow === "direct" &&
  (publication.postedAt === null ? isOpen(publication, now) : publication.postedAt > now - DAY_MILLIS)

const tooManyPosts = (world: SandboxWorld, creator: Creator, now: number): boolean =>
  publicationsOf(world, creator).filter((publication) => countsAsPost(publication, now)).length >=
    world.store.settings.postsPerDay

/** Creators for whom the app began a direct post in the last 24 hours. */
const isOverActiveCap = (world: SandboxWorld, creator: Creator, now: number): boolean => {
  const { activeCreatorsAudited, activeCreatorsUnaudited, audited } = world.store.settings
  const cap = audited ? activeCreatorsAudited : activeCreatorsUnaudited
  if (cap === null) return false
  const active = new Set(
    world.store.all("publications")
      .filter((publication) => publication.flow === "direct" && publication.initAt > now - DAY_MILLIS)
      .map((publication) => publication.username)
  )
  return !active.has(creator.username) && active.size >= cap
}

/** Reasons that creator_info tells under HTTP 200, where every other call has 403 (creator_info reference, 2026). */
export const directPostCaps = [
  "spam_risk_user_banned_from_posting",
  "reached_active_user_cap",
  "spam_risk_too_many_posts"
] as const

/** Why this creator cannot post directly now, or null. */
export const directPostCap = (
  world: SandboxWorld,
  creator: Creator,
  now: number
): (typeof directPostCaps)[number] | null => {
  if (creator.banned) return "spam_risk_user_banned_from_posting"
  if (isOverActiveCap(world, creator, now)) return "reached_active_user_cap"
  return tooManyPosts(world, creator, now) ? "spam_risk_too_many_posts" : null
}

/**
 * Why no draft can be sent now, or null. One that was sent in the last 24 hours counts even if the creator finished it:
 * TikTok's papers name no other way for a place to become free.
 */
export const draftCap = (world: SandboxWorld, creator: Creator, now: number): string | null => {
  if (creator.banned) return "spam_risk_user_banned_from_posting"
  const sent = publicationsOf(world, creator).filter((publication) =>
    publication.flow === "inbox" && publication.status !== "FAILED" && publication.initAt > now - DAY_MILLIS
  )
  return sent.length >= world.store.settings.pendingShares ? "spam_risk_too_many_pending_share" : null
}
