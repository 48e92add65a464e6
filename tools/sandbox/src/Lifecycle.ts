import { mediaFault } from "./Media.ts"
import { deliverToInbox, fail, post, show } from "./Publications.ts"
import type { Creator, PublicationRecord } from "./Records.ts"
import type { SandboxWorld } from "./World.ts"

/** TikTok's longest draft: ten minutes, no matter what the creator's own limit is (Media Transfer Guide, September 2026). */
const MAX_DRAFT_SECONDS = 600

/** Answers for a fault aimed at processing: the reason with which the publication is to fail. */
export type ProcessingFault = (openId: string, now: number) => string | null

const isPublic = (creator: Creator | undefined, publication: PublicationRecord): boolean =>
  creator !== undefined && !creator.privateAccount && publication.post?.privacyLevel === "PUBLIC_TO_EVERYONE"

/** All bytes are there and the time for looking at them has passed. */
const process = (world: SandboxWorld, publication: PublicationRecord, struck: string | null, now: number): void => {
  const creator = world.store.get("creators", publication.username)
  const maxSeconds = publication.flow === "inbox" ? MAX_DRAFT_SECONDS : creator?.maxVideoSeconds ?? MAX_DRAFT_SECONDS
  const reason = struck ?? (creator?.banned === true ? "spam_risk_user_banned_from_posting" : null) ??
    mediaFault(publication.media, maxSeconds)
  if (reason !== null) fail(world, publication, reason, now)
  else if (publication.flow === "inbox") deliverToInbox(world, publication, now)
  else post(world, publication, isPublic(creator, publication), now)
}

const expire = (world: SandboxWorld, publication: PublicationRecord, now: number): void => {
  if (world.store.settings.unfinishedUpload === "fails") return fail(world, publication, "internal", now)
  // Its bytes are of no use to anybody; its status stays as it is.
  world.uploads.remove(publication.uploadId)
  world.store.put("publications", publication.publishId, { ...publication, dueAt: null })
}

/** Lets everything happen that is due by now, each at its own time and in order. */
export const advance = (world: SandboxWorld, now: number, processingFault: ProcessingFault): void => {
  for (let next = world.store.nextDue("publications"); next !== null && next.at <= now;) {
    const publication = world.store.get("publications", next.id)
    if (publication === undefined) return
    if (publication.status === "PUBLISH_COMPLETE") {
      const stillPublic = isPublic(world.store.get("creators", publication.username), publication)
      if (stillPublic) show(world, publication, true, next.at)
      else world.store.put("publications", publication.publishId, { ...publication, dueAt: null })
    } else if (publication.received === publication.size) {
      process(world, publication, processingFault(publication.openId, next.at), next.at)
    } else expire(world, publication, next.at)
    next = world.store.nextDue("publications")
  }
}
