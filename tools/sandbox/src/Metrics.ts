import { createHash } from "node:crypto"

export interface Counters {
  readonly views: number
  readonly likes: number
  readonly comments: number
  readonly shares: number
}

/** In this time a post gathers about two thirds of the views it will ever have. */
const GROWTH_MILLIS = 36 * 3_600_000

/** A number from 0 to 1 that belongs to this post and purpose forever. */
const trait = (postId: string, purpose: string): number =>
  createHash("sha256").update(`${purpose} ${postId}`).digest().readUInt32BE(0) / 2 ** 32

/** Lifetime counters at an age. They depend on the post and its age alone and never shrink. */
export const countersAt = (postId: string, ageMillis: number, speed: number): Counters => {
  // Most posts stay small and a few go far, as in life.
  const reach = 200 * 10 ** (3 * trait(postId, "reach") ** 2)
  const views = Math.floor(reach * (1 - Math.exp(-Math.max(0, ageMillis) * speed / GROWTH_MILLIS)))
  return {
    views,
    likes: Math.floor(views * (0.04 + 0.08 * trait(postId, "likes"))),
    comments: Math.floor(views * (0.002 + 0.006 * trait(postId, "comments"))),
    shares: Math.floor(views * (0.003 + 0.012 * trait(postId, "shares")))
  }
}
